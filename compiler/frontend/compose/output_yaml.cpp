// YAML that readers of 1.1 and 1.2 take alike: only texts that no reader takes for something else stand without quotes.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "base/utf8.h"
#include "frontend/compose/output.h"

namespace stackc::compose {

using model::Kind;
using model::Member;
using model::Value;
using schema::compose::Object;

namespace {

constexpr auto kNone = std::string_view::npos;

// Words that some reader takes for a boolean or null.
bool is_word_of_yaml(std::string_view text) {
  static constexpr std::string_view kWords[] = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"};
  return text.size() <= 5 && std::find(std::begin(kWords), std::end(kWords), base::to_lower(text)) != std::end(kWords);
}

// Starts with a letter, `/`, `./`, `../` or `$`, and holds nothing that has a meaning: then it is text for everybody.
bool is_plain(std::string_view text) {
  if (text.empty() || text.size() > 200 || is_word_of_yaml(text)) return false;
  const bool path = text[0] == '/' || text.starts_with("./") || text.starts_with("../") || text[0] == '$' || text[0] == '_';
  if (!path && !base::is_alpha(text[0])) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (c == ':' || c == ' ') {
      if (next == '\0' || next == ' ' || next == '#') return false;
    } else if (!base::is_alnum(c) && std::string_view("_-./@+=$;()%").find(c) == kNone) {
      return false;
    }
  }
  return true;
}

bool is_printable(std::uint32_t point) {
  return (point >= 0x20 && point < 0x7f) || (point >= 0xa0 && point != 0x2028 && point != 0x2029 && point != 0xfeff && point < 0xfffe) ||
         point > 0xffff;
}

// As `|` or `|-`: several lines without anything that would be lost or need an escape.
bool is_block(std::string_view text) {
  if (text.find('\n') == kNone || text[0] == '\n' || text[0] == ' ' || text.ends_with("\n\n")) return false;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '\n') {
      if (i > 0 && (text[i - 1] == ' ' || text[i - 1] == '\t')) return false;
      ++i;
      continue;
    }
    const base::CodePoint point = base::decode_utf8(text, i);
    if (point.length == 0 || (!is_printable(point.value) && text[i] != '\t') || (text[i] == '\t' && (i == 0 || text[i - 1] == '\n')))
      return false;
    i += point.length;
  }
  return !text.ends_with(' ');
}

void append_quoted(std::string& out, std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  out += '"';
  for (std::size_t i = 0; i < text.size();) {
    const base::CodePoint point = base::decode_utf8(text, i);
    const std::uint32_t value = point.length == 0 ? 0xfffd : point.value;
    if (value == '"' || value == '\\') {
      (out += '\\') += text[i];
    } else if (value == '\n' || value == '\t') {
      out += value == '\n' ? "\\n" : "\\t";
    } else if (point.length == 0) {
      out += "\\ufffd";
    } else if (is_printable(value)) {
      out.append(text, i, point.length);
    } else {
      out += "\\u";
      for (int shift = 12; shift >= 0; shift -= 4) out += kDigits[value >> static_cast<unsigned>(shift) & 15];
    }
    i += std::max<std::size_t>(point.length, 1);
  }
  out += '"';
}

// A whole number stays one; a float has a dot even with an exponent, since YAML 1.1 asks for it.
std::string float_text(const Value& value) {
  if (std::isnan(value.real)) return ".nan";
  if (std::isinf(value.real)) return value.real < 0 ? "-.inf" : ".inf";
  std::string text = model::scalar_text(value);
  const std::size_t exponent = text.find('e');
  if (exponent != std::string::npos && text.find('.') == std::string::npos) text.insert(exponent, ".0");
  return text;
}

class Writer {
 public:
  Writer(const Project& project, const OutputOptions& options) : project_(project), options_(options) {}
  std::string& out() { return out_; }

  // What stands behind a key, or a dash, or at the start; ends with a line feed. `indent`: of what comes on lines of its own.
  void value(const Value& value, Object object, std::size_t indent, bool behind_dash) {
    if (value.is_map()) return map(value, object, indent, behind_dash);
    if (value.is_list()) return list(value, object, indent, behind_dash);
    if (!out_.empty() && out_.back() == ':') out_ += ' ';
    scalar(value, indent);
    out_ += '\n';
  }

