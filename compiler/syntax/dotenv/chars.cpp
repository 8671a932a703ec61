#include "syntax/dotenv/chars.h"

#include "base/regex.h"
#include "base/text.h"
#include "base/utf8.h"

namespace stackc::dotenv {
namespace {
constexpr std::uint32_t kInvalid = 0xfffd;
const base::LazyRegex kLetterOrNumber("[\\p{L}\\p{N}]");
}  // namespace

Character character_at(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) return {byte, 1};
  const base::CodePoint point = base::decode_utf8(text, at);
  if (point.length == 0) return {kInvalid, 1};
  return {point.value, point.length};
}

bool is_blank(std::uint32_t point) {
  return point == '\t' || point == '\v' || point == '\f' || point == '\r' || point == ' ' || point == 0x85 || point == 0xa0;
}

bool is_space(std::uint32_t point) {
  if (point < 0x100) return is_blank(point) || point == '\n';
  return point == 0x1680 || (point >= 0x2000 && point <= 0x200a) || point == 0x2028 || point == 0x2029 || point == 0x202f ||
         point == 0x205f || point == 0x3000;
}

bool is_letter_or_number(std::string_view text, std::size_t at, const Character& character) {
  if (character.point < 0x80) return base::is_alnum(text[at]);
  return character.point != kInvalid && kLetterOrNumber.full_match(text.substr(at, character.length));
}

std::string_view trim_space_right(std::string_view text) {
  while (!text.empty()) {
    std::size_t at = text.size() - 1;
    while (at > 0 && text.size() - at < 4 && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) --at;
    const Character last = character_at(text, at);
    if (at + last.length != text.size() || !is_space(last.point)) return text;
    text.remove_suffix(last.length);
  }
  return text;
}

std::string_view trim_blank_left(std::string_view text) {
  while (!text.empty()) {
    const Character first = character_at(text, 0);
    if (!is_blank(first.point)) return text;
    text.remove_prefix(first.length);
  }
  return text;
}

}  // namespace stackc::dotenv
