#include <algorithm>
#include <utility>

#include "base/text.h"
#include "diag/rules/translation.h"
#include "driver/import_writer.h"
#include "emit/writer/text.h"

namespace stackc::driver {

using base::cat;
using emit::Yaml;
namespace rule = diag::rule;

void StackWriter::drop(const std::string& path, source::Span span, std::string_view why) {
  if (!result_.dropped.insert(path).second) return;
  sink_.report(rule::import_drops, span, cat({"`", path, "` is left out: ", why}));
}

std::string StackWriter::text(const ir::Text& given) const {
  return emit::render(
      given, [](const std::string& literal) { return base::replace_all(literal, "${", "$${"); },
      [&](const ir::SecretPart& part) {
        return cat({"${secret.", stack_.secrets[part.secret].name, "}"});
      },
      [](ir::Symbol) { return std::string(); });
}

static std::string as_name(std::string_view words, std::string_view otherwise) {
  std::string out = base::to_lower(words);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return !base::is_alnum(c); }, '-');
  while (!out.empty() && !base::is_alpha(out.front())) out.erase(0, 1);
  out.resize(std::min<std::size_t>(out.size(), 63));
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.empty() ? std::string(otherwise) : out;
}

// Names of services are names of hosts: what differs from the compose file's is an address that changes.
std::string StackWriter::name_of(const std::string& name, source::Span span) {
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
std::string StackWriter::comment_above(source::Span span) const {
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

Yaml StackWriter::words(const std::vector<ir::Text>& texts) const {
  Yaml out = Yaml::seq();
  for (const ir::Text& each : texts) out.push(Yaml::string(text(each)));
  return std::move(out.flow());
}

Yaml StackWriter::secrets() const {
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
const ir::Secret* StackWriter::file_secret(const ir::Service& service, const ir::EnvVar& variable) const {
  const auto path = variable.value.plain();
  if (!path || !path->starts_with("/run/secrets/") || !variable.name.ends_with("_FILE") || variable.name.size() < 6) return nullptr;
  for (const ir::SecretId id : service.secret_files)
    if (stack_.secrets[id].name == path->substr(13)) return &stack_.secrets[id];
  return nullptr;
}

Yaml StackWriter::environment(const ir::Service& service) {
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

void StackWriter::set_ports(const ir::Service& service, Yaml& out) {
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
    if (several || publish.find(given.port) != nullptr) {  // a port of a stack is published once, by one container
      carry(service, "ports");
      continue;
    }
    std::string host = given.host_ip.empty() ? "0.0.0.0" : given.host_ip;
    if (host.find(':') != std::string::npos && host[0] != '[') host = cat({"[", host, "]"});
    publish.set(given.port, Yaml::quoted(cat({host, ":", std::to_string(given.host_port)})));
  }
  if (!ports.is_empty()) out.set("ports", std::move(ports.flow()));
  if (!publish.is_empty()) out.set("publish", std::move(publish.flow()));
}

Yaml StackWriter::mounts(const ir::Service& service) {
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
        if (mount.source.starts_with('/')) {  // stacks mount what lies beside their file
          carry(service, "volumes");
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

Yaml StackWriter::health(const ir::Service& service) {
  Yaml out = Yaml::map();
  if (!service.health) {
    if (service.health_off) carry(service, "healthcheck");
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

Yaml StackWriter::depends(const ir::Service& service) {
  Yaml out = Yaml::map();
  for (const ir::Depend& depend : service.depends) {
    const ir::Service& to = stack_.services[depend.on];
    ir::Condition condition = depend.condition;
    const bool no_end = condition == ir::Condition::kCompleted && !tasks_.contains(&to);  // only the end of a task can be waited for
    const bool no_health = condition == ir::Condition::kHealthy && !to.health;            // only its image may know
    if (no_end || no_health) condition = ir::Condition::kStarted;
    if (no_end || no_health || !depend.required) carry(service, "depends_on");
    out.set(name_of(to.name, to.origin.span), Yaml::string(std::string(ir::spell(condition))));
  }
  return std::move(out.flow());
}

Yaml StackWriter::resources(const ir::Resources& have) {
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

static void set_if_any(Yaml& out, const char* key, Yaml value) {
  if (!value.is_empty()) out.set(key, std::move(value));
}

Yaml StackWriter::service(const ir::Service& service) {
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
  if (restart != service.restart && service.host.restart) carry(service, "restart");  // a stack does not count restarts
  const bool known = restart == "no" || restart == "always" || restart == "on-failure" || restart == "unless-stopped";
  if (!known) carry(service, "restart");  // the engine will refuse it, not the file's reader
  if (known && restart != "unless-stopped") out.set("restart", Yaml::quoted(restart));
  if (service.stop_grace_seconds) out.set("stop_grace", Yaml::string(emit::go_duration(*service.stop_grace_seconds)));
  if (!service.stop_signal.empty()) out.set("stop_signal", Yaml::string(service.stop_signal));
  if (service.uid) {
    out.set("user", Yaml::quoted(cat(
                        {std::to_string(service.uid->value), ":", std::to_string(service.gid ? service.gid->value : service.uid->value)})));
  } else if (service.host.user) {  // a stack names users by their numbers
    carry(service, "user");
  }
  return out;
}

// A service of the same image, whose image a task can share.
const ir::Service* StackWriter::owner_of(const ir::Service& task) const {
  const ir::Image& image = stack_.images[task.image];
  for (const ir::Service& other : stack_.services)
    if (other.kind == ir::ServiceKind::kService && !stack_.images[other.image].built && !image.built &&
        stack_.images[other.image].reference == image.reference)
      return &other;
  return nullptr;
}

Yaml StackWriter::task(const ir::Service& service, const std::string& owner) {
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

ImportedStack StackWriter::run() {
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
    carry_keys(each);
    carry_wanted(each);
    set_extra(each, entry);
    if (const std::string doc = comment_above(each.origin.span); !doc.empty()) entry.comment(doc);
    Yaml& section = is_task ? tasks : services;
    if (!section.is_empty()) entry.blank_before();
    section.set(name_of(each.name, each.origin.span), std::move(entry));
  }
  carry_top_level();
  if (Yaml all = secrets(); !all.is_empty()) out.set("secrets", std::move(all.blank_before()));
  if (!volumes.is_empty()) out.set("volumes", std::move(volumes.flow().blank_before()));
  out.set("services", std::move(services.blank_before()));
  if (!tasks.is_empty()) out.set("tasks", std::move(tasks.blank_before()));
  if (!top_.is_empty()) out.set("extra", std::move(Yaml::map().set("compose", std::move(top_)).blank_before()));
  Yaml dev = Yaml::map().set("mode", Yaml::string("dev")).set("emit", std::move(Yaml::strings({"compose"}).flow()));
  if (result_.file_secrets) dev.set("secrets", std::move(Yaml::map().set("deliver", Yaml::string("file")).flow()));
  Yaml environments = Yaml::map().set("dev", std::move(dev.flow()));
  out.set("environments", std::move(environments.blank_before()));
  result_.text = emit::write_yaml(out, "");
  result_.names = names_;
  return std::move(result_);
}

ImportedStack import_stack(const compose::Project& project, const ir::Stack& stack, const Wanted& wanted,
                           const source::SourceManager& sources, diag::Sink& sink) {
  return StackWriter(project, stack, wanted, sources, sink).run();
}

}  // namespace stackc::driver
