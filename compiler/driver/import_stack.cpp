#include "driver/import_stack.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "diag/rules/translation.h"
#include "emit/writer/text.h"
#include "emit/writer/yaml_writer.h"

namespace stackc::driver {

using base::cat;
using emit::Yaml;
namespace rule = diag::rule;

namespace {

// Keys of a service that the writer below takes over, or that mean nothing in a stack.
constexpr std::string_view kTaken[] = {
    "image",   "environment",       "env_file",    "ports",       "expose",    "volumes",         "tmpfs",
    "command", "entrypoint",        "healthcheck", "depends_on",  "scale",     "labels",          "restart",
    "user",    "stop_grace_period", "stop_signal", "cpus",        "mem_limit", "mem_reservation", "memswap_limit",
    "deploy",  "networks",          "cap_drop",    "security_opt"};

class Writer {
 public:
  Writer(const compose::Project& project, const ir::Stack& stack, const source::SourceManager& sources, diag::Sink& sink)
      : project_(project), stack_(stack), sources_(sources), sink_(sink) {}
  ImportedStack run();

 private:
  void drop(const std::string& path, source::Span span, std::string_view why);
  void drop_keys(const ir::Service& service);
  void drop_deploy(const ir::Service& service, const model::Member& inner, source::Span otherwise);
  void drop_top_level();
  std::string text(const ir::Text& text) const;
  std::string name_of(const std::string& name, source::Span span);
  std::string comment_above(source::Span span) const;
  Yaml words(const std::vector<ir::Text>& texts) const;
  Yaml secrets() const;
  Yaml service(const ir::Service& service);
  Yaml task(const ir::Service& service, const std::string& owner);
  const ir::Service* owner_of(const ir::Service& task) const;
  Yaml environment(const ir::Service& service);
  [[nodiscard]] const ir::Secret* file_secret(const ir::Service& service, const ir::EnvVar& variable) const;
  void set_ports(const ir::Service& service, Yaml& out);
  Yaml mounts(const ir::Service& service);
  Yaml health(const ir::Service& service);
  Yaml depends(const ir::Service& service);
  static Yaml resources(const ir::Resources& have);

  const compose::Project& project_;
  const ir::Stack& stack_;
  const source::SourceManager& sources_;
  diag::Sink& sink_;
  ImportedStack result_;
  std::map<std::string, std::string> names_;  // of services: in the compose file -> in the stack
  std::set<const ir::Service*> tasks_;        // one-shot services that can be tasks
};

void Writer::drop(const std::string& path, source::Span span, std::string_view why) {
  if (!result_.dropped.insert(path).second) return;
  sink_.report(rule::import_drops, span, cat({"`", path, "` is left out: ", why}));
}

std::string Writer::text(const ir::Text& given) const {
  return emit::render(
      given, [](const std::string& literal) { return base::replace_all(literal, "${", "$${"); },
      [&](const ir::SecretPart& part) {
        return cat({"${secret.", stack_.secrets[part.secret].name, "}"});
      },
      [](ir::Symbol) { return std::string(); });
}

std::string as_name(std::string_view words, std::string_view otherwise) {
  std::string out = base::to_lower(words);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return !base::is_alnum(c); }, '-');
  while (!out.empty() && !base::is_alpha(out.front())) out.erase(0, 1);
  return out.empty() ? std::string(otherwise) : out.substr(0, 63);
}

// Names of services are names of hosts: what differs from the compose file's is an address that changes.
std::string Writer::name_of(const std::string& name, source::Span span) {
  if (const auto known = names_.find(name); known != names_.end()) return known->second;
  std::string out = as_name(name, "service");
  const auto taken = [&](const std::string& wanted) {
    return std::any_of(names_.begin(), names_.end(), [&](const auto& known) { return known.second == wanted; });
  };
  for (unsigned i = 2; taken(out); ++i) out = cat({out, "-", std::to_string(i)});
  if (out != name)
    sink_.report(rule::import_name, span, cat({"the service `", name, "` is called `", out, "` in the stack"}))
        .help("other services reach it by its new name: change the addresses that hold the old one");
  return names_[name] = out;
}

