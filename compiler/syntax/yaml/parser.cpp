#include "syntax/yaml/parser.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "diag/rules/yaml.h"
#include "syntax/yaml/checks.h"
#include "syntax/yaml/scalar.h"

namespace stackc::yaml {

namespace rule = diag::rule;
using enum TokenType;

Parser::Parser(const source::SourceManager& sources, source::FileId file, diag::Sink& sink, const Options& options, Tree& tree)
    : text_(sources.text(file)), file_(file), sink_(sink), options_(options), tree_(tree), scanner_(text_, options.max_depth, tree, file) {
  stack_.reserve(32);
  children_.reserve(256);
}

void Parser::parse() {
  while (!stop_ && document()) {
  }
}

// One document; false at the end of the file.
bool Parser::document() {
  Document doc;
  document_nodes_ = tree_.node_count;
  alias_values_ = 0;
  for (;;) {
    while (scanner_.peek().type == kDocumentEnd) {
      last_end_ = scanner_.peek().end;
      if (!tree_.documents.empty()) tree_.documents.back().explicit_end = true;
      scanner_.take();
    }
    const Token& token = scanner_.peek();
    if (token.type == kStreamEnd) return false;
    doc.span = span(token.begin, token.begin);
    bool first = tree_.documents.empty();
    bool good = directives(doc);
    const Token& start = scanner_.peek();
    if (good && start.type == kDocumentStart) {
      doc.explicit_start = true;
      last_end_ = start.end;
      scanner_.take();
      break;
    }
    if (good && first && !doc.explicit_start && doc.span.begin == start.begin) break;
    if (good) unexpected_after_document(start);
    if (!recover()) return false;
    handles_.clear();
  }
  while (!content()) {
    if (!recover()) break;
  }
  while (!stack_.empty()) close(last_end_);
  if (children_.empty()) add_empty();
  doc.root = children_.front();
  children_.clear();
  handles_.clear();
  const Token* end = stop_ ? nullptr : &scanner_.peek();
  if (end != nullptr && end->type == kDocumentEnd) {
    doc.explicit_end = true;
    last_end_ = end->end;
    scanner_.take();
  }
  doc.span.end = std::max(doc.span.begin, last_end_);
  most_values_ = std::max(most_values_, tree_.node_count - document_nodes_ + alias_values_);
  tree_.documents.push_back(doc);
  return !stop_;
}

bool Parser::directives(Document& doc) {
  for (;; scanner_.take()) {
    const Token& token = scanner_.peek();
    Problem problem;
    problem.rule = rule::yaml_directive;
    problem.begin = token.begin;
    problem.end = token.end;
    if (token.type == kVersion) {
      problem.message = doc.version.empty() ? base::cat({"YAML version ", token.text, " is not supported"}) : "a second `%YAML` line";
      problem.help = "delete the line; it is not needed";
      std::string_view v = token.text;
      std::size_t dot = v.find('.');
      auto one = [](std::string_view n) { return n == "1" || n == "01"; };
      if (!doc.version.empty() || !one(v.substr(0, dot)) || !one(v.substr(dot + 1))) return fail(std::move(problem));
      doc.version = v;
    } else if (token.type == kTagDirective) {
      std::size_t blank = token.text.find_first_of(" \t");
      Handle handle{token.text.substr(0, blank), token.text.substr(token.text.find_first_not_of(" \t", blank))};
      for (const Handle& other : handles_) {
        if (other.name != handle.name) continue;
        problem.message = base::cat({"a second `%TAG` line for `", handle.name, "`"});
        problem.help = "delete one of them";
        return fail(std::move(problem));
      }
      handles_.push_back(handle);
    } else {
      return token.type != kError || fail(scanner_.problem());
    }
  }
}

bool Parser::content() {
  if (stack_.empty() && children_.empty()) {
    const Token& token = scanner_.peek();
    if (token.type >= kVersion && token.type <= kStreamEnd) {
      add_empty();
      return true;
    }
    if (!node(true, false)) return false;
  }
  while (!stack_.empty()) {
    if (!step()) return false;
  }
  const Token& token = scanner_.peek();
  if (token.type == kError) return fail(scanner_.problem());
  if (token.type >= kVersion && token.type <= kStreamEnd) return true;
  return unexpected_after_document(token);
}

bool Parser::step() {
  Frame& frame = stack_.back();
  switch (frame.state) {
    case State::kBlockEntry:
    case State::kIndentlessEntry:
      return block_entry(frame);
    case State::kBlockKey:
      return block_key(frame);
    case State::kBlockValue:
      return block_value(frame);
    case State::kFlowFirst:
    case State::kFlowEntry:
      return flow_entry(frame);
    case State::kPairKey:
    case State::kPairValue:
    case State::kPairEnd:
      return pair(frame);
    case State::kFlowFirstKey:
    case State::kFlowKey:
      return flow_key(frame);
    case State::kFlowValue:
    case State::kFlowNoValue:
      return flow_value(frame);
  }
  return false;
}

Node* Parser::make_node(Kind kind, Style style, std::uint32_t begin, std::uint32_t end) {
  ++tree_.node_count;
  Node* node = tree_.arena.make<Node>();
  node->kind = kind;
  node->style = style;
  node->span = span(begin, end);
  return node;
}

void Parser::add_empty() {
  Node* node = make_node(Kind::kScalar, Style::kPlain, last_end_, last_end_);
  node->empty = true;
  add(node);
}

bool Parser::open(Node* node, Properties* properties, Kind kind, Style style, State state, const Token& at) {
  node->kind = kind;
  node->style = style;
  if (properties != nullptr) node->properties = properties;
  if (stack_.size() >= options_.max_depth) {
    Problem problem;
    problem.rule = rule::yaml_budget;
    problem.begin = at.begin;
    problem.end = at.begin + 1;
    problem.message = base::cat({"more than ", std::to_string(options_.max_depth), " mappings and lists are nested here"});
    problem.fatal = true;
    return fail(std::move(problem));
  }
  stack_.push_back({state, at.column, static_cast<std::uint32_t>(children_.size()), node});
  return true;
}

// The innermost open collection is complete and becomes a child of the one around it.
void Parser::close(std::uint32_t end) {
  Frame frame = stack_.back();
  Node* node = frame.node;
  std::size_t count = children_.size() - frame.children;
  if (node->kind == Kind::kMap) {
    if (count % 2 != 0) {
      add_empty();
      ++count;
    }
    entries_.clear();
    for (std::size_t i = frame.children; i < children_.size(); i += 2) entries_.push_back({children_[i], children_[i + 1]});
    node->entries = tree_.arena.copy(std::span<const Entry>(entries_));
    check_duplicates(*node, sink_);
    look_at_keys(*node);
  } else {
    node->items = tree_.arena.copy(std::span<Node* const>(children_.data() + frame.children, count));
  }
  last_end_ = std::max(end, node->span.begin);
  node->span.end = last_end_;
  stack_.pop_back();
  children_.resize(frame.children);
  add(node);
}

// A node with its properties. Collections are only opened.
bool Parser::node(bool block, bool indentless) {
  if (tree_.node_count >= options_.max_nodes) {
    Problem problem;
    problem.rule = rule::yaml_budget;
    problem.begin = problem.end = scanner_.peek().begin;
    problem.message = base::cat({"the file has more than ", std::to_string(options_.max_nodes), " values"});
    problem.fatal = true;
    return fail(std::move(problem));
  }
  if (const Token& scalar = scanner_.peek(); scalar.type == kScalar) {
    Node* node = make_node(Kind::kScalar, scalar.style, scalar.begin, scalar.end);
    node->text = scalar.text;
    scalar_begin_ = scalar.begin;
    last_end_ = scalar.end;
    scanner_.take();
    add(node);
    return true;
  }
  Token token = scanner_.peek();
  if (token.type == kAlias) return alias(token);
  Properties* properties = nullptr;
  for (int i = 0; i < 2 && (token.type == kAnchor || token.type == kTag); ++i) {
    if (properties == nullptr) properties = tree_.arena.make<Properties>();
    std::string_view& name = token.type == kTag ? properties->tag : properties->anchor;
    if (!name.empty()) break;  // a second one: unexpected below
    name = token.text;
    (token.type == kTag ? properties->tag_span : properties->anchor_span) = span(token.begin, token.end);
    last_end_ = token.end;
    scanner_.take();
    token = scanner_.peek();
  }
  if (properties != nullptr && !properties->tag.empty() && !resolve_tag(*properties)) return false;
  Node* node = make_node(Kind::kScalar, token.style, token.begin, token.end);
  if (properties != nullptr) {
    node->properties = properties;
    if (!properties->anchor.empty()) anchors_[properties->anchor] = node;
  }
  switch (token.type) {
    case kScalar:
      node->text = token.text;
      if (properties != nullptr && !suspect_) suspect_ = resolve_scalar(*node).misfit;
      scalar_begin_ = token.begin;
      last_end_ = token.end;
      scanner_.take();
      add(node);
      return true;
    case kBlockEntry:
      if (!indentless) break;
      return open(node, properties, Kind::kSeq, Style::kBlock, State::kIndentlessEntry, token);
    case kFlowSeqStart:
    case kFlowMapStart: {
      if (flow_reference(token)) return false;
      bool map = token.type == kFlowMapStart;
      last_end_ = token.end;
      scanner_.take();
      return open(node, properties, map ? Kind::kMap : Kind::kSeq, Style::kFlow, map ? State::kFlowFirstKey : State::kFlowFirst, token);
    }
    case kSeqStart:
      if (!block) break;
      scanner_.take();
      return open(node, properties, Kind::kSeq, Style::kBlock, State::kBlockEntry, token);
    case kMapKey:
    case kMapStart:
      if (!block) break;
      if (token.type == kMapKey) {
        scanner_.peek().type = kKey;
      } else {
        scanner_.take();
      }
      return open(node, properties, Kind::kMap, Style::kBlock, State::kBlockKey, token);
    default:
      break;
  }
  if (token.type == kError) return fail(scanner_.problem());
  if (properties == nullptr) return unexpected(token);
  node->empty = true;
  node->style = Style::kPlain;
  node->span = span(last_end_, last_end_);
  suspect_ = suspect_ || resolve_scalar(*node).misfit;
  add(node);
  return true;
}

bool Parser::block_entry(Frame& frame) {
  const Token& token = scanner_.peek();
  if (token.type == kBlockEntry) {
    last_end_ = token.end;
    scanner_.take();
    TokenType next = scanner_.peek().type;
    bool none = next == kBlockEntry || next == kBlockEnd || (frame.state == State::kIndentlessEntry && (next == kKey || next == kValue));
    if (!none) return node(true, false);
    add_empty();
    return true;
  }
  if (frame.state == State::kIndentlessEntry && token.type != kError) {
    close(last_end_);
    return true;
  }
  if (token.type != kBlockEnd) return unexpected_in_block(token, frame);
  scanner_.take();
  close(last_end_);
  return true;
}

bool Parser::block_key(Frame& frame) {
  const Token& token = scanner_.peek();
  if (token.type == kKey) {
    last_end_ = std::max(last_end_, token.end);
    frame.state = State::kBlockValue;
    scanner_.take();
    TokenType next = scanner_.peek().type;
    if (next != kKey && next != kValue && next != kBlockEnd) return node(true, true);
    add_empty();
    return true;
  }
  if (token.type == kBlockEnd) {
    scanner_.take();
    close(last_end_);
    return true;
  }
  return unexpected_in_block(token, frame);
}

bool Parser::block_value(Frame& frame) {
  frame.state = State::kBlockKey;
  const Token& token = scanner_.peek();
  if (token.type == kValue) {
    last_end_ = token.end;
    scanner_.take();
    TokenType next = scanner_.peek().type;
    if (next != kKey && next != kValue && next != kBlockEnd) return node(true, true);
  } else if (token.type == kError) {
    return fail(scanner_.problem());
  }
  add_empty();
  return true;
}

}  // namespace stackc::yaml
