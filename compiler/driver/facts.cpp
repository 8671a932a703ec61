#include "driver/facts.h"

#include <cstdio>
#include <utility>

#include "base/text.h"

namespace stackc::driver {

using base::cat;

namespace {

class Facts {
 public:
  explicit Facts(const ir::Stack& stack) : stack_(stack) {}

  std::vector<Fact> run() {
    add("stack", stack_.name.value, stack_.name.origin);
    for (const ir::Secret& secret : stack_.secrets) {
      static constexpr const char* kDeliver[] = {"environment variable", "file", "outside"};
      add(cat({"secret.", secret.name}), cat({secret.env_name, ", delivered as ", kDeliver[static_cast<int>(secret.deliver)]}),
          secret.origin);
      if (secret.dev_value) add(cat({"secret.", secret.name, ".dev"}), secret.dev_value->value, secret.dev_value->origin);
    }
    for (const ir::Volume& volume : stack_.volumes) add(cat({"volume.", volume.name}), volume.backup ? "with backup" : "", volume.origin);
    for (const ir::Image& image : stack_.images) add_image(image);
    for (const ir::Service& service : stack_.services) add_service(service);
    for (const ir::Edge& edge : stack_.edges) add_edge(edge);
    return std::move(facts_);
  }

 private:
  void add(std::string path, std::string value, const ir::Origin& origin) { facts_.push_back({std::move(path), std::move(value), origin}); }

  std::string text(const ir::Text& value) const {
    static constexpr const char* kSymbols[] = {"${git.sha}", "${git.tag}", "${git.branch}", "${host.gateway}"};
    std::string out;
    for (const ir::TextPart& part : value.parts()) {
      if (const auto* literal = std::get_if<std::string>(&part)) {
        out += *literal;
      } else if (const auto* secret = std::get_if<ir::SecretPart>(&part)) {
        out += cat({"${secret.", stack_.secrets[secret->secret].name, secret->encoding == ir::Encoding::kUrl ? " | urlencode}" : "}"});
      } else {
        out += kSymbols[static_cast<int>(std::get<ir::Symbol>(part))];
      }
    }
    return out;
  }
  std::string words(const std::vector<ir::Text>& texts) const {
    std::string out;
    for (const ir::Text& one : texts) out += cat({out.empty() ? "" : " ", text(one)});
    return out;
  }

  void add_image(const ir::Image& image) {
    std::string path = cat({"image.", image.name});
    add(path, image.reference, image.origin);
    for (const ir::Stage& stage : image.stages)
      add(cat({path, ".stage.", stage.name}), cat({"from ", stage.from_stage.empty() ? stage.from_image : stage.from_stage}), stage.origin);
    for (const ir::LayerOrder& order : image.orders) {
      char value[160];
      std::snprintf(value, sizeof value, "expected rebuild %.2f s a commit, as written %.2f s%s", order.after_seconds, order.before_seconds,
                    order.optimal ? " (proven optimal)" : " (not proven optimal)");
      add(cat({path, ".stage.", order.stage, ".order"}), value, {{}, ir::By::kPass, "order-layers"});
    }
  }

  void add_service(const ir::Service& service) {
    const std::string& name = service.name;
    auto path = [&](std::string_view rest) { return cat({name, ".", rest}); };
    add(name, service.use.empty() ? "" : cat({"use ", service.use}), service.origin);
    if (service.image.valid()) add(path("image"), stack_.images[service.image].reference, stack_.images[service.image].origin);
    if (!service.command.empty()) add(path("command"), words(service.command), service.origin);
    for (const ir::EnvVar& var : service.env) add(path(cat({"env.", var.name})), text(var.value), var.origin);
    for (const ir::Port& port : service.ports) add(path(cat({"ports.", port.name})), std::to_string(port.number), port.origin);
    for (const ir::Publish& publish : service.publish)
      add(path(cat({"publish.", publish.port})),
          cat({publish.host_ip, publish.host_ip.empty() ? "" : ":", std::to_string(publish.host_port)}), publish.origin);
    for (const ir::Mount& mount : service.mounts)
      add(path(cat({"mounts.", mount.target})), mount.kind == ir::Mount::Kind::kVolume ? stack_.volumes[mount.volume].name : mount.source,
          mount.origin);
    for (const ir::ConfigFile& file : service.files) add(path(cat({"files.", file.path})), file.target, file.origin);
    if (service.health) add_health(service);
    if (service.metrics) add(path("metrics"), service.metrics->path, service.metrics->origin);
    if (service.replicas) add(path("replicas"), std::to_string(service.replicas->value), service.replicas->origin);
    add_resources(service);
    if (service.uid)
      add(path("user"),
          cat({std::to_string(service.uid->value), ":", std::to_string(service.gid ? service.gid->value : service.uid->value)}),
          service.uid->origin);
    add(path("read_only_root"), service.read_only_root.value ? "yes" : "no", service.read_only_root.origin);
    add(path("drop_capabilities"), service.drop_capabilities.value ? "all" : "none", service.drop_capabilities.origin);
    add(path("no_new_privileges"), service.no_new_privileges.value ? "yes" : "no", service.no_new_privileges.origin);
  }

  void add_health(const ir::Service& service) {
    const ir::Health& health = *service.health;
    std::string probe;
    if (const auto* http = std::get_if<ir::HttpProbe>(&health.probe)) probe = cat({"GET ", http->path, " on port ", http->port});
    if (const auto* tcp = std::get_if<ir::TcpProbe>(&health.probe)) probe = cat({"connect to port ", tcp->port});
    if (const auto* exec = std::get_if<ir::ExecProbe>(&health.probe)) probe = cat({"run ", base::join(exec->argv, " ")});
    auto seconds = [](std::uint32_t n) { return cat({std::to_string(n), "s"}); };
    add(cat({service.name, ".health"}),
        cat({probe, ", every ", seconds(health.every_seconds), ", timeout ", seconds(health.timeout_seconds), ", start ",
             seconds(health.start_seconds), ", retries ", std::to_string(health.retries)}),
        health.origin);
  }

  void add_resources(const ir::Service& service) {
    const ir::Resources& r = service.resources;
    auto number = [&](std::string_view what, const auto& field, std::string_view unit) {
      if (field) add(cat({service.name, ".resources.", what}), cat({std::to_string(field->value), unit}), field->origin);
    };
    number("cpu", r.cpu_millicores, "m");
    number("memory", r.memory_bytes, " bytes");
    number("reserve.cpu", r.reserve_cpu_millicores, "m");
    number("reserve.memory", r.reserve_memory_bytes, " bytes");
    number("swap", r.swap_bytes, " bytes");
  }

  void add_edge(const ir::Edge& edge) {
    static constexpr const char* kConditions[] = {"started", "healthy", "completed", "none"};
    static constexpr const char* kKinds[] = {"start, ", "image of", "network"};
    std::string value = kKinds[static_cast<int>(edge.kind)];
    if (edge.kind == ir::EdgeKind::kStart)
      value += cat({kConditions[static_cast<int>(edge.condition)], edge.required ? "" : ", not required"});
    std::string path = cat({stack_.services[edge.from].name, ".depends.", stack_.services[edge.to].name});
    for (const auto& [cause, origin] : edge.causes) add(path, cat({value, ": ", cause}), origin);
  }

  const ir::Stack& stack_;
  std::vector<Fact> facts_;
};

}  // namespace

std::vector<Fact> facts(const ir::Stack& stack) { return Facts(stack).run(); }

}  // namespace stackc::driver
