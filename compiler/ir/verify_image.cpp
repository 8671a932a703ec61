#include "ir/verify_image.h"

#include <set>
#include <string_view>

#include "base/file_system.h"
#include "base/text.h"

namespace stackc::ir {

using base::cat;

// Which instructions say nothing without words.
static bool needs_words(StepKind kind) {
  switch (kind) {
    case StepKind::kWorkdir:
    case StepKind::kApt:
    case StepKind::kCopy:
    case StepKind::kRun:
    case StepKind::kStopSignal:
    case StepKind::kEntrypoint:
    case StepKind::kCmd:
      return true;
    default:
      return false;
  }
}

static void verify_step(const Step& step, const std::string& where, const std::set<std::string>& stages, std::set<std::string>& later,
                        std::vector<std::string>& found) {
  auto broken = [&](std::initializer_list<std::string_view> parts) { found.push_back(cat({where, cat(parts)})); };
  if (needs_words(step.kind) && step.words.empty()) broken({"an instruction has no words"});
  if ((step.kind == StepKind::kEnv || step.kind == StepKind::kLabel || step.kind == StepKind::kArg) && step.pairs.empty())
    broken({"an ENV, LABEL or ARG has no name"});
  for (const auto& [name, value] : step.pairs)
    if (name.empty()) broken({"an ENV, LABEL or ARG has an empty name"});
  if (step.kind == StepKind::kExpose && step.ports.empty()) broken({"an EXPOSE has no port"});
  if (step.kind == StepKind::kCopy && step.target.empty()) broken({"a COPY has no destination"});
  if (step.kind != StepKind::kRun && !step.mounts.empty()) broken({"only RUN has mounts"});
  if (step.kind != StepKind::kCopy && (step.link || !step.chown.empty() || !step.from.empty()))
    broken({"only COPY has --link, --chown and --from"});
  if (!step.from.empty() && !stages.contains(step.from)) later.insert(step.from);
  for (const RunMount& mount : step.mounts) {
    if (mount.target.empty() && mount.type != RunMount::Type::kSecret) broken({"a mount of a RUN has no target"});
    if (!mount.from.empty() && !stages.contains(mount.from)) later.insert(mount.from);
  }
}

std::vector<std::string> verify_image(const Image& image) {
  std::vector<std::string> found;
  if (image.reference.empty() && !image.built) found.push_back("is pulled but has no reference");
  if (!image.digest.empty() && !image.digest.starts_with("sha256:")) found.push_back("has a digest that is not `sha256:...`");
  if (!image.built) {
    if (!image.stages.empty()) found.push_back("is pulled but has stages");
    return found;
  }
  if (image.external_dockerfile) {
    if (!image.stages.empty()) found.push_back("has a Dockerfile of the user's and stages");
    return found;
  }
  if (!base::contained_path(image.dockerfile))
    found.push_back(cat({"dockerfile `", image.dockerfile, "` is no path in the output folder"}));
  if (image.stages.empty()) found.push_back("is built but has no stage");
  std::set<std::string> stages;
  std::set<std::string> outside;  // names of --from that were no stage when they were met: images, unless a later stage has that name
  for (const Stage& stage : image.stages) {
    std::string where = cat({"stage ", stage.name, ": "});
    if (stage.name.empty()) found.push_back("a stage has no name");
    if (outside.contains(stage.name)) found.push_back(cat({where, "is used before it is defined"}));
    if (stage.from_stage.empty() == stage.from_image.empty())
      found.push_back(cat({where, "starts from both or none of a stage and an image"}));
    if (!stage.from_stage.empty() && !stages.contains(stage.from_stage))
      found.push_back(cat({where, "starts from `", stage.from_stage, "`, which is no earlier stage"}));
    for (const Step& step : stage.steps) verify_step(step, where, stages, outside, found);
    if (!stages.insert(stage.name).second) found.push_back(cat({where, "exists twice"}));
  }
  for (const std::string* target : {&image.dev_target, &image.prod_target})
    if (!image.stages.empty() && !stages.contains(*target)) found.push_back(cat({"target `", *target, "` is no stage"}));
  return found;
}

}  // namespace stackc::ir
