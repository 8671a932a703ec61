// Services, and the network policies that the edges of the graph give.
// Everything is denied in both directions first; then each workload may do what the graph says, ask the cluster's DNS,
// and, if it runs code of this stack, reach public addresses (its outside services cannot be seen here). Databases and the like reach
// nothing outside.
#include <map>

#include "base/text.h"
#include "diag/rules/translation.h"
#include "emit/kubernetes/model.h"
#include "emit/kubernetes/names.h"
#include "graph/graph.h"

namespace stackc::emit::k8s {
namespace {

namespace rule = diag::rule;

const char* transport(const ir::Port& port) { return port.protocol == ir::Protocol::kUdp ? "UDP" : "TCP"; }

Yaml service_port(const ir::Port& port, std::uint16_t number) {
  Yaml out = Yaml::map();
  out.set("name", Yaml::string(port_name(port.name)));
  out.set("port", Yaml::integer(number));
  out.set("targetPort", Yaml::string(port_name(port.name)));
  out.set("protocol", Yaml::string(transport(port)));
  if (port.protocol == ir::Protocol::kHttp) out.set("appProtocol", Yaml::string("http"));
  if (port.protocol == ir::Protocol::kGrpc) out.set("appProtocol", Yaml::string("kubernetes.io/h2c"));
  return out;
}

Yaml all_ports(const ir::Service& service) {
  Yaml out = Yaml::seq();
  for (const ir::Port& port : service.ports) out.push(service_port(port, port.number));
  return out;
}

const ir::Port* find_port(const ir::Service& service, const std::string& name) {
  for (const ir::Port& port : service.ports)
    if (port.name == name) return &port;
  return nullptr;
}

bool is_loopback(const std::string& ip) { return ip.rfind("127.", 0) == 0 || ip == "::1" || ip == "[::1]" || ip == "localhost"; }

void add_service_object(Build& build, ir::ServiceId id, const std::string& name, Yaml spec) {
  const ir::Service& service = build.service(id);
  add_object(build, "v1", "Service", build.rank(id), metadata(build, name, &service), Yaml::map().set("spec", std::move(spec)));
}

// Ports that the world may reach: published, and not to this machine alone.
std::vector<std::pair<const ir::Port*, const ir::Publish*>> public_ports(Build& build, const ir::Service& service, bool report) {
  std::vector<std::pair<const ir::Port*, const ir::Publish*>> out;
  for (const ir::Publish& publish : service.publish) {
    const ir::Port* port = find_port(service, publish.port);
    if (port == nullptr) continue;
    if (!is_loopback(publish.host_ip)) {
      out.emplace_back(port, &publish);
    } else if (report) {
      const std::string host = std::to_string(publish.host_port), inside = std::to_string(port->number);
      build.sink
          .report(rule::kubernetes_publish, publish.origin.span,
                  base::cat({"`", publish.host_ip, ":", host, "` has no counterpart in a cluster: `", service.name, "` stays inside"}))
          .help(
              base::cat({"reach it by `kubectl -n ", build.space(), " port-forward service/", service.name, " ", host, ":", inside, "`"}));
    }
  }
  return out;
}

Yaml peer(const Build& build, const ir::Service& service) {
  return Yaml::map().set("podSelector", Yaml::map().set("matchLabels", identity(build, service)));
}

Yaml policy_port(const char* protocol, std::uint16_t number) {
  return Yaml::map().set("protocol", Yaml::string(protocol)).set("port", Yaml::integer(number));
}

// Ports of a server that connections to it use; all of them where one does not say.
Yaml policy_ports(const ir::Service& server, const std::set<std::string>& names) {
  Yaml out = Yaml::seq();
  std::set<std::pair<std::string, std::uint16_t>> done;
  for (const ir::Port& port : server.ports)
    if ((names.count("") != 0 || names.count(port.name) != 0) && done.insert({transport(port), port.number}).second)
      out.push(policy_port(transport(port), port.number));
  return out;
}

Yaml dns_rule() {
  Yaml name = Yaml::map().set("kubernetes.io/metadata.name", Yaml::string("kube-system"));
  Yaml app = Yaml::map().set("k8s-app", Yaml::string("kube-dns"));
  Yaml to = Yaml::map();
  to.set("namespaceSelector", Yaml::map().set("matchLabels", std::move(name)));
  to.set("podSelector", Yaml::map().set("matchLabels", std::move(app)));
  return Yaml::map().set("to", Yaml::seq({std::move(to)})).set("ports", Yaml::seq({policy_port("UDP", 53), policy_port("TCP", 53)}));
}

// Public addresses: everything but private, shared, loopback and link-local ranges (RFC 6890).
Yaml outside_rule() {
  Yaml four = Yaml::map().set("cidr", Yaml::string("0.0.0.0/0"));
  four.set("except", Yaml::strings({"10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"}));
  Yaml six = Yaml::map().set("cidr", Yaml::string("::/0")).set("except", Yaml::strings({"fc00::/7", "fe80::/10"}));
  return Yaml::map().set("to", Yaml::seq({Yaml::map().set("ipBlock", std::move(four)), Yaml::map().set("ipBlock", std::move(six))}));
}

// client -> server -> port names
using Peers = std::map<ir::ServiceId, std::set<std::string>>;
struct Neighbours {
  std::vector<Peers> clients, servers;
};
Neighbours neighbours(const ir::Stack& stack) {
  Neighbours out;
  out.clients.resize(stack.services.size());
  out.servers.resize(stack.services.size());
  for (const graph::Connection& connection : graph::connections(stack)) {
    if (stack.services[connection.server].kind == ir::ServiceKind::kTask) continue;  // nobody talks to a task
    out.clients[connection.server.index()][connection.client].insert(connection.port);
    out.servers[connection.client.index()][connection.server].insert(connection.port);
  }
  return out;
}

Yaml ingress_rules(Build& build, ir::ServiceId id, const Peers& clients) {
  const ir::Service& service = build.service(id);
  Yaml out = Yaml::seq();
  for (const auto& [client, ports] : clients) {
    Yaml list = policy_ports(service, ports);
    if (list.is_empty()) continue;
    out.push(Yaml::map().set("from", Yaml::seq({peer(build, build.service(client))})).set("ports", std::move(list)));
  }
  Yaml open = Yaml::seq();
  for (const auto& [port, publish] : public_ports(build, service, false)) open.push(policy_port(transport(*port), port->number));
  if (!open.is_empty()) out.push(Yaml::map().set("ports", std::move(open)));  // from anywhere
  return out;
}

void add_policy(Build& build, ir::ServiceId id, const Peers& clients, const Peers& servers) {
  const ir::Service& service = build.service(id);
  Yaml egress = Yaml::seq();
  for (const auto& [server, ports] : servers) {
    Yaml list = policy_ports(build.service(server), ports);
    if (list.is_empty()) continue;
    egress.push(Yaml::map().set("to", Yaml::seq({peer(build, build.service(server))})).set("ports", std::move(list)));
  }
  const bool own_code = build.stack.images[service.image].built;
  if (!egress.is_empty() || own_code) egress.push(dns_rule());
  if (own_code) egress.push(outside_rule());
  Yaml ingress = ingress_rules(build, id, clients);
  Yaml spec = Yaml::map();
  spec.set("podSelector", Yaml::map().set("matchLabels", identity(build, service)));
  spec.set("policyTypes", Yaml::strings({"Ingress", "Egress"}));
  spec.set_if(!ingress.is_empty(), "ingress", ingress);
  spec.set_if(!egress.is_empty(), "egress", egress);
  add_object(build, "networking.k8s.io/v1", "NetworkPolicy", build.rank(id), metadata(build, service.name, &service),
             Yaml::map().set("spec", std::move(spec)));
}

}  // namespace

void add_services(Build& build, ir::ServiceId id) {
  const ir::Service& service = build.service(id);
  if (service.kind == ir::ServiceKind::kTask) return;
  Yaml ports = all_ports(service);
  if (ports.is_empty() && build.stack.compose)
    build.sink
        .report(rule::translated_no_port, service.origin.span,
                base::cat({"no port of `", service.name, "` is known, so nothing in the cluster can reach it"}))
        .help("write `expose:` with the ports that it listens on; a service that only works on its own needs none");
  Yaml selector = identity(build, service);
  if (build.workload(id) == WorkloadKind::kStatefulSet) {
    Yaml spec = Yaml::map();
    spec.set("clusterIP", Yaml::string("None"));
    spec.set("publishNotReadyAddresses", Yaml::boolean(true));
    spec.set("selector", selector);
    spec.set_if(!ports.is_empty(), "ports", ports);
    add_service_object(build, id, service.name + "-headless", std::move(spec));
  }
  if (!ports.is_empty()) {
    Yaml spec = Yaml::map().set("type", Yaml::string("ClusterIP")).set("selector", selector).set("ports", ports);
    add_service_object(build, id, service.name, std::move(spec));
  }
  Yaml open = Yaml::seq();
  for (const auto& [port, publish] : public_ports(build, service, true)) open.push(service_port(*port, publish->host_port));
  if (open.is_empty()) return;
  Yaml spec = Yaml::map().set("type", Yaml::string("LoadBalancer")).set("selector", selector).set("ports", std::move(open));
  add_service_object(build, id, service.name + "-published", std::move(spec));
}

// Networks of compose files: whoever is on one may talk to all others on it, and to the world unless it is internal. One policy for each
// network, whatever the number of services.
static void add_network_policy(Build& build, const std::string& name, bool internal) {
  Yaml label = Yaml::map().set(base::cat({"network.stackc/", dns_name(name)}), Yaml::quoted("true"));
  Yaml selector = Yaml::map().set("matchLabels", std::move(label));
  Yaml ingress = Yaml::seq({Yaml::map().set("from", Yaml::seq({Yaml::map().set("podSelector", selector)}))});
  Yaml egress = Yaml::seq({Yaml::map().set("to", Yaml::seq({Yaml::map().set("podSelector", selector)})), dns_rule()});
  if (!internal) egress.push(outside_rule());
  Yaml spec = Yaml::map().set("podSelector", selector).set("policyTypes", Yaml::strings({"Ingress", "Egress"}));
  spec.set("ingress", std::move(ingress)).set("egress", std::move(egress));
  add_object(build, "networking.k8s.io/v1", "NetworkPolicy", 2, metadata(build, base::cat({"network-", dns_name(name)}), nullptr),
             Yaml::map().set("spec", std::move(spec)));
}

static void add_network_policies(Build& build) {
  std::map<std::string, bool> used;  // -> internal
  for (const ir::Service& service : build.stack.services)
    for (const std::string& name : network_names(service)) used.emplace(name, false);
  for (const ir::Network& network : build.stack.networks)
    if (const auto at = used.find(network.name); at != used.end()) at->second = network.internal;
  for (const auto& [name, internal] : used) add_network_policy(build, name, internal);
  for (ir::ServiceId id : build.stack.services.ids()) {
    const ir::Service& service = build.service(id);
    Yaml open = Yaml::seq();
    for (const auto& [port, publish] : public_ports(build, service, false)) open.push(policy_port(transport(*port), port->number));
    if (open.is_empty()) continue;
    Yaml spec = Yaml::map().set("podSelector", Yaml::map().set("matchLabels", identity(build, service)));
    spec.set("policyTypes", Yaml::strings({"Ingress"})).set("ingress", Yaml::seq({Yaml::map().set("ports", std::move(open))}));
    add_object(build, "networking.k8s.io/v1", "NetworkPolicy", build.rank(id), metadata(build, service.name, &service),
               Yaml::map().set("spec", std::move(spec)));
  }
}

void add_policies(Build& build) {
  Yaml spec = Yaml::map().set("podSelector", Yaml::map()).set("policyTypes", Yaml::strings({"Ingress", "Egress"}));
  add_object(build, "networking.k8s.io/v1", "NetworkPolicy", 1, metadata(build, "default-deny", nullptr),
             Yaml::map().set("spec", std::move(spec)));
  if (build.stack.compose) return add_network_policies(build);
  const Neighbours all = neighbours(build.stack);
  for (ir::ServiceId id : build.stack.services.ids()) add_policy(build, id, all.clients[id.index()], all.servers[id.index()]);
}

}  // namespace stackc::emit::k8s