 private:
  void map(const Value& value, Object object, std::size_t indent, bool behind_dash) {
    std::vector<const Member*> members = ordered(value, object);
    if (const auto more = project_.extensions.find(&value); options_.resolved && more != project_.extensions.end()) {
      for (const Member& member : more->second) members.push_back(&member);
    }
    if (options_.resolved) std::erase_if(members, [&](const Member* member) { return hidden(object, *member); });
    if (members.empty()) return empty("{}");
    bool on_this_line = behind_dash;
    if (!behind_dash && indent > 0) out_ += '\n';
    for (const Member* member : members) {
      if (!on_this_line) out_.append(indent, ' ');
      on_this_line = false;
      text(shown(object, member->key));
      out_ += ':';
      if (options_.resolved && object == Object::kJobs) name_of_job(member->key, indent + 2);
      this->value(*member->value, object_of(object, member->key), indent + 2, false);
    }
  }

  // The reference shows the name of a job within it, too; of a service it does not.
  void name_of_job(std::string_view name, std::size_t indent) {
    out_ += '\n';
    out_.append(indent, ' ').append("name: ");
    text(name);
  }

  void list(const Value& value, Object object, std::size_t indent, bool behind_dash) {
    if (value.list->empty()) return empty("[]");
    const Object items = object_of_items(object);
    bool on_this_line = behind_dash;
    if (!behind_dash && indent > 0) out_ += '\n';
    for (const Value* item : *value.list) {
      if (!on_this_line) out_.append(indent, ' ');
      on_this_line = false;
      out_ += "- ";
      this->value(*item, items, indent + 2, true);
    }
  }

  void empty(std::string_view form) {
    if (!out_.empty() && out_.back() == ':') out_ += ' ';
    (out_ += form) += '\n';
  }

  // YAML leaves out what JSON cannot: structures in which nothing is set, and commands that nobody gave.
  bool hidden(Object object, const Member& member) const {
    const Value& value = *member.value;
    const bool container = object == Object::kService || object == Object::kJob || object == Object::kPreStart || object == Object::kHook;
    if (container && value.is_null()) return member.key == "command" || member.key == "entrypoint";
    if (!value.is_map()) return false;
    if (object == Object::kRoot) return value.map->empty() && member.key != "services" && member.key.substr(0, 2) != "x-";
    const bool structure = (object == Object::kDeploy && (member.key == "resources" || member.key == "placement")) ||
                           (object == Object::kNetwork && member.key == "ipam") || (object == Object::kWatch && member.key == "exec");
    if (!structure || project_.extensions.count(&value) != 0) return false;
    return std::all_of(value.map->begin(), value.map->end(), [](const Member& inner) { return inner.value->is_null(); });
  }

  [[nodiscard]] std::string_view shown(Object object, std::string_view key) const {
    if (!options_.resolved || (object != Object::kBlkioLimit && object != Object::kBlkioWeight)) return key;
    return key == "Path" ? "path" : key == "Rate" ? "rate" : key == "Weight" ? "weight" : key;
  }

  void scalar(const Value& value, std::size_t indent) {
    switch (value.kind) {
      case Kind::kNull:
        out_ += "null";
        break;
      case Kind::kString: {
        if (is_block(value.text)) return block(value.text, indent);
        text(value.text);
        break;
      }
      case Kind::kTime:
        out_ += time_text(value.text);
        break;
      case Kind::kFloat:
        out_ += float_text(value);
        break;
      default:
        out_ += model::scalar_text(value);
        break;
    }
  }

  void text(std::string_view plain) {
    std::string escaped;
    if (options_.escape && plain.find('$') != kNone) plain = escaped = base::replace_all(plain, "$", "$$");
    if (is_plain(plain)) {
      out_ += plain;
    } else {
      append_quoted(out_, plain);
    }
  }

  void block(std::string_view plain, std::size_t indent) {
    const std::string escaped = options_.escape ? base::replace_all(plain, "$", "$$") : std::string(plain);
    std::string_view rest = escaped;
    const bool final_newline = rest.ends_with('\n');
    out_ += final_newline ? "|" : "|-";
    if (final_newline) rest.remove_suffix(1);
    const std::size_t margin = std::max<std::size_t>(indent, 2);
    for (const std::string_view line : base::split(rest, '\n')) {
      out_ += '\n';
      if (!line.empty()) out_.append(margin, ' ').append(line);
    }
  }

  const Project& project_;
  const OutputOptions& options_;
  std::string out_;
};

}  // namespace

std::string yaml_text(const Project& project, const Value& root, const OutputOptions& options) {
  Writer writer(project, options);
  writer.value(root, Object::kRoot, 0, false);
  return std::move(writer.out());
}

std::string to_yaml(const Project& project) { return yaml_text(project, *project.root, {}); }

}  // namespace stackc::compose
