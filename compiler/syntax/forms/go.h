// What the standard library of Go does with numbers and addresses, since the reference loader leaves it to that.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stackc::forms {

std::optional<std::int64_t> parse_go_int(std::string_view text, int base);  // one sign, digits, nothing else; none if it does not fit
std::optional<double> parse_go_float(std::string_view text);                // also 0x1p3, inf, nan, 1_0 ... ; none if it does not fit
std::int64_t to_int64(double value);                                        // outside of the range and of NaN: the least one
bool is_go_address(std::string_view text);                                  // IPv4 or IPv6 without a zone

}  // namespace stackc::forms
