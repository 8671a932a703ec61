#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/text.h"
#include "diag/rules/port.h"
#include "rules/addresses.h"
#include "rules/image_facts.h"
#include "rules/rules.h"
#include "rules/subject.h"

namespace stackc::rules {

using base::cat;

namespace {

const ir::Port* find_port(const ir::Service& service, std::string_view name) {
  auto it = std::find_if(service.ports.begin(), service.ports.end(), [&](const ir::Port& port) { return port.name == name; });
  return it == service.ports.end() ? nullptr : &*it;
}
bool is_udp(const ir::Port& port) { return port.protocol == ir::Protocol::kUdp; }
std::string_view transport(bool udp) { return udp ? "udp" : "tcp"; }

void check_container_ports(const ir::Service& service, diag::Sink& sink) {
  std::map<std::pair<std::uint16_t, bool>, const ir::Port*> seen;
  for (const ir::Port& port : service.ports) {
    auto [it, fresh] = seen.emplace(std::pair(port.number, is_udp(port)), &port);
    if (fresh) continue;
    diag::Builder report = sink.report(diag::rule::container_port_twice, user_span(port.origin, service),
                                       cat({"`", service.name, "` has port ", std::to_string(port.number), "/", transport(is_udp(port)),
                                            " twice: `", it->second->name, "` and `", port.name, "`"}));
    if (it->second->origin.span.valid()) report.label(it->second->origin.span, "the other one is here");
  }
}

bool is_database(const ir::Stack& stack, const ir::Service& service) {
  if (service.use.starts_with("data/")) return true;
  if (!stack.compose || !service.image.valid()) return false;
  const ImageFacts* facts = image_facts(image_name(stack.images[service.image].reference));
  return facts != nullptr && facts->database;
}

void check_published(const ir::Stack& stack, const ir::Service& service, const ir::Publish& publish, diag::Sink& sink) {
  source::Span span = user_span(publish.origin, service);
  if (find_port(service, publish.port) == nullptr) {
    std::vector<std::string_view> names;
    for (const ir::Port& port : service.ports) names.push_back(port.name);
    std::string_view near = base::nearest(publish.port, names);
    diag::Builder report =
        sink.report(diag::rule::publish_unknown_port, span, cat({"`", service.name, "` has no port `", publish.port, "`"}));
    if (!near.empty()) {
      report.help(cat({"did you mean `", near, "`?"}));
    } else if (!names.empty()) {
      std::string all;
      for (std::string_view name : names) all += cat({all.empty() ? "" : ", ", "`", name, "`"});
      report.help(cat({"its ports are ", all}));
    }
    return;
  }
  if (!emits_to_engine(stack)) return;
  if (service.replicas && service.replicas->value > 1 && publish.host_port != 0 &&
      !stack.compose)  // Swarm shares ports: rules/compose/ports.cpp
    sink.report(diag::rule::replicas_host_port, span,
                cat({"`", service.name, "` has ", std::to_string(service.replicas->value), " replicas, but only one of them can have port ",
                     std::to_string(publish.host_port), " of the host"}))
        .help("remove it with `publish: null` in this environment and put a proxy in front");
  std::string_view ip = bare_address(publish.host_ip);
  bool open = ip.empty() || ip == "0.0.0.0" || ip == "::";
  if (!open || publish.host_port == 0) return;
  if (stack.compose && !is_database(stack, service)) {
    sink.report(diag::rule::all_interfaces, span,
                cat({"port ", std::to_string(publish.host_port), " of `", service.name, "` is open on every address of the host"}))
        .help(cat({"write `127.0.0.1:", std::to_string(publish.host_port), "` in front where only this host needs it"}));
  } else if (stack.mode == ir::Mode::kProd && is_database(stack, service)) {
    sink.report(diag::rule::database_published, span,
                cat({"`", service.name, "` can be reached from outside at port ", std::to_string(publish.host_port),
                     stack.compose ? std::string() : cat({" in the environment `", stack.environment, "`"})}))
        .help(stack.compose
                  ? cat({"take it out of `ports`: services reach it by its name; or write `127.0.0.1:", std::to_string(publish.host_port),
                         "` in front"})
                  : cat({"write `publish: null`, or `publish: {", publish.port, ": \"127.0.0.1:", std::to_string(publish.host_port),
                         "\"}`"}));
  }
}

struct Listener {
  const ir::Service* service;
  const ir::Publish* publish;
};

void check_host_ports(const ir::Stack& stack, diag::Sink& sink) {
  std::map<std::pair<std::uint16_t, bool>, std::vector<Listener>> by_port;
  std::set<std::uint16_t> taken;
  for (const ir::Service& service : stack.services)
    for (const ir::Publish& publish : service.publish) taken.insert(publish.host_port);
  for (const ir::Service& service : stack.services) {
    for (const ir::Publish& publish : service.publish) {
      const ir::Port* port = find_port(service, publish.port);
      if (port == nullptr || publish.host_port == 0) continue;
      std::vector<Listener>& others = by_port[{publish.host_port, is_udp(*port)}];
      auto other = std::find_if(others.begin(), others.end(),
                                [&](const Listener& l) { return addresses_overlap(l.publish->host_ip, publish.host_ip); });
      if (other == others.end()) {
        others.push_back({&service, &publish});
        continue;
      }
      std::string who = other->service == &service ? cat({"`", service.name, "` publishes"})
                                                   : cat({"`", service.name, "` and `", other->service->name, "` both publish"});
      diag::Builder report = sink.report(diag::rule::host_port_collision, user_span(publish.origin, service),
                                         cat({who, " port ", std::to_string(publish.host_port), "/", transport(is_udp(*port)),
                                              " of the host", other->service == &service ? " twice" : ""}));
      if (other->publish->origin.span.valid())
        report.label(other->publish->origin.span, cat({"`", other->service->name, "` has it from here"}));
      std::uint32_t free = publish.host_port + 1u;
      while (free <= 65535 && taken.contains(static_cast<std::uint16_t>(free))) ++free;
      if (free <= 65535) report.help(cat({"port ", std::to_string(free), " is free in this stack"}));
    }
  }
}

// In production, where stackc decides who runs the service. Kubernetes has its own word on this (emit/kubernetes).
void check_privileged(const ir::Stack& stack, const ir::Service& service, diag::Sink& sink) {
  if (stack.mode != ir::Mode::kProd || !emits_to_engine(stack) || !service.uid || service.uid->value == 0) return;
  const auto& added = service.cap_add;
  if (std::find(added.begin(), added.end(), "NET_BIND_SERVICE") != added.end()) return;
  for (const ir::Port& port : service.ports)
    if (port.number < 1024)
      sink.report(
              diag::rule::privileged_port, user_span(port.origin, service),
              cat({"`", service.name, "` listens on port ", std::to_string(port.number), " as user ", std::to_string(service.uid->value)}))
          .help(cat({"let it listen on a port from 1024 on, such as ", std::to_string(port.number + 8000)}));
}

}  // namespace

void check_ports(const ir::Stack& stack, diag::Sink& sink, const source::SourceManager&) {
  for (const ir::Service& service : stack.services) {
    check_container_ports(service, sink);
    for (const ir::Publish& publish : service.publish) check_published(stack, service, publish, sink);
    check_privileged(stack, service, sink);
  }
  if (emits_to_engine(stack) && !stack.compose)
    check_host_ports(stack, sink);  // compose files have ranges and profiles: rules/compose/ports.cpp
}

}  // namespace stackc::rules
