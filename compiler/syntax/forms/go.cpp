#include "syntax/forms/go.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

#include "base/text.h"

namespace stackc::forms {
namespace {

bool is_hex(char c) { return base::is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Underscores stand between digits, or between the prefix `0x` and one.
bool underscores_are_right(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  char saw = '^';
  bool hex = false;
  if (text.size() >= 2 && text[0] == '0' && std::string_view("bBoOxX").find(text[1]) != std::string_view::npos) {
    hex = text[1] == 'x' || text[1] == 'X';
    saw = '0';
    text.remove_prefix(2);
  }
  for (const char c : text) {
    if (base::is_digit(c) || (hex && is_hex(c))) {
      saw = '0';
    } else if (c == '_') {
      if (saw != '0') return false;
      saw = '_';
    } else {
      if (saw == '_') return false;
      saw = '!';
    }
  }
  return saw != '_';
}

std::optional<double> special(std::string_view text) {
  const std::string lower = base::to_lower(text);
  if (lower == "nan") return std::numeric_limits<double>::quiet_NaN();
  const bool minus = lower.starts_with('-');
  const std::string_view rest = std::string_view(lower).substr(minus || lower.starts_with('+') ? 1 : 0);
  if (rest != "inf" && rest != "infinity") return std::nullopt;
  return minus ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
}

// Four numbers between dots, each 0 to 255 without leading zeros.
bool is_ipv4(std::string_view text) {
  int fields = 0;
  unsigned value = 0;
  int digits = 0;
  for (const char c : text) {
    if (base::is_digit(c)) {
      if (digits == 1 && value == 0) return false;
      value = value * 10 + static_cast<unsigned>(c - '0');
      if (value > 255) return false;
      ++digits;
    } else if (c == '.') {
      if (digits == 0 || ++fields > 3) return false;
      value = 0;
      digits = 0;
    } else {
      return false;
    }
  }
  return fields == 3 && digits > 0;
}

bool is_ipv6(std::string_view text) {
  int ellipsis = -1;
  int bytes = 0;
  if (text.starts_with("::")) {
    ellipsis = 0;
    text.remove_prefix(2);
    if (text.empty()) return true;
  }
  while (bytes < 16) {
    std::size_t digits = 0;
    while (digits < text.size() && is_hex(text[digits])) ++digits;
    if (digits == 0 || digits > 4) return false;
    if (digits < text.size() && text[digits] == '.') {
      if ((ellipsis < 0 && bytes != 12) || bytes + 4 > 16 || !is_ipv4(text)) return false;
      bytes += 4;
      text = {};
      break;
    }
    bytes += 2;
    text.remove_prefix(digits);
    if (text.empty()) break;
    if (text[0] != ':' || text.size() == 1) return false;
    text.remove_prefix(1);
    if (text[0] != ':') continue;
    if (ellipsis >= 0) return false;
    ellipsis = bytes;
    text.remove_prefix(1);
    if (text.empty()) break;
  }
  if (!text.empty()) return false;
  return bytes < 16 ? ellipsis >= 0 : ellipsis < 0;
}

}  // namespace

std::optional<std::int64_t> parse_go_int(std::string_view text, int base) {
  const bool plus = text.starts_with('+');
  if (plus) text.remove_prefix(1);
  if (text.empty() || (plus && text[0] == '-')) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> parse_go_float(std::string_view text) {
  if (const auto value = special(text)) return value;
  if (text.find('_') != std::string_view::npos && !underscores_are_right(text)) return std::nullopt;
  std::string digits;
  digits.reserve(text.size());
  for (const char c : text) {
    if (c != '_') digits += c;
  }
  std::string_view rest = digits;
  const bool minus = rest.starts_with('-');
  if (minus || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest.empty() || (!base::is_digit(rest[0]) && rest[0] != '.')) return std::nullopt;
  auto format = std::chars_format::general;
  if (rest.size() > 2 && rest[0] == '0' && (rest[1] == 'x' || rest[1] == 'X')) {
    rest.remove_prefix(2);
    format = std::chars_format::hex;
    if (rest.find_first_of("pP") == std::string_view::npos || (!is_hex(rest[0]) && rest[0] != '.')) return std::nullopt;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value, format);
  if (end != rest.data() + rest.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    // Too small is zero, too large is refused.
    const std::size_t exponent = rest.find_first_of(format == std::chars_format::hex ? "pP" : "eE");
    if (exponent == std::string_view::npos || rest.substr(exponent + 1, 1) != "-") return std::nullopt;
    value = 0;
  } else if (error != std::errc()) {
    return std::nullopt;
  }
  return minus ? -value : value;
}

std::int64_t to_int64(double value) {
  constexpr double kEnd = 9223372036854775808.0;  // 2^63
  if (!(value >= -kEnd && value < kEnd)) return std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(value);
}

bool is_go_address(std::string_view text) {
  const std::size_t at = text.find_first_of(".:%");
  if (at == std::string_view::npos || text[at] == '%') return false;
  return text[at] == '.' ? is_ipv4(text) : text.find('%') == std::string_view::npos && is_ipv6(text);
}

}  // namespace stackc::forms
