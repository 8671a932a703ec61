// Replicas against fixed ports of the host.
#include "diag/rules/port.h"
#include "rules/compose/view.h"

namespace stackc::rules::compose {

namespace {

// Only Swarm reads these. There a published port belongs to the service as a whole, whichever host its replicas run on.
bool for_swarm(const Input& input) {
  bool out = false;
  each_service(input.project, [&](const Member& service) {
    const Value* deploy = map_of(*service.value, "deploy");
    if (deploy == nullptr) return;
    for (std::string_view key : {"placement", "update_config", "rollback_config", "mode", "endpoint_mode"}) out |= deploy->find(key) != nullptr;
  });
  return out;
}

const Value* replicas_of(const Value& service) {
  const Value* replicas = service.find("scale");
  if (replicas == nullptr) replicas = service.at({"deploy", "replicas"});
  return replicas != nullptr && replicas->kind == model::Kind::kInt && replicas->integer > 1 ? replicas : nullptr;
}

}  // namespace

void check_ports(const Input& input, diag::Sink& sink) {
  bool swarm = for_swarm(input);
  each_service(input.project, [&](const Member& service) {
    const Value* replicas = replicas_of(*service.value);
    const Value* ports = list_of(*service.value, "ports");
    if (replicas == nullptr || ports == nullptr) return;
    for (const Value* port : *ports->list) {
      const Value* published = port->find("published");
      if (published == nullptr) continue;
      std::string number = model::scalar_text(*published);
      if (number.empty() || number == "0" || number.find_first_of("-$") != std::string::npos) continue;  // a range has one for each
      if (swarm && port->string("mode") != "host") continue;
      diag::Builder report = sink.report(diag::rule::replicas_host_port, port->span,
                                         cat({"`", service.key, "` has ", std::to_string(replicas->integer), " replicas, but only one of them can have port ", number, " of the host"}));
      if (replicas->span.valid()) report.label(replicas->span, "the replicas");
      report.help("publish a proxy in front instead, or leave the port of the host away so that each gets a free one");
    }
  });
}

}  // namespace stackc::rules::compose
