// The small languages inside the scalars of stack.yaml: durations, sizes, ports, image references ... (grammar/scalar.ebnf).
// In: the text of one scalar. Out: a value in one fixed unit, or an Error with the byte range inside the text and, where one is certain,
// the text to write instead. Nothing is looked up and nothing is reported here; callers know the place in the file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace stackc::scalar {

struct Error {
  std::string message;
  std::uint32_t begin = 0, end = 0;  // byte range in the text; whole text if both are 0
  std::string replacement;           // the whole scalar as it should be written; "" if unknown
  bool bare_unit = false;            // a size such as 512M
};

template <class T>
struct Parsed {
  std::optional<T> value;
  Error error;
  Parsed(T v) : value(std::move(v)) {}      // NOLINT(google-explicit-constructor): `return value;` is the point
  Parsed(Error e) : error(std::move(e)) {}  // NOLINT(google-explicit-constructor)
  explicit operator bool() const { return value.has_value(); }
};

enum class Transport : std::uint8_t { kTcp, kUdp, kHttp, kGrpc };
struct PortSpec {
  std::uint16_t number = 0;
  Transport transport = Transport::kTcp;
  bool named = false;  // the transport was written
};
struct PublishSpec {
  std::string ip;  // without brackets; "" if none
  std::uint16_t port = 0;
};
struct ImageRef {
  std::string name;    // with registry and folders: "ghcr.io/acme/api"
  std::string tag;     // "" if none
  std::string digest;  // "sha256:..." or ""
};

// Microseconds. `1h30m`, `1.5s`, `0`; units strictly descending, each at most once.
Parsed<std::uint64_t> parse_duration(std::string_view text);
std::string format_duration(std::uint64_t microseconds);  // canonical: whole units, 90s -> "1m30s"
// Bytes. `512Mi`, `250MB`, `1.5GiB`, `0B`. Bare `512M` and `1g` are refused: Docker reads them as powers of 1024, Kubernetes as powers of
// 1000.
Parsed<std::uint64_t> parse_size(std::string_view text);
std::string format_size(std::uint64_t bytes);  // canonical: "512Mi" if it is a whole number of such, else bytes: "250000000B"
// Thousandths of a CPU. `0.5`, `2`, `250m`.
Parsed<std::uint32_t> parse_cpu(std::string_view text);
std::string format_cpu(std::uint32_t millicores);  // "0.5", "2"
// Millionths of the whole. `99.5%`.
Parsed<std::uint64_t> parse_percent(std::string_view text);
Parsed<std::uint16_t> parse_port(std::string_view text);
Parsed<PortSpec> parse_port_spec(std::string_view text);
Parsed<PublishSpec> parse_publish(std::string_view text);
Parsed<std::int64_t> parse_int(std::string_view text);
Parsed<bool> parse_bool(std::string_view text);            // true, false
Parsed<std::string> parse_version(std::string_view text);  // the text itself: 3.10 stays 3.10
Parsed<ImageRef> parse_image(std::string_view text);
Parsed<std::string> parse_image_prefix(std::string_view text);
Parsed<std::string> parse_ident(std::string_view text);     // letter { letter | digit | _ | - }
Parsed<std::string> parse_name(std::string_view text);      // of services, tasks: a DNS label, at most 63 characters
Parsed<std::string> parse_env_name(std::string_view text);  // letter or _, then letters, digits, _
Parsed<std::string> parse_host(std::string_view text);      // a DNS name or an IP address
Parsed<std::string> parse_url(std::string_view text);       // scheme://rest
Parsed<std::string> parse_path(std::string_view text);      // of a file: not empty, no NUL, no line end

bool is_ipv4(std::string_view text);
bool is_ipv6(std::string_view text);

}  // namespace stackc::scalar
