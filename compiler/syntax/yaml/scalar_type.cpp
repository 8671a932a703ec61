#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>

#include "base/text.h"
#include "syntax/yaml/chars.h"
#include "syntax/yaml/scalar.h"

namespace stackc::yaml {

namespace {

constexpr std::string_view kCore = "tag:yaml.org,2002:";

bool word(std::string_view text, Scalar& out) {
  auto one_of = [text](std::string_view a, std::string_view b, std::string_view c) { return text == a || text == b || text == c; };
  if (text.empty() || text == "~" || one_of("null", "Null", "NULL")) {
    out.type = ScalarType::kNull;
  } else if (one_of("true", "True", "TRUE") || one_of("false", "False", "FALSE")) {
    out.type = ScalarType::kBool;
    out.boolean = (text[0] | 0x20) == 't';
  } else if (text == "<<") {
    out.type = ScalarType::kMerge;
  } else {
    out.type = ScalarType::kFloat;
    if (one_of(".nan", ".NaN", ".NAN")) {
      out.number = std::numeric_limits<double>::quiet_NaN();
    } else if (one_of(".inf", ".Inf", ".INF") || one_of("+.inf", "+.Inf", "+.INF")) {
      out.number = std::numeric_limits<double>::infinity();
    } else if (one_of("-.inf", "-.Inf", "-.INF")) {
      out.number = -std::numeric_limits<double>::infinity();
    } else if (text == "-0" || text == "-0.0") {
      out.number = -0.0;
    } else {
      return false;
    }
  }
  return true;
}

// Go's strconv.ParseInt and ParseUint with base 0: 0x, 0o, 0b, and 0 for octal.
bool integer(std::string_view text, Scalar& out) {
  bool sign = text.starts_with('+') || text.starts_with('-');
  bool negative = text.starts_with('-');
  if (sign) text.remove_prefix(1);
  if (text.empty()) return false;
  int radix = 10;
  if (text[0] == '0') {
    char mark = text.size() >= 3 ? static_cast<char>(text[1] | 0x20) : '\0';
    radix = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
    text.remove_prefix(mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1);
  }
  std::uint64_t value = 0;
  if (!text.empty()) {
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, radix);
    if (error != std::errc() || end != text.data() + text.size()) return false;
  }
  constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
  if (value > kMax && sign && !(negative && value == kMax + 1)) return false;
  out.type = ScalarType::kInt;
  out.negative = negative && value != 0;
  out.magnitude = value;
  return true;
}

// [-+]? (.digits | digits[.digits?]) ([eE][-+]?digits)?
bool floating(std::string_view text, Scalar& out) {
  std::size_t i = text.starts_with('+') || text.starts_with('-') ? 1 : 0;
  auto digits = [&] {
    std::size_t from = i;
    while (i < text.size() && base::is_digit(text[i])) ++i;
    return i - from;
  };
  std::size_t whole = digits();
  if (i < text.size() && text[i] == '.') {
    ++i;
    if (digits() == 0 && whole == 0) return false;
  } else if (whole == 0) {
    return false;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (digits() == 0) return false;
  }
  if (i != text.size()) return false;
  std::string_view number = text.starts_with('+') ? text.substr(1) : text;
  auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), out.number);
  if (error == std::errc::result_out_of_range) out.number = std::strtod(std::string(number).c_str(), nullptr);  // 0 or infinity
  if (std::isinf(out.number)) return false;
  out.type = ScalarType::kFloat;
  return true;
}

Scalar resolve_plain(std::string_view text, bool times) {
  Scalar out;
  char first = text.empty() ? '~' : text[0];
  bool number = base::is_digit(first) || first == '+' || first == '-';
  if (!number && first != '.' && std::string_view("yYnNtTfFoO~<").find(first) == std::string_view::npos) return out;
  if (word(text, out)) return out;
  out.type = ScalarType::kString;
  std::string copy;
  if (first == '.') {  // here `_` may stand between digits only
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '_' && (i + 1 == text.size() || !base::is_digit(text[i - 1]) || !base::is_digit(text[i + 1]))) return out;
    }
    if (text.find('_') != text.npos) text = copy = base::replace_all(text, "_", "");
    floating(text, out);
  } else if (number) {
    if (times && parse_timestamp(text, out.text)) {
      out.type = ScalarType::kTimestamp;
      return out;
    }
    if (text.find('_') != text.npos) text = copy = base::replace_all(text, "_", "");
    if (!integer(text, out)) floating(text, out);
  }
  return out;
}

bool decode_base64(std::string_view text, std::string& out) {
  std::string packed;
  for (char c : text) {
    if (c != '\n' && c != '\r') packed += c;
  }
  if (packed.size() % 4 != 0) return false;
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < packed.size(); ++i) {
    char c = packed[i];
    int v = c >= 'A' && c <= 'Z'   ? c - 'A'
            : c >= 'a' && c <= 'z' ? c - 'a' + 26
            : c >= '0' && c <= '9' ? c - '0' + 52
            : c == '+'             ? 62
            : c == '/'             ? 63
                                   : -1;
    std::size_t left = packed.size() - i;
    if (c == '=' && (left == 1 || (left == 2 && packed[i + 1] == '='))) {
      bits <<= 6 * left;
      out += static_cast<char>(bits >> 16);
      if (left == 1) out += static_cast<char>(bits >> 8);
      return true;
    }
    if (v < 0) return false;
    bits = bits << 6 | static_cast<std::uint32_t>(v);
    if (i % 4 == 3) {
      for (int shift = 16; shift >= 0; shift -= 8) out += static_cast<char>(bits >> shift);
      bits = 0;
    }
  }
  return true;
}

}  // namespace

std::string_view short_tag(std::string_view full_tag, std::string& buffer) {
  if (!full_tag.starts_with(kCore)) return full_tag;
  return buffer = base::cat({"!!", full_tag.substr(kCore.size())});
}

Scalar resolve_scalar(const Node& scalar) {
  std::string_view tag = scalar.properties->full_tag;
  Scalar out;
  if (tag.empty()) return scalar.style == Style::kPlain ? resolve_plain(scalar.text, true) : out;
  std::string buffer;
  tag = short_tag(tag, buffer);
  if (!tag.starts_with("!!")) {
    if (tag != "!") out.type = ScalarType::kOther;
    return out;
  }
  tag.remove_prefix(2);
  if (tag == "str") return out;
  if (tag == "merge") {
    out.type = ScalarType::kMerge;
  } else if (tag == "binary") {
    out.type = ScalarType::kBinary;
    out.misfit = !decode_base64(scalar.text, out.text);
  } else if (tag == "null" || tag == "bool" || tag == "int" || tag == "float" || tag == "timestamp") {
    ScalarType want = tag == "null"    ? ScalarType::kNull
                      : tag == "bool"  ? ScalarType::kBool
                      : tag == "int"   ? ScalarType::kInt
                      : tag == "float" ? ScalarType::kFloat
                                       : ScalarType::kTimestamp;
    out = resolve_plain(scalar.text, want == ScalarType::kTimestamp);
    constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
    if (want == ScalarType::kFloat && out.type == ScalarType::kInt && (out.negative || out.magnitude <= kMax)) {
      out.type = want;
      out.number = out.negative ? -static_cast<double>(out.magnitude) : static_cast<double>(out.magnitude);
    }
    out.misfit = out.type != want;
    out.type = want;
  } else {
    out.type = ScalarType::kOther;
  }
  return out;
}

ScalarType scalar_type(const Node& scalar) { return resolve_scalar(scalar).type; }

}  // namespace stackc::yaml
