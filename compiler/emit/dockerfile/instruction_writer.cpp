#include "emit/dockerfile/instruction_writer.h"

#include "base/json.h"
#include "base/text.h"

namespace stackc::emit {
namespace {

bool is_name(char c, bool first) { return base::is_alpha(c) || c == '_' || (!first && base::is_digit(c)); }

// Length of `${NAME}` at the front of text; 0 if there is none.
std::size_t expansion(std::string_view text) {
  if (text.size() < 4 || text.substr(0, 2) != "${" || !is_name(text[2], true)) return 0;
  std::size_t end = 3;
  while (end < text.size() && is_name(text[end], false)) ++end;
  return end < text.size() && text[end] == '}' ? end + 1 : 0;
}

bool is_safe(char c) { return base::is_alnum(c) || std::string_view("_./:@%+,=-~*[]()<>;&|!?^{}").find(c) != std::string_view::npos; }

std::string csv_field(const std::string& field) {
  if (field.find_first_of(",\"") == std::string::npos) return field;
  return base::cat({"\"", base::replace_all(field, "\"", "\"\""), "\""});
}

}  // namespace

bool unwritable(std::string_view text) { return text.find_first_of(std::string_view("\n\r\0", 3)) != std::string_view::npos; }

std::string dockerfile_value(std::string_view text) {
  std::string out;
  bool quoted = text.empty();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const std::size_t length = expansion(text.substr(i))) {
      out += text.substr(i, length);
      i += length - 1;
      continue;
    }
    const char c = text[i];
    quoted = quoted || !is_safe(c);
    if (c == '\\' || c == '"' || c == '$') out += '\\';
    out += c;
  }
  return quoted ? base::cat({"\"", out, "\""}) : out;
}

std::string dockerfile_word(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '$' || c == '\\' || c == '"' || c == '\'') out += '\\';
    out += c;
  }
  return out;
}

std::string json_words(const std::vector<std::string>& words) {
  std::string out = "[";
  for (const std::string& word : words) out += base::cat({out.size() > 1 ? ", " : "", base::json_quote(word)});
  return out + "]";
}

std::string squeeze_blanks(std::string_view command) {
  std::string out;
  char quote = 0;
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    const bool blank = quote == 0 && (c == ' ' || c == '\t');
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : c;
    if (c == '\\' && quote != '\'' && i + 1 < command.size()) {
      out += command[++i];
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string mount_flag(const ir::RunMount& mount) {
  using Type = ir::RunMount::Type;
  std::vector<std::string> fields;
  auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) fields.push_back(csv_field(base::cat({key, "=", value})));
  };
  switch (mount.type) {
    case Type::kCache:
      add("type", "cache");
      break;
    case Type::kBind:
      add("type", "bind");
      break;
    case Type::kSecret:
      add("type", "secret");
      break;
    case Type::kTmpfs:
      add("type", "tmpfs");
      break;
  }
  add("id", mount.id);
  add("from", mount.from);
  if (mount.type == Type::kBind) add("source", mount.source);
  add("target", mount.target);
  if (mount.locked) add("sharing", "locked");
  return base::cat({"--mount=", base::join(fields, ",")});
}

void InstructionWriter::directive(std::string_view name, std::string_view value) { text_ += base::cat({"# ", name, "=", value, "\n"}); }

void InstructionWriter::comment(std::string_view lines) {
  if (lines.empty()) return;
  for (std::string_view line : base::split(lines, '\n')) text_ += base::cat({line.empty() ? "#" : "# ", line, "\n"});
}

void InstructionWriter::blank() {
  if (!text_.empty() && (text_.size() < 2 || text_.substr(text_.size() - 2) != "\n\n")) text_ += '\n';
}

void InstructionWriter::from(std::string_view image, std::string_view stage) { text_ += base::cat({"FROM ", image, " AS ", stage, "\n"}); }

void InstructionWriter::instruction(std::string_view head, const std::vector<std::string>& parts) {
  text_ += head;
  for (std::size_t i = 0; i < parts.size(); ++i) text_ += base::cat({i == 0 ? " " : " \\\n    ", parts[i]});
  text_ += '\n';
}

}  // namespace stackc::emit