// The comment lines right above a key, without their `#`.
std::string Writer::comment_above(source::Span span) const {
  if (!span.valid()) return {};
  std::uint32_t line = sources_.position(span.file, span.begin).line;
  std::vector<std::string> lines;
  while (line > 1) {
    const std::string_view above = base::trim(sources_.line_text(span.file, --line));
    if (!above.starts_with('#')) break;
    std::string_view words = above.substr(1);
    if (words.starts_with(' ')) words.remove_prefix(1);
    if (words.starts_with("stackc:")) break;
    lines.emplace_back(words);
  }
  std::reverse(lines.begin(), lines.end());
  return base::join(lines, "\n");
}

Yaml Writer::words(const std::vector<ir::Text>& texts) const {
  Yaml out = Yaml::seq();
  for (const ir::Text& each : texts) out.push(Yaml::string(text(each)));
  return std::move(out.flow());
}

Yaml Writer::secrets() const {
  Yaml out = Yaml::map();
  for (const ir::Secret& secret : stack_.secrets) {
    Yaml entry = Yaml::map();
    if (secret.dev_value) {
      entry.set("dev", Yaml::string(base::replace_all(secret.dev_value->value, "${", "$${")));
      sink_.report(rule::import_secret, secret.dev_value->origin.span,
                   cat({"this value became the secret `", secret.name, "`, with the value for development"}));
    }
    if (secret.deliver == ir::Deliver::kFile && secret.file != cat({"secrets/", secret.name, ".txt"}))
      sink_.report(rule::import_difference, secret.origin.span,
                   cat({"the file of `", secret.name, "` has to be at secrets/", secret.name, ".txt, and is at ", secret.file}));
    out.set(secret.name, std::move(entry.flow()));
  }
  return out;
}

// `POSTGRES_PASSWORD_FILE: /run/secrets/db_password` of a service that has this secret.
const ir::Secret* Writer::file_secret(const ir::Service& service, const ir::EnvVar& variable) const {
  const auto path = variable.value.plain();
  if (!path || !path->starts_with("/run/secrets/") || !variable.name.ends_with("_FILE") || variable.name.size() < 6) return nullptr;
  for (const ir::SecretId id : service.secret_files)
    if (stack_.secrets[id].name == path->substr(13)) return &stack_.secrets[id];
  return nullptr;
}

Yaml Writer::environment(const ir::Service& service) {
  Yaml out = Yaml::map();
  for (const ir::EnvVar& variable : service.env) {
    if (const ir::Secret* secret = file_secret(service, variable)) {
      Yaml entry = Yaml::map().set("value", Yaml::string(cat({"${secret.", secret->name, "}"})));
      entry.set("file", Yaml::string(variable.name));
      std::string name = variable.name.substr(0, variable.name.size() - 5);
      if (name.ends_with('_')) name.pop_back();
      out.set(name, std::move(entry.flow()));
      result_.file_secrets = true;
      continue;
    }
    out.set(variable.name, Yaml::string(text(variable.value)));
  }
  return out;
}

