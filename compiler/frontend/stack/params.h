// Parameters: what a template or the stack declares, and the values that `with:` or an environment give. In: the declaration and a value.
// Out: a checked value with defaults filled in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "frontend/stack/model.h"

namespace stackc::frontend {

struct ParamSpec {
  enum class Shape : std::uint8_t { kScalar, kList, kMap, kService, kAny } shape = Shape::kScalar;
  std::string name;
  schema::Type type = schema::Type::kString;  // kScalar
  bool required = false;
  Node default_value;           // null: none
  std::string words;            // enum: "a|b"
  std::vector<ParamSpec> of;    // list items, map values: one or none
  std::vector<ParamSpec> keys;  // a map with closed keys
  std::string kind;             // service: pattern of templates, "" any
  std::string edge;             // service: start soft network image none, "" by the output
  std::string doc;
  Node min, max;  // null: none
  source::Span span;

  [[nodiscard]] const ParamSpec* item() const { return of.empty() ? nullptr : &of.front(); }
  [[nodiscard]] const ParamSpec* key(std::string_view name) const;
};

// From `name: {type: ..., ...}`; in a template also list, map, service, any. Reports what is wrong and gives the best it can.
ParamSpec read_param(const std::string& name, const Node& declaration, source::Span at, bool in_template, diag::Sink& sink);
std::vector<ParamSpec> read_params(const Node* declarations, bool in_template, diag::Sink& sink);

// Checks the shape and, where it has no reference, the text of a value; fills defaults of closed maps. False: reported, and the value is of
// no use.
bool check_param(const ParamSpec& spec, Node& value, diag::Sink& sink);
// The text of a scalar, references resolved, at `value`'s place.
bool check_param_text(const ParamSpec& spec, const Node& value, diag::Sink& sink);

}  // namespace stackc::frontend
