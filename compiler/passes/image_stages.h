// Small questions about the stages of an image, shared by the passes on images.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ir/ir.h"

namespace stackc::passes {

ir::Stage* find_stage(ir::Image& image, std::string_view name);

// The stage and those that it stands on, itself first. Ends at a stage that is missing or was seen.
std::vector<ir::Stage*> stage_chain(ir::Image& image, std::string_view name);

// Stages that containers run: development, production, and the targets of the services that use the image. Each once, production first.
std::vector<std::string> run_targets(const ir::Stack& stack, ir::ImageId image);

}  // namespace stackc::passes
