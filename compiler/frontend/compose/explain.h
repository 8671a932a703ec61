// Where a value and a variable of a project come from: every place that had a part in it, in order, and which one won.
#pragma once

#include <string>
#include <string_view>

#include "frontend/compose/project.h"
#include "source/source.h"

namespace stackc::compose {

// A place in the tree: `services.web.ports[0]`, `services.web.environment.FOO`. nullptr: there is none, and `error` says what is there.
const model::Value* find_path(const model::Value& root, std::string_view path, std::string& error);

std::string explain_value(const Project& project, const source::SourceManager& sources, std::string_view path, const model::Value& value);
// "" if nobody knows or asks for the variable.
std::string explain_variable(const Project& project, const source::SourceManager& sources, std::string_view name);

}  // namespace stackc::compose
