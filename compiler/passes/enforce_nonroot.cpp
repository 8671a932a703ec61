// enforce_nonroot: nobody runs as root if it can be helped, and every id is a number, so that Kubernetes can see it (`runAsNonRoot` cannot
// look up a name). Built images: each stage that runs ends as a user; what the user must write (targets of volumes, `writable` paths) is
// made and owned before the switch, since a fresh volume takes its content and owner from the image. Pulled images: Service::uid and gid
// from the facts of their template.
#include <algorithm>
#include <set>
#include <string>

#include "base/text.h"
#include "diag/rules/image.h"
#include "passes/image_passes.h"
#include "passes/image_stages.h"

namespace stackc::passes {
namespace {

struct User {
  std::uint32_t uid = 10001, gid = 10001;
};

// Made anew by every engine, for everybody to write.
bool is_scratch(std::string_view path) {
  for (std::string_view known : {"/tmp", "/dev/shm", "/run", "/var/run"})
    if (path == known) return true;
  return false;
}

User user_of(const ir::Stack& stack, ir::ImageId id) {
  for (const ir::Service& service : stack.services) {
    if (service.image != id) continue;
    if (service.uid && service.uid->value != 0) return {service.uid->value, service.gid ? service.gid->value : service.uid->value};
    if (service.image_uid != 0) return {service.image_uid, service.image_gid};
  }
  return {};
}

std::vector<std::string> paths_to_prepare(const ir::Stack& stack, ir::ImageId id) {
  std::set<std::string> paths;
  for (const ir::Service& service : stack.services) {
    if (service.image != id) continue;
    for (const std::string& path : service.writable)
      if (!is_scratch(path)) paths.insert(path);
    for (const ir::Mount& mount : service.mounts)
      if (mount.kind == ir::Mount::Kind::kVolume && !mount.read_only) paths.insert(mount.target);
  }
  return {paths.begin(), paths.end()};
}

bool is_metadata(ir::StepKind kind) {
  switch (kind) {
    case ir::StepKind::kExpose:
    case ir::StepKind::kLabel:
    case ir::StepKind::kHealthcheck:
    case ir::StepKind::kStopSignal:
    case ir::StepKind::kEntrypoint:
    case ir::StepKind::kCmd:
      return true;
    default:
      return false;
  }
}

std::string make_folders(User user) { return base::cat({"install -d -o ", std::to_string(user.uid), " -g ", std::to_string(user.gid)}); }

ir::Step prepare(const std::vector<std::string>& paths, User user, const ir::Image& image) {
  ir::Step step;
  step.kind = ir::StepKind::kRun;
  step.origin = {image.origin.span, ir::By::kPass, "enforce-nonroot"};
  step.words = {base::cat({make_folders(user), " ", base::join(paths, " ")})};
  step.writes = paths;
  step.comment = "what the user writes; a fresh volume takes its owner from here";
  return step;
}

ir::Step switch_user(User user, const ir::Image& image) {
  ir::Step step;
  step.kind = ir::StepKind::kUser;
  step.origin = {image.origin.span, ir::By::kPass, "enforce-nonroot"};
  step.uid = user.uid;
  step.gid = user.gid;
  return step;
}

// The last USER of the chain: where it stands.
ir::Step* last_user(const std::vector<ir::Stage*>& chain, ir::Stage*& owner) {
  for (ir::Stage* stage : chain)
    for (auto step = stage->steps.rbegin(); step != stage->steps.rend(); ++step)
      if (step->kind == ir::StepKind::kUser) {
        owner = stage;
        return &*step;
      }
  return nullptr;
}

void secure_target(ir::Image& image, std::string_view target, User user, const std::vector<std::string>& paths,
                   std::set<const ir::Stage*>& prepared) {
  const std::vector<ir::Stage*> chain = stage_chain(image, target);
  if (chain.empty()) return;  // reported by split_stages
  ir::Stage* owner = chain.front();
  ir::Step* step = last_user(chain, owner);
  if (step == nullptr || step->uid == 0) {
    // Root until the end: become the user before the metadata of the stage itself.
    owner = chain.front();
    auto at = std::find_if(owner->steps.begin(), owner->steps.end(), [](const ir::Step& s) { return is_metadata(s.kind); });
    owner->steps.insert(at, switch_user(user, image));
  }
  if (paths.empty() || !prepared.insert(owner).second) return;
  auto at = owner->steps.end();
  for (auto it = owner->steps.begin(); it != owner->steps.end(); ++it)
    if (it->kind == ir::StepKind::kUser) at = it;
  if (at != owner->steps.begin()) {  // one layer with what the template makes in the same way
    ir::Step& before = *(at - 1);
    if (before.kind == ir::StepKind::kRun && before.words.size() == 1 && before.words.front().rfind(make_folders(user) + " ", 0) == 0) {
      before.words.front() += " " + base::join(paths, " ");
      before.writes.insert(before.writes.end(), paths.begin(), paths.end());
      return;
    }
  }
  owner->steps.insert(at, prepare(paths, user, image));
}

void secure_image(ir::Stack& stack, ir::ImageId id) {
  ir::Image& image = stack.images[id];
  const User user = user_of(stack, id);
  const std::vector<std::string> paths = paths_to_prepare(stack, id);
  std::set<const ir::Stage*> prepared;
  for (const std::string& target : run_targets(stack, id)) secure_target(image, target, user, paths, prepared);
}

void decide_user(const ir::Stack& stack, ir::Service& service, Context& context) {
  const bool built = stack.images[service.image].built;
  if (!service.uid) {
    const User user = built ? user_of(stack, service.image) : User{service.image_uid, service.image_gid};
    if (user.uid != 0) {
      const ir::Origin origin{service.origin.span, ir::By::kPass, "enforce-nonroot"};
      service.uid = ir::Field<std::uint32_t>{user.uid, origin};
      if (!service.gid) service.gid = ir::Field<std::uint32_t>{user.gid, origin};
    }
  }
  if (stack.mode == ir::Mode::kProd && !service.any_uid && (!service.uid || service.uid->value == 0))
    context.sink.report(diag::rule::runs_as_root, service.origin.span,
                        base::cat({"`", service.name, "` runs as root: its image names no other user"}));
}

}  // namespace

void enforce_nonroot(ir::Stack& stack, Context& context) {
  for (ir::ImageId id : stack.images.ids())
    if (stack.images[id].built && !stack.images[id].external_dockerfile) secure_image(stack, id);
  for (ir::Service& service : stack.services)
    if (service.image.valid()) decide_user(stack, service, context);
}

}  // namespace stackc::passes
