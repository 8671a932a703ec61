// Short forms written out, wherever the key table says that one may stand. Two walks: what a later file is merged onto (the reference
// loader's transform), and at the end, when nothing is merged any more, what the reference types only when it binds (lists of variables,
// commands). Every later stage and every rule then sees one form.
#include "frontend/compose/canonical.h"

#include <algorithm>

#include "frontend/compose/reach.h"

namespace stackc::compose {

using model::Value;
using schema::compose::Key;
using schema::compose::Merge;
using schema::compose::Object;
using schema::compose::Short;

namespace {

enum class Walk : std::uint8_t { kBeforeMerge, kAfterMerge };

// Lists that may stand as one text: the loader makes them lists before it merges only where it has a transform for them, the others when
// they are merged or, which never happens without interpolation, bound. Where they are bound in the end, the moment makes no difference.
bool is_list_before_merge(const Context& context, const Key& row) {
  if (context.options.interpolate) return row.merge == Merge::kSequence;
  return row.name == "dns" || row.name == "label_file" || row.owner == Object::kWatch;
}

Value* write_out_before(Context& context, const Key& row, Value* value) {
  switch (row.short_form) {
    case Short::kBuild:
      return write_out_build(context, value);
    case Short::kConfig:
      return write_out_source(context, value);
    case Short::kDependsOn:
      return write_out_depends_on(context, value);
    case Short::kDevice:
      return write_out_device(context, value);
    case Short::kEnvFile:
      return write_out_env_file(context, value);
    case Short::kExtends:
      return write_out_extends(context, value);
    case Short::kGpus:
      return write_out_gpus(context, value);
    case Short::kListOfOne:
      return is_list_before_merge(context, row) ? write_out_list(context, value) : value;
    case Short::kSchedule:
      return write_out_schedule(context, value);
    case Short::kText:
      return write_out_text(context, value);
    case Short::kModels:
    case Short::kNetworks:
      return write_out_names(context, value);
    case Short::kPort:
      if (value->is_list()) write_out_ports(context, *value);
      return value;
    case Short::kSsh:
      return write_out_ssh(context, value);
    case Short::kVolume:
      return write_out_volume(context, value);
    case Short::kKeyValue:
      return row.name == "additional_contexts" ? write_out_contexts(context, value) : value;
    default:
      return value;
  }
}

Value* write_out_after(Context& context, const Key& row, Value* value) {
  switch (row.short_form) {
    case Short::kKeyValue:
      if (row.name == "additional_contexts") return value;
      return write_out_pairs(context, value,
                             row.name == "environment" ? Blanks::kRefused
                             : row.name == "args"      ? Blanks::kRefusedWithValue
                                                       : Blanks::kAllowed);
    case Short::kListOfOne:
      return write_out_list(context, value);
    case Short::kCommand:
      return write_out_command(context, value);
    case Short::kHealthTest:
      return write_out_health_test(context, value);
    default:
      return value;
  }
}

bool is_written_after(const Key& row) {
  if (row.short_form == Short::kListOfOne) return row.merge != Merge::kSequence;
  return row.short_form == Short::kKeyValue || row.short_form == Short::kCommand || row.short_form == Short::kHealthTest;
}

const Reach& forms_below(Walk walk) {
  static const Reach kBefore([](const Key& key) {
    return key.short_form != Short::kNone && (!is_written_after(key) || key.name == "additional_contexts" || key.owner == Object::kWatch);
  });
  static const Reach kAfter(is_written_after);
  return walk == Walk::kBeforeMerge ? kBefore : kAfter;
}

class Writer {
 public:
  Writer(Context& context, Walk walk) : context_(context), walk_(walk), below_(forms_below(walk)) {}

  void mapping(Object object, Value& map) {
    if (walk_ == Walk::kBeforeMerge && map.find("external") != nullptr) write_out_external(context_, map);
    for (model::Member& member : *map.map) {
      const Key* row = schema::compose::row(object, member.key);
      if (row != nullptr) member.value = value(*row, member.value);
    }
  }

 private:
  Value* value(const Key& row, Value* value) {
    value = walk_ == Walk::kBeforeMerge ? write_out_before(context_, row, value) : write_out_after(context_, row, value);
    if (!below_(row.element)) return value;
    if (value->is_map()) {
      mapping(row.element, *value);
    } else if (value->is_list()) {
      const Key* item = schema::compose::item(row.element);
      if (item == nullptr) return value;
      if (walk_ == Walk::kBeforeMerge && item->short_form == Short::kPort) write_out_ports(context_, *value);
      for (Value*& entry : *value->list) entry = this->value(*item, entry);
    }
    return value;
  }

  Context& context_;
  Walk walk_;
  const Reach& below_;
};

// An empty list or text of name servers is as good as none.
void drop_empty_dns(Value& root) {
  for_each_workload(root, [](std::string_view, model::Member&, Value& service) {
    Value* dns = service.find("dns");
    if (dns == nullptr) return;
    auto is_empty = [](const Value* value) { return value->is_null() || (value->is_string() && value->text.empty() && !value->symbolic); };
    if (dns->is_list()) {
      auto* end = std::remove_if(dns->list->begin(), dns->list->end(), is_empty);
      dns->list->resize_down(static_cast<std::uint32_t>(end - dns->list->begin()));
    }
  });
}

}  // namespace

void canonicalize(Context& context, Value& root) {
  if (!root.is_map()) return;
  Writer(context, Walk::kBeforeMerge).mapping(Object::kRoot, root);
  drop_empty_dns(root);
}

void canonicalize_merged(Context& context, Value& root) {
  if (root.is_map()) Writer(context, Walk::kAfterMerge).mapping(Object::kRoot, root);
}

}  // namespace stackc::compose
