// The small languages inside scalars of a compose file (grammar/forms.ebnf): ports, mounts, devices, bytes, durations, commands ... exactly
// as the reference loader reads them. In: the text of one scalar. Out: a value in one fixed unit, or an Error with the byte range inside
// the text and, where one is certain, the text to write instead. Nothing is looked up and nothing is reported here.
// `${...}` that stayed in the text (unknown variables) is one opaque piece: separators inside it do not count.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stackc::forms {

struct Error {
  std::string message;
  std::uint32_t begin = 0, end = 0;  // byte range in the text; whole text if both are 0
  std::string replacement;           // the whole scalar as it should be written; "" if unknown
};
template <class T>
struct Parsed {
  std::optional<T> value;
  Error error;
  Parsed(T v) : value(std::move(v)) {}      // NOLINT(google-explicit-constructor): `return value;` is the point
  Parsed(Error e) : error(std::move(e)) {}  // NOLINT(google-explicit-constructor)
  explicit operator bool() const { return value.has_value(); }
};

struct Port {  // one of the ports that a short form stands for
  std::string host_ip;
  std::string published;  // "", "8080" or "8080-8090"
  std::uint16_t target = 0;
  std::string protocol = "tcp";
  bool operator==(const Port&) const = default;
};
// Ranges are written out, in the order of the reference: by the text of the target, 10 before 9.
Parsed<std::vector<Port>> parse_ports(std::string_view text);

struct Volume {
  enum class Type : std::uint8_t { kVolume, kBind, kTmpfs, kNpipe, kCluster } type = Type::kVolume;
  std::string source;  // "" of an anonymous one
  std::string target;
  bool read_only = false;
  bool nocopy = false;
  std::string selinux;               // z, Z
  std::string propagation;           // rshared ...
  std::vector<std::string> ignored;  // options that nobody knows: the loader drops them in silence
};
Parsed<Volume> parse_volume(std::string_view text);  // only kVolume and kBind; the target is as written, the caller cleans it

struct Device {
  std::string source, target, permissions;
};
Parsed<Device> parse_device(std::string_view text);
Parsed<std::int64_t> parse_bytes(std::string_view text);                // 64m, 1.5gb, 1024; 1024-based
Parsed<std::int64_t> parse_duration(std::string_view text);             // nanoseconds: 1h30m, 1.5s, 2d, 1w; a unit is required
std::string format_duration(std::int64_t nanoseconds);                  // as Go prints: 1m30s, 1.5s, 0s
Parsed<std::vector<std::string>> parse_command(std::string_view text);  // shell words; `cut` of the next one says where it stops
std::optional<std::uint32_t> command_cut(
    std::string_view text);  // offset of the first unquoted ; & | < >, behind which the loader drops all
struct HostEntry {
  std::string name;
  std::vector<std::string> addresses;
};
Parsed<HostEntry> parse_extra_host(std::string_view text);                                  // h=ip, h:ip, h=ip,ip, brackets dropped
std::pair<std::string, std::optional<std::string>> split_key_value(std::string_view text);  // "A=b" -> A, b; "A" -> A, none
Parsed<std::int64_t> parse_mode(std::string_view text);                                     // a string is octal
bool is_absolute_windows(std::string_view path);
bool is_remote_context(std::string_view text);  // git or http(s) URL of a build context
std::string normalize_project_name(std::string_view text);
bool is_project_name(std::string_view text);

}  // namespace stackc::forms
