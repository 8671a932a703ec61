// A service of a stack file for Docker Swarm.
#include <algorithm>

#include "base/text.h"
#include "diag/rules/target.h"
#include "diag/rules/translation.h"
#include "emit/swarm/model.h"
#include "emit/writer/layout.h"
#include "emit/writer/text.h"

namespace stackc::emit::swarm {

using base::cat;
using std::string;
using std::string_view;
namespace rule = diag::rule;

string config_name(const ir::ConfigFile& file) {
  string name = file.path;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !base::is_alnum(c) && c != '-' && c != '_'; }, '_');
  return name;
}

static Yaml words(Build& build, const std::vector<ir::Text>& texts) {
  Yaml out = Yaml::seq();
  for (const ir::Text& text : texts) out.push(Yaml::string(interpolate(build, text)));
  return std::move(out.flow());
}

static Yaml environment(Build& build, const ir::Service& service) {
  Yaml out = Yaml::map();
  for (const ir::EnvVar& variable : service.env) {
    if (variable.build_time && build.stack.images[service.image].built) continue;
    const auto sole = variable.value.sole_secret();
    // Swarm keeps secrets itself: whatever the image can read from a file never becomes a variable.
    if (sole && variable.reads_file) {
      build.files.insert(*sole);
      out.set(variable.file_name.empty() ? variable.name + "_FILE" : variable.file_name,
              Yaml::string(cat({"/run/secrets/", build.stack.secrets[*sole].name})));
      continue;
    }
    out.set(variable.name, Yaml::string(interpolate(build, variable.value)));
  }
  return out;
}

static Yaml secrets(Build& build, const ir::Service& service) {
  Yaml out = Yaml::seq();
  for (const ir::SecretId id : build.stack.secrets.ids()) {
    const bool file = std::find(service.secret_files.begin(), service.secret_files.end(), id) != service.secret_files.end();
    const bool variable = std::any_of(service.env.begin(), service.env.end(),
                                      [&](const ir::EnvVar& var) { return var.reads_file && var.value.sole_secret() == id; });
    if (!file && !variable) continue;
    build.files.insert(id);
    out.push(Yaml::string(build.stack.secrets[id].name));
  }
  return out;
}

static Yaml ports(const ir::Service& service) {
  Yaml out = Yaml::seq();
  for (const ir::Publish& publish : service.publish)
    for (const ir::Port& port : service.ports)
      if (port.name == publish.port)
        out.push(Yaml::quoted(
            cat({std::to_string(publish.host_port), ":", std::to_string(port.number), port.protocol == ir::Protocol::kUdp ? "/udp" : ""})));
  return out;
}

static void check_ports(Build& build, const ir::Service& service) {
  for (const ir::Publish& publish : service.publish)
    if (!publish.host_ip.empty() && publish.host_ip != "0.0.0.0")
      build.sink.report(rule::swarm_drops, publish.origin.span,
                        cat({"Docker Swarm publishes port ", std::to_string(publish.host_port), " of `", service.name,
                             "` on every node, and not on `", publish.host_ip, "` alone"}));
}

static Yaml volumes(Build& build, const ir::Service& service) {
  Yaml out = Yaml::seq();
  for (const ir::Mount& mount : service.mounts) {
    if (mount.dev_only) continue;
    const string end = cat({":", escape(mount.target), mount.read_only ? ":ro" : ""});
    if (mount.kind == ir::Mount::Kind::kVolume) out.push(Yaml::string(build.stack.volumes[mount.volume].name + end));
    if (mount.kind != ir::Mount::Kind::kBind) continue;
    build.sink
        .report(rule::swarm_drops, mount.origin.span,
                cat({"`", mount.source, "` is a folder of this machine; Docker Swarm looks for it on each node that runs `", service.name,
                     "`"}))
        .help("copy it into the image, or use a volume");
    out.push(Yaml::string(cat({mount.source.starts_with('/') || mount.source.starts_with('.') ? "" : "./", escape(mount.source), end})));
  }
  return out;
}

static bool is_plain(const ir::Value& value) {
  if (const auto* text = std::get_if<ir::Text>(&value.data)) return text->plain().has_value();
  if (const auto* list = std::get_if<ir::ValueList>(&value.data)) return std::all_of(list->begin(), list->end(), is_plain);
  if (const auto* map = std::get_if<ir::ValueMap>(&value.data))
    return std::all_of(map->begin(), map->end(), [](const ir::Member& member) { return is_plain(member.second); });
  return true;
}

static Yaml configs(Build& build, const ir::Service& service) {
  Yaml out = Yaml::seq();
  for (const ir::ConfigFile& file : service.files) {
    const string path = placed(build.stack, file.path);
    if (file.format == ir::FileFormat::kText) {
      build.texts.emplace(path, with_final_newline(file.text));
    } else if (is_plain(file.value)) {
      const Yaml tree = from_value(file.value);
      build.texts.emplace(path, file.format == ir::FileFormat::kYaml ? write_yaml(tree, kHeader) : write_json(tree));
    } else {
      build.sink.report(rule::plain_secret, file.origin.span,
                        cat({"`", file.path, "` would hold a value that is known only where the stack runs"}));
    }
    out.push(Yaml::map().set("source", Yaml::string(config_name(file))).set("target", Yaml::string(escape(file.target))));
  }
  return out;
}

