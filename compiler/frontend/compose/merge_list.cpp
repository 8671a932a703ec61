// How lists meet: appended, as `k=v` texts, by subnet.
#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/edit.h"
#include "frontend/compose/merge.h"

namespace stackc::compose {

namespace table = schema::compose;
using model::Value;

// Equal values have equal numbers, whatever the order of their members.
static std::size_t hash_of(const Value& value) {
  std::size_t hash = static_cast<std::size_t>(value.kind) * 0x9e3779b9U;
  if (value.is_map()) {
    for (const model::Member& member : *value.map)
      hash += (std::hash<std::string_view>()(member.key) ^ 0x51ed270bU) * (hash_of(*member.value) | 1U);
  } else if (value.is_list()) {
    for (const Value* item : *value.list) hash = hash * 31 + hash_of(*item);
  } else if (value.is_string() || value.kind == model::Kind::kTime) {
    hash += std::hash<std::string_view>()(value.text);
  } else if (value.kind == model::Kind::kInt) {
    hash += static_cast<std::size_t>(value.integer);
  } else if (value.kind == model::Kind::kBool) {
    hash += value.boolean ? 7 : 3;
  }
  return hash;
}

// What stands there already, exactly alike, is left out.
Value* Merger::append(Value* base, Value* over) {
  constexpr std::size_t kFew = 8;
  model::Store& store = context_.store();
  if (base->list->size() + over->list->size() <= kFew) {
    for (Value* item : *over->list) {
      if (std::none_of(base->list->begin(), base->list->end(), [item](const Value* there) { return model::equal(*there, *item); }))
        store.append(*base, item);
    }
    return base;
  }
  std::unordered_multimap<std::size_t, const Value*> seen;
  for (const Value* item : *base->list) seen.emplace(hash_of(*item), item);
  for (Value* item : *over->list) {
    std::size_t hash = hash_of(*item);
    auto [first, last] = seen.equal_range(hash);
    if (std::any_of(first, last, [item](const auto& there) { return model::equal(*there.second, *item); })) continue;
    seen.emplace(hash, item);
    store.append(*base, item);
  }
  return base;
}

// Device limits as the specification merges them: one for each path.
Value* Merger::by_path(Value* base, Value* over) {
  for (Value* item : *over->list) {
    Value** there = std::find_if(base->list->begin(), base->list->end(), [item](const Value* earlier) {
      return !item->string("path").empty() && earlier->string("path") == item->string("path");
    });
    if (there != base->list->end()) {
      *there = replace(*there, item);
    } else {
      context_.store().append(*base, item);
    }
  }
  return base;
}

// A list is itself, a text a list of one; a map gives `k=v` texts in order, a null the key alone, a list one text for each of its items.
Value* Merger::to_sequence(Value* value) {
  if (value->is_list()) return value;
  model::Store& store = context_.store();
  Value* list = store.list(value->span);
  list->how = model::How::kShortForm;
  if (value->is_string()) store.append(*list, value);
  if (!value->is_map()) return list;
  auto add = [&](std::string_view key, const Value& from, bool bare) {
    std::string text =
        bare ? std::string(key) : base::cat({key, "=", from.is_null() || !from.is_scalar() ? print_value(from) : model::scalar_text(from)});
    Value* item = store.copy_string(text, from.span);
    item->how = from.how;
    item->symbolic = from.symbolic;
    item->before = from.before;
    store.append(*list, item);
  };
  for (const model::Member& member : *value->map) {
    if (member.value->is_list()) {
      for (const Value* item : *member.value->list) add(member.key, *item, false);
    } else {
      Value named = *member.value;
      if (named.is_null() && member.key_span.valid()) named.span = member.key_span;
      add(member.key, named, named.is_null());
    }
  }
  std::sort(list->list->begin(), list->list->end(), [](const Value* a, const Value* b) { return a->text < b->text; });
  return list;
}

// A mapping without members gives the loader no list at all; with nothing appended that is null, which its schema refuses.
Value* Merger::sequences(Value* base, Value* over) {
  const bool none = base->is_map() && base->map->empty();
  Value* joined = append(to_sequence(base), to_sequence(over));
  if (!none || !joined->list->empty()) return joined;
  return refuse(*base, *over, base::cat({"`", path(), "` is empty in both files; Docker Compose then keeps null, and refuses that"}));
}

Value* Merger::key_values(const Key* row, Value* base, Value* over) {
  static_cast<void>(row);
  model::Store& store = context_.store();
  Value* list = store.list(over->is_null() ? base->span : over->span);
  std::unordered_map<std::string_view, std::uint32_t> places;
  for (Value* side : {to_sequence(base), to_sequence(over)}) {
    for (Value* item : *side->list) {
      if (!item->is_string()) {
        store.append(*list, item);  // the schema check tells
        continue;
      }
      std::string_view name = item->text.substr(0, item->text.find('='));
      auto [place, fresh] = places.try_emplace(name, list->list->size());
      if (fresh) {
        store.append(*list, item);
      } else {
        Value*& there = (*list->list)[place->second];
        there = replace(there, item);
      }
    }
  }
  return list;
}

static const Value* subnet(const Value& pool) {
  const Value* value = pool.find("subnet");
  return value == nullptr || value->is_null() ? nullptr : value;
}

static bool same_subnet(const Value& a, const Value& b) {
  const Value* first = subnet(a);
  const Value* second = subnet(b);
  if (first == nullptr || second == nullptr) return first == second;
  return model::equal(*first, *second);
}

// As the loader does it: an entry of the base meets every entry of the later file; what matches none is lost.
Value* Merger::pools(const Key* row, Value* base, Value* over) {
  if (!base->is_list() || !over->is_list()) return refuse(*base, *over, base::cat({"`", path(), "` has to be a list in both files"}));
  for (Value* side : {base, over}) {
    for (Value* pool : *side->list)
      if (!pool->is_map()) return refuse(*base, *over, base::cat({"`", path(), "` holds something that is no address pool"}));
  }
  if (!context_.options.quirks.ipam_config_loses_entries) return pools_by_subnet(row, base, over);
  model::Store& store = context_.store();
  Value* merged = store.list(over->span);
  merged->before = base;
  auto find = [merged](const Value& pool) {
    return std::find_if(merged->list->begin(), merged->list->end(), [&pool](const Value* there) { return same_subnet(*there, pool); });
  };
  Key pool_row = row == nullptr ? Key{} : *row;
  if (const Key* item = row == nullptr ? nullptr : table::item(row->element)) pool_row = *item;
  for (Value* original : *base->list) {
    for (Value* later : *over->list) {
      if (!same_subnet(*later, *original) && find(*later) == merged->list->end()) {
        store.append(*merged, later);
        continue;
      }
      Value* both = maps(&pool_row, original, later);
      Value** there = find(*both);
      if (there != merged->list->end()) {
        *there = both;
      } else {
        store.append(*merged, both);
      }
    }
  }
  if (merged->list->empty())
    return refuse(*base, *over,
                  base::cat({"`", path(), "` has no entry in one of the two files; Docker Compose then keeps none, and refuses that"}));
  return merged;
}

// As the specification says it.
Value* Merger::pools_by_subnet(const Key* row, Value* base, Value* over) {
  const Key* item = row == nullptr ? nullptr : table::item(row->element);
  for (Value* later : *over->list) {
    Value** there = std::find_if(base->list->begin(), base->list->end(), [later](const Value* pool) { return same_subnet(*pool, *later); });
    if (there != base->list->end()) {
      *there = maps(item, *there, later);
    } else {
      context_.store().append(*base, later);
    }
  }
  return base;
}

}  // namespace stackc::compose
