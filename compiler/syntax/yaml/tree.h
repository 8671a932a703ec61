// The lossless YAML tree. read() takes a file and gives nodes with spans, styles and comments; scalars without escapes are views into the
// source, nothing is typed, no alias is expanded, no merge key is applied: what stands in the file stands in the tree.
//
// Accepts and refuses what go-yaml v4 (the library of the reference Compose loader) accepts and refuses; syntax/yaml/README.md lists what
// is decided how. Recovers at the next line of the same or lower indentation, so that one run reports several errors. Budgets: Options.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "diag/diagnostic.h"
#include "source/source.h"

namespace stackc::yaml {

enum class Kind : std::uint8_t { kScalar, kMap, kSeq, kAlias };
enum class Style : std::uint8_t { kPlain, kSingle, kDouble, kLiteral, kFolded, kBlock, kFlow };  // the last two of maps and sequences

struct Node;
struct Entry {  // of a map; a complex key is a key that is no scalar
  Node* key = nullptr;
  Node* value = nullptr;
};

// What few nodes have; kept apart so that the others stay small.
struct Properties {
  std::string_view tag;       // as written: "!reset", "!!str", "!<...>", "!"; "" if there is none
  std::string_view full_tag;  // handle resolved: "!reset", "tag:yaml.org,2002:str", "!"
  std::string_view anchor;    // without `&`; "" if there is none
  source::Span tag_span;
  source::Span anchor_span;
  Node* target = nullptr;  // alias: the anchored node (never null in a tree that was accepted)
  std::size_t values = 0;  // anchored node that an alias stands for: how many values it is, aliases in it counted as what they stand for
};
inline constexpr Properties kNoProperties{};

struct Node {
  Kind kind = Kind::kScalar;
  Style style = Style::kPlain;
  bool empty = false;     // a scalar that is not there (`key:` and nothing): plain, text "", zero-length span after the `:`
  source::Span span;      // the content: without tag and anchor; quotes and brackets included; a block collection ends after its last item
  std::string_view text;  // scalar: its value (escapes and folding done); alias: the name without `*`
  std::span<Entry> entries;                       // map, in source order
  std::span<Node*> items;                         // sequence
  const Properties* properties = &kNoProperties;  // never null

  [[nodiscard]] std::string_view tag() const { return properties->tag; }
  [[nodiscard]] std::string_view anchor() const { return properties->anchor; }
  [[nodiscard]] source::Span tag_span() const { return properties->tag_span; }
  [[nodiscard]] source::Span anchor_span() const { return properties->anchor_span; }
  // For alias nodes: what it stands for. Others: the node itself.
  [[nodiscard]] const Node& resolved() const {
    return kind == Kind::kAlias && properties->target != nullptr ? *properties->target : *this;  // an anchored node is never an alias
  }
  // The value of a map's scalar key (not through merge keys), or nullptr.
  [[nodiscard]] const Node* find(std::string_view key) const;
};

struct Comment {
  source::Span span;  // from `#` to before the line end
  bool own_line = false;
};

struct Document {
  Node* root = nullptr;  // an empty document: an empty scalar
  source::Span span;
  bool explicit_start = false;  // `---`
  bool explicit_end = false;    // `...`
  std::string_view version;     // of %YAML, "" if there is none
};

struct Tree {
  std::vector<Document> documents;  // a file without content has none
  std::vector<Comment> comments;    // in source order
  std::size_t node_count = 0;
  base::Arena arena;  // nodes
  base::Arena texts;  // of scalars that do not stand in the source as they are; who keeps texts and no nodes keeps this
};

struct Options {
  std::uint32_t max_depth = 1000;  // nesting of collections
  std::size_t max_nodes = 50'000'000;
  std::size_t max_errors = 100;      // then one more says that reading stopped
  bool merge_alias_of_list = false;  // `<<: *list` merges the mappings of that list, as Compose does before its YAML library sees it
};

// Always returns a tree of what could be read; whether it may be used: no error was added to `sink`.
Tree read(const source::SourceManager& sources, source::FileId file, diag::Sink& sink, const Options& options = {});

// The YAML 1.2 core type of a scalar as go-yaml resolves it (compose.md 3.2): quoted and block scalars are strings; a tag decides where
// there is one.
enum class ScalarType : std::uint8_t { kNull, kBool, kInt, kFloat, kString, kTimestamp, kMerge, kBinary, kOther };
ScalarType scalar_type(const Node& scalar);

std::string dump_tree(const Tree& tree, const source::SourceManager& sources,
                      source::FileId file);  // one line per node, with spans and styles
std::string dump_json(const Tree& tree);     // the value as the reference loader sees it: aliases and merge keys expanded, scalars typed;
                                             // documents as an array if several

}  // namespace stackc::yaml
