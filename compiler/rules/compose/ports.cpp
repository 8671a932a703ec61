// Ports of the host: who collides with whom, and replicas that want one and the same.
#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "diag/rules/port.h"
#include "rules/addresses.h"
#include "rules/compose/view.h"

namespace stackc::rules::compose {

namespace {

// Only Swarm reads these. There a published port belongs to the service as a whole, whichever host its replicas run on.
bool for_swarm(const Input& input) {
  bool out = false;
  each_service(input.project, [&](const Member& service) {
    const Value* deploy = map_of(*service.value, "deploy");
    if (deploy == nullptr) return;
    for (std::string_view key : {"placement", "update_config", "rollback_config", "mode", "endpoint_mode"})
      out |= deploy->find(key) != nullptr;
  });
  return out;
}

const Value* replicas_of(const Value& service) {
  const Value* replicas = service.find("scale");
  if (replicas == nullptr) replicas = service.at({"deploy", "replicas"});
  return replicas != nullptr && replicas->kind == model::Kind::kInt && replicas->integer > 1 ? replicas : nullptr;
}

struct Listener {
  const Member* service;
  const Value* port;
  std::string_view ip;
  const Value* profiles;
};
using Listeners = std::unordered_map<std::string, std::vector<Listener>>;  // "8080/tcp"
constexpr std::size_t kMost = 64;                                          // on one port, each on another address or in another profile

// Profiles that have nothing in common are alternatives: nobody needs to turn on both.
bool together(const Value* a, const Value* b) {
  if (a == nullptr || b == nullptr || a->list->empty() || b->list->empty()) return true;
  return std::any_of(a->list->begin(), a->list->end(), [&](const Value* profile) {
    return std::any_of(b->list->begin(), b->list->end(), [&](const Value* other) { return profile->text == other->text; });
  });
}

source::Span published_place(const Value& port, const Value& published) {
  return published.how == model::How::kWritten && published.span.valid() ? published.span : port.span;
}

void report_collision(const Listener& one, const Listener& other, std::string_view what, source::Span span, std::uint64_t free,
                      diag::Sink& sink) {
  bool same = one.service == other.service;
  diag::Builder report =
      sink.report(diag::rule::host_port_collision, span,
                  same ? cat({"`", one.service->key, "` publishes port ", what, " of the host twice"})
                       : cat({"`", one.service->key, "` and `", other.service->key, "` both publish port ", what, " of the host"}));
  if (other.port->span.valid()) report.label(other.port->span, cat({"`", other.service->key, "` has it from here"}));
  if (free <= 65535) report.help(cat({"port ", std::to_string(free), " is free in this project"}));
}

// What is published as one number; a range for one target gets the first number that is free.
std::optional<std::uint64_t> fixed_port(const Value& port) {
  const Value* published = port.find("published");
  if (published == nullptr || !published->is_scalar()) return std::nullopt;
  std::optional<std::uint64_t> number = base::parse_uint(model::scalar_text(*published));
  return number && *number > 0 && *number <= 65535 ? number : std::nullopt;
}

template <class F>
void each_fixed_port(const Input& input, F f) {
  each_service(input.project, [&](const Member& service) {
    const Value* ports = list_of(*service.value, "ports");
    if (ports == nullptr) return;
    for (const Value* port : *ports->list)
      if (std::optional<std::uint64_t> number = fixed_port(*port)) f(service, *port, *number);
  });
}

void check_collisions(const Input& input, diag::Sink& sink) {
  std::unordered_set<std::uint64_t> taken;
  each_fixed_port(input, [&](const Member&, const Value&, std::uint64_t number) { taken.insert(number); });
  Listeners listeners;
  each_fixed_port(input, [&](const Member& service, const Value& port, std::uint64_t number) {
    Listener one{&service, &port, port.string("host_ip"), list_of(*service.value, "profiles")};
    if (one.ip.find("${") != std::string_view::npos) return;
    std::string_view protocol = port.string("protocol");
    std::string what = cat({std::to_string(number), "/", protocol.empty() ? "tcp" : protocol});
    std::vector<Listener>& others = listeners[what];
    auto other = std::find_if(others.begin(), others.end(),
                              [&](const Listener& o) { return addresses_overlap(o.ip, one.ip) && together(o.profiles, one.profiles); });
    if (other == others.end()) {
      if (others.size() < kMost) others.push_back(one);
      return;
    }
    std::uint64_t free = number + 1;
    while (taken.contains(free)) ++free;
    report_collision(one, *other, what, published_place(port, *port.find("published")), free, sink);
    taken.insert(free);
  });
}

}  // namespace

void check_ports(const Input& input, diag::Sink& sink) {
  check_collisions(input, sink);
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
                                         cat({"`", service.key, "` has ", std::to_string(replicas->integer),
                                              " replicas, but only one of them can have port ", number, " of the host"}));
      if (replicas->span.valid()) report.label(replicas->span, "the replicas");
      report.help("publish a proxy in front instead, or leave the port of the host away so that each gets a free one");
    }
  });
}

}  // namespace stackc::rules::compose
