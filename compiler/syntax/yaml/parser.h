// From tokens to the tree: the grammar of libyaml as an explicit stack of open collections. Nodes and lists lie in the tree's arena.
// Errors are reported here, then reading goes on at a line that continues an open block (recover.cpp).
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "syntax/yaml/scanner.h"
#include "syntax/yaml/tree.h"

namespace stackc::yaml {

class Parser {
 public:
  Parser(const source::SourceManager& sources, source::FileId file, diag::Sink& sink, const Options& options, Tree& tree);
  void parse();
  // False: the tree has no value that the reference loader could refuse. True: it has to be looked at (check_values).
  [[nodiscard]] bool suspect() const;

 private:
  enum class State : std::uint8_t {
    kBlockEntry,
    kIndentlessEntry,
    kBlockKey,
    kBlockValue,
    kFlowFirst,
    kFlowEntry,
    kPairKey,
    kPairValue,
    kPairEnd,  // of [ ]; kPair...: of `a: b` without braces in it
    kFlowFirstKey,
    kFlowKey,
    kFlowValue,
    kFlowNoValue,  // of { }
  };
  struct Frame {  // a collection that is open
    State state;
    std::uint32_t column;    // of block collections
    std::uint32_t children;  // begin of its part of children_
    Node* node;
  };
  struct Handle {
    std::string_view name;
    std::string_view prefix;
  };

  bool document();
  bool directives(Document& doc);
  bool content();
  bool step();
  bool node(bool block, bool indentless);
  bool block_entry(Frame& frame);
  bool block_key(Frame& frame);
  bool block_value(Frame& frame);
  bool flow_entry(Frame& frame);
  bool pair(Frame& frame);
  bool flow_key(Frame& frame);
  bool flow_value(Frame& frame);
  bool open(Node* node, Properties* properties, Kind kind, Style style, State state, const Token& at);
  void close(std::uint32_t end);
  Node* make_node(Kind kind, Style style, std::uint32_t begin, std::uint32_t end);
  void add_empty();
  void add(Node* node) { children_.push_back(node); }
  bool resolve_tag(Properties& properties);
  bool alias(const Token& token);
  void weigh_alias(const Node& alias);
  void look_at_keys(const Node& map);

  bool fail(Problem problem);
  bool fail(std::uint32_t begin, std::uint32_t end, std::string message, std::string help);
  bool unexpected(const Token& token);
  bool unexpected_in_flow(const Token& token, const Frame& frame);
  bool unexpected_in_block(const Token& token, const Frame& frame);
  bool unexpected_after_document(const Token& token);
  bool flow_reference(const Token& token);
  [[nodiscard]] std::uint32_t line_begin(std::uint32_t offset) const;
  [[nodiscard]] std::string seen(const Token& token) const;
  bool recover();
  void give_up_to(std::size_t keep, std::uint32_t offset);
  [[nodiscard]] source::Span span(std::uint32_t begin, std::uint32_t end) const { return {file_, begin, end}; }

  std::string_view text_;
  source::FileId file_;
  diag::Sink& sink_;
  const Options& options_;
  Tree& tree_;
  Scanner scanner_;
  std::vector<Frame> stack_;
  std::vector<Node*> children_;
  std::vector<Entry> entries_;
  std::vector<Handle> handles_;
  std::unordered_map<std::string_view, Node*> anchors_;
  std::uint32_t last_end_ = 0;      // of the last token with content
  std::uint32_t scalar_begin_ = 0;  // of the last scalar
  std::size_t errors_ = 0;
  std::uint32_t failed_at_ = 0;  // offset whose line recover() starts from
  bool stop_ = false;

  // Most files hold nothing that could be well-formed and no value all the same; these tell those that do.
  bool suspect_ = false;
  bool has_merge_ = false;
  bool has_time_key_ = false;
  std::size_t document_nodes_ = 0;  // node_count where the document began
  std::size_t alias_values_ = 0;    // at most so many values come from aliases, in this document
  double alias_share_ = 0;          // the largest part of all values so far that came from them
  std::size_t most_values_ = 0;     // in one document
};

}  // namespace stackc::yaml
