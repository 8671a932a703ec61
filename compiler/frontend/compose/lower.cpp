// The stack as a whole: its networks, volumes, services in order, and who waits for whom.
#include "frontend/compose/lower.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "diag/rules/translation.h"
#include "frontend/compose/lower_context.h"

namespace stackc::compose {

using base::cat;

static const model::Value* section(const Project& project, std::string_view name) {
  return project.root == nullptr ? nullptr : project.root->find(name);
}

void Lowering::add_networks() {
  for (const model::Member& member : *members(section(project_, "networks"))) {
    ir::Network network;
    network.name = std::string(member.key);
    network.external = flag(member.value, "external");
    network.internal = flag(member.value, "internal");
    network.driver = scalar(member.value, "driver");
    if (options_.building) network.written = written_map(member.value, "networks", "");
    network.origin = user(member.key_span.valid() ? member.key_span : member.value->span);
    stack_.networks.push_back(std::move(network));
  }
}

void Lowering::add_volumes() {
  for (const model::Member& member : *members(section(project_, "volumes"))) {
    const ir::VolumeId id = volume(std::string(member.key), member.key_span.valid() ? member.key_span : member.value->span);
    stack_.volumes[id].external = flag(member.value, "external");
    if (options_.building) stack_.volumes[id].written = written_map(member.value, "volumes", "");
  }
}

ir::VolumeId Lowering::volume(const std::string& name, source::Span span) {
  if (const auto known = volumes_.find(name); known != volumes_.end()) return known->second;
  ir::Volume made;
  made.name = name;
  made.origin = user(span);
  return volumes_[name] = stack_.volumes.add(std::move(made));
}

// A container that is meant to end: somebody waits for that, or it is started by hand (a profile) and nothing starts it again.
bool Lowering::is_task(const model::Value& service, std::string_view name) const {
  const std::string restart = scalar(&service, "restart");
  const model::Value* policy = service.at({"deploy", "restart_policy", "condition"});
  const bool ends = (restart.empty() || restart == "no" || restart.starts_with("on-failure")) && scalar(policy) != "any";
  if (!ends) return false;
  if (awaited_.contains(std::string(name))) return true;
  const auto empty = [&](std::string_view key) {
    const model::Value* value = service.find(key);
    return value == nullptr || value->is_null() || (value->is_list() && value->list->empty()) || (value->is_map() && value->map->empty());
  };
  return options_.building && !empty("profiles") && empty("ports") && empty("expose") && empty("healthcheck") && empty("restart");
}

void Lowering::add_services() {
  const model::Map* all = members(section(project_, "services"));
  for (const model::Member& member : *all)
    for (const model::Member& needed : *members(member.value->find("depends_on")))
      if (scalar(needed.value, "condition") == "service_completed_successfully") awaited_.insert(std::string(needed.key));
  stack_.services.reserve(all->size());
  stack_.images.reserve(all->size());
  for (const bool tasks : {false, true})
    for (const model::Member& member : *all)
      if (member.value->is_map() && is_task(*member.value, member.key) == tasks)
        lower_service(member, tasks ? ir::ServiceKind::kTask : ir::ServiceKind::kService);
}

static ir::Condition condition_of(std::string_view word) {
  if (word == "service_healthy") return ir::Condition::kHealthy;
  if (word == "service_completed_successfully") return ir::Condition::kCompleted;
  return ir::Condition::kStarted;
}

void Lowering::add_depends() {
  for (const model::Member& member : *members(section(project_, "services"))) {
    const auto from = services_.find(std::string(member.key));
    if (from == services_.end()) continue;
    const model::Value* needs = member.value->find("depends_on");
    for (const Entry& entry : entries(needs)) {
      const auto to = services_.find(entry.key);
      if (to == services_.end() || to->second == from->second) continue;
      ir::Depend depend;
      depend.on = to->second;
      const model::Value* condition = entry.value == nullptr ? nullptr : entry.value->find("condition");
      depend.condition = condition_of(scalar(condition));
      const model::Value* required = entry.value == nullptr ? nullptr : entry.value->find("required");
      depend.required = required == nullptr || required->kind != model::Kind::kBool || required->boolean;
      depend.origin =
          user(condition != nullptr && condition->how == model::How::kWritten && condition->span.valid() ? condition->span : entry.span);
      const ir::Service& target = stack_.services[depend.on];
      const bool elsewhere =
          std::any_of(options_.emit.begin(), options_.emit.end(), [](const std::string& name) { return name != "compose"; });
      const bool maybe = options_.building && elsewhere && depend.condition == ir::Condition::kHealthy && !target.health &&
                         !target.health_off && target.family.empty() && target.kind == ir::ServiceKind::kService;
      if (maybe) {
        depend.condition = ir::Condition::kStarted;
        sink_
            .report(diag::rule::translated_health, depend.origin.span,
                    cat({"`", member.key, "` waits for the health of `", target.name, "`, which only its image can know"}))
            .help(cat({"write the `healthcheck:` of the image into the service `", target.name, "`"}));
      }
      stack_.services[from->second].depends.push_back(depend);
    }
  }
}

void Lowering::add_top_level() {
  if (project_.root == nullptr) return;
  for (const model::Member& member : *members(project_.root)) {
    if (member.key == "name" || member.key == "services" || member.key == "networks" || member.key == "volumes") continue;
    stack_.written.emplace_back(std::string(member.key), written(member.value, member.key, "", ""));
  }
}

ir::Stack Lowering::run() {
  stack_.compose = true;
  stack_.environment = options_.environment;
  stack_.mode = options_.mode;
  stack_.emit = options_.emit;
  const model::Value* name = section(project_, "name");
  stack_.name.value = project_.name.empty() ? scalar(name) : project_.name;
  if (stack_.name.value.empty()) stack_.name.value = "project";
  source::Span place = name != nullptr ? name->span : source::Span{};
  if (!place.valid() && !project_.files.empty()) place = {project_.files.front().file, 0, 0};
  stack_.name.origin = user(place);
  stack_.environment_origin = {place, ir::By::kDefault, "an environment for compose files"};
  add_secrets();
  add_networks();
  add_volumes();
  add_services();
  add_depends();
  find_references();
  if (options_.building) add_top_level();
  return std::move(stack_);
}

ir::Stack lower(const Project& project, const LowerOptions& options, diag::Sink& sink, const source::SourceManager& sources) {
  return Lowering(project, options, sink, sources).run();
}

}  // namespace stackc::compose
