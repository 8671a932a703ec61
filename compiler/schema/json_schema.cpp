// The JSON Schema of stack.yaml (draft 2020-12), for completion and checks in editors. Made from the same rows as our own check; what only
// stackc can know (names, references, parameters of templates) is left to stackc. An object that an environment changes has a second form
// `<name>.patch`: nothing required, null removes.
#include <set>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "schema/schema.h"

namespace stackc::schema {
namespace {

using base::cat;

struct Form {
  Object object;
  bool patch;
  friend auto operator<=>(const Form&, const Form&) = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 misreads it
};

class Generator {
 public:
  std::string run() {
    out_.begin_object();
    out_.member("$schema", "https://json-schema.org/draft/2020-12/schema").member("title", "stack.yaml, language 1");
    out_.member("$ref", "#/$defs/stack");
    out_.key("$defs").begin_object();
    want({Object::kStack, false});
    while (!wanted_.empty()) {
      const Form form = wanted_.back();
      wanted_.pop_back();
      definition(form);
    }
    out_.end_object().end_object();
    return out_.finish();
  }

 private:
  static std::string def_name(Form form) {
    std::string name(object_name(form.object));
    for (std::string_view article : {"the ", "a ", "an "})
      if (name.starts_with(article)) name.erase(0, article.size());
    if (form.object == Object::kStack) name = "stack";
    return cat({base::replace_all(name, " ", "-"), form.patch ? ".patch" : ""});
  }
  void want(Form form) {
    if (seen_.insert(form).second) wanted_.push_back(form);
  }
  void reference(Form form) {
    want(form);
    out_.member("$ref", cat({"#/$defs/", def_name(form)}));
  }

  // Whatever the type: `${...}` gives it later.
  void scalar_members(Type type, std::string_view words) {
    out_.key("type").begin_array().string("string");
    if (type == Type::kBool) {
      out_.string("boolean");
    } else if (type == Type::kInt || type == Type::kPort) {
      out_.string("integer");
    } else {
      out_.string("number");
      if (type == Type::kString) out_.string("boolean");
    }
    out_.end_array();
    std::string pattern(info(type).pattern);
    if (type == Type::kEnum) pattern = cat({"^(", words, ")$"});
    if (!pattern.empty()) out_.member("pattern", cat({"\\$\\{|", pattern}));
  }
  void value(const Key& key, bool patch) {
    if (key.element == Object::kNoObject) {
      scalar_members(key.type, key.words);
      return;
    }
    const Form form{key.element, patch || key.element == Object::kEnvironment};
    if (key.type == Type::kNone) {
      reference(form);
      return;
    }
    out_.key("anyOf").begin_array().begin_object();
    scalar_members(key.type, key.words);
    out_.end_object().begin_object();
    reference(form);
    out_.end_object().end_array();
  }
  void shape(const Key& key, bool patch) {
    switch (key.shape) {
      case Shape::kAny:
        break;
      case Shape::kScalar:
      case Shape::kObject:
        value(key, patch);
        break;
      case Shape::kList:
        out_.member("type", "array").key("items").begin_object();
        value(key, patch);
        out_.end_object();
        break;
      case Shape::kMap: {
        out_.member("type", "object").key("additionalProperties").begin_object();
        const bool empty_is_fine = key.element == Object::kVolume || key.element == Object::kSecret;
        nullable(patch || key.type != Type::kNone || empty_is_fine, [&] { value(key, patch); });
        out_.end_object();
        break;
      }
    }
  }
  template <class Body>
  void nullable(bool with_null, const Body& body) {
    if (!with_null) {
      body();
      return;
    }
    out_.key("anyOf").begin_array().begin_object();
    body();
    out_.end_object().begin_object().member("type", "null").end_object().end_array();
  }

  void definition(Form form) {
    // Nulls in a service remove what its template gives.
    const bool removable = form.patch || form.object == Object::kService || form.object == Object::kTask;
    out_.key(def_name(form)).begin_object();
    out_.member("type", "object").key("additionalProperties").boolean(false).key("properties").begin_object();
    for (const Key& key : keys(form.object)) {
      out_.key(key.name).begin_object().member("description", key.doc);
      const bool inner_patch = form.object == Object::kEnvironment || removable;
      if (key.shape != Shape::kAny) nullable(removable, [&] { shape(key, inner_patch); });
      out_.end_object();
    }
    out_.end_object();
    if (form.object == Object::kStack) out_.key("patternProperties").begin_object().key("^x-").begin_object().end_object().end_object();
    std::vector<std::string_view> required;
    for (const Key& key : keys(form.object))
      if (key.required && !form.patch) required.push_back(key.name);
    if (!required.empty()) {
      out_.key("required").begin_array();
      for (std::string_view name : required) out_.string(name);
      out_.end_array();
    }
    out_.end_object();
  }

  base::JsonWriter out_;
  std::set<Form> seen_;
  std::vector<Form> wanted_;
};

}  // namespace

std::string json_schema() { return Generator().run(); }

}  // namespace stackc::schema
