#include "frontend/stack/check.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "diag/rules/stack.h"

namespace stackc::frontend {
namespace {

using base::cat;
namespace rule = diag::rule;
using schema::Key;
using schema::Object;
using schema::Shape;
using schema::Type;

// Planned for a later version of the language: an honest answer instead of "unknown".
constexpr std::array<std::string_view, 5> kLater{"observe", "backup", "precommit", "proxy", "imports"};

// What other tools call it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kElsewhere{{{"environment", "env"},
                                                                                    {"depends_on", "depends"},
                                                                                    {"healthcheck", "health"},
                                                                                    {"volumes", "mounts"},
                                                                                    {"expose", "ports"},
                                                                                    {"build", "use"},
                                                                                    {"deploy", "resources"},
                                                                                    {"stop_grace_period", "stop_grace"},
                                                                                    {"template", "use"},
                                                                                    {"params", "with"}}};

std::string_view shape_name(const Node& node) {
  switch (node.kind) {
    case Kind::kNull:
      return "nothing";
    case Kind::kScalar:
      return "a single value";
    case Kind::kMap:
      return "a mapping";
    case Kind::kList:
      return "a list";
  }
  return "";
}

class Checker {
 public:
  Checker(const CheckOptions& options, diag::Sink& sink) : options_(options), sink_(sink) {}

  void object(const Node& node, Object type, source::Span at, bool patch) {
    if (node.is_null() && (patch || !needs_anything(type))) return;
    if (!node.is_map()) {
      wrong_shape(node, schema::object_name(type), "a mapping", at);
      return;
    }
    if (conditional(node)) return;
    for (const Member& member : node.members) {
      if (type == Object::kStack && member.key.starts_with("x-")) continue;
      const Key* key = schema::find_key(type, member.key);
      if (key == nullptr) {
        unknown(member, type);
      } else {
        value(member, *key, patch || type == Object::kService || type == Object::kTask);
      }
    }
    if (patch) return;
    for (const Key& key : schema::keys(type))
      if (key.required && node.find(key.name) == nullptr)
        sink_.report(rule::missing_key, at, cat({schema::object_name(type), " needs `", key.name, ":`"}))
            .help(cat({"`", key.name, "`: ", key.doc}));
  }

 private:
  static bool needs_anything(Object type) {
    const auto keys = schema::keys(type);
    return std::any_of(keys.begin(), keys.end(), [](const Key& key) { return key.required; });
  }
  [[nodiscard]] bool conditional(const Node& node) const {
    if (!options_.conditions) return false;
    return std::any_of(node.members.begin(), node.members.end(), [](const Member& member) { return member.key.starts_with("$"); });
  }

  void wrong_shape(const Node& node, std::string_view what, std::string_view wanted, source::Span at) {
    const source::Span span = node.span.valid() && node.span.begin != node.span.end ? node.span : at;
    diag::Builder builder = sink_.report(rule::wrong_type, span, cat({what, " takes ", wanted, ", but here is ", shape_name(node)}));
    if (wanted == "a list" && node.is_scalar()) builder.help(cat({"write `[", node.text, "]`"}));
  }

  void unknown(const Member& member, Object type) {
    const std::vector<std::string_view> names = schema::key_names(type);
    if (type == Object::kStack && std::find(kLater.begin(), kLater.end(), member.key) != kLater.end()) {
      sink_.report(rule::unknown_key, member.key_span, cat({"language 1 has no `", member.key, "` yet"}))
          .help(suggestion("", names, "keys"));
      return;
    }
    if (type == Object::kEnvironment && schema::find_key(Object::kStack, member.key) != nullptr) {
      sink_.report(rule::unknown_key, member.key_span, cat({"an environment cannot change `", member.key, "`"}))
          .help(suggestion("", names, "keys"));
      return;
    }
    diag::Builder builder =
        sink_.report(rule::unknown_key, member.key_span, cat({"unknown key `", member.key, "` in ", schema::object_name(type)}));
    for (const auto& [other, ours] : kElsewhere)
      if (type == Object::kService && member.key == other) {
        builder.help(cat({"it is called `", ours, "` here: ", schema::find_key(type, ours)->doc}));
        return;
      }
    builder.help(suggestion(member.key, names, "keys"));
    const std::string_view near = base::nearest(member.key, names);
    if (!near.empty()) builder.fix(cat({"write `", near, "`"}), diag::Safety::kUnsafe, {{member.key_span, std::string(near)}});
  }

