#include "frontend/stack/params.h"

#include <algorithm>

#include "base/text.h"
#include "diag/rules/stack.h"
#include "frontend/stack/check.h"

namespace stackc::frontend {
namespace {

using base::cat;
namespace rule = diag::rule;
using schema::Type;
using Shape = ParamSpec::Shape;

std::string text_or_empty(const Node& map, std::string_view key) {
  const Node* value = map.find(key);
  return value != nullptr && value->is_scalar() ? value->text : std::string();
}

void read_type(ParamSpec& spec, const Node& declaration, source::Span at, bool in_template, diag::Sink& sink) {
  const Node* type = declaration.find("type");
  if (type == nullptr || !type->is_scalar()) return;  // the schema check has said so
  if (in_template) {
    if (type->text == "list") spec.shape = Shape::kList;
    if (type->text == "map") spec.shape = Shape::kMap;
    if (type->text == "service") spec.shape = Shape::kService;
    if (type->text == "any") spec.shape = Shape::kAny;
    if (spec.shape != Shape::kScalar) return;
  }
  const std::optional<Type> found = schema::find_type(type->text);
  if (!found) {
    if (in_template) sink.report(rule::bad_template, type->span, cat({"there is no type `", type->text, "`"}));
    return;
  }
  spec.type = *found;
  if (spec.type != Type::kEnum) return;
  const Node* values = declaration.find("values");
  if (values == nullptr || values->items.empty()) {
    sink.report(rule::missing_key, at, "an enum needs `values: [...]`");
    spec.type = Type::kString;
    return;
  }
  for (const Node& word : values->items) spec.words += cat({spec.words.empty() ? "" : "|", word.text});
}

// Strings stay strings in generated files, whatever they look like.
bool is_text(Type type) { return type != Type::kInt && type != Type::kBool && type != Type::kPort && type != Type::kCpu; }

void check_range(const ParamSpec& spec, const Node& value, diag::Sink& sink) {
  const auto number = schema::measure(spec.type, value.text);
  if (!number) return;
  const auto min = spec.min.is_scalar() ? schema::measure(spec.type, spec.min.text) : std::nullopt;
  const auto max = spec.max.is_scalar() ? schema::measure(spec.type, spec.max.text) : std::nullopt;
  if (min && *number < *min)
    sink.report(rule::out_of_range, value.span, cat({"`", spec.name, "` is at least ", spec.min.text, ", but here is ", value.text}))
        .label(spec.min.span, "the minimum is declared here");
  if (max && *number > *max)
    sink.report(rule::out_of_range, value.span, cat({"`", spec.name, "` is at most ", spec.max.text, ", but here is ", value.text}))
        .label(spec.max.span, "the maximum is declared here");
}

bool wrong(const ParamSpec& spec, const Node& value, std::string_view wanted, diag::Sink& sink) {
  diag::Builder builder = sink.report(rule::wrong_type, value.span, cat({"parameter `", spec.name, "` takes ", wanted}));
  if (value.is_scalar() && spec.shape == Shape::kList) builder.help(cat({"write `[", value.text, "]`"}));
  if (!spec.doc.empty()) builder.help(cat({"`", spec.name, "`: ", spec.doc}));
  return false;
}

bool check_map(const ParamSpec& spec, Node& value, diag::Sink& sink) {
  bool good = true;
  if (spec.keys.empty()) {
    for (Member& member : value.members)
      if (spec.item() != nullptr) good = check_param(*spec.item(), member.value, sink) && good;
    return good;
  }
  std::vector<std::string_view> names;
  for (const ParamSpec& key : spec.keys) names.push_back(key.name);
  for (Member& member : value.members) {
    if (const ParamSpec* key = spec.key(member.key)) {
      good = check_param(*key, member.value, sink) && good;
    } else {
      sink.report(rule::unknown_param, member.key_span, cat({"`", spec.name, "` has no `", member.key, "`"}))
          .help(suggestion(member.key, names, "keys"));
      good = false;
    }
  }
  for (const ParamSpec& key : spec.keys)
    if (value.find(key.name) == nullptr && !key.default_value.is_null()) value.members.push_back({key.name, key.span, key.default_value});
  return good;
}

}  // namespace

const ParamSpec* ParamSpec::key(std::string_view wanted) const {
  for (const ParamSpec& spec : keys)
    if (spec.name == wanted) return &spec;
  return nullptr;
}

ParamSpec read_param(const std::string& name, const Node& declaration, source::Span at, bool in_template, diag::Sink& sink) {
  ParamSpec spec;
  spec.name = name;
  spec.span = at;
  if (declaration.is_scalar() && in_template) {  // `of: string`
    Node map = make_map(declaration);
    map.members.push_back({"type", declaration.span, declaration});
    return read_param(name, map, at, in_template, sink);
  }
  if (!declaration.is_map()) return spec;
  read_type(spec, declaration, at, in_template, sink);
  spec.required = text_or_empty(declaration, "required") == "true";
  spec.kind = text_or_empty(declaration, "kind");
  spec.edge = text_or_empty(declaration, "edge");
  spec.doc = text_or_empty(declaration, "doc");
  if (const Node* min = declaration.find("min")) spec.min = *min;
  if (const Node* max = declaration.find("max")) spec.max = *max;
  if (const Node* of = declaration.find("of")) {
    spec.of.push_back(read_param(name, *of, at, in_template, sink));
    if (spec.of.front().edge.empty()) spec.of.front().edge = spec.edge;
  }
  if (const Node* keys = declaration.find("keys")) spec.keys = read_params(keys, in_template, sink);
  if (const Node* value = declaration.find("default")) {
    spec.default_value = *value;
    if (!value->is_null()) check_param(spec, spec.default_value, sink);
  } else if (spec.shape == Shape::kMap && !spec.keys.empty() && !spec.required) {
    spec.default_value = make_map(declaration);
    check_param(spec, spec.default_value, sink);
  }
  return spec;
}

std::vector<ParamSpec> read_params(const Node* declarations, bool in_template, diag::Sink& sink) {
  std::vector<ParamSpec> specs;
  if (declarations == nullptr) return specs;
  for (const Member& member : declarations->members)
    specs.push_back(read_param(member.key, member.value, member.key_span, in_template, sink));
  return specs;
}

bool check_param(const ParamSpec& spec, Node& value, diag::Sink& sink) {
  switch (spec.shape) {
    case Shape::kAny:
      return true;
    case Shape::kService:
      if (!value.is_scalar()) return wrong(spec, value, "the name of a service", sink);
      return true;
    case Shape::kList: {
      if (!value.is_list()) return wrong(spec, value, "a list", sink);
      bool good = true;
      for (Node& item : value.items)
        if (spec.item() != nullptr) good = check_param(*spec.item(), item, sink) && good;
      return good;
    }
    case Shape::kMap:
      if (!value.is_map()) return wrong(spec, value, "a mapping", sink);
      return check_map(spec, value, sink);
    case Shape::kScalar:
      break;
  }
  if (!value.is_scalar()) return wrong(spec, value, schema::info(spec.type).doc, sink);
  if (is_text(spec.type)) {
    if (!value.has_reference()) value.quoted = true;
  } else {
    value.quoted = false;
  }
  return value.has_reference() || check_param_text(spec, value, sink);
}

bool check_param_text(const ParamSpec& spec, const Node& value, diag::Sink& sink) {
  const auto problem = schema::check(spec.type, value.text, spec.words);
  if (problem) {
    report_problem(sink, value, spec.type, *problem);
    return false;
  }
  check_range(spec, value, sink);
  return true;
}

}  // namespace stackc::frontend
