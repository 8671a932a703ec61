// The model tree: what the YAML says, without YAML. Aliases are expanded, every value keeps its place in the file and who wrote it, scalars
// keep their text. In: a yaml::Tree. Out: a Node tree that owns its texts. Trees are merged (merge.h), checked (check.h) and expanded
// (expand.cpp) into new trees; nothing is changed in place after that. A scalar with `${...}` stays as written until it is lowered; `scope`
// says in whose words its references are meant.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "ir/ir.h"
#include "schema/schema.h"
#include "syntax/scalar/template.h"
#include "syntax/yaml/tree.h"

namespace stackc::frontend {

enum class Kind : std::uint8_t { kNull, kScalar, kMap, kList };

struct Member;
struct Node {
  static constexpr std::uint32_t kNoText = 0xffffffffu;
  Kind kind = Kind::kNull;
  bool quoted = false;  // text, whatever it looks like
  ir::By by = ir::By::kUser;
  source::Span span;
  std::uint32_t text_begin = kNoText;  // offset in the file where `text` stands letter for letter; kNoText if escapes or folding changed it
  std::uint32_t scope = 0;             // index of Environment::scopes
  std::string text;
  std::vector<Member> members;
  std::vector<Node> items;

  [[nodiscard]] bool is_map() const { return kind == Kind::kMap; }
  [[nodiscard]] bool is_list() const { return kind == Kind::kList; }
  [[nodiscard]] bool is_scalar() const { return kind == Kind::kScalar; }
  [[nodiscard]] bool is_null() const { return kind == Kind::kNull; }
  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] const Member* member(std::string_view key) const;
  [[nodiscard]] ir::Origin origin() const { return {span, by, {}}; }
  [[nodiscard]] bool has_reference() const { return kind == Kind::kScalar && scalar::may_be_template(text); }
};
struct Member {
  std::string key;
  source::Span key_span;
  Node value;
};

inline const Node* Node::find(std::string_view key) const {
  const Member* found = member(key);
  return found == nullptr ? nullptr : &found->value;
}

Node make_scalar(std::string text, const Node& place, bool quoted);  // where `place` stands
Node make_map(const Node& place);

// The document as a model tree; a null node if there is none. Reports merge keys, tags, complex keys, and what is too large.
Node convert(const yaml::Tree& tree, const source::SourceManager& sources, ir::By by, diag::Sink& sink);

source::Span span_of(const Node& node, scalar::Range range);  // the part of its text; the whole node where that is not known
void set_scope(Node& node, std::uint32_t scope);
std::size_t count_nodes(const Node& node);
// Reports what schema::check found, at the narrowest place, with a fix where one is certain.
void report_problem(diag::Sink& sink, const Node& node, schema::Type type, const schema::Problem& problem);
// "did you mean `x`?", or the list of what there is.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& known, std::string_view plural);

void dump_model(std::string& out, const Node& node, std::size_t indent);  // as YAML-like text, for --dump=model

}  // namespace stackc::frontend