static Yaml tmpfs(const ir::Service& service) {
  Yaml out = Yaml::seq();
  for (const ir::Mount& mount : service.mounts)
    if (mount.kind == ir::Mount::Kind::kTmpfs)
      out.push(Yaml::string(mount.size_bytes ? cat({mount.target, ":size=", std::to_string(*mount.size_bytes)}) : mount.target));
  if (!service.read_only_root.value) return out;
  for (const string& path : service.writable)
    if (std::none_of(service.mounts.begin(), service.mounts.end(), [&](const ir::Mount& mount) { return mount.target == path; }))
      out.push(Yaml::string(path));
  return out;
}

static Yaml healthcheck(const ir::Service& service) {
  if (!service.health || !ir::image_can_ask(*service.health)) return Yaml::null();
  const ir::Health& health = *service.health;
  const auto* exec = std::get_if<ir::ExecProbe>(&health.probe);
  const std::vector<string>& argv = exec != nullptr ? exec->argv : health.image_argv;
  Yaml test = Yaml::seq();
  test.push(Yaml::string((exec != nullptr ? exec->shell : health.image_shell) ? "CMD-SHELL" : "CMD"));
  for (const string& word : argv) test.push(Yaml::string(escape(word)));
  Yaml out = Yaml::map().set("test", std::move(test.flow()));
  out.set("interval", Yaml::string(go_duration(health.every_seconds))).set("timeout", Yaml::string(go_duration(health.timeout_seconds)));
  out.set("retries", Yaml::integer(health.retries));
  if (health.start_seconds != 0) out.set("start_period", Yaml::string(go_duration(health.start_seconds)));
  return out;
}

static Yaml deploy(Build& build, ir::ServiceId id) {
  const ir::Service& service = build.stack.services[id];
  Yaml out = Yaml::map(), limits = Yaml::map(), reservations = Yaml::map(), resources = Yaml::map();
  const auto cpus = [](std::uint32_t millicores) {
    string text = std::to_string(millicores % 1000 + 1000).substr(1);
    return Yaml::quoted(cat({std::to_string(millicores / 1000), ".", text}));
  };
  const auto size = [](std::uint64_t bytes) { return Yaml::quoted(cat({std::to_string(bytes), "b"})); };
  const bool manual = service.kind == ir::ServiceKind::kTask && runs_on_request(build.stack, id);
  if (manual) out.set("replicas", Yaml::integer(0));
  if (!manual && service.replicas && service.replicas->value != 1) out.set("replicas", Yaml::integer(service.replicas->value));
  if (service.kind == ir::ServiceKind::kTask) {
    out.set("restart_policy", Yaml::map().set("condition", Yaml::string(manual ? "none" : "on-failure")));
  } else {
    out.set("update_config", Yaml::map().set("order", Yaml::string(service.stateful ? "stop-first" : "start-first")));
  }
  const ir::Resources& have = service.resources;
  if (have.cpu_millicores) limits.set("cpus", cpus(have.cpu_millicores->value));
  if (have.memory_bytes) limits.set("memory", size(have.memory_bytes->value));
  if (have.reserve_cpu_millicores) reservations.set("cpus", cpus(have.reserve_cpu_millicores->value));
  if (have.reserve_memory_bytes) reservations.set("memory", size(have.reserve_memory_bytes->value));
  if (!limits.is_empty()) resources.set("limits", std::move(limits));
  if (!reservations.is_empty()) resources.set("reservations", std::move(reservations));
  if (!resources.is_empty()) out.set("resources", std::move(resources));
  return out;
}

static void set_if_any(Yaml& out, const char* key, Yaml value) {
  if (!value.is_empty()) out.set(key, std::move(value));
}

Yaml own_service(Build& build, ir::ServiceId id) {
  const ir::Service& service = build.stack.services[id];
  const ir::Image& image = build.stack.images[service.image];
  Yaml out = Yaml::map();
  const string reference = image.digest.empty() ? image.reference : cat({image.reference, "@", image.digest});
  out.set("image", Yaml::string(image.built ? cat({escape(image_name(build.stack, service)), ":${IMAGE_TAG}"}) : escape(reference)));
  set_if_any(out, "environment", environment(build, service));
  set_if_any(out, "secrets", secrets(build, service));
  set_if_any(out, "configs", configs(build, service));
  check_ports(build, service);
  set_if_any(out, "ports", ports(service));
  set_if_any(out, "volumes", volumes(build, service));
  set_if_any(out, "tmpfs", tmpfs(service));
  set_if_any(out, "entrypoint", words(build, service.entrypoint));
  set_if_any(out, "command", words(build, service.command));
  set_if_any(out, "healthcheck", healthcheck(service));
  out.set_if(service.init, "init", Yaml::boolean(true));
  out.set_if(!service.stop_signal.empty(), "stop_signal", Yaml::string(service.stop_signal));
  if (service.stop_grace_seconds) out.set("stop_grace_period", Yaml::string(go_duration(*service.stop_grace_seconds)));
  if (service.uid)
    out.set("user", Yaml::quoted(cat(
                        {std::to_string(service.uid->value), ":", std::to_string(service.gid ? service.gid->value : service.uid->value)})));
  out.set_if(service.read_only_root.value, "read_only", Yaml::boolean(true));
  out.set_if(service.drop_capabilities.value, "cap_drop", std::move(Yaml::strings({"ALL"}).flow()));
  out.set_if(!service.cap_add.empty(), "cap_add", std::move(Yaml::strings(service.cap_add).flow()));
  set_if_any(out, "deploy", deploy(build, id));
  Yaml labels = Yaml::map();
  for (const auto& [name, value] : service.labels) labels.set(name, Yaml::string(escape(value)));
  set_if_any(out, "labels", std::move(labels));
  if (!service.doc.empty()) out.comment(service.doc);
  return out;
}

}  // namespace stackc::emit::swarm
