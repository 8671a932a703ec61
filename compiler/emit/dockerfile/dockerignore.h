// .dockerignore: which files of the context the builder may see. Pattern rules of moby's matcher: a pattern is cleaned like a path, `*` and
// `?` stay within one path part, `**` is any number of parts, `[a-z]` a class, `\` escapes; what matches a folder matches everything below
// it; `!` brings back; the last match wins.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ir/ir.h"

namespace stackc::emit {

bool ignore_matches(std::string_view pattern, std::string_view path);  // one pattern without `!`; the path itself, not its parents
bool is_ignored(const std::vector<std::string>& patterns, std::string_view path);

// The patterns of an image: the common ones and those of its template, changed so that no source of COPY or of a bind mount is left out: a
// pattern that names the source itself goes, another one moves to the front and has `!source` behind it. `lost` gets the sources that are
// left out all the same.
std::vector<std::string> ignore_patterns(const ir::Image& image, std::vector<std::string>& lost);

}  // namespace stackc::emit
