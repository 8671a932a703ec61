#include <algorithm>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/canonical.h"

namespace stackc::compose {

namespace rule = diag::rule;
using model::How;
using model::Value;

// {key: value}, where the short form is the value.
static Value* wrap(Context& context, Value* value, std::string_view key) {
  if (!value->is_string()) return value;
  Value* map = make_map(context, value->span, How::kShortForm);
  context.store().set(*map, key, value);
  return map;
}

Value* write_out_build(Context& context, Value* value) { return wrap(context, value, "context"); }
Value* write_out_source(Context& context, Value* value) { return wrap(context, value, "source"); }
Value* write_out_extends(Context& context, Value* value) { return wrap(context, value, "service"); }
Value* write_out_schedule(Context& context, Value* value) { return wrap(context, value, "cron"); }

Value* write_out_text(Context& context, Value* value) {
  if (value->is_string() || !value->is_scalar()) return value;
  value->text = context.store().keep(print_value(*value));
  value->kind = model::Kind::kString;
  return value;
}

static void fill_dependency(Context& context, Value& dependency) {
  set_missing(context, dependency, "condition", make_text_view(context, "service_started", dependency.span, How::kDefault));
  set_missing(context, dependency, "required", make_flag(context, true, dependency.span, How::kDefault));
}

Value* write_out_depends_on(Context& context, Value* value) {
  if (value->is_map()) {
    for (model::Member& member : *value->map)
      if (member.value->is_map()) fill_dependency(context, *member.value);
    return value;
  }
  if (!value->is_list()) return value;
  Value* map = make_map(context, value->span, How::kShortForm);
  for (const Value* item : *value->list) {
    if (!item->is_string()) return value;
    Value* dependency = make_map(context, item->span, How::kShortForm);
    fill_dependency(context, *dependency);
    context.store().set(*map, item->text, dependency, item->span);
  }
  return map;
}

Value* write_out_names(Context& context, Value* value) {
  if (!value->is_list()) return value;
  Value* map = make_map(context, value->span, How::kShortForm);
  for (const Value* item : *value->list) {
    if (!item->is_string()) return value;
    Value* none = context.store().null(item->span);
    none->how = How::kShortForm;
    context.store().set(*map, item->text, none, item->span);
  }
  return map;
}

Value* write_out_list(Context& context, Value* value) {
  if (!value->is_string()) return value;
  Value* list = make_list(context, value->span, How::kShortForm);
  context.store().append(*list, value);
  return list;
}

Value* write_out_env_file(Context& context, Value* value) {
  Value* list = write_out_list(context, value);
  if (!list->is_list()) return value;
  for (Value*& item : *list->list) {
    item = wrap(context, item, "path");
    if (item->is_map()) set_missing(context, *item, "required", make_flag(context, true, item->span, How::kDefault));
  }
  return list;
}

Value* write_out_gpus(Context& context, Value* value) {
  if (!value->is_string() || value->symbolic) return value;
  Value* request = make_map(context, value->span, How::kShortForm);
  context.store().set(*request, "count", make_text_view(context, "all", value->span, How::kShortForm));
  Value* list = make_list(context, value->span, How::kShortForm);
  context.store().append(*list, request);
  return list;
}

void write_out_external(Context& context, Value& resource) {
  Value* external = resource.find("external");
  if (!external->is_map()) return;
  const Value* old_name = external->find("name");
  const Value* name = resource.find("name");
  context.store().set(resource, "external", make_flag(context, true, external->span, How::kShortForm));
  if (old_name == nullptr) return;
  context.report(rule::external_name, old_name->span, "`external.name` is deprecated").help("write `external: true` and `name:` beside it");
  if (name == nullptr) {
    context.store().set(resource, "name", const_cast<Value*>(old_name));
  } else if (!model::equal(*name, *old_name)) {
    context.report(rule::external_name_conflict, old_name->span, "`name` and `external.name` differ")
        .label(name->span, "this is `name`")
        .help("keep `name` and write `external: true`");
  }
}

// What the reference takes for a blank, byte by byte: the last two are the ends of letters such as `à`.
static constexpr std::string_view kBlanks = " \t\n\v\f\r\x85\xA0";

// "A=b" -> A: b; without `=` the member is null.
Value* write_out_pairs(Context& context, Value* value, Blanks blanks) {
  if (!value->is_list()) return value;
  Value* map = make_map(context, value->span, How::kShortForm);
  for (const Value* item : *value->list) {
    std::string_view text = item->is_string() ? item->text : context.store().keep(print_value(*item));
    std::size_t equals = text.find('=');
    std::string_view name = text.substr(0, equals);
    bool checked = blanks == Blanks::kRefused || (blanks == Blanks::kRefusedWithValue && equals != std::string_view::npos);
    if (checked && !name.empty() && kBlanks.find(name.back()) != std::string_view::npos)
      context
          .report(rule::name_with_blank, part(context, *item, 0, name.size()),
                  base::cat({"the name `", base::trim(name), "` has a blank before `=`"}))
          .help(base::cat({"write `", base::trim(name), "=", equals == std::string_view::npos ? "" : text.substr(equals + 1), "`"}));
    source::Span name_span = part(context, *item, 0, name.size());
    Value* made = nullptr;
    if (equals == std::string_view::npos) {
      made = context.store().null(item->span);
      made->how = How::kShortForm;
    } else {
      source::Span place = part(context, *item, equals + 1, text.size());
      made = make_text_view(context, text.substr(equals + 1), place, item->how == How::kWritten ? How::kShortForm : item->how);
      made->symbolic = item->symbolic;
      made->before = item->before;
    }
    context.store().set(*map, name, made, name_span);
  }
  return map;
}

Value* write_out_contexts(Context& context, Value* value) {
  if (!value->is_list()) return value;
  for (const Value* item : *value->list) {
    if (item->is_string() && item->text.find('=') != std::string_view::npos) continue;
    if (may_stay(context, *item)) return value;
    context.report(rule::short_context, item->span, base::cat({"`", print_value(*item), "` is not `name=where`"}))
        .help("write `name=./folder`, or `name: ./folder` in a mapping");
    return value;
  }
  return write_out_pairs(context, value);
}

Value* write_out_ssh(Context& context, Value* value) {
  if (!value->is_list()) return value;
  Value* map = make_map(context, value->span, How::kShortForm);
  for (const Value* item : *value->list) {
    if (!item->is_string()) return value;
    std::size_t equals = item->text.find('=');
    if (equals == std::string_view::npos && item->text != "default") {
      if (may_stay(context, *item)) return value;
      context.report(rule::short_ssh, item->span, base::cat({"`", item->text, "` is no SSH key"}))
          .help(base::cat({"write `default`, or `", item->text, "=/path/to/key`"}));
      return value;
    }
    std::string_view id = item->text.substr(0, equals);
    Value* path = context.store().null(item->span);
    if (equals != std::string_view::npos)
      path = make_text_view(context, item->text.substr(equals + 1), part(context, *item, equals + 1, item->text.size()), How::kShortForm);
    path->how = How::kShortForm;
    path->symbolic = item->symbolic && path->is_string();
    context.store().set(*map, id, path, part(context, *item, 0, id.size()));
  }
  return map;
}

Value* write_out_command(Context& context, Value* value) {
  if (!value->is_string()) return value;
  auto words = forms::parse_command(value->text);
  if (!words) {
    if (!may_stay(context, *value)) report_form(context, rule::short_command, *value, words.error);
    return value;
  }
  Value* list = make_list(context, value->span, How::kShortForm);
  for (const std::string& word : *words.value) {
    Value* made = make_text(context, word, value->span, How::kShortForm);
    std::size_t at = value->text.find(made->text);
    if (at != std::string_view::npos && !made->text.empty()) made->span = part(context, *value, at, at + word.size());
    made->symbolic = value->symbolic && word.find('$') != std::string::npos;
    context.store().append(*list, made);
  }
  return list;
}

Value* write_out_health_test(Context& context, Value* value) {
  if (!value->is_string()) return value;
  Value* list = make_list(context, value->span, How::kShortForm);
  context.store().append(*list, make_text_view(context, "CMD-SHELL", value->span, How::kShortForm));
  context.store().append(*list, value);
  return list;
}

}  // namespace stackc::compose
