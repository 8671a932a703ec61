#include "frontend/compose/bind.h"

#include "base/text.h"
#include "diag/rules/compose.h"

namespace stackc::compose {

using model::How;
using model::Member;
using model::Value;
using schema::compose::Key;
using schema::compose::Object;

namespace {

class Binder {
 public:
  explicit Binder(Context& context) : context_(context) {}

  // Keeps the members that are shown, under the names that they are shown by, and adds those that always are.
  void object(Object object, Value& map) {
    auto* kept = context_.store().arena().make<model::Map>();
    for (Member& member : *map.map) {
      if (member.key.substr(0, 2) == "x-" && object != Object::kRoot) {
        context_.project.extensions[&map].push_back(member);
        continue;
      }
      const Key* row = schema::compose::row(object, member.key);
      if (row == nullptr) {
        if (object == Object::kRoot) write_times(*member.value);
        if (object == Object::kRoot) kept->set(context_.store().arena(), member.key, member.key_span, member.value);
        continue;
      }
      if (value(*row, *member.value)) kept->set(context_.store().arena(), shown_name(*row), member.key_span, member.value);
    }
    map.map = kept;
    add_always_shown(object, map);
  }

 private:
  void add_always_shown(Object object, Value& map) {
    for (const Shown& shown : always_shown(object)) {
      const Key* row = schema::compose::row(object, shown.key);
      std::string_view name = shown_name(*row);
      if (map.map->find(name) != nullptr) continue;
      Value* made = nullptr;
      switch (shown.type) {
        case Type::kObject:
          made = context_.store().map(map.span);
          this->object(row->element, *made);
          break;
        case Type::kText:
          made = context_.store().string("", map.span);
          break;
        case Type::kBytes:
          made = context_.store().string("0", map.span);
          break;
        case Type::kInt:
          made = context_.store().integer(0, map.span);
          break;
        case Type::kFlag:
          made = context_.store().boolean(false, map.span);
          break;
        default:
          made = context_.store().null(map.span);
      }
      made->how = How::kDefault;
      context_.store().set(map, name, made);
    }
  }

  // Inside of extensions dates are printed as JSON has them: 2024-01-01T00:00:00Z for `2024-01-01 00:00:00 +0000 UTC`.
  void write_times(Value& value) {
    if (value.is_list()) {
      for (Value* item : *value.list) write_times(*item);
    } else if (value.is_map()) {
      for (Member& member : *value.map) write_times(*member.value);
    } else if (value.kind == model::Kind::kTime) {
      std::vector<std::string_view> parts = base::split(value.text, ' ');
      if (parts.size() < 3 || parts[2].size() != 5) return;
      std::string zone = parts[2] == "+0000" ? "Z" : base::cat({parts[2].substr(0, 3), ":", parts[2].substr(3)});
      value.text = context_.store().keep(base::cat({parts[0], "T", parts[1], zone}));
    }
  }

  bool value(const Key& row, Value& value) {
    Type type = type_of(row);
    if (value.symbolic) return type != Type::kGone;
    switch (type) {
      case Type::kGone:
        return false;
      case Type::kAsIs:
        return true;
      case Type::kObject:
      case Type::kObjectAlways:
        if (!value.is_map()) return wrong_shape(row, value, "a mapping");
        object(row.element, value);
        return true;
      case Type::kList:
        return list(row, value);
      case Type::kMapOf:
      case Type::kMapOfFull:
        return map_of(row, type, value);
      default:
        if (type == Type::kAnyTexts && row.owner == Object::kService) refuse_fractions(row, value);
        if (value.kind == model::Kind::kTime && type >= Type::kTexts) return wrong_shape(row, value, "a list");
        if (type >= Type::kTexts) return bind_collection(context_, type, row.name, value);
        return bind_scalar(context_, type, row.name, value);
    }
  }

  // The schema check has said so already, but for dates, which it takes for text.
  bool wrong_shape(const Key& row, const Value& value, std::string_view wanted) {
    if (value.kind == model::Kind::kTime) bad_fit(context_, row.name, value, wanted);
    return false;
  }

  void refuse_fractions(const Key& row, const Value& value) {
    if (!value.is_list()) return;
    for (const Value* item : *value.list)
      if (item->kind == model::Kind::kFloat) bad_fit(context_, row.name, *item, "whole numbers");
  }

  bool list(const Key& row, Value& value) {
    if (!value.is_list()) return wrong_shape(row, value, "a list");
    const Key* item = schema::compose::item(row.element);
    for (Value* entry : *value.list) {
      if (entry->is_map()) {
        object(item->element, *entry);
      } else if (!entry->symbolic && !entry->is_null()) {
        bad_fit(context_, row.name, *entry, "a mapping");
      }
    }
    return !value.list->empty();
  }

  // Maps of the user's in which the reference leaves keys that begin with `x-` alone.
  static bool keeps_extension_keys(Object map) {
    return map == Object::kServices || map == Object::kDependencies || map == Object::kNetworks || map == Object::kVolumes ||
           map == Object::kSecrets || map == Object::kConfigs;
  }

  bool map_of(const Key& row, Type type, Value& value) {
    if (!value.is_map()) return false;
    const Key* any = schema::compose::row(row.element, "*");
    Type inner = type_of(*any);
    if (!keeps_extension_keys(row.element)) fold_extensions(context_, value);
    for (Member& member : *value.map) {
      if (inner == Type::kUlimit) {
        if (!member.value->symbolic) bind_collection(context_, inner, member.key, *member.value);
      } else if (member.value->is_map()) {
        object(any->element, *member.value);
      } else if (type == Type::kMapOfFull && member.value->is_null()) {
        member.value = make_map(context_, member.value->span, member.value->how);
        object(any->element, *member.value);
      }
    }
    return !value.map->empty() || row.owner == Object::kRoot;
  }

  Context& context_;
};

}  // namespace

void bind(Context& context, Value& root) {
  if (!root.is_map()) return;
  check_not_empty(context, root);
  Binder(context).object(Object::kRoot, root);
  context.store().set(
      root, "name",
      make_text(context, context.project.name, root.find("name") == nullptr ? root.span : root.find("name")->span, How::kInferred));
  set_missing(context, root, "services", make_map(context, root.span, How::kDefault));
}

}  // namespace stackc::compose
