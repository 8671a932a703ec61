// Unified diffs of texts, line by line (Myers' O(ND) algorithm, three lines of context).
#pragma once

#include <string>
#include <string_view>

namespace stackc::driver {

// "" if the texts are equal. The names stand behind --- and +++; an empty side is /dev/null when `old_name` or `new_name` is "".
std::string unified_diff(std::string_view old_text, std::string_view new_text, std::string_view old_name, std::string_view new_name);

}  // namespace stackc::driver
