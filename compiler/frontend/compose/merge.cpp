// A later file onto an earlier one, key by key as the table says. What is replaced stays reachable as `before`.
#include "frontend/compose/merge.h"

#include "base/text.h"
#include "diag/rules/compose.h"

namespace stackc::compose {

namespace rule = diag::rule;
namespace table = schema::compose;
using model::Value;
using table::Key;
using table::Object;

// The earlier value stays, so that no later stage complains about the same again.
Value* Merger::refuse(Value& base, const Value& over, std::string message) {
  auto report = context_.report(rule::compose_cannot_merge, over.span, std::move(message));
  if (base.span.valid()) report.label(base.span, "the earlier value is here");
  report.help("write both in the same form, or tag the later one with `!override` so that it replaces the earlier");
  return &base;
}

std::string Merger::path() const {
  std::string out;
  for (std::string_view step : path_) {
    if (!out.empty()) out += '.';
    out += step;
  }
  return out;
}

static std::string_view form(const Value& value) {
  return value.is_map() ? "a mapping" : value.is_list() ? "a list" : value.is_null() ? "null" : "a single value";
}

Value* Merger::replace(Value* base, Value* over) {
  if (over != base && over->before == nullptr) over->before = base;
  return over;
}

Value* Merger::merge(const Key* row, Value* base, Value* over) {
  switch (row == nullptr ? table::Merge::kScalar : row->merge) {
    case table::Merge::kReplace:
      return over->is_null() && !context_.options.quirks.null_keeps_base ? base : replace(base, over);
    case table::Merge::kSequence:
      return sequences(base, over);
    case table::Merge::kKeyValue:
      return key_values(row, base, over);
    case table::Merge::kLogging:
      return logging(row, base, over);
    case table::Merge::kUlimit:
      return base->is_map() && over->is_map() ? maps(row, base, over) : replace(base, over);
    case table::Merge::kDependsOn:
    case table::Merge::kNetworks:
    case table::Merge::kModels:
      return as_maps(row, base, over);
    case table::Merge::kBuild:
      return build(row, base, over);
    case table::Merge::kIpamConfig:
      return pools(row, base, over);
    default:
      return by_shape(row, base, over);
  }
}

Value* Merger::by_shape(const Key* row, Value* base, Value* over) {
  if (over->is_null()) return base;
  if (base->is_map() || base->is_list()) {
    if (base->kind != over->kind) {
      bool short_form = row != nullptr && (row->short_form == table::Short::kGpus || row->short_form == table::Short::kSsh);
      if (short_form && !context_.options.quirks.short_over_long_fails) return replace(base, over);
      return refuse(*base, *over,
                    base::cat({"`", path(), "` is ", form(*base), " in the earlier file, and ", form(*over), " cannot go onto it"}));
    }
    if (base->is_map()) return maps(row, base, over);
    if (row != nullptr && row->owner == Object::kBlkio && !context_.options.quirks.blkio_appended) return by_path(base, over);
    return append(base, over);
  }
  return replace(base, over);
}

Value* Merger::maps(const Key* row, Value* base, Value* over) {
  Object object = row == nullptr ? Object::kNone : row->element;
  for (model::Member& member : *over->map) {
    model::Member* there = base->map->find(member.key);
    if (there == nullptr) {
      context_.store().set(*base, member.key, member.value, member.key_span);
      continue;
    }
    path_.push_back(member.key);
    there->value = merge(object == Object::kNone ? nullptr : table::row(object, member.key), there->value, member.value);
    if (there->value == member.value && member.key_span.valid()) there->key_span = member.key_span;
    path_.pop_back();
  }
  return base;
}

Value* Merger::logging(const Key* row, Value* base, Value* over) {
  if (!base->is_map() || !over->is_map()) {
    return refuse(
        *base, *over,
        base::cat({"`", path(), "` is ", form(*base), " in the earlier file and ", form(*over), " in this one; both have to be mappings"}));
  }
  const Value* first = base->find("driver");
  const Value* second = over->find("driver");
  if (first == nullptr || second == nullptr || model::equal(*first, *second)) return maps(row, base, over);
  return replace(base, over);
}

Value* Merger::build(const Key* row, Value* base, Value* over) {
  Value* parts[2] = {base, over};
  for (Value*& part : parts) {
    if (part->is_map()) continue;
    Value* map = context_.store().map(part->span);
    map->how = model::How::kShortForm;
    if (part->is_string()) context_.store().set(*map, "context", part);
    if (!part->is_string() && !part->is_null())
      return refuse(*base, *over, base::cat({"`", path(), "` is neither a path nor a mapping in both files"}));
    part = map;
  }
  return maps(row, parts[0], parts[1]);
}

// The map that a list of names, or a name, stands for.
Value* Merger::to_map(const Key* row, Value* value) {
  if (value->is_map()) return value;
  model::Store& store = context_.store();
  Value* map = store.map(value->span);
  map->how = model::How::kShortForm;
  if (value->is_null()) return map;
  Value* single[1] = {value};
  Value** begin = value->is_list() ? value->list->begin() : single;
  Value** end = value->is_list() ? value->list->end() : single + 1;
  for (Value** item = begin; item != end; ++item) {
    if (!(*item)->is_string()) return nullptr;
    Value* entry = nullptr;
    if (row->merge == table::Merge::kDependsOn) {
      entry = store.map((*item)->span);
      Value* condition = store.string("service_started", (*item)->span);
      Value* required = store.boolean(true, (*item)->span);
      condition->how = required->how = model::How::kDefault;
      store.set(*entry, "condition", condition);
      store.set(*entry, "required", required);
    } else {
      entry = store.null((*item)->span);
    }
    entry->how = model::How::kShortForm;
    store.set(*map, (*item)->text, entry, (*item)->span);
  }
  return map;
}

Value* Merger::as_maps(const Key* row, Value* base, Value* over) {
  Value* below = to_map(row, base);
  Value* above = to_map(row, over);
  if (below == nullptr || above == nullptr) return refuse(*base, *over, base::cat({"`", path(), "` holds something that is no name"}));
  return maps(row, below, above);
}

Value* merge(Context& context, Value* base, Value* over) {
  Key root{};
  root.merge = table::Merge::kScalar;
  root.element = Object::kRoot;
  return Merger(context).merge(&root, base, over);
}

Value* merge_at(Context& context, const Key* row, std::initializer_list<std::string_view> path, Value* base, Value* over) {
  return Merger(context, path).merge(row, base, over);
}

}  // namespace stackc::compose
