// What was asked for: the services named, with what they depend on, and the resources that these use.
#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/edit.h"

namespace stackc::compose {

namespace rule = diag::rule;
using model::Member;
using model::Value;

namespace {

// `*`, `?`, `[a-z]` and `\` as filepath.Match knows them; service names hold no `/`.
bool matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0, star = std::string_view::npos, mark = 0;
  auto in_class = [&](std::size_t& at, char c) {  // at: behind `[`; afterwards behind `]`
    bool negated = at < pattern.size() && pattern[at] == '^';
    if (negated) ++at;
    bool found = false;
    for (bool first = true; at < pattern.size() && (first || pattern[at] != ']'); first = false) {
      char low = pattern[at++];
      char high = low;
      if (at + 1 < pattern.size() && pattern[at] == '-' && pattern[at + 1] != ']') high = pattern[at + 1], at += 2;
      found |= low <= c && c <= high;
    }
    ++at;
    return found != negated;
  };
  while (n < name.size()) {
    std::size_t next = p;
    bool same = false;
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = n;
      continue;
    }
    if (p < pattern.size()) {
      if (pattern[p] == '[') {
        next = p + 1;
        same = in_class(next, name[n]);
      } else {
        if (pattern[p] == '\\' && p + 1 < pattern.size()) next = ++p;
        same = pattern[p] == name[n] || (pattern[p] == '?' && next == p);
        next = p + 1;
      }
    }
    if (same) {
      p = next;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

using Names = std::unordered_set<std::string_view>;

// A service that is named turns its own profiles on.
void enable_named(Context& context, Value& root) {
  std::vector<std::string_view> active(context.options.profiles.begin(), context.options.profiles.end());
  bool more = false;
  for (const std::string& name : context.options.services) {
    const Value* service = context.project.disabled == nullptr ? nullptr : context.project.disabled->find(name);
    const Value* profiles = service == nullptr ? nullptr : list_member(*service, "profiles");
    if (profiles == nullptr) continue;
    for (const Value* profile : *profiles->list)
      if (profile->is_string()) active.push_back(profile->text), more = true;
  }
  if (more) enable_profiles(context, root, active);
}

void select(Context& context, Value& root) {
  Value* services = map_member(root, "services");
  if (services == nullptr) return;
  Names chosen;
  std::vector<const Member*> pending;
  auto choose = [&](std::string_view pattern) {
    bool any = false;
    if (pattern.find_first_of("*?[\\") == std::string_view::npos) {
      const Member* member = services->map->find(pattern);
      if (member != nullptr && chosen.insert(member->key).second) pending.push_back(member);
      return member != nullptr;
    }
    for (const Member& member : *services->map) {
      if (!matches(pattern, member.key)) continue;
      any = true;
      if (chosen.insert(member.key).second) pending.push_back(&member);
    }
    return any;
  };
  std::vector<std::string_view> names;
  for (const Member& member : *services->map) names.push_back(member.key);
  for (const std::string& name : context.options.services) {
    if (choose(name)) continue;
    std::string_view near = base::nearest(name, names);
    auto report = context.report(rule::no_such_service, {}, base::cat({"no service is called `", name, "`"}));
    if (!near.empty()) report.help(base::cat({"did you mean `", near, "`?"}));
  }
  while (!pending.empty()) {
    const Value* needs = map_member(*pending.back()->value, "depends_on");
    pending.pop_back();
    if (needs == nullptr) continue;
    for (const Member& need : *needs->map) {
      if (choose(need.key)) continue;
      const Value* required = need.value->find("required");
      if (required == nullptr || required->is_true())
        context.report(rule::no_such_service, key_place(need), base::cat({"no active service is called `", need.key, "`"}));
    }
  }
  for (const Member& member : *services->map) {
    if (chosen.count(member.key) == 0) {
      if (context.project.disabled != nullptr) context.store().set(*context.project.disabled, member.key, member.value, member.key_span);
      continue;
    }
    Value* needs = map_member(*member.value, "depends_on");
    if (needs == nullptr) continue;
    keep_members(context, *needs, [&](const Member& need) { return chosen.count(need.key) != 0; });
    if (needs->map->empty()) member.value->map->erase("depends_on");
  }
  keep_members(context, *services, [&](const Member& member) { return chosen.count(member.key) != 0; });
}

void use_items(const Value& owner, std::string_view key, Names& used) {
  if (const Value* list = list_member(owner, key))
    for (const Value* item : *list->list) used.insert(item->string("source"));
}
void use_keys(const Value& owner, std::string_view key, Names& used) {
  if (const Value* map = map_member(owner, key))
    for (const Member& member : *map->map) used.insert(member.key);
}

void drop_unused(Context& context, Value& root) {
  static constexpr std::array<std::string_view, 5> kKinds = {"networks", "volumes", "secrets", "configs", "models"};
  std::array<Names, kKinds.size()> used;
  if (const Value* services = map_member(root, "services")) {
    for (const Member& member : *services->map) {
      const Value& service = *member.value;
      use_keys(service, "networks", used[0]);
      if (const Value* mounts = list_member(service, "volumes"))
        for (const Value* mount : *mounts->list)
          if (mount->string("type") == "volume") used[1].insert(mount->string("source"));
      use_items(service, "secrets", used[2]);
      if (const Value* build = map_member(service, "build")) use_items(*build, "secrets", used[2]);
      use_items(service, "configs", used[3]);
      use_keys(service, "models", used[4]);
    }
  }
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    Value* group = map_member(root, kKinds[i]);
    if (group == nullptr) continue;
    keep_members(context, *group, [&](const Member& member) { return used[i].count(member.key) != 0; });
    if (group->map->empty()) root.map->erase(kKinds[i]);
  }
}

}  // namespace

void prune(Context& context, Value& root) {
  if (!root.is_map()) return;
  if (!context.options.services.empty()) {
    enable_named(context, root);
    select(context, root);
  }
  if (!context.options.all_resources) drop_unused(context, root);
}

}  // namespace stackc::compose
