// The tree as text, one line per node: `stackc dump tree`, and what the case files of tests/yaml are compared with.
#include "base/text.h"
#include "syntax/yaml/scalar.h"
#include "syntax/yaml/tree.h"

namespace stackc::yaml {

namespace {

constexpr std::string_view kStyles[] = {"plain", "single", "double", "literal", "folded", "block", "flow"};

void append_quoted(std::string& out, std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  out += '"';
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += "\\x";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

struct Dumper {
  const source::SourceManager& sources;
  source::FileId file;
  std::string out;

  void span(source::Span s) {
    source::Position begin = sources.position(file, s.begin);
    source::Position end = sources.position(file, s.end);
    out += base::cat(
        {std::to_string(begin.line), ":", std::to_string(begin.column), "-", std::to_string(end.line), ":", std::to_string(end.column)});
  }
  void line(const Node& node, std::size_t depth, std::string_view role) {
    out.append(2 * depth, ' ');
    out += role;
    static constexpr std::string_view kKinds[] = {"scalar", "map", "seq", "alias"};
    out += base::cat({kKinds[static_cast<std::size_t>(node.kind)], " "});
    if (node.kind != Kind::kAlias) out += base::cat({node.empty ? "empty" : kStyles[static_cast<std::size_t>(node.style)], " "});
    span(node.span);
    if (!node.anchor().empty()) out += base::cat({" &", node.anchor()});
    if (!node.tag().empty()) out += base::cat({" ", node.tag()});
    if (node.kind == Kind::kAlias) {
      out += base::cat({" *", node.text});
    } else if (node.kind == Kind::kScalar) {
      out += ' ';
      append_quoted(out, node.text);
    }
    out += '\n';
  }
  // Explicit stack: trees may be as deep as Options::max_depth says.
  void all(const Node& root) {
    struct Step {
      const Node* node;
      std::size_t depth;
      std::string_view role;
    };
    std::vector<Step> stack{{&root, 1, ""}};
    while (!stack.empty()) {
      Step step = stack.back();
      stack.pop_back();
      line(*step.node, step.depth, step.role);
      for (std::size_t i = step.node->entries.size(); i-- > 0;) {
        stack.push_back({step.node->entries[i].value, step.depth + 1, "= "});
        stack.push_back({step.node->entries[i].key, step.depth + 1, "? "});
      }
      for (std::size_t i = step.node->items.size(); i-- > 0;) stack.push_back({step.node->items[i], step.depth + 1, "- "});
    }
  }
};

}  // namespace

std::string dump_tree(const Tree& tree, const source::SourceManager& sources, source::FileId file) {
  Dumper dumper{sources, file, {}};
  for (const Document& document : tree.documents) {
    dumper.out += "document ";
    dumper.span(document.span);
    if (!document.version.empty()) dumper.out += base::cat({" version ", document.version});
    if (document.explicit_start) dumper.out += " ---";
    if (document.explicit_end) dumper.out += " ...";
    dumper.out += '\n';
    if (document.root != nullptr) dumper.all(*document.root);
  }
  for (const Comment& comment : tree.comments) {
    dumper.out += comment.own_line ? "comment own-line " : "comment ";
    dumper.span(comment.span);
    dumper.out += ' ';
    append_quoted(dumper.out, sources.text(comment.span));
    dumper.out += '\n';
  }
  return std::move(dumper.out);
}

}  // namespace stackc::yaml
