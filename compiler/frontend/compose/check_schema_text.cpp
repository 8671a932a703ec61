// The texts of the schema check: what was seen, what the key takes, and what was probably meant.
#include <algorithm>
#include <optional>
#include <vector>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/check_schema.h"

namespace stackc::compose {
namespace {

using base::cat;
using model::Kind;
using model::Member;
using model::Value;
using schema::compose::Form;
using schema::compose::Key;
using schema::compose::Object;
using schema::compose::Short;
using schema::compose::Text;
namespace rule = diag::rule;

std::string forms_text(const Key& row) {
  std::vector<std::string_view> words;
  if ((row.forms & Form::kList) != 0) words.emplace_back("a list");
  if ((row.forms & Form::kMap) != 0) words.emplace_back("a mapping");
  if ((row.forms & Form::kBool) != 0) words.emplace_back("`true` or `false`");
  if ((row.forms & Form::kNumber) != 0) {
    words.emplace_back("a number");
  } else if ((row.forms & Form::kInt) != 0) {
    words.emplace_back("a whole number");
  }
  // Where a boolean stands, a text is only its other spelling.
  const bool text = (row.forms & Form::kString) != 0 &&
                    ((row.forms & Form::kBool) == 0 || (row.forms & Form::kNumber) != 0 || row.short_form == Short::kText);
  if (text) words.emplace_back("a text");
  if ((row.forms & Form::kNull) != 0) words.emplace_back("nothing");
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) out = cat({out, i == 0 ? "" : i + 1 == words.size() ? " or " : ", ", words[i]});
  return out;
}

std::string seen_text(const Value& value) {
  switch (value.kind) {
    case Kind::kNull:
      return "it is empty";
    case Kind::kBool:
      return cat({"`", value.text, "` is a boolean"});
    case Kind::kInt:
    case Kind::kFloat:
      return cat({"`", value.text, "` is a number"});
    case Kind::kTime:
      return cat({"`", value.text, "` is a date"});
    case Kind::kString:
      return "this is a text";
    case Kind::kList:
      return "this is a list";
    case Kind::kMap:
      return "this is a mapping";
  }
  return {};
}

bool plain(const Context& context, const Value& value) {
  return value.how == model::How::kWritten && !value.quoted && value.span.valid() && context.sources.text(value.span) == value.text;
}

// `- KEY: value` where `- KEY=value` was meant, the commonest slip of all.
bool pair_in_list(const SchemaPlace& place, const Value& value) {
  return place.key.empty() && value.is_map() && value.map->size() == 1 && value.map->begin()->value->is_scalar() &&
         place.parent != nullptr && place.parent->row != nullptr && (place.parent->row->forms & Form::kMap) != 0 &&
         (place.parent->row->forms & Form::kList) != 0;
}

// `- data` below `volumes`, where `data:` was meant.
bool dashed_names(const Key& row, const Value& value) {
  return value.is_list() && !value.list->empty() && (*value.list)[0]->is_string() && (row.forms & Form::kMap) != 0 &&
         schema::compose::names(row.element) == schema::compose::Names::kResource;
}

void suggest_type(Context& context, diag::Builder report, const SchemaPlace& place, const Value& value) {
  const Key& row = *place.row;
  if (row.doc.starts_with("Obsolete")) {
    report.help(cat({"remove `", place.name(), "`: it is obsolete"}));
  } else if (pair_in_list(place, value)) {
    const Member& member = *value.map->begin();
    report.help(cat({"write `- ", member.key, "=", member.value->text, "`, or leave out all the dashes of `", place.name(), "`"}));
  } else if (row.text == schema::compose::Text::kDuration && value.is_scalar() && !value.is_null()) {
    report.help(cat({"write a number with its unit, such as `", value.kind == model::Kind::kInt ? value.text : "5", "s`"}));
  } else if ((row.forms & Form::kString) != 0 && value.is_scalar() && !value.is_null() && !value.is_string()) {
    report.help(cat({"put it into quotes: `\"", value.text, "\"`"}));
    if (plain(context, value)) report.fix("quote the text", diag::Safety::kUnsafe, {{value.span, cat({"\"", value.text, "\""})}});
  } else if ((row.forms & Form::kList) != 0 && value.is_string()) {
    report.help(cat({"write `", place.name(), ": [\"", value.text, "\"]`"}));
  } else if (value.is_string() && value.quoted && (row.forms & (Form::kNumber | Form::kInt | Form::kBool)) != 0) {
    report.help("leave out the quotes");
  } else if (dashed_names(row, value)) {
    report.help(cat({"entries of `", place.name(), "` are keys: write `", (*value.list)[0]->text, ":` without the dash"}));
  } else if (value.is_null()) {
    report.help(cat({"give it a value, or remove `", place.name(), "`"}));
  } else if (!row.doc.empty()) {
    report.help(cat({"`", place.name(), "`: ", row.doc}));
  }
}

// `web` at the top level with an image inside: the `services:` above it is missing.
bool looks_like_service(const Value& value) { return value.is_map() && (value.find("image") != nullptr || value.find("build") != nullptr); }

// The key of `object` whose mapping has `key`, for a key that stands one level too high; "" if there is none.
std::string_view belongs_below(Object object, std::string_view key) {
  for (const Key& child : schema::compose::keys(object)) {
    if ((child.forms & Form::kMap) == 0 || child.element == Object::kNone || child.name == "*" || child.name == "[]") continue;
    const Key* found = schema::compose::row(child.element, key);
    if (found != nullptr && found->name == key) return child.name;
  }
  return {};
}

// An object further up that has `key`, for a key that is indented too far; kNone if there is none.
Object belongs_above(const SchemaPlace& place, std::string_view key) {
  for (const SchemaPlace* up = place.parent; up != nullptr; up = up->parent) {
    const Key* found = schema::compose::row(up->object(), key);
    if (found != nullptr && found->name == key) return up->object();
  }
  return Object::kNone;
}

std::string_view near_key(const Value& map, Object object, std::string_view key) {
  std::vector<std::string_view> candidates;
  for (const Key& known : schema::compose::keys(object))
    if (known.name != "*" && known.name != "[]" && map.map->find(known.name) == nullptr) candidates.push_back(known.name);
  return base::nearest(key, candidates);
}

std::string known_keys(Object object) {
  const std::vector<std::string_view> names = schema::compose::key_names(object);
  if (names.empty() || names.size() > 8) return {};
  std::string out = "it takes ";
  for (std::size_t i = 0; i < names.size(); ++i) out = cat({out, i == 0 ? "`" : ", `", names[i], "`"});
  return out;
}

void suggest_key(diag::Builder report, const SchemaPlace& place, const Value& map, const Member& member) {
  const Object object = place.object();
  const std::string_view legacy = schema::compose::legacy_key(object, member.key);
  if (!legacy.empty()) {
    report.help(std::string(legacy));
    return;
  }
  const std::string_view near = near_key(map, object, member.key);
  if (!near.empty()) {
    report.help(cat({"did you mean `", near, "`?"}));
    if (member.key_span.valid()) report.fix(cat({"write `", near, "`"}), diag::Safety::kUnsafe, {{member.key_span, std::string(near)}});
    return;
  }
  if (object == Object::kRoot && looks_like_service(*member.value)) {
    report.help(cat({"`", member.key, "` looks like a service: services stand under `services:`"}));
    return;
  }
  const std::string_view below = belongs_below(object, member.key);
  if (!below.empty()) {
    report.help(cat({"`", member.key, "` stands under `", below, "`"}));
    return;
  }
  const Object above = belongs_above(place, member.key);
  if (above != Object::kNone) {
    report.help(cat({"`", member.key, "` is a key of ", schema::compose::object_name(above), ": indent it less"}));
    return;
  }
  const std::string known = known_keys(object);
  if (!known.empty()) {
    report.help(known);
  } else if (schema::compose::extensible(object)) {
    report.help(cat({"remove it, or call it `x-", member.key, "` to keep it for other programs"}));
  }
}

// The words in backticks of a documentation line, for patterns that are mostly lists of words.
std::vector<std::string_view> words_of(const Key& row) {
  if (row.text == Text::kWords) return base::split(row.words, '|');
  std::vector<std::string_view> words;
  const std::vector<std::string_view> parts = base::split(row.doc, '`');
  for (std::size_t i = 1; i < parts.size(); i += 2) words.push_back(parts[i]);
  return words;
}

// `healthy` is far from `service_healthy`, but it is the only word with it.
std::string_view near_word(std::string_view text, const std::vector<std::string_view>& words) {
  constexpr std::size_t kLeast = 3;
  const std::string_view near = base::nearest(text, words);
  if (!near.empty() || text.size() < kLeast) return near;
  std::string_view only;
  for (const std::string_view word : words) {
    if (word.find(text) == std::string_view::npos) continue;
    if (!only.empty()) return {};
    only = word;
  }
  return only;
}

}  // namespace

