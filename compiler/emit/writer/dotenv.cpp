#include "emit/writer/dotenv.h"

#include "base/text.h"

namespace stackc::emit {

std::optional<std::string> dotenv_value(std::string_view value) {
  bool bare = true, quote = false, needs_single = false, backslash_trap = false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c == '\0' || c == '\r') return std::nullopt;
    if (!base::is_alnum(c) && std::string_view("_./:@%+,=?-").find(c) == std::string_view::npos) bare = false;
    if (c == '\'') quote = true;
    if (c == '$' || c == '"' || c == '\\' || c == '`') needs_single = true;
    if (c == '\\' && (i + 1 == value.size() || value[i + 1] == '\\')) backslash_trap = true;
  }
  if (bare) return std::string(value);
  if (!quote && !backslash_trap) return base::cat({"'", value, "'"});
  if (quote && !needs_single) return base::cat({"\"", value, "\""});
  return std::nullopt;
}

void DotenvWriter::comment(std::string_view lines) {
  for (std::string_view line : base::split(lines, '\n')) {
    const std::string_view words = base::trim(line);
    text_ += words.empty() ? "#\n" : base::cat({"# ", words, "\n"});
  }
}

void DotenvWriter::blank() {
  if (!text_.empty() && (text_.size() < 2 || text_.compare(text_.size() - 2, 2, "\n\n") != 0)) text_ += '\n';
}

bool DotenvWriter::set(std::string_view name, std::string_view value) {
  auto written = dotenv_value(value);
  if (!written) return false;
  text_ += base::cat({name, "=", *written, "\n"});
  return true;
}

}  // namespace stackc::emit
