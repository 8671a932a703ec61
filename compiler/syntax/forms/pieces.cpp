#include "syntax/forms/pieces.h"

#include "base/regex.h"
#include "base/text.h"
#include "base/utf8.h"

namespace stackc::forms {

Error error_at(std::string_view whole, std::string_view part, std::string message, std::string_view instead) {
  const std::size_t begin = part.data() == nullptr ? 0 : static_cast<std::size_t>(part.data() - whole.data());
  const std::size_t end = begin + part.size();
  Error error{std::move(message), static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), {}};
  if (!instead.empty()) error.replacement = base::cat({whole.substr(0, begin), instead, whole.substr(end)});
  return error;
}

std::size_t piece_end(std::string_view text, std::size_t at, char separator) {
  int depth = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '$' && text.substr(at + 1, 1) == "{") ++depth;
    if (text[at] == '}' && depth > 0) --depth;
    if (text[at] == separator && depth == 0) break;
  }
  return at;
}

std::size_t letter_length(std::string_view text) {
  static const base::LazyRegex kLetter("\\p{L}");
  if (text.empty()) return 0;
  if (static_cast<unsigned char>(text[0]) < 0x80) return base::is_alpha(text[0]) ? 1 : 0;
  const std::uint32_t length = base::decode_utf8(text, 0).length;
  return length != 0 && kLetter.full_match(text.substr(0, length)) ? length : 0;
}

}  // namespace stackc::forms
