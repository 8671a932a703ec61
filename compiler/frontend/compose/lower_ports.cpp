// Ports, and who talks to whom. A compose file lists only the ports that are published; inside, containers see each other whole. The others
// follow from what is known of the image and from addresses in variables and commands (`http://api:8000`, `db:5432`).
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "frontend/compose/lower_context.h"
#include "syntax/forms/forms.h"

namespace stackc::compose {

using base::cat;

static constexpr std::uint16_t kHttpPorts[] = {80, 3000, 4000, 4200, 5000, 5173, 8000, 8080, 8081, 8888, 9000};

static std::string port_name(const ir::Service& service, const ImageFacts* facts, std::uint16_t number, bool udp) {
  const auto free = [&](std::string_view name) {
    return std::none_of(service.ports.begin(), service.ports.end(), [&](const ir::Port& port) { return port.name == name; });
  };
  if (facts != nullptr && facts->port == number && !udp && free(facts->port_name)) return std::string(facts->port_name);
  const bool http = std::find(std::begin(kHttpPorts), std::end(kHttpPorts), number) != std::end(kHttpPorts);
  if (http && !udp && facts == nullptr && free("http")) return "http";
  return cat({udp ? "udp-" : "tcp-", std::to_string(number)});
}

ir::Port& Lowering::port(ir::Service& service, std::uint16_t number, bool udp, const ir::Origin& origin) {
  for (ir::Port& port : service.ports)
    if (port.number == number && (port.protocol == ir::Protocol::kUdp) == udp) return port;
  const ImageFacts* facts = stack_.images[service.image].built ? nullptr : image_facts(stack_.images[service.image].reference);
  ir::Port port;
  port.name = port_name(service, facts, number, udp);
  port.number = number;
  port.origin = origin;
  port.protocol = udp ? ir::Protocol::kUdp : ir::Protocol::kTcp;
  if (port.name == "http") port.protocol = ir::Protocol::kHttp;
  service.ports.push_back(std::move(port));
  return service.ports.back();
}

// "8080-8090" begins with 8080.
static std::optional<std::uint16_t> first_number(std::string_view text) {
  const auto number = base::parse_uint(text.substr(0, text.find_first_of("-/")));
  if (!number || *number == 0 || *number > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(*number);
}

void Lowering::set_ports(ir::Service& service, const model::Value& value) {
  std::vector<std::pair<std::uint16_t, bool>> published;
  const auto add = [&](const forms::Port& from, std::string_view name, std::string_view protocol, source::Span span) {
    const bool udp = from.protocol == "udp";
    if (from.target == 0) return;
    ir::Port& port = this->port(service, from.target, udp, user(span));
    const bool free = std::none_of(service.ports.begin(), service.ports.end(), [&](const ir::Port& other) { return other.name == name; });
    if (!name.empty() && free) port.name = std::string(name);
    if (protocol == "http") port.protocol = ir::Protocol::kHttp;
    if (protocol == "grpc") port.protocol = ir::Protocol::kGrpc;
    if (const auto host = first_number(from.published)) service.publish.push_back({port.name, from.host_ip, *host, user(span)});
  };
  for (const model::Value* item : items(value.find("ports"))) {
    if (item->is_map()) {
      forms::Port port;
      port.host_ip = scalar(item, "host_ip");
      port.published = scalar(item, "published");
      port.protocol = scalar(item, "protocol");
      port.target = first_number(scalar(item, "target")).value_or(0);
      add(port, scalar(item, "name"), scalar(item, "app_protocol"), item->span);
    } else if (const auto parsed = forms::parse_ports(scalar(item))) {
      for (const forms::Port& port : *parsed.value) add(port, "", "", item->span);
    }
  }
  for (const model::Value* item : items(value.find("expose"))) {
    const std::string words = scalar(item);
    if (const auto number = first_number(words)) port(service, *number, words.ends_with("/udp"), user(item->span));
  }
  const ImageFacts* facts = stack_.images[service.image].built ? nullptr : image_facts(stack_.images[service.image].reference);
  if (facts != nullptr && facts->port != 0 && service.kind == ir::ServiceKind::kService)
    port(service, facts->port, false, {service.origin.span, ir::By::kDefault, "the image listens on it"});
}

static bool is_name_char(char c) { return base::is_alnum(c) || c == '-' || c == '_' || c == '.'; }

void Lowering::find_references(ir::ServiceId from, std::string_view text, const std::string& where, const ir::Origin& origin, bool whole) {
  for (std::size_t begin = 0; begin < text.size();) {
    if (!is_name_char(text[begin])) {
      ++begin;
      continue;
    }
    std::size_t end = begin;
    while (end < text.size() && is_name_char(text[end])) ++end;
    const std::string token(text.substr(begin, end - begin));
    const auto known = token.size() > 128 ? host_names_.end() : host_names_.find(token);
    std::size_t digits = end;
    if (end < text.size() && text[end] == ':') {
      ++digits;
      while (digits < text.size() && base::is_digit(text[digits])) ++digits;
    }
    const bool has_port = digits > end + 1;
    const bool address = (begin > 0 && text[begin - 1] == '@') || (begin > 1 && text[begin - 1] == '/' && text[begin - 2] == '/') ||
                         has_port || (whole && begin == 0 && end == text.size());
    if (known != host_names_.end() && address && known->second != from) {
      ir::Service& to = stack_.services[known->second];
      ir::Reference reference{known->second, ir::ReferenceKind::kNetwork, where, "", "", origin};
      const auto number = has_port ? first_number(text.substr(end + 1, digits - end - 1)) : std::nullopt;
      if (to.kind == ir::ServiceKind::kService) {
        if (number) reference.port = port(to, *number, false, {origin.span, ir::By::kDefault, "somebody connects to it"}).name;
        stack_.services[from].references.push_back(std::move(reference));
      }
    }
    begin = end;
  }
}

// A name alone is an address only where the variable says so: DB_HOST=db, but not DB_NAME=db.
static bool holds_address(std::string_view variable) {
  const std::string upper = base::to_upper(variable);
  for (const std::string_view word : {"HOST", "SERVER", "ADDR", "ENDPOINT", "BROKER", "UPSTREAM", "URL"})
    if (upper.find(word) != std::string::npos) return true;
  return false;
}

void Lowering::find_references() {
  for (ir::ServiceId id : stack_.services.ids()) {
    ir::Service& service = stack_.services[id];
    const auto look = [&](const ir::Text& text, const std::string& where, const ir::Origin& origin, bool whole) {
      for (const ir::TextPart& part : text.parts())
        if (const auto* literal = std::get_if<std::string>(&part))
          find_references(id, *literal, where, origin, whole && text.parts().size() == 1);
    };
    for (const ir::EnvVar& variable : service.env)
      look(variable.value, cat({"environment ", variable.name}), variable.origin, holds_address(variable.name));
    for (const auto& [words, what] : {std::pair{&service.command, "command"}, std::pair{&service.entrypoint, "entrypoint"}})
      for (const ir::Text& word : *words) look(word, what, service.origin, false);
  }
}

}  // namespace stackc::compose
