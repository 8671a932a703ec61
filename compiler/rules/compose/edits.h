// Edits that add lines to a compose file, in its own indentation.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rules/compose/view.h"

namespace stackc::rules::compose {

// Adds `lines` (each indented from 0, ended by a line end) behind the last key of a mapping in block style; none if it has another style.
std::optional<diag::Edit> append_lines(const source::SourceManager& sources, const Value& mapping, std::string_view lines);
// A healthcheck with this test (flow YAML).
std::string health_lines(std::string_view test);

}  // namespace stackc::rules::compose
