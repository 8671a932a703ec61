// What is well-formed YAML and still no value: text that no reader may see, equal keys, merge keys without a mapping, tags that the text
// does not fit.
#pragma once

#include <string_view>

#include "diag/diagnostic.h"
#include "syntax/yaml/tree.h"

namespace stackc::yaml {

// UTF-8 without control characters, at most 4 GiB. False (and reported) if not.
bool check_encoding(std::string_view text, source::FileId file, diag::Sink& sink);

// Equal keys of one map. As the reference loader does it, the texts are compared: `a` and "a" are equal, `1` and `0x1` are not; of two keys
// that are lists (or maps) the second is refused.
void check_duplicates(const Node& map, diag::Sink& sink);

// Merge keys, keys that are collections, tags, aliases that contain themselves or expand to too much. For a tree without errors.
void check_values(const Tree& tree, diag::Sink& sink, const Options& options);

}  // namespace stackc::yaml