void Writer::set_ports(const ir::Service& service, Yaml& out) {
  Yaml ports = Yaml::map(), publish = Yaml::map();
  std::map<std::string, unsigned> count;
  for (const ir::Port& port : service.ports) {
    const std::string_view protocol = port.protocol == ir::Protocol::kUdp    ? "/udp"
                                      : port.protocol == ir::Protocol::kHttp ? "/http"
                                      : port.protocol == ir::Protocol::kGrpc ? "/grpc"
                                                                             : "";
    ports.set(port.name, Yaml::string(cat({std::to_string(port.number), protocol})));
  }
  const bool several = service.replicas && service.replicas->value > 1;
  for (const ir::Publish& given : service.publish) {
    if (several) {
      drop(cat({"services.", service.name, ".ports"}), given.origin.span,
           "several containers cannot share a port of the machine; a proxy in front of them can have it");
      continue;
    }
    if (publish.find(given.port) != nullptr) {
      drop(cat({"services.", service.name, ".ports"}), given.origin.span, "the stack language publishes a port of a container once");
      continue;
    }
    std::string host = given.host_ip.empty() ? "0.0.0.0" : given.host_ip;
    if (host.find(':') != std::string::npos && host[0] != '[') host = cat({"[", host, "]"});
    publish.set(given.port, Yaml::quoted(cat({host, ":", std::to_string(given.host_port)})));
  }
  if (!ports.is_empty()) out.set("ports", std::move(ports.flow()));
  if (!publish.is_empty()) out.set("publish", std::move(publish.flow()));
}

Yaml Writer::mounts(const ir::Service& service) {
  Yaml out = Yaml::map();
  for (const ir::Mount& mount : service.mounts) {
    Yaml entry = Yaml::map();
    switch (mount.kind) {
      case ir::Mount::Kind::kVolume:
        if (!mount.read_only) {
          out.set(mount.target, Yaml::string(stack_.volumes[mount.volume].name));
          continue;
        }
        entry.set("volume", Yaml::string(stack_.volumes[mount.volume].name));
        break;
      case ir::Mount::Kind::kBind:
        if (mount.source.starts_with('/')) {
          drop(cat({"services.", service.name, ".volumes"}), mount.origin.span,
               cat({"`", mount.source, "` is a place of this machine; stacks mount what lies beside their file"}));
          continue;
        }
        entry.set("bind", Yaml::string(mount.source.starts_with('.') ? mount.source : cat({"./", mount.source})));
        break;
      case ir::Mount::Kind::kTmpfs:
        entry.set("tmpfs", Yaml::boolean(true));
        if (mount.size_bytes) entry.set("size", Yaml::string(cat({std::to_string(*mount.size_bytes), "B"})));
        break;
      case ir::Mount::Kind::kFile:
        continue;
    }
    entry.set_if(mount.read_only, "read_only", Yaml::boolean(true));
    out.set(mount.target, std::move(entry.flow()));
  }
  return out;
}

Yaml Writer::health(const ir::Service& service) {
  Yaml out = Yaml::map();
  if (!service.health) {
    if (service.health_off)
      drop(cat({"services.", service.name, ".healthcheck"}), service.origin.span, "a stack cannot turn the check of an image off");
    return out;
  }
  const ir::Health& health = *service.health;
  const auto* exec = std::get_if<ir::ExecProbe>(&health.probe);
  const std::vector<std::string>& argv = exec != nullptr ? exec->argv : health.image_argv;
  const auto escaped = [](const std::string& word) { return base::replace_all(word, "${", "$${"); };
  if (exec != nullptr ? exec->shell : health.image_shell) {
    out.set("shell", Yaml::string(escaped(argv.empty() ? std::string() : argv.front())));
  } else {
    Yaml list = Yaml::seq();
    for (const std::string& word : argv) list.push(Yaml::string(escaped(word)));
    out.set("exec", std::move(list.flow()));
  }
  out.set("every", Yaml::string(emit::go_duration(health.every_seconds)))
      .set("timeout", Yaml::string(emit::go_duration(health.timeout_seconds)));
  if (health.start_seconds != 0) {
    out.set("start", Yaml::string(emit::go_duration(health.start_seconds)));
    out.set("start_every", Yaml::string(emit::go_duration(health.start_every_seconds)));
  }
  out.set("retries", Yaml::integer(health.retries));
  return std::move(out.flow());
}

