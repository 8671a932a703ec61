// What a layer costs and how often its sources change, where no history says it. Assumptions, to be replaced by measurement:
// stack.profile.json.
#pragma once

#include <string_view>

#include "ir/ir.h"
#include "passes/pipeline.h"

namespace stackc::passes {

bool is_cost_class(std::string_view name);  // "python-deps"
std::string_view cost_class_name(ir::CostClass cost);
double cost_seconds(ir::CostClass cost, const Profile& profile);  // seconds to make such a layer with a warm cache mount

// Probability that a commit touches this path of the build context, by what its name says: lock file, manifest, data, shared library,
// everything, source.
double default_frequency(std::string_view path);

// Whether a commit that touched `touched` changed something that a step reads as `source`: the same path, a path below it, or a match of
// its wildcards.
bool touches(std::string_view touched, std::string_view source);

}  // namespace stackc::passes
