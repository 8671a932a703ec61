#include <array>
#include <limits>

#include "base/text.h"
#include "syntax/scalar/scalar.h"

namespace stackc::scalar {
namespace {

using base::cat;

std::string quoted(std::string_view text) { return cat({"`", text, "`"}); }

// A decimal number without sign or exponent, as digits and a count of fraction digits; exact, no floating point.
struct Decimal {
  std::uint64_t digits = 0;
  std::uint32_t fraction = 0;
  std::size_t length = 0;  // characters read; 0: there is no number
  bool overflow = false;
};

Decimal read_decimal(std::string_view text) {
  Decimal number;
  std::size_t at = 0;
  const auto take = [&](std::size_t from) {
    while (at < text.size() && base::is_digit(text[at])) {
      if (number.digits > (std::numeric_limits<std::uint64_t>::max() - 9) / 10) number.overflow = true;
      if (!number.overflow) number.digits = number.digits * 10 + static_cast<std::uint64_t>(text[at] - '0');
      ++at;
    }
    return at - from;
  };
  if (take(0) == 0) return number;
  if (at + 1 < text.size() && text[at] == '.' && base::is_digit(text[at + 1])) {
    const std::size_t from = ++at;
    number.fraction = static_cast<std::uint32_t>(take(from));
  }
  number.length = at;
  return number;
}

__extension__ using Wide = unsigned __int128;

// number * unit, exact; none if it does not fit or is no whole number of the smallest unit.
enum class Scale : std::uint8_t { kOk, kOverflow, kUneven };
Scale scale(const Decimal& number, std::uint64_t unit, std::uint64_t& out) {
  if (number.overflow || number.fraction > 18) return Scale::kOverflow;
  std::uint64_t divisor = 1;
  for (std::uint32_t i = 0; i < number.fraction; ++i) divisor *= 10;
  const auto product = static_cast<Wide>(number.digits) * unit;
  if (product % divisor != 0) return Scale::kUneven;
  const auto result = product / divisor;
  if (result > std::numeric_limits<std::uint64_t>::max()) return Scale::kOverflow;
  out = static_cast<std::uint64_t>(result);
  return Scale::kOk;
}

Error error_at(std::string message, std::size_t begin, std::size_t end, std::string replacement = {}) {
  return {std::move(message), static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), std::move(replacement), false};
}

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};
constexpr std::array<Unit, 7> kDurationUnits{{{"w", 604800000000ull},
                                              {"d", 86400000000ull},
                                              {"h", 3600000000ull},
                                              {"m", 60000000ull},
                                              {"s", 1000000ull},
                                              {"ms", 1000ull},
                                              {"us", 1ull}}};
constexpr std::array<Unit, 13> kSizeUnits{{{"B", 1},
                                           {"kB", 1000ull},
                                           {"MB", 1000000ull},
                                           {"GB", 1000000000ull},
                                           {"TB", 1000000000000ull},
                                           {"Ki", 1ull << 10},
                                           {"Mi", 1ull << 20},
                                           {"Gi", 1ull << 30},
                                           {"Ti", 1ull << 40},
                                           {"KiB", 1ull << 10},
                                           {"MiB", 1ull << 20},
                                           {"GiB", 1ull << 30},
                                           {"TiB", 1ull << 40}}};

std::size_t letters(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && base::is_alpha(text[end])) ++end;
  return end;
}

}  // namespace

Parsed<std::uint64_t> parse_duration(std::string_view text) {
  if (text == "0") return std::uint64_t{0};
  if (text.empty()) return error_at("a duration is missing here, such as `30s`", 0, 0);
  std::uint64_t total = 0;
  std::size_t at = 0;
  std::size_t last = kDurationUnits.size();  // index of the unit before, counted from the largest
  bool first = true;
  while (at < text.size()) {
    const Decimal number = read_decimal(text.substr(at));
    if (number.length == 0)
      return error_at(cat({quoted(text), " is not a duration: write a number and a unit, such as `30s` or `1m30s`"}), 0, text.size());
    const std::size_t unit_at = at + number.length;
    const std::size_t end = letters(text, unit_at);
    const std::string_view name = text.substr(unit_at, end - unit_at);
    if (name.empty())
      return error_at(cat({"the duration ", quoted(text), " has no unit"}), at, text.size(),
                      base::parse_uint(text) ? cat({text, "s"}) : std::string());
    std::size_t unit = 0;
    while (unit < kDurationUnits.size() && kDurationUnits[unit].name != name) ++unit;
    if (unit == kDurationUnits.size()) {
      const std::string lower = base::to_lower(name);
      const bool known = lower == "sec" || lower == "secs" || lower == "second" || lower == "seconds" || lower == "min" ||
                         lower == "mins" || lower == "minutes";
      return error_at(cat({"unknown unit ", quoted(name), " in a duration: units are us, ms, s, m, h, d, w"}), unit_at, end,
                      known && at == 0 && end == text.size() ? cat({text.substr(0, unit_at), lower.substr(0, 1)}) : std::string());
    }
    if (!first && unit <= last) return error_at(cat({"the units of the duration ", quoted(text), " do not descend"}), unit_at, end);
    std::uint64_t part = 0;
    const Scale scaled = scale(number, kDurationUnits[unit].factor, part);
    if (scaled == Scale::kUneven) return error_at("a duration is a whole number of microseconds", at, end);
    if (scaled == Scale::kOverflow || total > std::numeric_limits<std::uint64_t>::max() - part)
      return error_at("the duration is too long", at, end);
    total += part;
    last = unit;
    first = false;
    at = end;
  }
  return total;
}

