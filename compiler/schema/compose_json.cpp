// The JSON Schema of compose files (draft 2020-12) and the completion data, for editors: one definition for each object of the key table.
#include "base/json.h"
#include "base/text.h"
#include "schema/compose.h"

namespace stackc::schema::compose {
namespace {

using base::cat;

struct FormName {
  std::uint8_t form;
  std::string_view name;
};
constexpr FormName kScalarNames[] = {{kNull, "null"}, {kBool, "boolean"}, {kInt, "integer"}, {kNumber, "number"}, {kString, "string"}};

std::string_view name_pattern(Names names) {
  switch (names) {
    case Names::kNone:
      return {};
    case Names::kResource:
      return "^[a-zA-Z0-9._-]+$";
    case Names::kLower:
      return "^[a-z]+$";
    case Names::kNotEmpty:
      return ".+";
    case Names::kOneLine:
      return "^.+$";
  }
  return {};
}

bool has_list(const Key& key) { return (key.forms & kList) != 0; }
bool has_map(const Key& key) { return (key.forms & kMap) != 0; }
bool refers(const Key& key) { return has_map(key) && key.element != Object::kNone; }
bool is_star(const Key& key) { return key.name == "*"; }
bool is_item(const Key& key) { return key.name == "[]"; }

class Generator {
 public:
  std::string run() {
    out_.begin_object();
    out_.member("$schema", "https://json-schema.org/draft/2020-12/schema").member("title", "Compose file").member("$ref", "#/$defs/root");
    out_.key("$defs").begin_object();
    for (std::size_t i = 0; i < static_cast<std::size_t>(Object::kNone); ++i) definition(static_cast<Object>(i));
    out_.end_object().end_object();
    return out_.finish();
  }

 private:
  void reference(Object object) { out_.member("$ref", cat({"#/$defs/", object_id(object)})); }

  // All but a mapping with keys of its own; what limits one type says nothing about the others.
  void plain_members(const Key& key) {
    out_.key("type").begin_array();
    for (const FormName& name : kScalarNames)
      if ((key.forms & name.form) != 0) out_.string(name.name);
    if (has_list(key)) out_.string("array");
    if (has_map(key) && !refers(key)) out_.string("object");
    out_.end_array();
    if (key.text == Text::kPattern) {
      out_.member("pattern", key.words);
    } else if (key.text == Text::kWords) {
      words(key);
    } else if (const std::size_t dots = key.words.find(".."); dots != std::string_view::npos) {
      if (dots != 0) out_.key("minimum").raw(key.words.substr(0, dots));
      if (dots + 2 != key.words.size()) out_.key("maximum").raw(key.words.substr(dots + 2));
    }
    if (has_list(key)) {
      if (const Key* row = item(key.element)) {
        out_.key("items").begin_object();
        value(*row);
        out_.end_object();
      }
      if ((key.forms & kDistinct) != 0) out_.key("uniqueItems").boolean(true);
    }
  }
  // An enum would judge lists as well.
  void words(const Key& key) {
    if (has_list(key)) {
      out_.member("pattern", cat({"^(", key.words, ")$"}));
      return;
    }
    out_.key("enum").begin_array();
    for (const std::string_view word : base::split(key.words, '|')) out_.string(word);
    out_.end_array();
  }
  void value(const Key& key) {
    out_.member("description", key.doc);
    if (!refers(key)) {
      plain_members(key);
    } else if ((key.forms & ~(kMap | kDistinct)) == 0) {
      reference(key.element);
    } else {
      out_.key("anyOf").begin_array().begin_object();
      plain_members(key);
      out_.end_object().begin_object();
      reference(key.element);
      out_.end_object().end_array();
    }
    fallback(key);
  }
  void fallback(const Key& key) {
    if (key.fallback.empty() || key.fallback.find('<') != std::string_view::npos) return;
    if ((key.forms & kBool) != 0) {
      out_.key("default").boolean(key.fallback == "true");
    } else {
      out_.member("default", key.fallback);
    }
  }

  void definition(Object object) {
    bool any = false;
    for (const Key& key : keys(object)) any = any || !is_item(key);
    if (!any) return;  // only a list
    out_.key(object_id(object)).begin_object().member("type", "object");
    out_.key("properties").begin_object();
    for (const Key& key : keys(object)) {
      if (is_star(key) || is_item(key)) continue;
      out_.key(key.name).begin_object();
      value(key);
      out_.end_object();
    }
    out_.end_object();
    out_.key("patternProperties").begin_object();
    for (const Key& key : keys(object)) {
      if (!is_star(key)) continue;
      out_.key(name_pattern(names(object))).begin_object();
      value(key);
      out_.end_object();
    }
    if (extensible(object)) out_.key("^x-").begin_object().end_object();
    out_.end_object();
    if (unknown_keys(object) != Unknown::kAny) out_.key("additionalProperties").boolean(false);
    required(object);
    out_.end_object();
  }
  void required(Object object) {
    bool any = false;
    for (const Key& key : keys(object)) any = any || key.required;
    if (any) {
      out_.key("required").begin_array();
      for (const Key& key : keys(object))
        if (key.required) out_.string(key.name);
      out_.end_array();
    }
    if (one_of(object).empty()) return;
    out_.key("anyOf").begin_array();
    for (const std::string_view name : one_of(object))
      out_.begin_object().key("required").begin_array().string(name).end_array().end_object();
    out_.end_array();
  }

  base::JsonWriter out_;
};

void completion_of(base::JsonWriter& out, const Key& key) {
  out.key(key.name).begin_object().member("doc", key.doc).key("forms").begin_array();
  for (const FormName& name : kScalarNames)
    if ((key.forms & name.form) != 0) out.string(name.name);
  if (has_list(key)) out.string("list");
  if (has_map(key)) out.string("map");
  out.end_array();
  if (key.element != Object::kNone) out.member("object", object_id(key.element));
  if (key.text == Text::kWords || (key.forms & kBool) != 0) {
    out.key("words").begin_array();
    if (key.text == Text::kWords) {
      for (const std::string_view word : base::split(key.words, '|')) out.string(word);
    } else {
      out.string("true").string("false");
    }
    out.end_array();
  }
  if (!key.fallback.empty()) out.member("default", key.fallback);
  if (key.required) out.key("required").boolean(true);
  out.end_object();
}

}  // namespace

std::string json_schema() { return Generator().run(); }

std::string completion_data() {
  base::JsonWriter out;
  out.begin_object().member("root", object_id(Object::kRoot)).key("objects").begin_object();
  for (std::size_t i = 0; i < static_cast<std::size_t>(Object::kNone); ++i) {
    const auto object = static_cast<Object>(i);
    out.key(object_id(object)).begin_object();
    for (const Key& key : keys(object)) completion_of(out, key);
    out.end_object();
  }
  out.end_object().end_object();
  return out.finish();
}

}  // namespace stackc::schema::compose
