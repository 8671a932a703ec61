#include "frontend/stack/model.h"

#include <algorithm>

#include "base/text.h"
#include "diag/rules/stack.h"

namespace stackc::frontend {
namespace {

using base::cat;
using diag::Rule;
namespace rule = diag::rule;

constexpr std::size_t kMaxNodes = 2'000'000;  // after aliases; a stack of 10,000 services has about 400,000
constexpr std::uint32_t kMaxDepth = 200;

class Converter {
 public:
  Converter(const source::SourceManager& sources, ir::By by, diag::Sink& sink) : sources_(sources), by_(by), sink_(sink) {}

  Node convert(const yaml::Node& from, std::uint32_t depth) {
    const yaml::Node& node = from.resolved();
    Node out;
    out.by = by_;
    out.span = from.span;  // an alias: where it stands
    if (spent_) return out;
    if (++count_ > kMaxNodes || depth > kMaxDepth) {
      spent_ = true;
      sink_.report(
          rule::expansion_budget, from.span,
          depth > kMaxDepth ? "the document is nested too deep" : "the aliases of the document expand to more than 2,000,000 values");
      return out;
    }
    if (!node.tag().empty())
      sink_.report(rule::yaml_tag, node.tag_span(), cat({"the tag `", node.tag(), "` has no meaning in a stack file"}))
          .help("remove it: the schema gives each value its type");
    switch (node.kind) {
      case yaml::Kind::kAlias:
        break;
      case yaml::Kind::kScalar:
        scalar(node, &from == &node, out);
        break;
      case yaml::Kind::kSeq:
        out.kind = Kind::kList;
        out.items.reserve(node.items.size());
        for (const yaml::Node* item : node.items) out.items.push_back(convert(*item, depth + 1));
        break;
      case yaml::Kind::kMap:
        map(node, out, depth);
        break;
    }
    return out;
  }

 private:
  void scalar(const yaml::Node& node, bool direct, Node& out) const {
    if (yaml::scalar_type(node) == yaml::ScalarType::kNull) return;
    out.kind = Kind::kScalar;
    out.quoted = node.style != yaml::Style::kPlain;
    out.text = std::string(node.text);
    if (!direct) return;
    const std::string_view source = sources_.text(node.span);
    if (source == node.text) out.text_begin = node.span.begin;
    if (source.size() == node.text.size() + 2 && source.substr(1, node.text.size()) == node.text) out.text_begin = node.span.begin + 1;
  }

  void map(const yaml::Node& node, Node& out, std::uint32_t depth) {
    out.kind = Kind::kMap;
    out.members.reserve(node.entries.size());
    std::vector<const yaml::Node*> merged;  // reported, but taken for what was meant, so that nothing seems to be missing
    for (const yaml::Entry& entry : node.entries) {
      const yaml::Node& key = entry.key->resolved();
      if (key.kind != yaml::Kind::kScalar) {
        sink_.report(rule::wrong_type, entry.key->span, "a key is a single word here, not a list or mapping");
        continue;
      }
      if (yaml::scalar_type(key) == yaml::ScalarType::kMerge) {
        merged.push_back(entry.value);
        sink_.report(rule::merge_key, entry.key->span, "merge keys (`<<`) are not part of the stack language")
            .help("repeat the alias for each whole value, or use `env_of`, `image_of`, `extends`");
        continue;
      }
      out.members.push_back({std::string(key.text), entry.key->span, convert(*entry.value, depth + 1)});
    }
    for (const yaml::Node* value : merged)
      for (Member& member : convert(*value, depth + 1).members)
        if (out.find(member.key) == nullptr) out.members.push_back(std::move(member));
  }

