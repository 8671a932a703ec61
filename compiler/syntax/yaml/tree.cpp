#include "syntax/yaml/tree.h"

#include <algorithm>

#include "base/text.h"
#include "syntax/yaml/checks.h"
#include "syntax/yaml/parser.h"

namespace stackc::yaml {

using diag::Rule;

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
  Parser(sources, file, sink, options, tree).parse();
  if (sink.errors() == errors) check_values(tree, sink);
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
    auto report = sink_.report(Rule::yaml_alias, node->span, base::cat({"no `&", token.text, "` stands before this `*", token.text, "`"}));
    if (!near.empty()) {
      report.help(base::cat({"did you mean `*", near, "`?"}));
    } else {
      report.help(base::cat({"a text that begins with `*` has to be quoted: `\"*", token.text, "\"`"}));
    }
    ++errors_;
  }
  scanner_.take();
  add(node);
  return true;
}

}  // namespace stackc::yaml