std::string format_duration(std::uint64_t microseconds) {
  if (microseconds == 0) return "0s";
  std::string out;
  for (const Unit& unit : kDurationUnits) {
    if (unit.name == "w" || unit.name == "d") continue;  // not every reader knows days
    const std::uint64_t count = microseconds / unit.factor;
    microseconds %= unit.factor;
    if (count != 0) out += cat({std::to_string(count), unit.name});
  }
  return out;
}

Parsed<std::uint64_t> parse_size(std::string_view text) {
  if (text.empty()) return error_at("a size is missing here, such as `512Mi`", 0, 0);
  const Decimal number = read_decimal(text);
  const std::size_t end = letters(text, number.length);
  if (number.length == 0 || end != text.size())
    return error_at(cat({quoted(text), " is not a size: write a number and a unit, such as `512Mi` or `250MB`"}), 0, text.size());
  const std::string_view name = text.substr(number.length);
  const std::string_view digits = text.substr(0, number.length);
  if (name.empty())
    return error_at(cat({"the size ", quoted(text), " has no unit: write `B`, `Ki`, `Mi`, `Gi` or `kB`, `MB`, `GB`"}), 0, text.size());
  for (const Unit& unit : kSizeUnits) {
    if (unit.name != name) continue;
    std::uint64_t bytes = 0;
    const Scale scaled = scale(number, unit.factor, bytes);
    if (scaled == Scale::kUneven) return error_at("a size is a whole number of bytes", 0, text.size());
    if (scaled == Scale::kOverflow) return error_at("the size is too large", 0, text.size());
    return bytes;
  }
  const std::string upper = base::to_upper(name);
  if (upper.size() == 1 && std::string_view("KMGT").find(upper[0]) != std::string_view::npos) {
    Error error = error_at(cat({"the unit of ", quoted(text), " means 1024 to Docker and 1000 to Kubernetes"}), 0, text.size(),
                           cat({digits, upper, "i"}));
    error.bare_unit = true;
    return error;
  }
  for (const Unit& unit : kSizeUnits)
    if (base::to_upper(unit.name) == upper)
      return error_at(cat({"unknown unit ", quoted(name), " in a size"}), number.length, text.size(), cat({digits, unit.name}));
  return error_at(cat({"unknown unit ", quoted(name), " in a size: units are B, Ki, Mi, Gi, Ti (1024) and kB, MB, GB, TB (1000)"}),
                  number.length, text.size());
}

std::string format_size(std::uint64_t bytes) {
  for (std::string_view name : {"Ti", "Gi", "Mi", "Ki"})
    for (const Unit& unit : kSizeUnits)
      if (unit.name == name && bytes != 0 && bytes % unit.factor == 0) return cat({std::to_string(bytes / unit.factor), name});
  return cat({std::to_string(bytes), "B"});
}

Parsed<std::uint32_t> parse_cpu(std::string_view text) {
  const Decimal number = read_decimal(text);
  const std::string_view rest = text.substr(number.length);
  const bool milli = rest == "m";
  if (number.length == 0 || !(rest.empty() || milli) || (milli && number.fraction != 0))
    return error_at(cat({quoted(text), " is not an amount of CPU: write `0.5`, `2` or `500m`"}), 0, text.size());
  std::uint64_t value = 0;
  const Scale scaled = scale(number, milli ? 1 : 1000, value);
  if (scaled == Scale::kUneven) return error_at("CPU is counted in thousandths: at most three digits after the point", 0, text.size());
  if (scaled == Scale::kOverflow || value > 10'000'000) return error_at("that is more CPU than any machine has", 0, text.size());
  if (value == 0) return error_at("an amount of CPU is more than 0", 0, text.size());
  return static_cast<std::uint32_t>(value);
}

