// Scalars in their final type. What casts the reference allows: text to flag and number, whole number to text, and any number to any other.
#include <charconv>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/bind.h"

namespace stackc::compose {

namespace rule = diag::rule;
using model::Kind;
using model::Value;

void become_text(Context& context, Value& value, std::string_view text) {
  value.kind = Kind::kString;
  value.text = text.data() == value.text.data() && text.size() == value.text.size() ? text : context.store().keep(text);
}

void bad_fit(Context& context, std::string_view key, const Value& value, std::string_view wanted) {
  std::string seen = value.is_map() ? "a mapping" : value.is_list() ? "a list" : base::cat({"`", print_value(value), "`"});
  context.report(rule::unfit_value, value.span, base::cat({"`", key, "` takes ", wanted, ", not ", seen}));
}

bool bind_flag(Context& context, std::string_view key, Value& value) {
  if (value.kind == Kind::kBool) return true;
  std::string word = value.is_string() ? base::to_lower(value.text) : std::string();
  bool yes = word == "true" || word == "y" || word == "yes" || word == "on";
  if (!yes && word != "false" && word != "n" && word != "no" && word != "off") {
    bad_fit(context, key, value, "`true` or `false`");
    return false;
  }
  value.kind = Kind::kBool;
  value.boolean = yes;
  return true;
}

namespace {

std::optional<double> parse_real(std::string_view text) {
  if (!text.empty() && text[0] == '+') text.remove_prefix(1);
  double number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && base::is_digit(text[1])) text.remove_prefix(1);
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

bool bind_integer(Context& context, std::string_view key, Value& value, bool from_text) {
  if (value.kind == Kind::kInt) return true;
  std::optional<std::int64_t> number;
  if (value.kind == Kind::kFloat && std::fabs(value.real) < 9.2e18) number = static_cast<std::int64_t>(value.real);  // cut, as Go converts
  if (value.is_string() && from_text) number = parse_integer(value.text);
  if (!number) {
    bad_fit(context, key, value, "a whole number");
    return false;
  }
  value.kind = Kind::kInt;
  value.integer = *number;
  return true;
}

bool bind_unsigned(Context& context, std::string_view key, Value& value, std::int64_t mask) {
  if (!bind_integer(context, key, value, false)) return false;
  if (value.integer < 0) {
    bad_fit(context, key, value, "a number from 0 on");
    return false;
  }
  if (mask != 0) value.integer &= mask;  // what does not fit is cut off there too
  return true;
}

// The number that 32 bits hold, by its shortest digits.
double as_float32(double number) {
  char buffer[64];
  auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, static_cast<float>(number));
  double shortest = number;
  std::from_chars(buffer, end, shortest);
  return error == std::errc() ? shortest : number;
}

bool bind_float(Context& context, std::string_view key, Value& value) {
  std::optional<double> number;
  if (value.kind == Kind::kFloat) number = value.real;
  if (value.kind == Kind::kInt) number = static_cast<double>(value.integer);
  if (value.is_string()) number = parse_real(value.text);
  if (!number) {
    bad_fit(context, key, value, "a number");
    return false;
  }
  value.kind = Kind::kFloat;
  value.real = as_float32(*number);
  return value.real != 0;
}

bool bind_text(Context& context, std::string_view key, Value& value) {
  if (value.is_string()) return true;
  if (value.kind == Kind::kInt) {
    become_text(context, value, std::to_string(value.integer));
    return true;
  }
  bad_fit(context, key, value, "text");
  return false;
}

bool bind_bytes(Context& context, std::string_view key, Value& value, bool always) {
  std::int64_t number = 0;
  if (value.kind == Kind::kInt) {
    number = value.integer;
  } else if (value.is_string()) {
    if (auto digits = parse_integer(value.text)) {
      number = *digits;
    } else {
      auto parsed = forms::parse_bytes(value.text);
      if (!parsed) {
        report_form(context, rule::bad_bytes, value, parsed.error);
        return false;
      }
      number = *parsed.value;
    }
  }  // anything else (1.5 without a unit) is read as nothing
  static_cast<void>(key);
  if (number == 0 && !always) return false;
  become_text(context, value, std::to_string(number));
  return true;
}

bool bind_duration(Context& context, Value& value, bool shown) {
  auto parsed = forms::parse_duration(value.is_string() ? value.text : context.store().keep(print_value(value)));
  if (!parsed) {
    report_form(context, rule::bad_compose_duration, value, parsed.error);
    return false;
  }
  if (*parsed.value == 0 && !shown) return false;
  become_text(context, value, forms::format_duration(*parsed.value));
  return true;
}

bool bind_mode(Context& context, std::string_view key, Value& value) {
  std::int64_t mode = 0;
  if (value.kind == Kind::kInt) {
    mode = value.integer;
  } else if (value.is_string()) {
    auto parsed = forms::parse_mode(value.text);
    if (!parsed) {
      report_form(context, rule::bad_file_mode, value, parsed.error);
      return false;
    }
    mode = *parsed.value;
  } else {
    bad_fit(context, key, value, "a mode such as `\"0440\"`");
    return false;
  }
  char buffer[32];
  auto end = std::to_chars(buffer, buffer + sizeof buffer, mode, 8).ptr;
  become_text(context, value, base::cat({"0", std::string_view(buffer, static_cast<std::size_t>(end - buffer))}));
  return true;
}

bool bind_count(Context& context, Value& value) {
  if (value.is_string()) {
    std::optional<std::int64_t> number = base::to_lower(value.text) == "all" ? -1 : parse_integer(value.text);
    if (!number) {
      context.report(rule::bad_device_count, value.span, base::cat({"`", value.text, "` is no number of devices"}))
          .help("write a whole number, or `all`");
      return false;
    }
    value.kind = Kind::kInt;
    value.integer = *number;
  } else if (value.kind != Kind::kInt) {
    bad_fit(context, "count", value, "a whole number or `all`");
    return false;
  }
  return value.integer != 0;
}

}  // namespace

