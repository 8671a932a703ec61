#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "base/file_system.h"
#include "base/text.h"
#include "ir/ir.h"
#include "ir/verify_image.h"

namespace stackc::ir {

using base::cat;

namespace {

// Walks the stack once and collects what is broken. Each check says whose value it is: "service api: ...".
class Verifier {
 public:
  explicit Verifier(const Stack& stack) : stack_(stack) {}
  std::vector<std::string> run();

 private:
  void broken(std::initializer_list<std::string_view> parts) { found_.push_back(cat({who_, cat(parts)})); }
  bool known(ServiceId id) const { return id.index() < stack_.services.size(); }
  static bool has_port(const Service& service, std::string_view name) {
    return std::any_of(service.ports.begin(), service.ports.end(), [&](const Port& port) { return port.name == name; });
  }
  void check_origin(const Origin& origin, std::string_view what) {
    if (origin.by == By::kUser && !origin.span.valid()) broken({what, " comes from the user but has no place"});
  }
  void check_text(const Text& text, std::string_view what);
  void check_value(const Value& value, std::string_view what);
  void check_names();
  void check_service(const Service& service);
  void check_ports(const Service& service);
  void check_probe_port(const Service& service, std::string_view port, std::string_view what);
  void check_health(const Service& service);
  void check_mounts(const Service& service);
  void check_needs(const Service& service);
  void check_edges();
  void check_ci();

