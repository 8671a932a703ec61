#include "frontend/compose/consistency.h"

#include <unordered_map>

#include "base/text.h"
#include "diag/rules/compose.h"

namespace stackc::compose {

namespace rule = diag::rule;
using model::Member;
using model::Value;

std::string nearest_member(const Context& context, const Value* map, std::string_view name) {
  if (context.sink.errors() > 100 || map == nullptr || !map->is_map()) return {};
  std::vector<std::string_view> names;
  for (const Member& member : *map->map) {
    if (names.size() == 1000) break;  // a suggestion is not worth more
    names.push_back(member.key);
  }
  return std::string(base::nearest(name, names));
}

namespace {

void check_secrets(Context& context, const Value& root) {
  const Value* secrets = map_member(root, "secrets");
  if (secrets == nullptr) return;
  for (const Member& member : *secrets->map) {
    const Value& secret = *member.value;
    if (!secret.is_map()) continue;
    const Value* external = secret.find("external");
    if (external != nullptr && (external->is_true() || external->symbolic)) continue;
    if (secret.find("file") != nullptr || secret.find("environment") != nullptr) continue;
    context
        .report(rule::secret_without_source, key_place(member),
                base::cat({"secret `", member.key, "` has neither `file` nor `environment`"}))
        .help("name the file or the variable that holds the value, or write `external: true`");
  }
}

}  // namespace

void check_container_names(Context& context, const Value& root) {
  const Value* services = map_member(root, "services");
  if (services == nullptr) return;
  std::unordered_map<std::string_view, const Value*> seen;
  for (const Member& member : *services->map) {
    const Value* name = member.value->find("container_name");
    if (name == nullptr || !name->is_string() || name->symbolic) continue;
    auto [at, fresh] = seen.emplace(name->text, name);
    if (fresh) continue;
    context.report(rule::container_name_twice, name->span, base::cat({"the container name `", name->text, "` is taken"}))
        .label(at->second->span, "by this service")
        .help("remove `container_name`, or give each service its own");
  }
}

void check_job_names(Context& context, const Value& root) {
  const Value* jobs = map_member(root, "jobs");
  const Value* services = map_member(root, "services");
  if (jobs == nullptr || services == nullptr) return;
  for (const Member& job : *jobs->map)
    if (const Member* twin = static_cast<const model::Map*>(services->map)->find(job.key))
      context.report(rule::service_and_job, key_place(job), base::cat({"`", job.key, "` is both a service and a job"}))
          .label(key_place(*twin), "the service")
          .help("rename one of them");
}

namespace {

void check_job_needs(Context& context, const Value& root) {
  const Value* jobs = map_member(root, "jobs");
  if (jobs == nullptr) return;
  const Value* services = map_member(root, "services");
  const Value* disabled = context.project.disabled;
  for (const Member& job : *jobs->map) {
    const Value* needs = map_member(*job.value, "depends_on");
    if (needs == nullptr) continue;
    for (const Member& need : *needs->map) {
      if (is_open_name(context, need.key) || jobs->find(need.key) != nullptr ||
          (services != nullptr && services->find(need.key) != nullptr))
        continue;
      const Value* required = need.value->find("required");
      bool off = disabled != nullptr && disabled->find(need.key) != nullptr;
      if (off && required != nullptr && !required->is_true()) continue;
      context.report(rule::missing_service, key_place(need),
                     base::cat({"job `", job.key, "` depends on `", need.key, "`, which ",
                                off ? "no active profile turns on" : "is neither a service nor a job"}));
    }
  }
}

}  // namespace

void check_consistency(Context& context, Value& root) {
  if (!root.is_map()) return;
  const Value* services = map_member(root, "services");
  const Value* disabled = context.project.disabled;
  if (services != nullptr) {
    for (const Member& member : *services->map) {
      if (!member.value->is_map()) continue;
      Checked checked{context, root, services, disabled, member, *member.value};
      check_image_and_build(checked);
      check_references(checked);
      check_health_and_watch(checked);
      check_scale_and_limits(checked);
      check_mounts(checked);
    }
  }
  check_job_needs(context, root);
  check_secrets(context, root);
  check_graph(context, root);
}

}  // namespace stackc::compose
