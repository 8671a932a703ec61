// Addresses of other services in variables, against `depends_on`.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

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

// Whether `from` comes to `to` by depends_on. Bounded: in a stack where this takes longer nobody would follow the answer.
bool reaches(const Names& services, std::string_view from, std::string_view to) {
  std::vector<std::string_view> open = {from};
  std::unordered_set<std::string_view> seen = {from};
  while (!open.empty() && seen.size() < 256) {
    auto service = services.find(open.back());
    open.pop_back();
    if (service == services.end()) continue;
    const Value* depends = map_of(*service->second->value, "depends_on");
    if (depends == nullptr) continue;
    for (const Member& next : *depends->map) {
      if (next.key == to) return true;
      if (seen.insert(next.key).second) open.push_back(next.key);
    }
  }
  return false;
}

}  // namespace

void check_references(const Input& input, diag::Sink& sink) {
  Names services;
  each_service(input.normalized, [&](const Member& service) { services.emplace(service.key, &service); });
  each_service(input.normalized, [&](const Member& service) {
    std::unordered_set<std::string_view> told;
    for (const Setting& setting : settings(service.value->find("environment"))) {
      if (!setting.value) continue;
      for (const Host& host : hosts(setting.name, *setting.value)) {
        auto target = services.find(host.name);
        if (target == services.end() || host.name == service.key || told.contains(target->first)) continue;
        if (reaches(services, service.key, host.name) || reaches(services, host.name, service.key)) continue;
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