  const Stack& stack_;
  std::string who_;
  std::vector<std::string> found_;
};

void Verifier::check_text(const Text& text, std::string_view what) {
  for (const TextPart& part : text.parts())
    if (const auto* secret = std::get_if<SecretPart>(&part); secret != nullptr && secret->secret.index() >= stack_.secrets.size())
      broken({what, " holds a secret that does not exist"});
}

void Verifier::check_value(const Value& value, std::string_view what) {
  if (const auto* text = std::get_if<Text>(&value.data)) check_text(*text, what);
  if (const auto* list = std::get_if<ValueList>(&value.data))
    for (const Value& item : *list) check_value(item, what);
  if (const auto* map = std::get_if<ValueMap>(&value.data)) {
    // Runs after every pass: a small map is compared key by key, which takes no memory.
    std::set<std::string_view> keys;
    const bool small = map->size() <= 16;
    for (std::size_t i = 0; i < map->size(); ++i) {
      const std::string& key = (*map)[i].first;
      const bool fresh = small ? std::none_of(map->begin(), map->begin() + static_cast<std::ptrdiff_t>(i),
                                              [&](const auto& earlier) { return earlier.first == key; })
                               : keys.insert(key).second;
      if (!fresh) broken({what, " has the key `", key, "` twice"});
      check_value((*map)[i].second, what);
    }
  }
}

// One flat namespace for services, tasks and volumes; secrets and images have their own.
void Verifier::check_names() {
  if (stack_.name.value.empty()) broken({"the stack has no name"});
  if (stack_.environment.empty()) broken({"the environment has no name"});
  std::set<std::string_view> names, secrets, variables, images;
  auto add = [&](std::set<std::string_view>& set, std::string_view what, std::string_view name) {
    if (name.empty()) broken({what, " without a name"});
    if (!set.insert(name).second) broken({what, " `", name, "` exists twice"});
  };
  bool tasks = false;
  for (const Service& service : stack_.services) {
    add(names, spell(service.kind), service.name);
    if (service.kind == ServiceKind::kService && tasks) broken({"service `", service.name, "` stands after a task"});
    tasks = tasks || service.kind == ServiceKind::kTask;
  }
  if (stack_.compose) names.clear();  // a compose file may give a volume the name of a service
  for (const Volume& volume : stack_.volumes) add(names, "volume", volume.name);
  for (const Secret& secret : stack_.secrets) {
    add(secrets, "secret", secret.name);
    add(variables, "secret variable", secret.env_name);
  }
  for (const Image& image : stack_.images) add(images, "image", image.name);
}

void Verifier::check_ports(const Service& service) {
  std::set<std::string_view> names;
  for (const Port& port : service.ports) {
    if (port.name.empty()) broken({"a port has no name"});
    if (port.number == 0) broken({"port `", port.name, "` has the number 0"});
    if (!names.insert(port.name).second) broken({"port `", port.name, "` exists twice"});
    check_origin(port.origin, "a port");
  }
  for (const Publish& publish : service.publish) check_origin(publish.origin, "a publish");
}

void Verifier::check_probe_port(const Service& service, std::string_view port, std::string_view what) {
  if (!has_port(service, port)) broken({what, " asks the port `", port, "`, which does not exist"});
}

void Verifier::check_health(const Service& service) {
  if (service.metrics) check_probe_port(service, service.metrics->port, "metrics");
  if (!service.health) return;
  const Health& health = *service.health;
  if (const auto* http = std::get_if<HttpProbe>(&health.probe)) {
    check_probe_port(service, http->port, "health");
    if (!http->path.starts_with('/')) broken({"the path of health does not start with `/`"});
  } else if (const auto* tcp = std::get_if<TcpProbe>(&health.probe)) {
    check_probe_port(service, tcp->port, "health");
  } else {
    const auto& exec = std::get<ExecProbe>(health.probe);
    if (exec.argv.empty()) broken({"health runs an empty command"});
    if (exec.shell && exec.argv.size() > 1) broken({"health in shell form has more than one word"});
  }
  if (health.live) {
    check_probe_port(service, health.live->port, "live");
    if (!health.live->path.starts_with('/')) broken({"the path of live does not start with `/`"});
  }
  check_origin(health.origin, "health");
}

void Verifier::check_mounts(const Service& service) {
  for (const Mount& mount : service.mounts) {
    if (!mount.target.starts_with('/')) broken({"mount target `", mount.target, "` is not absolute"});
    if (mount.kind == Mount::Kind::kVolume && mount.volume.index() >= stack_.volumes.size())
      broken({"a mount at `", mount.target, "` names no volume"});
    if (mount.kind == Mount::Kind::kBind && mount.source.empty()) broken({"a bind mount at `", mount.target, "` has no source"});
    if (mount.kind == Mount::Kind::kFile) {
      auto same = [&](const ConfigFile& file) { return file.path == mount.source; };
      if (std::none_of(service.files.begin(), service.files.end(), same))
        broken({"a mount at `", mount.target, "` names the file `", mount.source, "`, which the service does not have"});
    }
    check_origin(mount.origin, "a mount");
  }
  for (const ConfigFile& file : service.files) {
    if (!base::contained_path(file.path)) broken({"file `", file.path, "` leaves the output folder"});
    if (!file.target.starts_with('/')) broken({"the target of file `", file.path, "` is not absolute"});
    check_value(file.value, file.path);
  }
  for (const std::string& path : service.writable)
    if (!path.starts_with('/')) broken({"writable path `", path, "` is not absolute"});
}

void Verifier::check_needs(const Service& service) {
  for (const Depend& depend : service.depends)
    if (!known(depend.on)) broken({"depends on a service that does not exist"});
  for (const Reference& reference : service.references) {
    if (!known(reference.to)) {
      broken({"a reference in ", reference.where, " leads nowhere"});
    } else if (!reference.port.empty() && !has_port(stack_.services[reference.to], reference.port)) {
      broken({"a reference in ", reference.where, " addresses the port `", reference.port, "`, which `", stack_.services[reference.to].name,
              "` does not have"});
    }
    check_origin(reference.origin, "a reference");
  }
  for (ServiceId id : service.task.before)
    if (!known(id)) broken({"stands before a service that does not exist"});
  if (service.kind == ServiceKind::kService && (!service.task.before.empty() || !service.task.undo.empty() || service.task.manual))
    broken({"is a service with the fields of a task"});
}

void Verifier::check_service(const Service& service) {
  who_ = cat({spell(service.kind), " ", service.name, ": "});
  if (service.image.index() >= stack_.images.size()) {
    broken({"has no image"});
  } else if (const Image& image = stack_.images[service.image]; !service.target.empty()) {
    auto same = [&](const Stage& stage) { return stage.name == service.target; };
    if (std::none_of(image.stages.begin(), image.stages.end(), same))
      broken({"runs the stage `", service.target, "`, which image `", image.name, "` does not have"});
  }
  for (const auto* texts : {&service.command, &service.dev_command, &service.entrypoint})
    for (const Text& text : *texts) check_text(text, "a command");
  std::set<std::string_view> names;
  for (const EnvVar& variable : service.env) {
    if (variable.name.empty()) broken({"a variable has no name"});
    if (!names.insert(variable.name).second) broken({"variable `", variable.name, "` exists twice"});
    check_text(variable.value, variable.name);
    check_origin(variable.origin, variable.name);
  }
  if (service.uid.has_value() != service.gid.has_value()) broken({"has one of uid and gid without the other"});
  if (service.replicas && service.kind == ServiceKind::kTask) broken({"is a task with replicas"});
  check_origin(service.origin, "the service");
  check_ports(service);
  check_health(service);
  check_mounts(service);
  check_needs(service);
}

void Verifier::check_edges() {
  who_.clear();
  const Edge* previous = nullptr;
  auto key = [](const Edge& edge) { return std::tuple(edge.from, edge.to, edge.kind, std::string_view(edge.port)); };
  for (const Edge& edge : stack_.edges) {
    if (!known(edge.from) || !known(edge.to)) {
      broken({"an edge leads nowhere"});
      previous = nullptr;
      continue;
    }
    who_ = cat({"edge ", stack_.services[edge.from].name, " -> ", stack_.services[edge.to].name, ": "});
    if (edge.kind != EdgeKind::kStart && edge.condition != Condition::kStarted) broken({"has a condition but is no start edge"});
    if (!edge.port.empty() && !has_port(stack_.services[edge.to], edge.port))
      broken({"goes to the port `", edge.port, "`, which does not exist"});
    if (edge.causes.empty()) broken({"has no cause"});
    if (previous != nullptr && !(key(*previous) < key(edge))) broken({key(*previous) == key(edge) ? "exists twice" : "is out of order"});
    previous = &edge;
    who_.clear();
  }
}

void Verifier::check_ci() {
  who_ = "ci: ";
  if (!stack_.ci || !stack_.ci->test) return;
  if (!known(stack_.ci->test->on)) broken({"tests a service that does not exist"});
  for (ServiceId id : stack_.ci->test->needs)
    if (!known(id)) broken({"needs a service that does not exist"});
}

std::vector<std::string> Verifier::run() {
  check_names();
  for (const Image& image : stack_.images) {
    who_ = cat({"image ", image.name, ": "});
    for (const std::string& text : verify_image(image)) broken({text});
    for (const auto& [name, value] : image.build_args) check_text(value.value, name);
  }
  for (const Service& service : stack_.services) check_service(service);
  check_edges();
  check_ci();
  return std::move(found_);
}

}  // namespace

std::vector<std::string> verify(const Stack& stack) { return Verifier(stack).run(); }

}  // namespace stackc::ir
