#include "passes/image_stages.h"

#include <algorithm>

namespace stackc::passes {

ir::Stage* find_stage(ir::Image& image, std::string_view name) {
  for (ir::Stage& stage : image.stages)
    if (stage.name == name) return &stage;
  return nullptr;
}

std::vector<ir::Stage*> stage_chain(ir::Image& image, std::string_view name) {
  std::vector<ir::Stage*> chain;
  for (ir::Stage* stage = find_stage(image, name); stage != nullptr; stage = find_stage(image, stage->from_stage)) {
    if (std::find(chain.begin(), chain.end(), stage) != chain.end()) break;
    chain.push_back(stage);
  }
  return chain;
}

std::vector<std::string> run_targets(const ir::Stack& stack, ir::ImageId image) {
  std::vector<std::string> targets{stack.images[image].prod_target};
  auto add = [&](const std::string& name) {
    if (!name.empty() && std::find(targets.begin(), targets.end(), name) == targets.end()) targets.push_back(name);
  };
  for (const ir::Service& service : stack.services)
    if (service.image == image) add(service.target);
  add(stack.images[image].dev_target);
  return targets;
}

}  // namespace stackc::passes
