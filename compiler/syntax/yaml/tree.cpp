#include "syntax/yaml/tree.h"

#include <algorithm>

#include "base/text.h"
#include "diag/rules/yaml.h"
#include "syntax/yaml/checks.h"
#include "syntax/yaml/parser.h"

namespace stackc::yaml {

namespace rule = diag::rule;

constexpr std::size_t kMaxAliasValues = 4'000'000;

const Node* Node::find(std::string_view key) const {
  for (const Entry& entry : entries) {
    if (entry.key->kind == Kind::kScalar && entry.key->text == key) return entry.value;
  }
  return nullptr;
}

Tree read(const source::SourceManager& sources, source::FileId file, diag::Sink& sink, const Options& options) {
  Tree tree;
  if (!check_encoding(sources.text(file), file, sink)) return tree;
  std::size_t errors = sink.errors();
  Parser parser(sources, file, sink, options, tree);
  parser.parse();
  if (sink.errors() == errors && parser.suspect()) check_values(tree, sink, options);
  return tree;
}

// The tag with its handle resolved, %xx decoded.
bool Parser::resolve_tag(Properties& properties) {
  std::string_view tag = properties.tag;
  auto decode = [](std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '%' && i + 2 < text.size()) {
        out += static_cast<char>(hex_value(text[i + 1]) << 4 | hex_value(text[i + 2]));
        i += 2;
      } else {
        out += text[i];
      }
    }
    return out;
  };
  if (tag == "!") return properties.full_tag = tag, true;
  if (tag.starts_with("!<")) return properties.full_tag = tree_.arena.copy(std::string_view(decode(tag.substr(2, tag.size() - 3)))), true;
  std::size_t end = 1;
  while (end < tag.size() && is(tag[end], kHandle)) ++end;
  std::size_t length = end < tag.size() && tag[end] == '!' ? end + 1 : 1;
  std::string_view handle = tag.substr(0, length);
  for (const Handle& known : handles_) {
    if (known.name != handle) continue;
    std::string full = decode(known.prefix) + decode(tag.substr(length));
    properties.full_tag = tree_.arena.copy(std::string_view(full));
    return true;
  }
  if (handle == "!!") return properties.full_tag = tree_.arena.copy(std::string_view("tag:yaml.org,2002:" + decode(tag.substr(2)))), true;
  if (handle == "!") return properties.full_tag = tag.find('%') == tag.npos ? tag : tree_.arena.copy(std::string_view(decode(tag))), true;
  Problem problem;
  problem.begin = properties.tag_span.begin;
  problem.end = problem.begin + static_cast<std::uint32_t>(length);
  problem.message = base::cat({"`", handle, "` is not defined"});
  problem.help = base::cat({"a tag of this file begins with one `!`; a text that begins with `!` has to be quoted"});
  return fail(std::move(problem));
}

bool Parser::alias(const Token& token) {
  Node* node = make_node(Kind::kAlias, Style::kPlain, token.begin, token.end);
  node->text = token.text;
  auto* properties = tree_.arena.make<Properties>();
  node->properties = properties;
  last_end_ = token.end;
  auto found = anchors_.find(token.text);
  if (found != anchors_.end()) {
    properties->target = found->second;
  } else {
    std::vector<std::string_view> names;
    for (const auto& [name, target] : anchors_) names.push_back(name);
    std::sort(names.begin(), names.end());
    std::string_view near = base::nearest(token.text, names);
    auto report = sink_.report(rule::yaml_alias, node->span, base::cat({"no `&", token.text, "` stands before this `*", token.text, "`"}));
    if (!near.empty()) {
      report.help(base::cat({"did you mean `*", near, "`?"}));
    } else {
      report.help(base::cat({"a text that begins with `*` has to be quoted: `\"*", token.text, "\"`"}));
    }
    ++errors_;
  }
  if (properties->target != nullptr && !suspect_) weigh_alias(*node);
  scanner_.take();
  add(node);
  return true;
}

// How much an alias stands for. The nodes that its target holds were read before, so aliases among them are weighed already.
void Parser::weigh_alias(const Node& alias) {
  const Node* target = alias.properties->target;
  for (const Frame& frame : stack_) suspect_ = suspect_ || frame.node == target;  // it contains itself
  if (suspect_) return;
  auto* weight = const_cast<Properties*>(target->properties);  // the parser made it
  if (weight->values == 0) {
    std::vector<const Node*> open{target};
    while (!open.empty() && alias_values_ + weight->values <= kMaxAliasValues) {
      const Node* node = open.back();
      open.pop_back();
      weight->values += 2 + (node->kind == Kind::kAlias ? node->resolved().properties->values : 0);
      for (const Entry& entry : node->entries) {
        open.push_back(entry.key);
        open.push_back(entry.value);
        ++weight->values;  // merging looks at keys twice
      }
      open.insert(open.end(), node->items.begin(), node->items.end());
    }
  }
  alias_values_ += 2 + weight->values;
  suspect_ = alias_values_ > kMaxAliasValues;
  double before = static_cast<double>(tree_.node_count - document_nodes_);
  alias_share_ = std::max(alias_share_, static_cast<double>(alias_values_) / (before + static_cast<double>(alias_values_)));
}

// After the keys of a map: may they be refused? Lists and maps may, merge keys may; times may where they are merged.
void Parser::look_at_keys(const Node& map) {
  for (const Entry& entry : map.entries) {
    const Node& key = entry.key->resolved();
    if (key.kind != Kind::kScalar) {
      suspect_ = true;
    } else if (key.text == "<<" || !key.properties->full_tag.empty()) {
      has_merge_ = true;
      const Node& value = entry.value->resolved();
      suspect_ = suspect_ || (value.kind != Kind::kMap && value.kind != Kind::kSeq) || entry.value->kind == Kind::kMap;
      for (const Node* item : value.items) suspect_ = suspect_ || item->kind != Kind::kAlias || item->resolved().kind != Kind::kMap;
      suspect_ = suspect_ || (entry.value->kind == Kind::kAlias && value.kind != Kind::kMap);
    } else if (key.text.size() >= 8 && key.text[4] == '-') {
      has_time_key_ = true;
    }
  }
}

bool Parser::suspect() const {
  if (suspect_ || (has_merge_ && has_time_key_)) return true;
  if (alias_share_ == 0 || most_values_ <= 1000) return false;
  double allowed = most_values_ <= 400'000     ? 0.99
                   : most_values_ >= 4'000'000 ? 0.10
                                               : 0.99 - 0.89 * (static_cast<double>(most_values_) - 400'000) / 3'600'000;
  return alias_share_ > allowed;
}

}  // namespace stackc::yaml