  void value(const Member& member, const Key& key, bool patch) {
    const Node& node = member.value;
    if (key.shape == Shape::kAny || conditional(node)) return;
    if (node.is_null()) {
      if (!patch && key.shape == Shape::kScalar && !options_.conditions)
        sink_.report(rule::wrong_type, member.key_span, cat({"`", key.name, "` has no value"})).help(cat({"`", key.name, "`: ", key.doc}));
      if (!patch && key.shape == Shape::kObject) object(node, key.element, member.key_span, patch);
      return;
    }
    const std::string what = cat({"`", key.name, "`"});
    switch (key.shape) {
      case Shape::kScalar:
        if (node.is_scalar()) {
          check_scalar(node, key.type, key.words, sink_);
        } else {
          wrong_shape(node, what, "a single value", member.key_span);
        }
        return;
      case Shape::kList:
        list(node, key, what, member.key_span, patch);
        return;
      case Shape::kMap:
        map(node, key, what, member.key_span, patch);
        return;
      case Shape::kObject:
        if (node.is_scalar() && key.type != Type::kNone) {
          check_scalar(node, key.type, key.words, sink_);
        } else {
          object(node, key.element, member.key_span, patch);
        }
        return;
      case Shape::kAny:
        return;
    }
  }

  void list(const Node& node, const Key& key, const std::string& what, source::Span at, bool patch) {
    if (options_.conditions && node.has_reference()) return;  // a reference to a whole list
    if (!node.is_list()) {
      wrong_shape(node, what, "a list", at);
      return;
    }
    for (const Node& item : node.items) {
      if (item.is_scalar() && item.text == "...") continue;
      if (conditional(item)) continue;
      if (key.element != Object::kNoObject) {
        object(item, key.element, item.span, patch);
      } else if (item.is_scalar()) {
        check_scalar(item, key.type, key.words, sink_);
      } else {
        wrong_shape(item, cat({"an item of ", what}), "a single value", at);
      }
    }
  }

  void map(const Node& node, const Key& key, const std::string& what, source::Span at, bool patch) {
    if (!node.is_map()) {
      wrong_shape(node, what, "a mapping", at);
      return;
    }
    for (const Member& member : node.members) {
      check_key(member, key);
      const Node& value = member.value;
      if (conditional(value)) continue;
      if (value.is_null() && (patch || key.element == Object::kVolume || key.element == Object::kSecret || options_.conditions)) continue;
      if (value.is_scalar() && key.type != Type::kNone) {
        check_scalar(value, key.type, key.words, sink_);
      } else if (key.element != Object::kNoObject) {
        object(value, key.element, member.key_span, patch);
      } else {
        wrong_shape(value, cat({"`", member.key, "` in ", what}), "a single value", member.key_span);
      }
    }
  }

  // The free keys of a mapping are names too.
  void check_key(const Member& member, const Key& key) {
    Type type = Type::kIdent;
    if (key.element == Object::kEnvVar) type = Type::kEnvName;
    if (key.element == Object::kService || key.element == Object::kTask || key.element == Object::kEnvironment || key.name == "depends")
      type = Type::kName;
    if (key.name == "labels" || key.name == "label" || key.name == "outputs" || key.owner == Object::kStep) return;
    Node name;
    name.kind = Kind::kScalar;
    name.text = member.key;
    name.span = member.key_span;
    if (member.key_span.end - member.key_span.begin == member.key.size()) name.text_begin = member.key_span.begin;
    if (key.element == Object::kMount) {
      if (!name.has_reference() && !member.key.starts_with("/"))
        sink_.report(rule::bad_value, member.key_span, cat({"`", member.key, "` is not a path in the container: it starts with `/`"}))
            .help("the key is the path in the container, the value the volume or folder");
      return;
    }
    check_scalar(name, type, {}, sink_);
  }

  const CheckOptions& options_;
  diag::Sink& sink_;
};

}  // namespace

void check_object(const Node& node, Object object, source::Span at, const CheckOptions& options, diag::Sink& sink) {
  Checker(options, sink).object(node, object, at, options.patch);
}

bool check_scalar(const Node& node, Type type, std::string_view words, diag::Sink& sink) {
  if (node.has_reference()) return true;
  const auto problem = schema::check(type, node.text, words);
  if (problem) report_problem(sink, node, type, *problem);
  return !problem;
}

}  // namespace stackc::frontend
