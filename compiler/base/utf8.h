// UTF-8: validation and decoding of one code point (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace stackc::base {

struct CodePoint {
  std::uint32_t value = 0;
  std::uint32_t length = 0;  // bytes; 0: not valid UTF-8 at this place
};

// The code point at text[at]; at < text.size().
CodePoint decode_utf8(std::string_view text, std::size_t at);

// Byte offset of the first byte that is not valid UTF-8, or npos.
std::size_t find_invalid_utf8(std::string_view text);

void append_utf8(std::string& out, std::uint32_t code_point);

}  // namespace stackc::base