bool bind_scalar(Context& context, Type type, std::string_view key, Value& value) {
  if (value.is_null()) return false;
  switch (type) {
    case Type::kText:
      return bind_text(context, key, value) && !value.text.empty();
    case Type::kTextShown:
      return bind_text(context, key, value);
    case Type::kFlag:
      return bind_flag(context, key, value) && value.boolean;
    case Type::kFlagShown:
    case Type::kFlagAlways:
      return bind_flag(context, key, value);
    case Type::kOptOut:
      return bind_flag(context, key, value) && !value.boolean;
    case Type::kInt:
      return bind_integer(context, key, value, true) && value.integer != 0;
    case Type::kIntShown:
    case Type::kIntAlways:
      return bind_integer(context, key, value, true);
    case Type::kUint:
      return bind_unsigned(context, key, value, 0) && value.integer != 0;
    case Type::kUintShown:
      return bind_unsigned(context, key, value, 0);
    case Type::kUint16:
      return bind_unsigned(context, key, value, 0xffff) && value.integer != 0;
    case Type::kUint16Always:
      return bind_unsigned(context, key, value, 0xffff);
    case Type::kUint32:
      return bind_unsigned(context, key, value, 0xffffffff) && value.integer != 0;
    case Type::kFloat:
      return bind_float(context, key, value);
    case Type::kBytes:
      return bind_bytes(context, key, value, false);
    case Type::kBytesAlways:
      return bind_bytes(context, key, value, true);
    case Type::kDuration:
      return bind_duration(context, value, false);
    case Type::kDurationShown:
      return bind_duration(context, value, true);
    case Type::kMode:
      return bind_mode(context, key, value);
    case Type::kCount:
      return bind_count(context, value);
    default:
      return true;
  }
}

}  // namespace stackc::compose