void report_wrong_type(Context& context, const SchemaPlace& place, const Value& value) {
  const std::string what = place.key.empty() ? cat({"an entry of `", place.name(), "`"}) : cat({"`", place.key, "`"});
  const diag::Builder report = context.report(rule::compose_wrong_type, narrow(value, place.key_span),
                                              cat({what, " takes ", forms_text(*place.row), ", but ", seen_text(value)}));
  suggest_type(context, report, place, value);
}

void report_unknown_key(Context& context, const SchemaPlace& place, const Value& map, const Member& member) {
  const source::Span span = member.key_span.valid() ? member.key_span : narrow(*member.value, {});
  const bool legacy = !schema::compose::legacy_key(place.object(), member.key).empty();
  const diag::Builder report =
      legacy ? context.report(rule::compose_legacy_key, span,
                              cat({"`", member.key, "` is no key of ", schema::compose::object_name(place.object())}))
             : context.report(rule::compose_unknown_key, span,
                              cat({"unknown key `", member.key, "` in ", schema::compose::object_name(place.object())}));
  suggest_key(report, place, map, member);
}

void report_bad_name(Context& context, const SchemaPlace& place, const Member& member) {
  const source::Span span = member.key_span.valid() ? member.key_span : narrow(*member.value, place.key_span);
  if (member.key.empty() || member.key.find_first_not_of('\n') == std::string_view::npos) {
    context.report(rule::compose_bad_name, span, cat({"an entry of `", place.name(), "` has an empty name"}));
    return;
  }
  diag::Builder report = context.report(rule::compose_bad_name, span, cat({"`", member.key, "` cannot be a name in `", place.name(), "`"}));
  if (member.key.find('$') != std::string_view::npos) {
    report.help("variables are not replaced in keys");
  } else if (schema::compose::names(place.object()) == schema::compose::Names::kResource) {
    report.help("a name has letters of `a` to `z`, digits, `.`, `_` and `-`, no blanks");
  }
}

