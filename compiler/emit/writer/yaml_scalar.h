// The quoting rules one by one, for the YAML writer and its tests.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stackc::emit {

bool is_printable(std::uint32_t code_point);  // may stand in a YAML file as itself, outside a tab or a line end
bool is_all_printable(std::string_view text);
bool is_plain(std::string_view text, bool flow);  // may be written without quotes
bool is_literal_block(std::string_view text);     // may be written as `|` or `|-`
std::string yaml_quoted(std::string_view text);   // in single quotes if that saves backslashes, else in double quotes
std::string double_quoted(std::string_view text);
std::string yaml_scalar(std::string_view text, bool flow, bool key);

}  // namespace stackc::emit
