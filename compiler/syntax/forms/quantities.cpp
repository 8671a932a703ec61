#include <array>
#include <limits>

#include "base/text.h"
#include "syntax/forms/forms.h"
#include "syntax/forms/go.h"
#include "syntax/forms/pieces.h"

namespace stackc::forms {
namespace {

using base::cat;
constexpr auto kNone = std::string_view::npos;
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

// The factor of a suffix such as k, KB or kib; 0 if it is none.
double factor(std::string_view suffix) {
  if (suffix == "\xe2\x84\xaa") return 1024;  // the Kelvin sign, whose lower case is k
  if (suffix.size() > 3) return 0;
  const std::string lower = base::to_lower(suffix);
  if (lower == "b") return 1;
  const std::size_t power = std::string_view("kmgtp").find(lower[0]);
  const std::string_view rest = std::string_view(lower).substr(1);
  if (power == kNone || (!rest.empty() && rest != "b" && rest != "ib")) return 0;
  double value = 1024;
  for (std::size_t i = 0; i < power; ++i) value *= 1024;
  return value;
}

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::array<Unit, 10> kUnits = {{{"ns", 1},
                                          {"us", 1'000},
                                          {"\xc2\xb5s", 1'000},
                                          {"\xce\xbcs", 1'000},
                                          {"ms", 1'000'000},
                                          {"s", kSecond},
                                          {"m", 60 * kSecond},
                                          {"h", 3600 * kSecond},
                                          {"d", 86'400 * kSecond},
                                          {"w", 604'800 * kSecond}}};

// Words that people write, and the unit that they mean.
constexpr std::pair<std::string_view, std::string_view> kMeant[] = {
    {"sec", "s"},     {"secs", "s"}, {"second", "s"}, {"seconds", "s"}, {"S", "s"},    {"min", "m"},   {"mins", "m"},   {"minute", "m"},
    {"minutes", "m"}, {"M", "m"},    {"hr", "h"},     {"hrs", "h"},     {"hour", "h"}, {"hours", "h"}, {"H", "h"},      {"day", "d"},
    {"days", "d"},    {"D", "d"},    {"week", "w"},   {"weeks", "w"},   {"W", "w"},    {"msec", "ms"}, {"millis", "ms"}};

const Unit* find_unit(std::string_view name) {
  for (const Unit& unit : kUnits) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

// Digits before and behind a point. An overflow before it is an error; behind it the rest does not count.
struct Number {
  std::int64_t whole = 0, fraction = 0;
  double scale = 1;
  std::size_t length = 0, digits = 0;
  bool overflow = false;
};
Number read_number(std::string_view text) {
  Number number;
  std::size_t at = 0;
  for (; at < text.size() && base::is_digit(text[at]); ++at, ++number.digits) {
    const int digit = text[at] - '0';
    if (number.whole > (kMax - digit) / 10) number.overflow = true;
    if (!number.overflow) number.whole = number.whole * 10 + digit;
  }
  if (at < text.size() && text[at] == '.') {
    bool full = false;
    for (++at; at < text.size() && base::is_digit(text[at]); ++at, ++number.digits) {
      const int digit = text[at] - '0';
      full = full || number.fraction > (kMax - digit) / 10;
      if (!full) number.fraction = number.fraction * 10 + digit, number.scale *= 10;
    }
  }
  number.length = at;
  return number;
}

Error no_duration(std::string_view text, std::string_view part) {
  return error_at(text, part, cat({"`", text, "` is no duration: write numbers with units, such as `30s`, `1m30s` or `500ms`"}));
}

Error unit_error(std::string_view whole, std::string_view unit) {
  if (unit.empty()) {
    const std::string right = cat({whole, "s"});
    return error_at(whole, whole, cat({"the duration `", whole, "` has no unit: write `", right, "` for seconds"}), right);
  }
  std::string_view meant;
  const std::string_view word = base::trim(unit);
  for (const auto& [wrong, right] : kMeant) {
    if (word == wrong) meant = right;
  }
  if (meant.empty() && find_unit(word) != nullptr) meant = word;
  std::string message = cat({"`", unit, "` is no unit of time: "});
  message += meant.empty() ? "these are `ns`, `us`, `ms`, `s`, `m`, `h`, `d` and `w`" : cat({"write `", meant, "`"});
  return error_at(whole, unit, std::move(message), meant);
}

// A fraction of a second, as Go prints it: digits without zeros at the end.
std::string with_fraction(std::uint64_t value, std::uint64_t unit, std::string_view name) {
  std::string out = std::to_string(value / unit);
  std::string fraction = std::to_string(unit + value % unit).substr(1);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  if (!fraction.empty()) (out += '.') += fraction;
  return out.append(name);
}

}  // namespace

Parsed<std::int64_t> parse_bytes(std::string_view text) {
  if (const auto value = parse_go_int(text, 10)) return *value;
  const std::size_t last = text.find_last_of("0123456789. ");
  const auto fail = [&](std::string_view part) {
    return error_at(text, part,
                    cat({"`", text, "` is no amount of memory: write a number with `b`, `k`, `m`, `g`, `t` or `p`, such as `512m`"}));
  };
  if (last == kNone) return fail(text);
  const std::string_view number = text.substr(0, text[last] == ' ' ? last : last + 1);
  const std::string_view suffix = text.substr(last + 1);
  const std::optional<double> value = parse_go_float(number);
  if (!value || *value < 0) return fail(number.empty() ? text : number);
  if (suffix.empty()) return to_int64(*value);
  const double times = factor(suffix);
  if (times == 0) {
    return error_at(text, suffix, cat({"`", suffix, "` is no unit of memory: write `b`, `k`, `m`, `g`, `t` or `p` (in steps of 1024)"}),
                    suffix == "i" || suffix == "byte" || suffix == "bytes"  ? "b"
                    : suffix.size() == 2 && factor(suffix.substr(0, 1)) > 1 ? suffix.substr(0, 1)
                                                                            : "");
  }
  return to_int64(*value * times);
}

Parsed<std::int64_t> parse_duration(std::string_view text) {
  std::string_view rest = text;
  const bool minus = rest.starts_with('-');
  if (minus || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest == "0") return std::int64_t{0};
  if (rest.empty()) return no_duration(text, text);
  std::int64_t sum = 0;
  while (!rest.empty()) {
    const Number number = read_number(rest);
    if (number.digits == 0) return no_duration(text, rest);
    if (number.overflow)
      return error_at(text, rest.substr(0, number.length), cat({"the duration `", text, "` is too long: at most 290 years"}));
    const std::string_view behind = rest.substr(number.length);
    const std::string_view name = behind.substr(0, behind.find_first_of(".0123456789"));
    const Unit* unit = find_unit(name);
    if (unit == nullptr) return unit_error(text, name);
    const bool fits = number.whole <= kMax / unit->nanoseconds;
    const std::int64_t whole = fits ? number.whole * unit->nanoseconds : 0;
    const auto part =
        static_cast<std::int64_t>(static_cast<double>(number.fraction) * (static_cast<double>(unit->nanoseconds) / number.scale));
    if (!fits || whole > kMax - part || sum > kMax - whole - part)
      return error_at(text, rest.substr(0, number.length + name.size()), cat({"the duration `", text, "` is too long: at most 290 years"}));
    sum += whole + part;
    rest = behind.substr(name.size());
  }
  return minus ? -sum : sum;
}

std::string format_duration(std::int64_t nanoseconds) {
  if (nanoseconds == 0) return "0s";
  const std::uint64_t value = nanoseconds < 0 ? 0 - static_cast<std::uint64_t>(nanoseconds) : static_cast<std::uint64_t>(nanoseconds);
  std::string out = nanoseconds < 0 ? "-" : "";
  if (value < 1'000) return out + std::to_string(value) + "ns";
  if (value < 1'000'000) return out + with_fraction(value, 1'000, "\xc2\xb5s");
  if (value < kSecond) return out + with_fraction(value, 1'000'000, "ms");
  constexpr std::uint64_t kMinute = 60 * kSecond;
  const std::uint64_t minutes = value / kMinute;
  if (minutes >= 60) out += std::to_string(minutes / 60) + "h";
  if (minutes > 0) out += std::to_string(minutes % 60) + "m";
  return out + with_fraction(value % kMinute, kSecond, "s");
}

Parsed<std::int64_t> parse_mode(std::string_view text) {
  if (const auto mode = parse_go_int(text, 8)) return *mode;
  return error_at(text, text, cat({"`", text, "` is no mode: as a text it is octal, such as `0440`"}));
}

}  // namespace stackc::forms
