// Requests and limits: what the stack declares, else the table in defaults.h by family. All quantities in the canonical form.
#include <algorithm>

#include "base/text.h"
#include "diag/rules/target.h"
#include "diag/rules/translation.h"
#include "emit/kubernetes/defaults.h"
#include "emit/kubernetes/model.h"
#include "emit/kubernetes/names.h"

namespace stackc::emit::k8s {
namespace {

namespace rule = diag::rule;

const ResourceDefault& default_of(const ir::Service& service) {
  for (const ResourceDefault& row : kResourceDefaults)
    if (row.family.empty() || row.family == service.family) return row;
  return kResourceDefaults[0];
}

struct Pair {
  std::uint64_t request = 0, limit = 0;
};

// A declared limit alone is also the request of memory (nothing is overcommitted), and caps the request of CPU.
template <class T>
Pair choose(const std::optional<ir::Field<T>>& limit, const std::optional<ir::Field<T>>& reserve, std::uint64_t request_default,
            std::uint64_t limit_default, bool limit_is_request) {
  Pair out{request_default, limit_default};
  if (limit) {
    out.limit = limit->value;
    out.request = limit_is_request ? out.limit : std::min(request_default, out.limit);
  }
  if (reserve) {
    out.request = reserve->value;
    if (!limit) out.limit = std::max(limit_default, out.request);
  }
  return out;
}

void check(Build& build, const ir::Service& service, const Pair& pair, const ir::Origin& origin, std::string_view what) {
  if (pair.request <= pair.limit) return;
  build.sink.report(rule::kubernetes_resources, origin.span,
                    base::cat({"`", service.name, "` reserves more ", what, " than its limit: no node would take it"}));
}

}  // namespace

Yaml lower_resources(Build& build, const ir::Service& service) {
  const ir::Resources& declared = service.resources;
  const ResourceDefault& row = default_of(service);
  const Pair cpu = choose(declared.cpu_millicores, declared.reserve_cpu_millicores, row.cpu_request, row.cpu_limit, false);
  const Pair memory = choose(declared.memory_bytes, declared.reserve_memory_bytes, row.memory_request, row.memory_limit, true);
  if (declared.reserve_cpu_millicores) check(build, service, cpu, declared.reserve_cpu_millicores->origin, "CPU");
  if (declared.reserve_memory_bytes) check(build, service, memory, declared.reserve_memory_bytes->origin, "memory");
  if (declared.swap_bytes)
    build.sink.report(rule::kubernetes_swap, declared.swap_bytes->origin.span, "a pod has no limit of swap: the node decides");
  auto list = [](std::uint64_t cpu_millicores, std::uint64_t memory_bytes, std::uint64_t disk_bytes) {
    Yaml out = Yaml::map();
    out.set("cpu", Yaml::string(cpu_quantity(cpu_millicores)));
    out.set("memory", Yaml::string(byte_quantity(memory_bytes)));
    out.set("ephemeral-storage", Yaml::string(byte_quantity(disk_bytes)));
    return out;
  };
  Yaml out = Yaml::map();
  out.set("requests", list(cpu.request, memory.request, kEphemeralRequest));
  out.set("limits", list(cpu.limit, memory.limit, kEphemeralLimit));
  return out;
}

}  // namespace stackc::emit::k8s
