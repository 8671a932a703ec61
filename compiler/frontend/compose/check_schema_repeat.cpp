// Whether two items of a list are the same: by hash, so that 10,000 ports cost no more than their number. Numbers are the same as JSON sees
// them: 80 and 80.0.
#include <cstring>
#include <vector>

#include "frontend/compose/check_schema.h"

namespace stackc::compose {
namespace {

using model::Kind;
using model::Member;
using model::Value;

std::uint64_t mix(std::uint64_t h, std::uint64_t value) {
  h = (h ^ value) * 0x9E3779B97F4A7C15ULL;
  return h ^ (h >> 32);
}
std::uint64_t hash_text(std::string_view text) {
  std::uint64_t h = 14695981039346656037ULL;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return h;
}

std::uint64_t hash(const Value& value) {
  const auto kind = static_cast<std::uint64_t>(value.kind);
  switch (value.kind) {
    case Kind::kNull:
      return mix(kind, 1);
    case Kind::kBool:
      return mix(kind, value.boolean ? 2 : 3);
    case Kind::kInt:
    case Kind::kFloat: {
      const double number = value.kind == Kind::kInt ? static_cast<double>(value.integer) : value.real;
      std::uint64_t bits = 0;
      if (number != 0) std::memcpy(&bits, &number, sizeof bits);  // -0 is 0
      return mix(static_cast<std::uint64_t>(Kind::kFloat), bits);
    }
    case Kind::kString:
    case Kind::kTime:
      return mix(kind, hash_text(value.text));
    case Kind::kList: {
      std::uint64_t h = kind;
      for (const Value* item : *value.list) h = mix(h, hash(*item));
      return h;
    }
    case Kind::kMap: {
      std::uint64_t h = kind;  // members in any order
      for (const Member& member : *value.map) h += mix(hash_text(member.key), hash(*member.value));
      return h;
    }
  }
  return 0;
}

bool same(const Value& a, const Value& b) {
  const auto number = [](const Value& value) { return value.kind == Kind::kInt || value.kind == Kind::kFloat; };
  if (number(a) && number(b)) {
    if (a.kind == b.kind) return a.kind == Kind::kInt ? a.integer == b.integer : a.real == b.real;
    return a.kind == Kind::kInt ? static_cast<double>(a.integer) == b.real : a.real == static_cast<double>(b.integer);
  }
  if (a.kind != b.kind) return false;
  if (a.is_list()) {
    if (a.list->size() != b.list->size()) return false;
    for (std::uint32_t i = 0; i < a.list->size(); ++i)
      if (!same(*(*a.list)[i], *(*b.list)[i])) return false;
    return true;
  }
  if (a.is_map()) {
    if (a.map->size() != b.map->size()) return false;
    for (const Member& member : *a.map) {
      const Member* other = b.map->find(member.key);
      if (other == nullptr || !same(*member.value, *other->value)) return false;
    }
    return true;
  }
  return model::equal(a, b);
}

Repeat find_pairwise(const model::List& list) {
  for (std::uint32_t i = 1; i < list.size(); ++i)
    for (std::uint32_t j = 0; j < i; ++j)
      if (same(*list[i], *list[j])) return {j, i};
  return {};
}

}  // namespace

Repeat find_repeat(const model::List& list) {
  constexpr std::uint32_t kFew = 6;
  if (list.size() <= kFew) return find_pairwise(list);
  std::size_t size = 16;
  while (size < list.size() * 2ULL) size *= 2;
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t index = 0;  // + 1; 0 is free
  };
  std::vector<Slot> slots(size);
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    const std::uint64_t h = hash(*list[i]);
    std::size_t slot = h & (size - 1);
    for (; slots[slot].index != 0; slot = (slot + 1) & (size - 1))
      if (slots[slot].hash == h && same(*list[slots[slot].index - 1], *list[i])) return {slots[slot].index - 1, i};
    slots[slot] = {h, i + 1};
  }
  return {};
}

}  // namespace stackc::compose
