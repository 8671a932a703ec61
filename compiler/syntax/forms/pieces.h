// Small helpers of the parsers in this folder.
#pragma once

#include <string>
#include <string_view>

#include "syntax/forms/forms.h"

namespace stackc::forms {

// An error about `part`, which is a part of `whole`; `instead` of it makes the replacement of the whole.
Error error_at(std::string_view whole, std::string_view part, std::string message, std::string_view instead = {});

// Where the piece at `at` ends: at the next `separator` that does not stand in `${...}`, or at the end.
std::size_t piece_end(std::string_view text, std::size_t at, char separator);

// The length of the character at the start of the text if that is a letter of any script; else 0.
std::size_t letter_length(std::string_view text);

}  // namespace stackc::forms
