// The raw format of an env_file, which is that of `docker run --env-file`: `NAME=value` on each line, nothing else has a meaning.
#pragma once

#include "syntax/dotenv/dotenv.h"

namespace stackc::dotenv {

inline constexpr std::size_t kMaxRawLine = 65535;  // bytes without the line feed
void parse_raw(std::string_view text, const interpolation::Lookup& outside, File& file);

}  // namespace stackc::dotenv
