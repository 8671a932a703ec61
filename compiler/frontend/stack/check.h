// The schema check: a tree against the key tables of schema/. Reports unknown keys (with the nearest), wrong shapes, missing keys, and
// scalars that are not of their type. Scalars with references are checked when they have a value.
#pragma once

#include "diag/diagnostic.h"
#include "frontend/stack/model.h"

namespace stackc::frontend {

struct CheckOptions {
  bool patch = false;       // of an environment: nothing is required, null removes
  bool conditions = false;  // a template: mappings may hold `$if`, `$each` ...; such values are not looked into
};

// `at`: where a missing key is reported (the key of the object).
void check_object(const Node& node, schema::Object object, source::Span at, const CheckOptions& options, diag::Sink& sink);
// One scalar that may have references: none are looked at.
bool check_scalar(const Node& node, schema::Type type, std::string_view words, diag::Sink& sink);

}  // namespace stackc::frontend