Yaml Writer::depends(const ir::Service& service) {
  Yaml out = Yaml::map();
  for (const ir::Depend& depend : service.depends) {
    const ir::Service& to = stack_.services[depend.on];
    const std::string path = cat({"services.", service.name, ".depends_on"});
    if (!depend.required) drop(path, depend.origin.span, "what a stack waits for is always required");
    ir::Condition condition = depend.condition;
    if (condition == ir::Condition::kCompleted && !tasks_.contains(&to)) {
      drop(path, depend.origin.span, cat({"`", to.name, "` is no task of the stack, so nobody can wait for its end"}));
      condition = ir::Condition::kStarted;
    }
    if (condition == ir::Condition::kHealthy && !to.health) {
      drop(path, depend.origin.span, cat({"`", to.name, "` has no health check here"}));
      condition = ir::Condition::kStarted;
    }
    out.set(name_of(to.name, to.origin.span), Yaml::string(std::string(ir::spell(condition))));
  }
  return std::move(out.flow());
}

Yaml Writer::resources(const ir::Resources& have) {
  const auto cpu = [](std::uint32_t millicores) { return Yaml::string(cat({std::to_string(millicores), "m"})); };
  const auto size = [](std::uint64_t bytes) {
    for (const auto& [unit, name] : {std::pair(1ull << 30, "Gi"), std::pair(1ull << 20, "Mi"), std::pair(1ull << 10, "Ki")})
      if (bytes % unit == 0) return Yaml::string(cat({std::to_string(bytes / unit), name}));
    return Yaml::string(cat({std::to_string(bytes), "B"}));
  };
  Yaml out = Yaml::map(), reserve = Yaml::map();
  if (have.cpu_millicores) out.set("cpu", cpu(have.cpu_millicores->value));
  if (have.memory_bytes) out.set("memory", size(have.memory_bytes->value));
  if (have.swap_bytes && have.memory_bytes) out.set("swap", size(have.swap_bytes->value));
  if (have.reserve_cpu_millicores) reserve.set("cpu", cpu(have.reserve_cpu_millicores->value));
  if (have.reserve_memory_bytes) reserve.set("memory", size(have.reserve_memory_bytes->value));
  if (!reserve.is_empty()) out.set("reserve", std::move(reserve.flow()));
  return std::move(out.flow());
}

void set_if_any(Yaml& out, const char* key, Yaml value) {
  if (!value.is_empty()) out.set(key, std::move(value));
}

void Writer::drop_deploy(const ir::Service& service, const model::Member& inner, source::Span otherwise) {
  drop(cat({"services.", service.name, ".deploy.", inner.key}), inner.key_span.valid() ? inner.key_span : otherwise,
       "the targets of a stack decide this");
  if (inner.key == "restart_policy") result_.dropped.insert(cat({"services.", service.name, ".restart"}));
}

// What no line of the stack stands for.
void Writer::drop_keys(const ir::Service& service) {
  const model::Value* given = project_.root->at({"services", service.name});
  for (const model::Member& member : *given->map) {
    const model::How how = member.value->how;
    if (how == model::How::kDefault || how == model::How::kInferred || member.key.starts_with("x-")) continue;
    if (member.value->is_null() || (member.value->is_map() && member.value->map->empty()) ||
        (member.value->is_list() && member.value->list->empty()))
      continue;
    const source::Span span = member.key_span.valid() ? member.key_span : member.value->span;
    const std::string path = cat({"services.", service.name, ".", member.key});
    if (member.key == "build") {
      drop(path, span,
           "a stack builds images by templates (`use: python/fastapi` ...), not by Dockerfiles of its own; the image has to be there");
      result_.dropped.insert(cat({"services.", service.name, ".image"}));
    } else if (member.key == "networks") {
      const bool usual = member.value->is_map() && member.value->map->size() == 1 && member.value->find("default") != nullptr &&
                         !member.value->find("default")->is_map();
      if (!usual) drop(path, span, "a stack has one network; Kubernetes gets policies from who talks to whom");
    } else if (member.key == "secrets") {
      for (const ir::SecretId id : service.secret_files) {
        const auto& all = service.env;
        const bool named = std::any_of(all.begin(), all.end(),
                                       [&](const ir::EnvVar& variable) { return file_secret(service, variable) == &stack_.secrets[id]; });
        if (!named)
          drop(path, span, cat({"a stack mounts `", stack_.secrets[id].name, "` only where a variable names its file (`NAME_FILE`)"}));
      }
    } else if (member.key == "deploy") {
      for (const model::Member& inner : *member.value->map)
        if (inner.key != "replicas" && inner.key != "resources" && inner.value->how != model::How::kDefault &&
            !(inner.value->is_map() && inner.value->map->empty()) && !(inner.key == "mode" && inner.value->text == "replicated"))
          drop_deploy(service, inner, span);
    } else if (std::find(std::begin(kTaken), std::end(kTaken), member.key) == std::end(kTaken)) {
      drop(path, span, "the stack language has no word for it");
      if (member.key == "network_mode") result_.dropped.insert(cat({"services.", service.name, ".networks"}));
    }
  }
}

