// Reading canonical values without caring whether they are there.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "frontend/compose/lower_context.h"
#include "syntax/forms/forms.h"

namespace stackc::compose {

std::string scalar(const model::Value* value) {
  if (value == nullptr || !value->is_scalar() || value->is_null()) return {};
  return value->is_string() ? std::string(value->text) : model::scalar_text(*value);
}

std::string scalar(const model::Value* map, std::string_view key) { return map == nullptr ? std::string() : scalar(map->find(key)); }

static bool in_range(double number) { return std::isfinite(number) && std::fabs(number) < 9e18; }

static std::optional<double> number(const model::Value* value) {
  if (value == nullptr) return std::nullopt;
  if (value->kind == model::Kind::kInt) return static_cast<double>(value->integer);
  if (value->kind == model::Kind::kFloat) return in_range(value->real) ? std::optional(value->real) : std::nullopt;
  if (!value->is_string() || value->text.empty() || value->text.size() > 32) return std::nullopt;
  double out = 0, scale = 1;
  bool point = false, digits = false;
  for (const char c : value->text) {
    if (c == '.' && !point) {
      point = true;
    } else if (base::is_digit(c)) {
      digits = true;
      out = out * 10 + (c - '0');
      if (point) scale *= 10;
    } else {
      return std::nullopt;
    }
  }
  if (!digits || !in_range(out)) return std::nullopt;
  return out / scale;
}

std::optional<std::int64_t> integer(const model::Value* value) {
  if (value != nullptr && value->kind == model::Kind::kInt) return value->integer;
  if (value != nullptr && value->is_string() && value->text.starts_with('-')) {
    const auto digits = base::parse_uint(value->text.substr(1));
    if (digits && *digits <= std::uint64_t(std::numeric_limits<std::int64_t>::max())) return -static_cast<std::int64_t>(*digits);
    return std::nullopt;
  }
  const auto found = number(value);
  return found ? std::optional(static_cast<std::int64_t>(*found)) : std::nullopt;
}

std::optional<std::int64_t> bytes(const model::Value* value) {
  if (value == nullptr) return std::nullopt;
  if (value->kind == model::Kind::kInt) return value->integer;
  const auto parsed = forms::parse_bytes(scalar(value));
  return parsed ? parsed.value : std::nullopt;
}

std::optional<std::uint32_t> seconds(const model::Value* value) {
  if (value == nullptr || !value->is_string()) return std::nullopt;
  const auto parsed = forms::parse_duration(value->text);
  if (!parsed || *parsed.value < 0) return std::nullopt;
  const std::int64_t whole = *parsed.value / 1'000'000'000 + (*parsed.value % 1'000'000'000 != 0 ? 1 : 0);
  return static_cast<std::uint32_t>(std::min<std::int64_t>(whole, std::numeric_limits<std::uint32_t>::max()));
}

std::optional<std::uint32_t> millicores(const model::Value* value) {
  const auto found = number(value);
  if (!found || *found <= 0 || *found > 1e6) return std::nullopt;
  return static_cast<std::uint32_t>(std::ceil(*found * 1000 - 1e-6));
}

bool flag(const model::Value* map, std::string_view key) {
  const model::Value* value = map == nullptr ? nullptr : map->find(key);
  return value != nullptr && (value->is_true() || (value->is_string() && value->text == "true"));
}

std::vector<Entry> entries(const model::Value* value, char separator) {
  std::vector<Entry> out;
  if (value == nullptr) return out;
  if (value->is_map()) {
    for (const model::Member& member : *value->map)
      out.push_back({std::string(member.key), member.value, member.key_span.valid() ? member.key_span : member.value->span});
  } else if (value->is_list()) {
    for (const model::Value* item : *value->list) {
      const std::string text = scalar(item);
      std::size_t at = text.find(separator);
      if (at == std::string::npos) at = text.find('=');
      out.push_back({text.substr(0, at), item, item->span});
    }
  }
  return out;
}

std::vector<const model::Value*> items(const model::Value* value) {
  std::vector<const model::Value*> out;
  if (value == nullptr || value->is_null() || value->is_map()) return out;
  if (!value->is_list()) return {value};
  for (const model::Value* item : *value->list) out.push_back(item);
  return out;
}

const model::Map* members(const model::Value* value) {
  static const model::Map kNone;
  return value != nullptr && value->is_map() ? value->map : &kNone;
}

}  // namespace stackc::compose
