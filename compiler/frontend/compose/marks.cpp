// !reset and !override: what they mark goes away in the layers below; a value marked !reset goes away itself.
#include "frontend/compose/stages.h"

namespace stackc::compose {

using model::Mark;
using model::Value;

void apply_marks(const Marks& marks, std::initializer_list<std::string_view> place, Value& base, Value* over) {
  for (const MarkedPath& mark : marks) {
    if (mark.steps.size() <= place.size()) continue;
    auto step = mark.steps.begin();
    bool inside = true;
    for (std::string_view expected : place) inside = inside && *step++ == expected;
    if (!inside) continue;
    Value* parent = &base;
    Value* counterpart = over;
    for (; parent != nullptr && step + 1 != mark.steps.end(); ++step) {
      parent = parent->find(*step);
      if (counterpart != nullptr) counterpart = counterpart->find(*step);
    }
    Value* gone = parent == nullptr ? nullptr : parent->find(*step);
    if (gone == nullptr) continue;
    if (counterpart != nullptr) counterpart = counterpart->find(*step);
    if (counterpart != nullptr && counterpart->before == nullptr && counterpart != gone) counterpart->before = gone;
    parent->map->erase(*step);
  }
}

static void drop(Value& value) {
  if (value.is_map()) {
    bool any = false;
    for (model::Member& member : *value.map) {
      any = any || member.value->mark == Mark::kReset;
      if (member.value->mark == Mark::kNone) drop(*member.value);
    }
    while (any) {  // few: one pass for each is no matter
      any = false;
      for (const model::Member& member : *value.map) {
        if (member.value->mark != Mark::kReset) continue;
        value.map->erase(member.key);
        any = true;
        break;
      }
    }
  } else if (value.is_list()) {
    std::uint32_t kept = 0;
    for (Value* item : *value.list) {
      if (item->mark == Mark::kReset) continue;
      if (item->mark == Mark::kNone) drop(*item);
      (*value.list)[kept++] = item;
    }
    value.list->resize_down(kept);
  }
}

void drop_reset(Value& document) { drop(document); }

}  // namespace stackc::compose
