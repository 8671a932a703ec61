// Addresses of other services in variables, against `depends_on`.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "diag/rules/graph.h"
#include "rules/compose/view.h"

namespace stackc::rules::compose {

namespace {

bool in_host(char c) { return base::is_alnum(c) || c == '-' || c == '_' || c == '.'; }

// `http://name:80/x`, `redis://:pw@name/0`, `name:5432`, or NAME_HOST=name: the name with its offset.
struct Host {
  std::string_view name;
  std::size_t at = 0;
};
std::vector<Host> hosts(std::string_view variable, std::string_view value) {
  std::vector<Host> out;
  auto add = [&](std::size_t begin) {
    std::size_t end = begin;
    while (end < value.size() && in_host(value[end])) ++end;
    if (end > begin) out.push_back({value.substr(begin, end - begin), begin});
    return end;
  };
  for (std::size_t at = value.find("://"); at != std::string_view::npos; at = value.find("://", at + 3)) {
    std::size_t end = std::min(value.find_first_of("/?#, ", at + 3), value.size());
    std::size_t user = value.substr(0, end).rfind('@');
    add(user == std::string_view::npos || user < at ? at + 3 : user + 1);
  }
  if (!out.empty()) return out;
  std::size_t end = 0;
  while (end < value.size() && in_host(value[end])) ++end;
  bool port = end > 0 && end + 1 < value.size() && value[end] == ':' && base::is_digit(value[end + 1]);
  if (port || (end == value.size() && base::to_upper(variable).ends_with("HOST"))) add(0);
  return out;
}

using Names = std::unordered_map<std::string_view, const Member*>;

bool waits_for(const Member& service, std::string_view other) {
  const Value* depends = map_of(*service.value, "depends_on");
  return depends != nullptr && depends->find(other) != nullptr;
}

// Whether `from` comes to `to` by depends_on. Bounded: who cannot see it at a glance had better say it.
constexpr std::size_t kFar = 48;
bool reaches(const Names& services, const Member& from, std::string_view to) {
  std::vector<const Member*> seen = {&from};
  for (std::size_t at = 0; at < seen.size(); ++at) {
    if (waits_for(*seen[at], to)) return true;
    const Value* depends = map_of(*seen[at]->value, "depends_on");
    if (depends == nullptr) continue;
    for (const Member& next : *depends->map) {
      if (seen.size() == kFar) break;
      auto service = services.find(next.key);
      if (service != services.end() && std::find(seen.begin(), seen.end(), service->second) == seen.end()) seen.push_back(service->second);
    }
  }
  return false;
}

}  // namespace

void check_references(const Input& input, diag::Sink& sink) {
  Names services;
  each_service(input.project, [&](const Member& service) { services.emplace(service.key, &service); });
  each_service(input.project, [&](const Member& service) {
    std::unordered_set<std::string_view> told;
    for (const Setting& setting : settings(service.value->find("environment"))) {
      if (!setting.value) continue;
      for (const Host& host : hosts(setting.name, *setting.value)) {
        auto target = services.find(host.name);
        if (target == services.end() || host.name == service.key || told.contains(target->first)) continue;
        // The other way round too: who is waited for cannot wait.
        if (waits_for(service, host.name) || waits_for(*target->second, service.key)) continue;
        if (reaches(services, service, host.name) || reaches(services, *target->second, service.key)) continue;
        told.insert(target->first);
        sink.report(diag::rule::dependency_not_declared, part(input.sources, setting.span, host.name),
                    cat({setting.name, " of `", service.key, "` names `", host.name, "`, but `", service.key, "` does not wait for it"}))
            .label(place(*target->second), cat({"`", host.name, "` is defined here"}))
            .help(cat({"add `", host.name, "` to the `depends_on` of `", service.key, "`"}));
      }
    }
  });
}

}  // namespace stackc::rules::compose
