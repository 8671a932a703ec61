#include "emit/writer/text.h"

#include "base/text.h"

namespace stackc::emit {

std::string shell_word(std::string_view word) {
  bool bare = !word.empty();
  for (char c : word)
    if (!base::is_alnum(c) && std::string_view("_./:@%+,=-").find(c) == std::string_view::npos) bare = false;
  if (bare) return std::string(word);
  return base::cat({"'", base::replace_all(word, "'", "'\\''"), "'"});
}

std::string go_duration(std::uint64_t seconds) {
  if (seconds == 0) return "0s";
  std::string out;
  const std::uint64_t hours = seconds / 3600, minutes = seconds / 60 % 60, rest = seconds % 60;
  if (hours != 0) out += std::to_string(hours) + "h";
  if (minutes != 0) out += std::to_string(minutes) + "m";
  if (rest != 0) out += std::to_string(rest) + "s";
  return out;
}

std::string with_final_newline(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  if (!text.empty()) text += '\n';
  return text;
}

std::string placed(const ir::Stack& stack, const std::string& path) {
  auto found = stack.outputs.find(path);
  return found == stack.outputs.end() ? path : found->second;
}

}  // namespace stackc::emit
