// One health of the stack -> three probes.
//   readiness  what the stack says: it may ask dependencies, for it only takes the pod out of the Service
//   liveness   never a dependency, for it kills: the declared live path, else whether the first port answers; without a port, the first
//   process startup    the liveness question, asked often and for as long as the start period and the retries allow
// Docker's numbers carry over: retries = failureThreshold. Two equal probes would say one thing twice, so readiness and liveness always
// differ.
#include <algorithm>

#include "base/text.h"
#include "diag/rules/target.h"
#include "emit/kubernetes/defaults.h"
#include "emit/kubernetes/model.h"
#include "emit/kubernetes/names.h"

namespace stackc::emit::k8s {
namespace {

namespace rule = diag::rule;

Yaml http_action(const ir::HttpProbe& probe) {
  return Yaml::map().set("httpGet", Yaml::map()
                                        .set("path", Yaml::string(probe.path))
                                        .set("port", Yaml::string(port_name(probe.port)))
                                        .set("scheme", Yaml::string("HTTP")));
}

Yaml tcp_action(const std::string& port) { return Yaml::map().set("tcpSocket", Yaml::map().set("port", Yaml::string(port_name(port)))); }

Yaml exec_action(const std::vector<std::string>& argv) { return Yaml::map().set("exec", Yaml::map().set("command", Yaml::strings(argv))); }

Yaml shell_action(std::string_view line) { return exec_action({"/bin/sh", "-c", std::string(line)}); }

Yaml ready_action(const ir::Health& health) {
  if (const auto* http = std::get_if<ir::HttpProbe>(&health.probe)) return http_action(*http);
  if (const auto* tcp = std::get_if<ir::TcpProbe>(&health.probe))
    return health.image_argv.empty() ? tcp_action(tcp->port) : exec_action(health.image_argv);
  const auto& exec = std::get<ir::ExecProbe>(health.probe);
  return exec.shell && !exec.argv.empty() ? shell_action(exec.argv[0]) : exec_action(exec.argv);
}

// A TCP port of the service, the first; none if it only has UDP ones.
const ir::Port* first_port(const ir::Service& service) {
  for (const ir::Port& port : service.ports)
    if (port.protocol != ir::Protocol::kUdp) return &port;
  return nullptr;
}

Yaml live_action(const ir::Service& service, const ir::Health& health, const Yaml& ready) {
  if (health.live) {
    Yaml live = http_action(*health.live);
    if (!equal(live, ready)) return live;
  }
  if (const ir::Port* port = first_port(service)) {
    Yaml live = tcp_action(port->name);
    if (!equal(live, ready)) return live;
  }
  return shell_action(kAliveCommand);
}

Yaml& timing(Yaml& probe, std::uint32_t period, std::uint32_t timeout, std::uint32_t failures) {
  probe.set("periodSeconds", Yaml::integer(std::max(period, 1u)));
  probe.set("timeoutSeconds", Yaml::integer(std::max(timeout, 1u)));
  probe.set("failureThreshold", Yaml::integer(failures == 0 ? 3 : failures));
  return probe;
}

}  // namespace

void add_probes(Build& build, ir::ServiceId id, Yaml& container) {
  const ir::Service& service = build.service(id);
  if (!service.health) {
    build.sink
        .report(rule::kubernetes_no_health, service.origin.span,
                base::cat({"`", service.name, "` has no `health:`, so Kubernetes cannot tell when it is ready"}))
        .help(build.stack.compose ? "write a `healthcheck:`; one that calls curl or wget becomes an HTTP probe"
                                  : "write `health: {http: /path}`, `health: {tcp: <port>}` or `health: {exec: [...]}`");
    if (const ir::Port* port = first_port(service)) {
      Yaml ready = tcp_action(port->name);
      container.set("readinessProbe", timing(ready, 10, 5, 3));
    }
    return;
  }
  const ir::Health& health = *service.health;
  Yaml ready = ready_action(health);
  Yaml live = live_action(service, health, ready);
  if (!service.ports.empty()) {
    const std::uint32_t period = std::max(health.start_every_seconds, 1u);
    const std::uint32_t window = health.start_seconds + std::max(health.retries, 1u) * health.every_seconds;
    Yaml startup = live;
    container.set("startupProbe", timing(startup, period, std::min(health.timeout_seconds, kLiveTimeout), (window + period - 1) / period));
  }
  container.set("readinessProbe", timing(ready, health.every_seconds, health.timeout_seconds, health.retries));
  container.set("livenessProbe", timing(live, kLivePeriod, kLiveTimeout, kLiveFailures));
}

}  // namespace stackc::emit::k8s
