// What may be referred to: `${db.url}`, `${api.public_url}`, `${self.port.http}`. Every service has host, name, image, port.<name>; one
// with an http port also url, public_url and public_host; one with metrics: metrics, metrics_port, metrics_path; templates add their own.
// Each use of another service's output is recorded as an ir::Reference.
#include <algorithm>

#include "base/text.h"
#include "diag/rules/stack.h"
#include "frontend/stack/environment.h"

namespace stackc::frontend {
namespace {

using base::cat;
namespace rule = diag::rule;

Value text_value(std::string text, bool quoted) {
  Value value;
  value.kind = Value::Kind::kText;
  value.text = ir::Text(std::move(text));
  value.quoted = quoted;
  return value;
}

std::string scalar_text(const Node* node) { return node != nullptr && node->is_scalar() ? node->text : std::string(); }

}  // namespace

const Node* Environment::find_port(std::size_t service, std::string_view name) const {
  const Node* ports = services_[service].model.find("ports");
  const Node* port = ports == nullptr ? nullptr : ports->find(name);
  const Node* number = port == nullptr ? nullptr : port->find("number");
  return number == nullptr || number->is_null() ? nullptr : number;
}

// The port that users and probes mean when they say http: the one of this name, else the first that speaks it. A port without a number, an
// error of its own, is none.
std::string Environment::http_port(std::size_t service) const {
  const Node* ports = services_[service].model.find("ports");
  if (ports == nullptr) return {};
  if (find_port(service, "http") != nullptr) return "http";
  for (const Member& port : ports->members)
    if (scalar_text(port.value.find("protocol")) == "http" && find_port(service, port.key) != nullptr) return port.key;
  return {};
}

std::pair<std::string, std::string> Environment::metrics_of(std::size_t service) {
  const Node* metrics = services_[service].model.find("metrics");
  if (metrics == nullptr) return {};
  const Node* path = metrics->find("path");
  std::string port = scalar_text(metrics->find("port"));
  if (port.empty()) port = find_port(service, "metrics") != nullptr ? "metrics" : http_port(service);
  const std::optional<std::string> text =
      path == nullptr ? std::optional<std::string>("/metrics") : plain_of(*path, {.service = service, .record = false});
  return {port, text.value_or("/metrics")};
}

std::vector<std::string> Environment::output_names(std::size_t service) const {
  std::vector<std::string> names{"host", "name", "image"};
  const ServiceModel& model = services_[service];
  if (const Node* ports = model.model.find("ports"))
    for (const Member& port : ports->members)
      if (find_port(service, port.key) != nullptr) names.push_back(cat({"port.", port.key}));
  if (!http_port(service).empty())
    for (const char* name : {"url", "public_url", "public_host"}) names.emplace_back(name);
  if (model.model.find("metrics") != nullptr)
    for (const char* name : {"metrics", "metrics_port", "metrics_path"}) names.emplace_back(name);
  for (const Member& member : model.outputs.members)
    if (std::find(names.begin(), names.end(), member.key) == names.end()) names.push_back(member.key);
  return names;
}

void Environment::record(const Use& use, std::size_t to, ir::ReferenceKind kind, std::string output, std::string port,
                         const ir::Origin& origin) {
  if (!use.record || use.service == kNoService || use.service == to) return;
  ir::Reference reference{ir::ServiceId(to), kind, use.where, std::move(output), std::move(port), origin};
  std::vector<ir::Reference>& all = service_ir(use.service).references;
  const bool known = std::any_of(all.begin(), all.end(), [&](const ir::Reference& other) {
    return other.to == reference.to && other.kind == reference.kind && other.where == reference.where && other.output == reference.output &&
           other.port == reference.port && other.origin.span == reference.origin.span;
  });
  if (!known) all.push_back(std::move(reference));
}

Value Environment::output(std::size_t service, const scalar::Reference& reference, std::size_t at, const Node& node, const Use& use) {
  ServiceModel& model = services_[service];
  const source::Span span = at < reference.path.size() ? span_of(node, reference.path[at].range) : span_of(node, reference.range);
  if (at >= reference.path.size()) {
    sink_.report(rule::unknown_output, span, cat({"`", reference.path_text(), "` names a service, and one of its outputs is wanted"}));
    return {};
  }
  const std::string name = reference.path[at].name;
  if (!model.usable) return {};  // its own errors were reported
  bool known = false;
  bool own_words = reference.path[0].name == "self";
  std::string port;
  std::string output_name = name;
  ir::ReferenceKind kind = ir::ReferenceKind::kStart;
  Value value;
  if (own_words) value = self_word(service, name, use, known);
  const Node* declared = known || (own_words && name == "name") ? nullptr : model.outputs.find(name);
  if (declared != nullptr && at + 1 == reference.path.size()) {
    known = true;
    const std::pair<std::size_t, std::string> step{service, name};
    if (std::find(resolving_.begin(), resolving_.end(), step) != resolving_.end()) {
      sink_.report(rule::reference_loop, span, cat({"output `", model.name, ".", name, "` is made from itself"}));
      return {};
    }
    resolving_.push_back(step);
    if (const Node* text = declared->find("value")) value = evaluate(*text, {.service = service, .where = {}, .record = false});
    resolving_.pop_back();
    port = scalar_text(declared->find("port"));
    if (scalar_text(declared->find("soft")) == "true") kind = ir::ReferenceKind::kSoft;
    if (scalar_text(declared->find("address")) == "true") kind = ir::ReferenceKind::kAddress;
  } else if (!known) {
    value = builtin_output(service, reference, at, node, use, known, port);
    if (known && name == "port" && at + 1 < reference.path.size()) output_name = cat({"port.", reference.path[at + 1].name});
  }
  if (!known) {
    const std::vector<std::string> names = output_names(service);
    const std::vector<std::string_view> views(names.begin(), names.end());
    sink_.report(rule::unknown_output, span, cat({"`", model.name, "` has no output `", name, "`"}))
        .help(suggestion(name, views, "outputs"))
        .label(model.span, cat({"`", model.name, "` is declared here"}));
    return {};
  }
  if (name == "image") kind = ir::ReferenceKind::kImage;
  if (declared == nullptr && (name == "public_url" || name == "public_host")) kind = ir::ReferenceKind::kAddress;
  if (use.edge == "network" || use.edge == "none") kind = ir::ReferenceKind::kNetwork;
  if (use.edge == "soft" && kind == ir::ReferenceKind::kStart) kind = ir::ReferenceKind::kSoft;
  if (use.edge == "image") kind = ir::ReferenceKind::kImage;
  const bool silent =
      use.edge == "none" || (declared == nullptr && (name == "name" || name == "metrics_path" || name == "uid" || name == "gid"));
  if (!silent)
    record(use, service, kind, output_name, port, use.site ? *use.site : ir::Origin{span_of(node, reference.range), node.by, {}});
  return value;
}

// `${self.command}` and the like: what only a template asks about its own service.
Value Environment::self_word(std::size_t service, std::string_view word, const Use& use, bool& known) {
  const ServiceModel& model = services_[service];
  Value value;
  known = true;
  if (word == "name") return text_value(model.name, true);
  if (word == "command" || word == "dev_command") {
    const Node* command = use.in_image ? &model.template_command : model.model.find("command");
    if (word == "dev_command" && !model.dev_command.is_null()) command = &model.dev_command;
    value.kind = command == nullptr || command->is_null() ? Value::Kind::kUnset : Value::Kind::kTree;
    if (command != nullptr) value.tree = *command;
    return value;
  }
  known = false;
  return value;
}

Value Environment::builtin_output(std::size_t service, const scalar::Reference& reference, std::size_t at, const Node& node, const Use& use,
                                  bool& known, std::string& port) {
  const ServiceModel& model = services_[service];
  const std::string& name = reference.path[at].name;
  const std::string http = http_port(service);
  const Use quiet{.service = service, .where = {}, .record = false};
  known = true;
  if (name == "port") {
    const Node* number = at + 1 < reference.path.size() ? find_port(service, reference.path[at + 1].name) : nullptr;
    if (number == nullptr) {
      known = false;
      return {};
    }
    port = reference.path[at + 1].name;
    Value value = evaluate(*number, quiet);
    value.quoted = false;
    return value;
  }
  if (at + 1 < reference.path.size()) {
    sink_.report(rule::unknown_output, span_of(node, reference.path[at + 1].range),
                 cat({"`", model.name, ".", name, "` is a single text"}));
    return {};
  }
  if (name == "host" || name == "name") return text_value(model.name, true);
  if (name == "image") return text_value(image_reference(service), true);
  if (name == "uid" || name == "gid") {
    const auto [uid, gid] = run_as(service);
    return text_value(std::to_string(name == "uid" ? uid : gid), false);
  }
  if (name == "url" && !http.empty()) {
    port = http;
    const std::optional<std::string> number = plain_of(*find_port(service, http), quiet);
    return text_value(cat({"http://", model.name, ":", number.value_or("")}), true);
  }
  if (name == "public_host" || name == "public_url") {
    const std::optional<std::string> url = public_url(service);
    if (!url) {
      sink_
          .report(rule::no_public_url, span_of(node, reference.range),
                  cat({"`", model.name, "` has no address for users in environment `", info_.name, "`"}))
          .label(model.span, "it publishes no http port, and no proxy routes to it")
          .help(http.empty() ? cat({"`", model.name, "` has no http port"})
                             : cat({"write `publish: {", http, ": 8080}` in it, or a route of a proxy"}));
      return {};
    }
    if (name == "public_url") return text_value(*url, true);
    std::string_view host = std::string_view(*url).substr(7);
    return text_value(std::string(host.substr(0, host.find_first_of(":/"))), true);
  }
  if (name.starts_with("metrics") && model.model.find("metrics") != nullptr) {
    const auto [metrics_port, path] = metrics_of(service);
    port = metrics_port;
    const Node* number = find_port(service, metrics_port);
    const std::string digits = number == nullptr ? std::string() : plain_of(*number, quiet).value_or("");
    if (name == "metrics") return text_value(cat({model.name, ":", digits}), true);
    if (name == "metrics_port") return text_value(digits, false);
    if (name == "metrics_path") return text_value(path, true);
  }
  static_cast<void>(use);
  known = false;
  return {};
}

// Under which address users reach it: its own published http port, else the proxy that routes to it.
std::optional<std::string> Environment::public_url(std::size_t service, int depth) {
  if (depth > 4) return std::nullopt;
  const ServiceModel& model = services_[service];
  std::string host = "localhost";
  if (const auto found = params_.find("public_host"); found != params_.end() && found->second.value.is_scalar())
    host = found->second.value.text;
  const Node* publish = model.model.find("publish");
  const std::string http = http_port(service);
  const Node* published = publish == nullptr || http.empty() ? nullptr : publish->find(http);
  if (published != nullptr) {
    const std::optional<std::string> text = plain_of(*published, {.service = service, .record = false});
    if (!text) return std::nullopt;
    const std::size_t colon = text->rfind(':');
    const std::string number = colon == std::string::npos ? *text : text->substr(colon + 1);
    return number == "80" ? cat({"http://", host}) : cat({"http://", host, ":", number});
  }
  for (const std::size_t i : proxies_) {
    const ServiceModel& proxy = services_[i];
    if (i == service) continue;
    const auto routes = scopes_[proxy.template_scope].params.find("routes");
    if (routes == scopes_[proxy.template_scope].params.end()) continue;
    for (const Member& route : routes->second.value.members) {
      if (!route.value.is_scalar() || route.value.text != model.name) continue;
      const std::optional<std::string> base_url = public_url(i, depth + 1);
      if (!base_url) continue;
      std::string path = route.key;
      while (path.ends_with("/")) path.pop_back();
      return cat({*base_url, path});
    }
  }
  return std::nullopt;
}

}  // namespace stackc::frontend
