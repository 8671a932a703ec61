#include "emit/writer/yaml_writer.h"

#include <optional>
#include <utility>

#include "base/check.h"
#include "base/json.h"
#include "base/text.h"
#include "emit/writer/yaml_scalar.h"

namespace stackc::emit {

using std::string;

static constexpr std::size_t kFlowColumns = 100;
static constexpr std::size_t kLongKey = 1000;  // a simple key of YAML ends within 1024 characters

class YamlWriter {
 public:
  explicit YamlWriter(std::string_view header) { comment_lines(header, 0); }
  string document(const Yaml& root) {
    if (!root.comment_.empty()) comment_lines(root.comment_, 0);
    if (root.kind_ == Yaml::Kind::kMap && !root.entries_.empty()) {
      map(root, 0, false);
    } else if (root.kind_ == Yaml::Kind::kSeq && !root.items_.empty()) {
      seq(root, 0, false);
    } else {
      out_ += inline_text(root, false) + "\n";
    }
    return std::move(out_);
  }

 private:
  void comment_lines(std::string_view lines, std::size_t indent) {
    if (lines.empty()) return;
    for (std::string_view line : base::split(lines, '\n')) {
      out_.append(indent, ' ');
      out_ += '#';
      string_line(line);
    }
  }
  void string_line(std::string_view line) {  // the rest of a comment line: control characters cannot stand in one
    const std::size_t end = line.find_last_not_of(" \t\r");
    if (end != std::string_view::npos) {
      out_ += ' ';
      for (char c : line.substr(0, end + 1)) out_ += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    out_ += '\n';
  }
  void side_comment(const Yaml& node) {
    if (node.side_comment_.empty()) {
      out_ += '\n';
    } else {
      out_ += "  #";
      string_line(node.side_comment_);
    }
  }
  void blank_line() {
    if (!out_.empty() && (out_.size() < 2 || out_.compare(out_.size() - 2, 2, "\n\n") != 0)) out_ += '\n';
  }
  void lead(const Yaml& node, std::size_t indent) {
    if (node.blank_) blank_line();
    comment_lines(node.comment_, indent);
  }

  static string scalar(const Yaml& node, bool flow) {
    switch (node.kind_) {
      case Yaml::Kind::kNull:
        return "null";
      case Yaml::Kind::kBool:
        return node.bool_ ? "true" : "false";
      case Yaml::Kind::kInt:
      case Yaml::Kind::kNumber:
        return node.text_;
      default:
        return node.quoted_ ? yaml_quoted(node.text_) : yaml_scalar(node.text_, flow, false);
    }
  }
  static string key_text(const string& key, const Yaml& value) {
    STACKC_CHECK(key.size() <= kLongKey, "a YAML key is too long");
    return value.plain_key_ ? key : yaml_scalar(key, false, true);
  }
  static bool has_comments(const Yaml& node) {
    for (const Yaml& item : node.items_)
      if (!item.comment_.empty() || has_comments(item)) return true;
    for (const auto& entry : node.entries_)
      if (!entry.second.comment_.empty() || has_comments(entry.second)) return true;
    return false;
  }
  // A node on one line: a scalar, or a collection in brackets.
  static string inline_text(const Yaml& node, bool flow) {
    string out;
    if (node.kind_ == Yaml::Kind::kSeq) {
      for (const Yaml& item : node.items_) out += (out.empty() ? "" : ", ") + inline_text(item, true);
      return "[" + out + "]";
    }
    if (node.kind_ == Yaml::Kind::kMap) {
      for (const auto& [key, item] : node.entries_) out += (out.empty() ? "" : ", ") + key_text(key, item) + ": " + inline_text(item, true);
      return "{" + out + "}";
    }
    return scalar(node, flow);
  }
  // The text behind `key: ` or `- ` if the node fits there; none if it needs lines of its own.
  static std::optional<string> one_line(const Yaml& node, std::size_t column) {
    if (node.is_empty()) return inline_text(node, false);
    if (node.kind_ == Yaml::Kind::kString && !node.quoted_ && is_literal_block(node.text_)) return std::nullopt;
    if (node.kind_ != Yaml::Kind::kSeq && node.kind_ != Yaml::Kind::kMap) return scalar(node, false);
    if (!node.flow_ || has_comments(node)) return std::nullopt;
    string text = inline_text(node, true);
    if (column + text.size() > kFlowColumns) return std::nullopt;
    return text;
  }

  void block_text(const Yaml& node, std::size_t indent) {  // after `key:` or `-`
    const bool ends = node.text_.back() == '\n';
    out_ += ends ? " |\n" : " |-\n";
    std::string_view body = node.text_;
    if (ends) body.remove_suffix(1);
    for (std::string_view line : base::split(body, '\n')) {
      if (!line.empty()) out_.append(indent, ' ');
      out_ += line;
      out_ += '\n';
    }
  }
  void map(const Yaml& node, std::size_t indent, bool after_dash) {
    bool first = after_dash;
    for (const auto& [key, value] : node.entries_) {
      if (!first) {
        lead(value, indent);
        out_.append(indent, ' ');
      }
      first = false;
      const string name = key_text(key, value);
      out_ += name;
      out_ += ':';
      if (auto line = one_line(value, indent + name.size() + 2)) {
        out_ += ' ';
        out_ += *line;
        side_comment(value);
      } else if (value.kind_ == Yaml::Kind::kString) {
        block_text(value, indent + 2);
      } else {
        out_ += '\n';
        value.kind_ == Yaml::Kind::kMap ? map(value, indent + 2, false) : seq(value, indent + 2, false);
      }
    }
  }
  // What stands above the first line of a multi-line item has to come before its dash.
  void hoist(const Yaml& item, std::size_t indent) {
    const bool is_map = item.kind_ == Yaml::Kind::kMap;
    if (is_map ? item.entries_.empty() : item.items_.empty()) return;
    const Yaml& inner = is_map ? item.entries_.front().second : item.items_.front();
    lead(inner, indent);
    if (!is_map && !one_line(inner, indent)) hoist(inner, indent);
  }
  void seq(const Yaml& node, std::size_t indent, bool after_dash) {
    bool first = after_dash;
    for (const Yaml& item : node.items_) {
      auto line = one_line(item, indent + 2);
      if (!first) {
        lead(item, indent);
        if (!line) hoist(item, indent);
        out_.append(indent, ' ');
      }
      first = false;
      out_ += '-';
      if (line) {
        out_ += ' ';
        out_ += *line;
        side_comment(item);
      } else if (item.kind_ == Yaml::Kind::kString) {
        block_text(item, indent + 2);
      } else {
        out_ += ' ';
        item.kind_ == Yaml::Kind::kMap ? map(item, indent + 2, true) : seq(item, indent + 2, true);
      }
    }
  }

  string out_;
};

string write_yaml(const Yaml& document, std::string_view header) { return YamlWriter(header).document(document); }

static void write_json_node(const Yaml& node, base::JsonWriter& out) {
  switch (node.kind()) {
    case Yaml::Kind::kNull:
      out.raw("null");
      break;
    case Yaml::Kind::kBool:
      out.boolean(node.flag());
      break;
    case Yaml::Kind::kInt:
    case Yaml::Kind::kNumber:
      out.raw(node.text());
      break;
    case Yaml::Kind::kString:
      out.string(node.text());
      break;
    case Yaml::Kind::kSeq:
      out.begin_array();
      for (const Yaml& item : node.items()) write_json_node(item, out);
      out.end_array();
      break;
    case Yaml::Kind::kMap:
      out.begin_object();
      for (const auto& [key, item] : node.entries()) {
        out.key(key);
        write_json_node(item, out);
      }
      out.end_object();
      break;
  }
}

string write_json(const Yaml& document) {
  base::JsonWriter out;
  write_json_node(document, out);
  return out.finish();
}

}  // namespace stackc::emit
