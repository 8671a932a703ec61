// Which services are on. Those that no active profile turns on are kept apart: they are checked no further, but others may name them.
#include <algorithm>

#include "frontend/compose/edit.h"

namespace stackc::compose {

using model::Member;
using model::Value;

namespace {

bool is_on(const Value& service, const std::vector<std::string_view>& active) {
  const Value* profiles = list_member(service, "profiles");
  if (profiles == nullptr || profiles->list->empty()) return true;
  return std::any_of(profiles->list->begin(), profiles->list->end(), [&](const Value* profile) {
    return std::any_of(active.begin(), active.end(),
                       [&](std::string_view name) { return name == "*" || (profile->is_string() && profile->text == name); });
  });
}

// Moves what is off from `group` to `off`.
void split(Context& context, Value& group, Value& off, const std::vector<std::string_view>& active) {
  auto* on = context.store().arena().make<model::Map>();
  for (const Member& member : *group.map) {
    model::Map* to = is_on(*member.value, active) ? on : off.map;
    to->set(context.store().arena(), member.key, member.key_span, member.value);
  }
  group.map = on;
}

}  // namespace

void enable_profiles(Context& context, Value& root, const std::vector<std::string_view>& active) {
  if (context.project.disabled == nullptr) context.project.disabled = context.store().map(root.span);
  Value* services = map_member(root, "services");
  if (services == nullptr) return;
  auto* all = context.store().arena().make<model::Map>();
  for (const Member& member : *services->map) all->set(context.store().arena(), member.key, member.key_span, member.value);
  for (const Member& member : *context.project.disabled->map) all->set(context.store().arena(), member.key, member.key_span, member.value);
  services->map = all;
  context.project.disabled->map->clear();
  split(context, *services, *context.project.disabled, active);
}

void apply_profiles(Context& context, Value& root) {
  if (!root.is_map()) return;
  std::vector<std::string_view> active(context.options.profiles.begin(), context.options.profiles.end());
  enable_profiles(context, root, active);
  if (Value* jobs = map_member(root, "jobs")) {
    Value* off = context.store().map(jobs->span);
    split(context, *jobs, *off, active);
    if (jobs->map->empty()) root.map->erase("jobs");
  }
}

}  // namespace stackc::compose
