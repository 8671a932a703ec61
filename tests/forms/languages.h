// The small languages, each with our answer in the words of the reference (tools/judges/forms) and with material for inputs.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace stackc::forms_test {

struct Language {
  std::string_view name;  // as the reference calls it
  std::string (*ours)(std::string_view text);
  std::span<const std::string_view> material;  // pieces that inputs are put together from
  bool any_bytes;                              // inputs need not be UTF-8
  std::size_t pieces;                          // at most, in one input
};
std::span<const Language> languages();

// Differences on purpose; README.md has the reasons.
bool known_difference(std::string_view language, std::string_view text);

}  // namespace stackc::forms_test