Yaml Writer::service(const ir::Service& service) {
  Yaml out = Yaml::map();
  const ir::Image& image = stack_.images[service.image];
  out.set("image", Yaml::string(image.digest.empty() ? image.reference : cat({image.reference, "@", image.digest})));
  set_if_any(out, "env", environment(service));
  set_ports(service, out);
  set_if_any(out, "mounts", mounts(service));
  if (!service.entrypoint.empty()) out.set("entrypoint", words(service.entrypoint));
  if (!service.command.empty()) out.set("command", words(service.command));
  set_if_any(out, "health", health(service));
  set_if_any(out, "depends", depends(service));
  if (service.replicas && service.replicas->value > 1) out.set("replicas", Yaml::integer(service.replicas->value));
  set_if_any(out, "resources", resources(service.resources));
  Yaml labels = Yaml::map();
  for (const auto& [key, value] : service.labels) labels.set(key, Yaml::string(base::replace_all(value, "${", "$${")));
  set_if_any(out, "labels", std::move(labels));
  std::string restart = service.restart.substr(0, service.restart.find(':'));
  if (restart != service.restart && service.host.restart)
    drop(cat({"services.", service.name, ".restart"}), service.host.restart->origin.span, "a stack does not count restarts");
  if (restart != "unless-stopped") out.set("restart", Yaml::quoted(restart));
  if (service.stop_grace_seconds) out.set("stop_grace", Yaml::string(emit::go_duration(*service.stop_grace_seconds)));
  if (!service.stop_signal.empty()) out.set("stop_signal", Yaml::string(service.stop_signal));
  if (service.uid) {
    out.set("user", Yaml::quoted(cat(
                        {std::to_string(service.uid->value), ":", std::to_string(service.gid ? service.gid->value : service.uid->value)})));
  } else if (service.host.user) {
    drop(cat({"services.", service.name, ".user"}), service.host.user->origin.span, "a stack names users by their numbers");
  }
  return out;
}

// A service of the same image, whose image a task can share.
const ir::Service* Writer::owner_of(const ir::Service& task) const {
  const ir::Image& image = stack_.images[task.image];
  for (const ir::Service& other : stack_.services)
    if (other.kind == ir::ServiceKind::kService && !stack_.images[other.image].built && !image.built &&
        stack_.images[other.image].reference == image.reference)
      return &other;
  return nullptr;
}

