#include "languages.h"

#include <map>
#include <optional>
#include <vector>

#include "syntax/dotenv/dotenv.h"
#include "syntax/forms/forms.h"
#include "syntax/interpolation/interpolation.h"

namespace stackc::forms_test {
namespace {

using std::string;
using std::string_view;

// The variables of the reference's table.
std::optional<string_view> outside(string_view name) {
  static constexpr std::pair<string_view, string_view> kValues[] = {{"A", "a"},      {"SET", "value"}, {"EMPTY", ""}, {"DOLLAR", "$A ${B}"},
                                                                    {"_1", "under"}, {"", "nobody"}};
  for (const auto& [known, value] : kValues) {
    if (known == name) return value;
  }
  return std::nullopt;
}

constexpr char kField = '\x1f';
constexpr char kEntry = '\x1e';
string entry(std::initializer_list<string_view> values) {
  string out;
  for (const string_view value : values) (out += out.empty() ? kEntry : kField) += value;
  return out;
}
template <class T>
string number(const forms::Parsed<T>& parsed) {
  return parsed ? string("ok") + kField + std::to_string(*parsed.value) : "error";
}
string_view truth(bool value) { return value ? "true" : "false"; }

string read_template(string_view text) {
  const interpolation::Result result = interpolation::substitute(text, outside);
  if (result.problems.empty()) return string("ok") + kField + result.text;
  const interpolation::Problem& first = result.problems.front();
  if (first.kind != interpolation::Problem::Kind::kRequired) return "invalid";
  return string("required") + kField + string(first.variable) + kField + first.operand;
}

string read_variables(string_view text) {
  struct Declared {
    bool required = false;
    string_view otherwise, alternate;
  };
  std::map<string_view, Declared> all;
  for (const interpolation::Variable& variable : interpolation::variables(text)) {
    Declared& declared = all[variable.name];
    switch (variable.op) {
      case interpolation::Operator::kRequired:
      case interpolation::Operator::kRequiredEmpty:
        declared.required = true;
        break;
      case interpolation::Operator::kDefault:
      case interpolation::Operator::kDefaultEmpty:
        if (declared.otherwise.empty()) declared.otherwise = variable.operand;
        break;
      case interpolation::Operator::kAlternate:
      case interpolation::Operator::kAlternateEmpty:
        if (declared.alternate.empty()) declared.alternate = variable.operand;
        break;
      case interpolation::Operator::kNone:
        break;
    }
  }
  string out = "ok";
  for (const auto& [name, declared] : all) out += entry({name, truth(declared.required), declared.otherwise, declared.alternate});
  return out;
}

string read_dotenv(string_view text) {
  const dotenv::File file = dotenv::parse(text, outside);
  if (!file.problems.empty()) return "error";
  std::map<string_view, string_view> values;
  for (const dotenv::Assignment& assignment : file.assignments) values[assignment.name] = assignment.value;
  string out = "ok";
  for (const auto& [name, value] : values) out += entry({name, value});
  return out;
}

string read_raw(string_view text) {
  const dotenv::File file = dotenv::parse(text, outside, dotenv::Format::kRaw);
  if (!file.problems.empty()) return "error";
  string out = "ok";
  for (const dotenv::Assignment& assignment : file.assignments) out += entry({assignment.name + "=" + assignment.value});
  return out;
}

string read_ports(string_view text) {
  const auto ports = forms::parse_ports(text);
  if (!ports) return "error";
  string out = "ok";
  for (const forms::Port& port : *ports.value) out += entry({port.host_ip, port.published, std::to_string(port.target), port.protocol});
  return out;
}

string read_volume(string_view text) {
  const auto volume = forms::parse_volume(text);
  if (!volume) return "error";
  const forms::Volume& v = *volume.value;
  string out = "ok";
  const string_view type = v.type == forms::Volume::Type::kBind ? "bind" : "volume";
  for (const string_view value : {type, string_view(v.source), string_view(v.target), truth(v.read_only), truth(v.nocopy),
                                  string_view(v.selinux), string_view(v.propagation)})
    (out += kField) += value;
  return out;
}

string read_device(string_view text) {
  const auto device = forms::parse_device(text);
  if (!device) return "error";
  return string("ok") + kField + device.value->source + kField + device.value->target + kField + device.value->permissions;
}

string read_duration(string_view text) {
  const auto duration = forms::parse_duration(text);
  return duration ? number(duration) + kField + forms::format_duration(*duration.value) : "error";
}

string read_command(string_view text) {
  const auto words = forms::parse_command(text);
  if (!words) return "error";
  string out = "ok";
  for (const string& word : *words.value) out += entry({word});
  return out;
}

string read_host(string_view text) {
  const auto host = forms::parse_extra_host(text);
  if (!host) return "error";
  string out = "ok" + entry({host.value->name});
  for (const string& address : host.value->addresses) (out += kField) += address;
  return out;
}

string read_bytes(string_view text) { return number(forms::parse_bytes(text)); }
string read_mode(string_view text) { return number(forms::parse_mode(text)); }
string read_name(string_view text) { return string("ok") + kField + forms::normalize_project_name(text); }
string read_windows(string_view text) { return string("ok") + kField + string(truth(forms::is_absolute_windows(text))); }

constexpr string_view kTemplate[] = {"$",
                                     "$",
                                     "${",
                                     "${",
                                     "}",
                                     "}",
                                     "{",
                                     "A",
                                     "SET",
                                     "EMPTY",
                                     "UNSET",
                                     "_1",
                                     "DOLLAR",
                                     ":-",
                                     "-",
                                     ":?",
                                     "?",
                                     ":+",
                                     "+",
                                     ":",
                                     "=",
                                     "/",
                                     " ",
                                     "\n",
                                     "$$",
                                     "x",
                                     "1",
                                     "${A}",
                                     "${UNSET:-",
                                     "${SET:+",
                                     "${UNSET:?",
                                     "${EMPTY-",
                                     "$A",
                                     "\xc5\xbf",
                                     "\xe2\x84\xaa",
                                     "\xff",
                                     "\xc3\xa4",
                                     "${UNSET:-${A}}",
                                     "#",
                                     "%",
                                     "\r"};
constexpr string_view kDotenv[] = {"A",        "B",        "C.d",      "=",
                                   "=",        ":",        "\n",       "\n",
                                   "\n",       " ",        " ",        "\t",
                                   "\r\n",     "\r",       "#",        " #",
                                   "'",        "'",        "\"",       "\"",
                                   "\\",       "\\n",      "\\$",      "\\\"",
                                   "\\'",      "\\0",      "\\0101",   "\\0377",
                                   "\\09",     "\\c",      "\\x",      "$A",
                                   "${B}",     "${C:-d}",  "${C:?no}", "$",
                                   "$$",       "export ",  "export",   "export\t",
                                   "-",        "[0]",      "_",        "!",
                                   "x",        "1",        "\xc3\xa4", "\xe2\x80\x83",
                                   "\xc2\xa0", "\xc2\x85", "\xff",     "\xef\xbb\xbf",
                                   "\v",       "\f",       "{",        "}",
                                   "SET",      "EMPTY",    "\xd9\xa3", "\xe4\xb8\xad"};
constexpr string_view kPorts[] = {"80",
                                  "8080",
                                  "81",
                                  "8081",
                                  "0",
                                  "65535",
                                  "65536",
                                  "9",
                                  "11",
                                  "-",
                                  ":",
                                  ":",
                                  ":",
                                  "/",
                                  "/tcp",
                                  "/udp",
                                  "/SCTP",
                                  "/x",
                                  "127.0.0.1",
                                  "0.0.0.0",
                                  "1.2.3",
                                  "01.2.3.4",
                                  "256.1.1.1",
                                  "[::1]",
                                  "::1",
                                  "[",
                                  "]",
                                  "::",
                                  "fe80::1%lo",
                                  "1:2:3:4:5:6:7:8",
                                  "::ffff:1.2.3.4",
                                  "1::2::3",
                                  "abcd",
                                  "12345",
                                  ".",
                                  "+",
                                  " ",
                                  "localhost",
                                  "080",
                                  "80-90",
                                  "8080-8090",
                                  "%",
                                  "g",
                                  "[]",
                                  "1:2:3:4:5:6:1.2.3.4"};
constexpr string_view kVolume[] = {":",
                                   ":",
                                   ":",
                                   "/a",
                                   "./b",
                                   "../c",
                                   "~/d",
                                   "~",
                                   ".",
                                   "name",
                                   "C:",
                                   "c:\\x",
                                   "\\\\",
                                   "D",
                                   "/",
                                   "ro",
                                   "rw",
                                   "nocopy",
                                   "z",
                                   "Z",
                                   "rshared",
                                   "private",
                                   "slave",
                                   "cached",
                                   ",",
                                   " ",
                                   "${A}",
                                   "${A:-/x}",
                                   "${",
                                   "}",
                                   "$",
                                   "{",
                                   "\xc3\xa9",
                                   "\xc3\xa9:",
                                   "x",
                                   "1:",
                                   std::string_view("\0", 1)};
constexpr string_view kBytes[] = {"1",
                                  "0",
                                  "5",
                                  "64",
                                  "1.5",
                                  ".",
                                  "-",
                                  "+",
                                  " ",
                                  "b",
                                  "k",
                                  "K",
                                  "m",
                                  "M",
                                  "g",
                                  "G",
                                  "t",
                                  "p",
                                  "kb",
                                  "KiB",
                                  "ib",
                                  "e",
                                  "e3",
                                  "E-2",
                                  "x",
                                  "0x",
                                  "p1",
                                  "_",
                                  "inf",
                                  "nan",
                                  "NaN",
                                  "Infinity",
                                  "9223372036854775807",
                                  "99999999999",
                                  "\xe2\x84\xaa",
                                  "kibi",
                                  "e400",
                                  "e-400",
                                  "1024",
                                  "mb"};
constexpr string_view kDuration[] = {"1",
                                     "0",
                                     "30",
                                     "1.5",
                                     ".",
                                     "-",
                                     "+",
                                     " ",
                                     "s",
                                     "m",
                                     "h",
                                     "d",
                                     "w",
                                     "ms",
                                     "us",
                                     "ns",
                                     "\xc2\xb5s",
                                     "\xce\xbcs",
                                     "1m30s",
                                     "9223372036854775807",
                                     "9223372036854775808",
                                     "922337203685477580",
                                     "99999999",
                                     "min",
                                     "x",
                                     "00",
                                     "0.000000001",
                                     "0.9999999999999999999999",
                                     "2562047h47m16.854775807s"};
constexpr string_view kCommand[] = {
    " ", " ", "a",  "b c", "'",  "\"", "\\", "\\n", "\\t", "\\\\", "`",        "$(",           "$",  "(",    ")",     ";",       "&&",
    "|", ">", "2>", "<",   "12", "x",  "\n", "\t",  "\r",  "#",    "\xc3\xa4", "\xe2\x84\xaa", "''", "\"\"", "'a b'", "\"a b\"", "${X}",
    "2", "\v"};
constexpr string_view kHost[] = {"h",       "host",         "=", "=", ":",  ":",       ",", "[", "]", "[::1]", "::1",
                                 "1.2.3.4", "host-gateway", " ", "",  "[]", "\xc3\xa4"};
constexpr string_view kMode[] = {
    "0", "4", "7", "8", "0440", "o", "0o", "x", "-", "+", "_", " ", "777777777777777777777", "1000000000000000000000", "b"};
constexpr string_view kName[] = {"a",        "B",        "-",        "_", " ", ".",           "9", "\xe2\x84\xaa",
                                 "\xc4\xb0", "\xc5\xbf", "\xc3\x84", "Z", "!", "\xe2\x84\xa6"};
constexpr string_view kWindows[] = {"\\",  "/",   "C:",   "c",     ":",       "\\\\",    "//",     ".", "?",
                                    "UNC", "unc", "host", "share", "\\\\.\\", "\\\\?\\", "\\??\\", " "};

constexpr Language kLanguages[] = {
    {"template", read_template, kTemplate, true, 14},
    {"variables", read_variables, kTemplate, true, 14},
    {"dotenv", read_dotenv, kDotenv, true, 14},
    {"raw", read_raw, kDotenv, true, 14},
    {"ports", read_ports, kPorts, false, 6},
    {"volume", read_volume, kVolume, false, 9},
    {"device", read_device, kVolume, false, 7},
    {"bytes", read_bytes, kBytes, false, 4},
    {"duration", read_duration, kDuration, false, 6},
    {"command", read_command, kCommand, false, 12},
    {"host", read_host, kHost, false, 7},
    {"mode", read_mode, kMode, false, 4},
    {"name", read_name, kName, false, 8},
    {"windows", read_windows, kWindows, false, 8},
};

}  // namespace

std::span<const Language> languages() { return kLanguages; }

bool known_difference(string_view language, string_view text) {
  if (language == "device") return text.find("${") != text.npos;
  // The reference cuts names that it substitutes at the first letter that is not ASCII when it lists them.
  if (language == "variables") return text.find("\xc5\xbf") != text.npos || text.find("\xe2\x84\xaa") != text.npos;
  return false;
}

}  // namespace stackc::forms_test
