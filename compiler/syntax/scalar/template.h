// `${db.url | scheme('postgresql+asyncpg')}`: text with references (grammar/reference.ebnf). In: the text of a scalar. Out: its pieces in
// order, and what is wrong with it.
// `$${` yields `${`; any other `$` is itself. A reference needs a dot or an index, so that Compose's `${VAR}` is never taken for one by
// mistake.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace stackc::scalar {

struct Range {
  std::uint32_t begin = 0, end = 0;  // bytes in the scalar's text
};
struct Segment {
  std::string name;  // of an index: its digits
  bool index = false;
  Range range;
};
struct Filter {
  std::string name;
  std::vector<std::string> args;
  Range range;  // of the name
  Range whole;  // with arguments
};
struct Reference {
  std::vector<Segment> path;  // root first
  std::vector<Filter> filters;
  Range range;                                  // from `${` to `}`
  [[nodiscard]] std::string path_text() const;  // "db.port.pg"
};
struct TemplateError {
  std::string message;
  std::string help;  // "" if there is none
  Range range;
  bool undotted = false;  // `${VAR}`
};
using Piece = std::variant<std::string, Reference>;
struct Template {
  std::vector<Piece> pieces;  // neighbouring literals are joined; "" gives none
  std::vector<TemplateError> errors;
  [[nodiscard]] bool has_reference() const;
  [[nodiscard]] const Reference* sole_reference() const;  // the text is exactly one reference
};

// bare: `${s}` without a dot is a reference too (loop variables of templates).
Template parse_template(std::string_view text, bool bare = false);
inline bool may_be_template(std::string_view text) { return text.find("${") != std::string_view::npos; }

}  // namespace stackc::scalar
