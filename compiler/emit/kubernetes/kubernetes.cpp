#include "emit/kubernetes/kubernetes.h"

#include <deque>
#include <map>

#include "base/text.h"
#include "diag/rules/target.h"
#include "diag/rules/translation.h"
#include "emit/kubernetes/kustomize.h"
#include "emit/kubernetes/model.h"
#include "emit/kubernetes/names.h"
#include "emit/writer/layout.h"
#include "emit/writer/text.h"
#include "graph/graph.h"

namespace stackc::emit {
namespace k8s {

namespace rule = diag::rule;

static void check_ports(Build& build, const ir::Service& service) {
  std::map<std::string, const ir::Port*> seen;
  for (const ir::Port& port : service.ports) {
    const std::string name = port_name(port.name);
    auto [at, fresh] = seen.emplace(name, &port);
    if (!fresh)
      build.sink.report(rule::kubernetes_name_clash, port.origin.span,
                        base::cat({"the ports `", at->second->name, "` and `", port.name, "` both become `", name,
                                   "`: 15 letters, digits and `-` name a port"}));
  }
}

bool check_stack(Build& build) {
  const std::size_t before = build.sink.errors();
  const ir::Stack& stack = build.stack;
  if (!is_service_name(stack.name.value))
    build.sink
        .report(rule::kubernetes_name, stack.name.origin.span, base::cat({"`", stack.name.value, "` cannot be the name of a namespace"}))
        .help("begin with a letter; use lower-case letters, digits and `-`, at most 54");
  if (!is_service_name(stack.environment))
    build.sink
        .report(rule::kubernetes_name, stack.environment_origin.span,
                base::cat({"`", stack.environment, "` cannot be part of the name of a namespace"}))
        .help("begin with a letter; use lower-case letters, digits and `-`");
  for (const ir::Service& service : stack.services) {
    if (!is_service_name(service.name))
      build.sink
          .report(rule::kubernetes_name, service.origin.span,
                  base::cat({"`", service.name, "` cannot be the name of a Kubernetes service"}))
          .help("begin with a letter; use lower-case letters, digits and `-`, at most 54");
    check_ports(build, service);
  }
  std::map<std::string, const ir::Volume*> volumes;
  for (const ir::Volume& volume : stack.volumes) {
    auto [at, fresh] = volumes.emplace(dns_name(volume.name), &volume);
    if (!fresh)
      build.sink.report(rule::kubernetes_name_clash, volume.origin.span,
                        base::cat({"the volumes `", at->second->name, "` and `", volume.name, "` both become `", at->first, "`"}));
  }
  return build.sink.errors() == before;
}

static void add_namespace(Build& build) {
  Yaml names = labels(build, nullptr);
  for (const char* mode : {"enforce", "audit", "warn"})
    names.set(base::cat({"pod-security.kubernetes.io/", mode}), Yaml::string("restricted"));
  Yaml meta = Yaml::map().set("name", Yaml::string(build.space())).set("labels", std::move(names));
  add_object(build, "v1", "Namespace", 0, std::move(meta), Yaml::map());
}

static void note_order(const Build& build) {
  for (const ir::Edge& edge : build.stack.edges) {
    if (edge.kind != ir::EdgeKind::kStart || edge.condition == ir::Condition::kNone) continue;
    build.sink
        .report(rule::kubernetes_start_order, build.stack.environment_origin.span,
                "Kubernetes starts everything at once: the order of start became the numbers of the files, readiness and retries")
        .help("apply the files in their order where the first start has to be calm");
    return;
  }
}

static void build_objects(Build& build) {
  build.waves.assign(build.stack.services.size(), 0);
  const auto waves = graph::waves(build.stack);
  for (unsigned wave = 0; wave < waves.size(); ++wave)
    for (ir::ServiceId id : waves[wave]) build.waves[id.index()] = wave;
  add_namespace(build);
  add_shared_claims(build);
  for (ir::ServiceId id : build.stack.services.ids()) {
    add_workload(build, id);
    add_services(build, id);
  }
  add_policies(build);
  note_order(build);
  std::map<std::string, const Object*> files;
  for (const Object& object : build.objects) {
    auto [at, fresh] = files.emplace(base::cat({object.kind, "/", object.name}), &object);
    if (!fresh)
      build.sink.report(rule::kubernetes_name_clash, build.stack.name.origin.span, base::cat({"two objects are called `", at->first, "`"}))
          .help("rename a service: `-headless`, `-published`, `-config` and `-undo` are endings that the emitter uses itself");
  }
}

}  // namespace k8s

void emit_kubernetes(const ir::Project& project, OutputSet& outputs, diag::Sink& sink) {
  const std::size_t errors = sink.errors();
  std::deque<k8s::Build> builds;  // a deque: a Build holds references and stays where it is
  for (const ir::Stack& stack : project.stacks) {
    if (!emits(stack, "kubernetes")) continue;
    k8s::Build& build = builds.emplace_back(k8s::Build{stack, sink, {}, {}, {}});
    if (!k8s::check_stack(build)) return;
    k8s::build_objects(build);
  }
  if (builds.empty() || sink.errors() != errors) return;  // two objects of one name would only clash once more as files
  const std::string root = placed(builds.front().stack, "deploy/k8s");
  k8s::put_base(builds.front(), root, outputs);
  for (const k8s::Build& build : builds) k8s::put_overlay(builds.front(), build, kubernetes_namespace(project, build.stack), root, outputs);
}

}  // namespace stackc::emit