Yaml Writer::task(const ir::Service& service, const std::string& owner) {
  Yaml out = Yaml::map();
  out.set("image_of", Yaml::string(owner));
  std::string line;
  for (const ir::Text& word : service.command) line += cat({line.empty() ? "" : " ", emit::shell_word(text(word))});
  out.set("run", Yaml::string(line));
  set_if_any(out, "env", environment(service));
  set_if_any(out, "mounts", mounts(service));
  set_if_any(out, "depends", depends(service));
  Yaml before = Yaml::seq();
  for (const ir::Service& other : stack_.services)
    for (const ir::Depend& depend : other.depends)
      if (&stack_.services[depend.on] == &service && depend.condition == ir::Condition::kCompleted)
        before.push(Yaml::string(name_of(other.name, other.origin.span)));
  if (!before.is_empty()) out.set("before", std::move(before.flow()));
  out.set_if(service.task.manual, "manual", Yaml::boolean(true));
  set_if_any(out, "resources", resources(service.resources));
  return out;
}

void Writer::drop_top_level() {
  for (const ir::Network& network : stack_.networks)
    if (network.name != "default" || network.external || !network.driver.empty())
      drop(cat({"networks.", network.name}), network.origin.span, "a stack has one network, which targets make by themselves");
  for (const ir::Volume& volume : stack_.volumes)
    if (volume.external) drop(cat({"volumes.", volume.name, ".external"}), volume.origin.span, "volumes of a stack are its own");
  for (const std::string_view kind : {"configs", "models"}) {
    const model::Value* given = project_.root->find(kind);
    if (given == nullptr || !given->is_map()) continue;
    for (const model::Member& member : *given->map)
      drop(cat({kind, ".", member.key}), member.key_span.valid() ? member.key_span : member.value->span,
           kind == "configs" ? "write the file beside the stack and mount it" : "stacks know no models");
  }
}

ImportedStack Writer::run() {
  for (const ir::Service& each : stack_.services) name_of(each.name, each.origin.span);
  for (const ir::Service& each : stack_.services)
    if (each.kind == ir::ServiceKind::kTask && owner_of(each) != nullptr && !each.command.empty() && each.entrypoint.empty() &&
        each.image.valid())
      tasks_.insert(&each);
  Yaml out = Yaml::map(), services = Yaml::map(), tasks = Yaml::map(), volumes = Yaml::map();
  out.set("stack", Yaml::string(as_name(stack_.name.value, "stack")));
  out.set("language", Yaml::integer(1));
  for (const ir::Volume& volume : stack_.volumes) volumes.set(volume.name, Yaml::map());
  for (const ir::Service& each : stack_.services) {
    const bool is_task = tasks_.contains(&each);
    const ir::Service* owner = is_task ? owner_of(each) : nullptr;
    Yaml entry = is_task ? task(each, name_of(owner->name, owner->origin.span)) : service(each);
    drop_keys(each);
    if (const std::string doc = comment_above(each.origin.span); !doc.empty()) entry.comment(doc);
    Yaml& section = is_task ? tasks : services;
    if (!section.is_empty()) entry.blank_before();
    section.set(name_of(each.name, each.origin.span), std::move(entry));
  }
  drop_top_level();
  if (Yaml all = secrets(); !all.is_empty()) out.set("secrets", std::move(all.blank_before()));
  if (!volumes.is_empty()) out.set("volumes", std::move(volumes.flow().blank_before()));
  out.set("services", std::move(services.blank_before()));
  if (!tasks.is_empty()) out.set("tasks", std::move(tasks.blank_before()));
  Yaml dev = Yaml::map().set("mode", Yaml::string("dev")).set("emit", std::move(Yaml::strings({"compose"}).flow()));
  if (result_.file_secrets) dev.set("secrets", std::move(Yaml::map().set("deliver", Yaml::string("file")).flow()));
  Yaml environments = Yaml::map().set("dev", std::move(dev.flow()));
  out.set("environments", std::move(environments.blank_before()));
  result_.text = emit::write_yaml(out, "");
  result_.names = names_;
  return std::move(result_);
}

}  // namespace

ImportedStack import_stack(const compose::Project& project, const ir::Stack& stack, const source::SourceManager& sources,
                           diag::Sink& sink) {
  return Writer(project, stack, sources, sink).run();
}

}  // namespace stackc::driver
