#include <algorithm>

#include "base/text.h"
#include "diag/rules/graph.h"
#include "passes/pipeline.h"

namespace stackc::passes {

using base::cat;

static const ir::Port* first_tcp_port(const ir::Service& service) {
  for (const ir::Port& port : service.ports)
    if (port.protocol != ir::Protocol::kUdp) return &port;
  return nullptr;
}

static std::vector<std::string> ask_port(const std::vector<std::string>& tcp_argv, std::uint16_t number) {
  std::vector<std::string> out;
  out.reserve(tcp_argv.size());
  for (const std::string& word : tcp_argv) out.push_back(base::replace_all(word, "{port}", std::to_string(number)));
  return out;
}

static void add_health(ir::Service& service, Context& context) {
  const ir::Port* port = first_tcp_port(service);
  if (port == nullptr || service.tcp_argv.empty()) return;
  ir::Health health;
  health.probe = ir::TcpProbe{port->name};
  health.image_argv = ask_port(service.tcp_argv, port->number);
  health.every_seconds = 30;
  health.timeout_seconds = 5;
  health.origin = {service.origin.span, ir::By::kPass, "infer-health"};
  service.health = std::move(health);
  context.sink
      .report(diag::rule::health_inferred, service.origin.span,
              cat({"`", service.name, "` has no `health:`; it counts as healthy when its port ", std::to_string(port->number), " answers"}))
      .help(cat({"write `health: {http: /path}` or `health: {exec: [...]}` to ask the service itself"}));
}

// A declared HTTP or TCP health that the image cannot ask as it is: that the port answers is the next best thing the container engine can
// know.
static void lend_tcp(ir::Service& service) {
  ir::Health& health = *service.health;
  if (ir::image_can_ask(health) || service.tcp_argv.empty()) return;
  const auto* http = std::get_if<ir::HttpProbe>(&health.probe);
  const auto* tcp = std::get_if<ir::TcpProbe>(&health.probe);
  if (http == nullptr && tcp == nullptr) return;
  const std::string& name = http != nullptr ? http->port : tcp->port;
  auto port = std::find_if(service.ports.begin(), service.ports.end(), [&](const ir::Port& p) { return p.name == name; });
  if (port != service.ports.end()) health.image_argv = ask_port(service.tcp_argv, port->number);
}

void infer_health(ir::Stack& stack, Context& context) {
  for (ir::Service& service : stack.services) {
    if (service.kind == ir::ServiceKind::kTask) continue;
    if (service.health) {
      lend_tcp(service);
    } else {
      add_health(service, context);
    }
  }
}

}  // namespace stackc::passes
