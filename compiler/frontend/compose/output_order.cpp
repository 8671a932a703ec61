#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/text.h"
#include "frontend/compose/output.h"

namespace stackc::compose {

using model::Member;
using schema::compose::Key;
using schema::compose::Object;

namespace {

struct Order {
  Object object;
  std::string_view keys;
};
constexpr Order kOrders[] = {
#define STACKC_ORDER(object, keys) {Object::object, keys},
#include "frontend/compose/output_order.def"
#undef STACKC_ORDER
};

using Ranks = std::unordered_map<std::string_view, std::uint32_t>;
constexpr auto kObjects = static_cast<std::size_t>(Object::kNone);

// For each object the rank of each key; empty if nothing is known of the object.
const Ranks& ranks_of(Object object) {
  static const std::array<Ranks, kObjects + 1> kRanks = [] {
    std::array<Ranks, kObjects + 1> all;
    for (const Order& order : kOrders) {
      Ranks& ranks = all[static_cast<std::size_t>(order.object)];
      for (const std::string_view key : base::split(order.keys, ' ')) ranks.emplace(key, static_cast<std::uint32_t>(ranks.size()));
    }
    return all;
  }();
  return kRanks[static_cast<std::size_t>(object)];
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t k = 0;
  while (i < a.size() && k < b.size()) {
    if (!base::is_digit(a[i]) || !base::is_digit(b[k])) {
      if (a[i] != b[k]) return a[i] < b[k];
      ++i, ++k;
      continue;
    }
    const auto digits = [](std::string_view text, std::size_t& at) {
      while (at < text.size() && text[at] == '0') ++at;
      const std::size_t begin = at;
      while (at < text.size() && base::is_digit(text[at])) ++at;
      return text.substr(begin, at - begin);
    };
    const std::string_view left = digits(a, i);
    const std::string_view right = digits(b, k);
    if (left.size() != right.size()) return left.size() < right.size();
    if (left != right) return left < right;
  }
  if (a.size() - i != b.size() - k) return a.size() - i < b.size() - k;
  return a < b;
}

// From `2024-01-01 10:00:00.5 +0100 CET` to `2024-01-01T10:00:00.5+01:00`.
std::string time_text(std::string_view text) {
  const std::size_t zone = text.find(' ', 11);
  if (text.size() < 19 || text[10] != ' ' || zone == std::string_view::npos || text.size() < zone + 6) return std::string(text);
  const std::string_view offset = text.substr(zone + 1, 5);
  const std::string shown = offset == "+0000" ? "Z" : base::cat({offset.substr(0, 3), ":", offset.substr(3)});
  return base::cat({text.substr(0, 10), "T", text.substr(11, zone - 11), shown});
}

std::vector<const Member*> ordered(const model::Value& map, Object object) {
  std::vector<const Member*> members;
  members.reserve(map.map->size());
  for (const Member& member : *map.map) members.push_back(&member);
  const Ranks& ranks = ranks_of(object);
  if (ranks.empty()) {
    std::sort(members.begin(), members.end(), [](const Member* a, const Member* b) { return natural_less(a->key, b->key); });
    return members;
  }
  const auto rank = [&](const Member* member) {
    const auto found = ranks.find(member->key);
    return found == ranks.end() ? static_cast<std::uint32_t>(ranks.size()) : found->second;
  };
  std::vector<std::pair<std::uint32_t, const Member*>> ranked;
  ranked.reserve(members.size());
  for (const Member* member : members) ranked.emplace_back(rank(member), member);
  std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : natural_less(a.second->key, b.second->key);
  });
  for (std::size_t i = 0; i < ranked.size(); ++i) members[i] = ranked[i].second;
  return members;
}

Object object_of(Object object, std::string_view key) {
  if (object == Object::kNone) return object;
  if (object == Object::kBlkioWeight || object == Object::kBlkioLimit) return Object::kNone;
  const Key* row = schema::compose::row(object, key);
  return row == nullptr ? Object::kNone : row->element;
}

Object object_of_items(Object object) {
  if (object == Object::kNone) return object;
  const Key* row = schema::compose::item(object);
  return row == nullptr ? Object::kNone : row->element;
}

}  // namespace stackc::compose
