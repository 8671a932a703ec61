// Small functions on text that the standard library of C++20 lacks. ASCII only: no locale takes part.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stackc::base {

// "a" + "b" + ...: one allocation, any mix of string types.
std::string cat(std::initializer_list<std::string_view> parts);
std::vector<std::string_view> split(std::string_view text, char separator);  // "a,,b" -> a, "", b; "" -> ""
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string_view trim(std::string_view text);  // blanks, tabs, line ends
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);
std::optional<std::uint64_t> parse_uint(std::string_view text);  // decimal digits only, no sign, no blank; none if it overflows
bool is_digit(char c);
bool is_alpha(char c);
bool is_alnum(char c);
std::string sha256_hex(std::string_view bytes);  // lower-case, 64 characters (libmd)

// The candidate nearest to `word` (Damerau-Levenshtein distance, at most a third of its length and at least 1), for "did you mean"; "" if
// none is near.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace stackc::base