void report_missing_keys(Context& context, const SchemaPlace& place, const Value& map, std::string_view keys) {
  const std::string_view object = schema::compose::object_name(place.object());
  diag::Builder report = context.report(rule::compose_missing_key, narrow(map, place.key_span), cat({object, " needs ", keys}));
  const std::size_t end = keys.find('`', 1);
  const Key* row = schema::compose::row(place.object(), keys.substr(1, end - 1));
  if (row != nullptr && keys.find('`', end + 1) == std::string_view::npos) report.help(cat({"`", row->name, "`: ", row->doc}));
}

void report_bad_text(Context& context, const SchemaPlace& place, const Value& value) {
  const Key& row = *place.row;
  const std::vector<std::string_view> words = words_of(row);
  diag::Builder report =
      context.report(rule::compose_bad_text, narrow(value, place.key_span), cat({"`", place.name(), "` does not take `", value.text, "`"}));
  const std::string_view near = near_word(value.text, words);
  if (!near.empty()) {
    report.help(cat({"did you mean `", near, "`?"}));
    if (plain(context, value)) report.fix(cat({"write `", near, "`"}), diag::Safety::kUnsafe, {{value.span, std::string(near)}});
    return;
  }
  if (row.text == Text::kPattern) {
    report.help(cat({"`", row.name, "`: ", row.doc}));
    return;
  }
  std::string list;
  for (std::size_t i = 0; i < words.size(); ++i)
    list = cat({list, i == 0 ? "it takes `" : i + 1 == words.size() ? " or `" : ", `", words[i], "`"});
  report.help(list);
}

}  // namespace stackc::compose
