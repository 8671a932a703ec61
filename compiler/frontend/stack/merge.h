// One tree laid over another by RFC 7396 (JSON Merge Patch): mappings merge key by key, anything else replaces, null removes. Two
// additions: the list item `"..."` stands for the list that is replaced, and short forms are written out first, so that a patch hits the
// value that is meant (`env: {A: x}` over `A: {value: y, file: true}`).
#pragma once

#include "diag/diagnostic.h"
#include "frontend/stack/model.h"

namespace stackc::frontend {

// Writes short forms out: `A: x` -> `A: {value: x}`, `8000/http` -> `{number: 8000, protocol: http}`. The tree has passed check_object or
// was reported.
void write_out(Node& node, schema::Object object);

// Nulls of the patch stay in the result, so that a chain of patches means the same in any grouping; drop_nulls removes them at the end.
void merge(Node& base, const Node& patch, schema::Object object);
void drop_nulls(Node& node);
// Splices that no merge has met.
void report_splices(Node& node, diag::Sink& sink);

}  // namespace stackc::frontend
