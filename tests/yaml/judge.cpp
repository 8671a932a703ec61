#include "judge.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "syntax/yaml/construct.h"

namespace stackc::yaml_test {

using namespace yaml;

std::string Judge::ask(std::string_view input) {
  child_.send(std::to_string(input.size()) + "\n" + std::string(input) + "\n");
  return child_.line();
}

namespace {

// Text as Go's encoding/json writes it; `html`: with <, > and & escaped.
void append_text(std::string& out, std::string_view text, bool html = false) {
  static constexpr char kDigits[] = "0123456789abcdef";
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    auto byte = static_cast<unsigned char>(c);
    std::string_view rest = text.substr(i);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (std::string_view at = "\b\f\n\r\t"; at.find(c) != at.npos) {
      out += '\\';
      out += "bfnrt"[at.find(c)];
    } else if (byte < 0x20 || (html && (c == '<' || c == '>' || c == '&'))) {
      out += "\\u00";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    } else if (rest.starts_with("\xe2\x80\xa8") || rest.starts_with("\xe2\x80\xa9")) {
      out += rest[2] == '\xa8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else if (byte >= 0x80) {
      std::size_t length = stackc::base::decode_utf8(rest, 0).length;
      bool good = length != 0;
      if (good) {
        out += rest.substr(0, length);
        i += length - 1;
      } else {
        out += "\\ufffd";  // of !!binary
      }
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string tag_of(const Node& node) {
  static constexpr std::string_view kNames[] = {"!!null",      "!!bool",  "!!int",    "!!float", "!!str",
                                                "!!timestamp", "!!merge", "!!binary", "!!str"};
  std::string_view tag = node.properties->full_tag;
  if (tag.empty() || tag == "!") {
    if (node.kind == Kind::kMap) return "!!map";
    if (node.kind == Kind::kSeq) return "!!seq";
    return std::string(kNames[static_cast<std::size_t>(scalar_type(node))]);
  }
  std::string buffer;
  return std::string(short_tag(tag, buffer));
}

void append_node(std::string& out, const Node& node) {
  static constexpr std::string_view kKinds[] = {"scalar", "map", "seq", "alias"};
  out += "{\"k\":\"";
  out += kKinds[static_cast<std::size_t>(node.kind)];
  out += '"';
  if (node.kind != Kind::kAlias) {
    out += ",\"t\":";
    append_text(out, tag_of(node));
  }
  if (node.kind == Kind::kAlias || node.kind == Kind::kScalar) {
    out += ",\"v\":";
    append_text(out, node.text);
  }
  if (!node.anchor().empty()) {
    out += ",\"a\":";
    append_text(out, node.anchor());
  }
  std::string children;
  auto child = [&children](const Node& n) {
    if (!children.empty()) children += ',';
    append_node(children, n);
  };
  for (const Node* item : node.items) child(*item);
  for (const Entry& entry : node.entries) {
    child(*entry.key);
    child(*entry.value);
  }
  if (!children.empty()) out += ",\"c\":[" + children + "]";
  out += '}';
}

void append_scalar(std::string& out, const Scalar& s, bool html) {
  static constexpr std::string_view kNames[] = {"null", "bool", "int", "float", "str", "time"};
  out += "{\"t\":\"";
  out += kNames[static_cast<std::size_t>(s.type)];
  out += "\",\"v\":";
  std::string text = s.text;
  if (s.type == ScalarType::kNull) text = "";
  if (s.type == ScalarType::kBool) text = s.boolean ? "true" : "false";
  if (s.type == ScalarType::kInt) text = (s.negative ? "-" : "") + std::to_string(s.magnitude);
  if (s.type == ScalarType::kFloat) {
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.17g", s.number);
    text = std::isnan(s.number) ? "NaN" : std::isinf(s.number) ? (s.number < 0 ? "-Inf" : "+Inf") : buffer;
  }
  append_text(out, text, html);
  out += '}';
}

void append_value(std::string& out, const Value& value) {
  if (value.kind == Value::Kind::kScalar) return append_scalar(out, value.scalar, false);
  out += value.kind == Value::Kind::kSeq ? "{\"t\":\"seq\",\"v\":[" : "{\"t\":\"map\",\"v\":[";
  bool first = true;
  for (const Value& item : value.items) {
    if (!first) out += ',';
    first = false;
    append_value(out, item);
  }
  std::vector<std::pair<std::string, const ValueEntry*>> sorted;
  for (const auto& entry : value.entries) {
    std::string key;
    append_scalar(key, entry.key.scalar, true);
    sorted.emplace_back(std::move(key), &entry);
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [key, entry] : sorted) {
    if (!first) out += ',';
    first = false;
    out += '[';
    append_value(out, entry->key);
    out += ',';
    append_value(out, entry->value);
    out += ']';
  }
  out += "]}";
}

// From `"name":` to the end of its value, which is a list.
std::string member(std::string_view line, std::string_view name) {
  std::string start = "\"" + std::string(name) + "\":[";
  bool text = false;
  int depth = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (text) {
      if (line[i] == '\\')
        ++i;
      else if (line[i] == '"')
        text = false;
      continue;
    }
    if (depth == 1 && line.substr(i).starts_with(start)) {
      std::size_t from = i + start.size() - 1;
      int open = 0;
      bool inside = false;
      for (std::size_t k = from; k < line.size(); ++k) {
        if (inside) {
          if (line[k] == '\\')
            ++k;
          else if (line[k] == '"')
            inside = false;
        } else if (line[k] == '"') {
          inside = true;
        } else if (line[k] == '[' || line[k] == '{') {
          ++open;
        } else if ((line[k] == ']' || line[k] == '}') && --open == 0) {
          return std::string(line.substr(from, k + 1 - from));
        }
      }
    }
    if (line[i] == '"') text = true;
    if (line[i] == '[' || line[i] == '{') ++depth;
    if (line[i] == ']' || line[i] == '}') --depth;
  }
  return "";
}

}  // namespace

Verdict parse_answer(std::string_view line) {
  Verdict out;
  out.accepted = line.starts_with("{\"ok\":true") && line.find("],\"decode\":true") != line.npos;
  out.tree = member(line, "docs");
  out.values = member(line, "values");
  std::size_t at = line.find(line.starts_with("{\"ok\":true") ? "\"reason\":" : "\"error\":");
  if (at != line.npos) out.error = line.substr(at, 200);
  return out;
}

Verdict our_verdict(std::string_view input) {
  Verdict out;
  source::SourceManager sources;
  source::FileId file = sources.add("case.yaml", std::string(input));
  diag::Sink sink;
  Tree tree = read(sources, file, sink);
  for (const Document& document : tree.documents) {
    const Node& root = *document.root;
    out.null_root = out.null_root || (root.kind != Kind::kScalar && root.properties->full_tag == "tag:yaml.org,2002:null");
  }
  if (sink.has_errors()) {
    out.error = sink.all().front().message;
    return out;
  }
  out.accepted = true;
  out.tree = "[";
  for (const Document& document : tree.documents) {
    if (out.tree.size() > 1) out.tree += ',';
    append_node(out.tree, *document.root);
    Constructor constructor(nullptr, true);
    Value value;
    out.values += out.values.empty() ? '[' : ',';
    if (!constructor.construct(*document.root, value)) {
      value = Value{};
      value.scalar.type = ScalarType::kNull;
    }
    append_value(out.values, value);
  }
  out.tree += ']';
  if (!out.values.empty()) out.values += ']';
  return out;
}

std::string compare(const Verdict& judge, const Verdict& ours) {
  if (judge.accepted != ours.accepted) {
    return judge.accepted ? "we refuse: " + ours.error : "we accept, the reference says " + judge.error;
  }
  if (!judge.accepted) return "";
  if (judge.tree != ours.tree) return "tree\n  reference " + judge.tree + "\n  ours      " + ours.tree;
  if (judge.values != ours.values) return "values\n  reference " + judge.values + "\n  ours      " + ours.values;
  return "";
}

}  // namespace stackc::yaml_test