std::string format_cpu(std::uint32_t millicores) {
  std::string out = std::to_string(millicores / 1000);
  std::uint32_t rest = millicores % 1000;
  if (rest == 0) return out;
  std::string fraction = std::to_string(1000 + rest).substr(1);
  while (fraction.back() == '0') fraction.pop_back();
  return cat({out, ".", fraction});
}

Parsed<std::uint64_t> parse_percent(std::string_view text) {
  const Decimal number = read_decimal(text);
  if (number.length == 0 || text.substr(number.length) != "%")
    return error_at(cat({quoted(text), " is not a percentage: write `99.5%`"}), 0, text.size());
  std::uint64_t value = 0;
  if (scale(number, 10'000, value) != Scale::kOk || value > 1'000'000)
    return error_at("a percentage is between `0%` and `100%`, with at most four digits after the point", 0, text.size());
  return value;
}

Parsed<std::uint16_t> parse_port(std::string_view text) {
  const std::optional<std::uint64_t> number = base::parse_uint(text);
  if (!number) {
    const std::size_t colon = text.rfind(':');
    if (colon != std::string_view::npos)
      return error_at(cat({quoted(text), " is not a port: one number stands here, without `host:container` pairs"}), 0, text.size());
    return error_at(cat({quoted(text), " is not a port: a port is a number from 1 to 65535"}), 0, text.size());
  }
  if (*number == 0 || *number > 65535) return error_at(cat({"port ", text, " is not between 1 and 65535"}), 0, text.size());
  return static_cast<std::uint16_t>(*number);
}

Parsed<PortSpec> parse_port_spec(std::string_view text) {
  const std::size_t slash = text.find('/');
  Parsed<std::uint16_t> port = parse_port(text.substr(0, slash));
  if (!port) return std::move(port.error);
  PortSpec spec{*port.value, Transport::kTcp, slash != std::string_view::npos};
  if (!spec.named) return spec;
  const std::string_view name = text.substr(slash + 1);
  constexpr std::array<std::pair<std::string_view, Transport>, 4> kTransports{
      {{"tcp", Transport::kTcp}, {"udp", Transport::kUdp}, {"http", Transport::kHttp}, {"grpc", Transport::kGrpc}}};
  for (const auto& [word, transport] : kTransports)
    if (word == name) {
      spec.transport = transport;
      return spec;
    }
  return error_at(cat({"unknown protocol ", quoted(name), ": protocols are tcp, udp, http, grpc"}), slash + 1, text.size());
}

Parsed<PublishSpec> parse_publish(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  PublishSpec spec;
  if (colon != std::string_view::npos) {
    std::string_view ip = text.substr(0, colon);
    const bool bracketed = ip.size() > 2 && ip.front() == '[' && ip.back() == ']';
    if (bracketed) ip = ip.substr(1, ip.size() - 2);
    if (bracketed ? !is_ipv6(ip) : !is_ipv4(ip)) {
      if (base::parse_uint(ip))
        return error_at("one number stands here, the port on the host: the container's port is the one named by the key", 0, text.size(),
                        std::string(ip));
      return error_at(cat({quoted(ip), " is not an address to publish on: write `127.0.0.1:8080` or `[::1]:8080`"}), 0, colon);
    }
    spec.ip = std::string(ip);
  }
  const std::size_t from = colon == std::string_view::npos ? 0 : colon + 1;
  Parsed<std::uint16_t> port = parse_port(text.substr(from));
  if (!port) {
    port.error.begin = static_cast<std::uint32_t>(from);
    port.error.end = static_cast<std::uint32_t>(text.size());
    return std::move(port.error);
  }
  spec.port = *port.value;
  return spec;
}

Parsed<std::int64_t> parse_int(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  const std::optional<std::uint64_t> number = base::parse_uint(negative ? text.substr(1) : text);
  if (!number || *number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    return error_at(cat({quoted(text), " is not a whole number"}), 0, text.size());
  const auto value = static_cast<std::int64_t>(*number);
  return negative ? -value : value;
}

Parsed<bool> parse_bool(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  const std::string lower = base::to_lower(text);
  std::string wanted;
  if (lower == "true" || lower == "yes" || lower == "on" || lower == "1") wanted = "true";
  if (lower == "false" || lower == "no" || lower == "off" || lower == "0") wanted = "false";
  return error_at(cat({quoted(text), " is not `true` or `false`"}), 0, text.size(), wanted);
}

}  // namespace stackc::scalar