  const source::SourceManager& sources_;
  ir::By by_;
  diag::Sink& sink_;
  std::size_t count_ = 0;
  bool spent_ = false;
};

Rule rule_of(schema::Type type, bool bare_size) {
  using schema::Type;
  if (bare_size) return rule::bare_size;
  switch (type) {
    case Type::kDuration:
      return rule::bad_duration;
    case Type::kSize:
      return rule::bad_size;
    case Type::kPort:
    case Type::kPortSpec:
    case Type::kPublish:
      return rule::bad_port;
    case Type::kName:
    case Type::kIdent:
    case Type::kEnvName:
      return rule::bad_name;
    default:
      return rule::bad_value;
  }
}

}  // namespace

const Member* Node::member(std::string_view key) const {
  for (const Member& entry : members)
    if (entry.key == key) return &entry;
  return nullptr;
}

Node make_scalar(std::string text, const Node& place, bool quoted) {
  Node node;
  node.kind = Kind::kScalar;
  node.quoted = quoted;
  node.by = place.by;
  node.span = place.span;
  node.scope = place.scope;
  node.text = std::move(text);
  return node;
}

Node make_map(const Node& place) {
  Node node;
  node.kind = Kind::kMap;
  node.by = place.by;
  node.span = place.span;
  node.scope = place.scope;
  return node;
}

Node convert(const yaml::Tree& tree, const source::SourceManager& sources, ir::By by, diag::Sink& sink) {
  if (tree.documents.empty() || tree.documents.front().root == nullptr) return {};
  if (tree.documents.size() > 1)
    sink.report(rule::wrong_type, tree.documents[1].span, "a stack file holds one document")
        .help("write the second one into a file of its own");
  return Converter(sources, by, sink).convert(*tree.documents.front().root, 0);
}

source::Span span_of(const Node& node, scalar::Range range) {
  if (node.text_begin == Node::kNoText || (range.begin == 0 && range.end == 0)) return node.span;
  return {node.span.file, node.text_begin + range.begin, node.text_begin + range.end};
}

void set_scope(Node& node, std::uint32_t scope) {
  node.scope = scope;
  for (Member& member : node.members) set_scope(member.value, scope);
  for (Node& item : node.items) set_scope(item, scope);
}

std::size_t count_nodes(const Node& node) {
  std::size_t count = 1;
  for (const Member& member : node.members) count += count_nodes(member.value);
  for (const Node& item : node.items) count += count_nodes(item);
  return count;
}

void report_problem(diag::Sink& sink, const Node& node, schema::Type type, const schema::Problem& problem) {
  diag::Builder builder = sink.report(rule_of(type, problem.bare_size), span_of(node, {problem.begin, problem.end}), problem.message);
  if (problem.replacement.empty()) return;
  if (problem.bare_size) {
    const std::string_view number = std::string_view(problem.replacement).substr(0, problem.replacement.size() - 2);
    const std::string_view letter = std::string_view(problem.replacement).substr(number.size(), 1);
    builder.help(
        cat({"write `", problem.replacement, "` (counted in 1024) or `", number, letter == "K" ? "k" : letter, "B` (counted in 1000)"}));
  } else {
    builder.help(cat({"write `", problem.replacement, "`"}));
  }
  if (node.text_begin == Node::kNoText) return;
  const source::Span whole{node.span.file, node.text_begin, node.text_begin + static_cast<std::uint32_t>(node.text.size())};
  builder.fix(cat({"write `", problem.replacement, "`"}), problem.bare_size ? diag::Safety::kUnsafe : diag::Safety::kSafe,
              {{whole, problem.replacement}});
}

std::string suggestion(std::string_view word, const std::vector<std::string_view>& known, std::string_view plural) {
  const std::string_view near = base::nearest(word, known);
  if (!near.empty()) return cat({"did you mean `", near, "`?"});
  if (known.empty()) return cat({"there are no ", plural, " here"});
  std::string out = cat({plural, " are "});
  const std::size_t shown = std::min<std::size_t>(known.size(), 30);
  for (std::size_t i = 0; i < shown; ++i) out += cat({i == 0 ? "`" : ", `", known[i], "`"});
  if (known.size() > shown) out += cat({" and ", std::to_string(known.size() - shown), " more"});
  return out;
}

void dump_model(std::string& out, const Node& node, std::size_t indent) {
  const std::string pad(indent, ' ');
  const auto scalar = [&](const Node& value) {
    if (value.is_null()) return std::string("null");
    if (value.is_map()) return std::string("{}");
    if (value.is_list()) return std::string("[]");
    const std::string flat = base::replace_all(value.text, "\n", "\\n");
    return value.quoted ? cat({"\"", flat, "\""}) : flat;
  };
  const auto nested = [](const Node& value) { return !value.members.empty() || !value.items.empty(); };
  for (const Member& member : node.members) {
    out += cat({pad, member.key, ":"});
    if (!nested(member.value)) {
      out += cat({" ", scalar(member.value), "\n"});
      continue;
    }
    out += '\n';
    dump_model(out, member.value, indent + 2);
  }
  for (const Node& item : node.items) {
    if (!nested(item)) {
      out += cat({pad, "- ", scalar(item), "\n"});
      continue;
    }
    out += cat({pad, "-\n"});
    dump_model(out, item, indent + 2);
  }
}

}  // namespace stackc::frontend
