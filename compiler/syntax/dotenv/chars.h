// Classes of characters as Go's unicode package has them, for texts that are checked as UTF-8 where it matters: a byte that is none stands
// for itself and belongs to no class.
#pragma once

#include <cstdint>
#include <string_view>

namespace stackc::dotenv {

struct Character {
  std::uint32_t point = 0;
  std::uint32_t length = 1;
};
Character character_at(std::string_view text, std::size_t at);  // at < text.size()
bool is_space(std::uint32_t point);                             // line ends too
bool is_blank(std::uint32_t point);                             // Latin blanks of one line
bool is_letter_or_number(std::string_view text, std::size_t at, const Character& character);
std::string_view trim_space_right(std::string_view text);
std::string_view trim_blank_left(std::string_view text);

}  // namespace stackc::dotenv
