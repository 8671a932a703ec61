// The parts of a service that need more than a line: build, dependencies, health, ports, mounts, resources.
#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/check.h"
#include "base/text.h"
#include "diag/rules/target.h"
#include "diag/rules/translation.h"
#include "emit/compose/model.h"
#include "emit/writer/layout.h"
#include "emit/writer/text.h"

namespace stackc::emit::compose {

using base::cat;
using std::string;
using std::string_view;

// Compose takes a source without a leading dot for the name of a volume.
string path_from_here(const Build& build, string_view path) {
  string out = relative_path(build.folder, path);
  if (out.substr(0, 2) != ".." && out != ".") out.insert(0, "./");
  return escape(out);
}

// The service that builds an image is the first one that always runs; if there is none, the first task.
static ir::ServiceId builder_of(const ir::Stack& stack, ir::ServiceId wanted) {
  const string name = image_name(stack, stack.services[wanted]);
  ir::ServiceId found;
  for (ir::ServiceId id : stack.services.ids()) {
    const ir::Service& service = stack.services[id];
    if (!service.image.valid() || !stack.images[service.image].built || !name.starts_with(stack.images[service.image].reference) ||
        image_name(stack, service) != name)
      continue;
    const bool always = service.kind == ir::ServiceKind::kService || !runs_on_request(stack, id);
    if (always) return id;
    if (!found.valid()) found = id;
  }
  return found;
}

static void set_argument(Build& build, Yaml& args, const string& name, const ir::Text& value, const ir::Origin& origin) {
  if (value.has_secret()) {
    build.sink.report(diag::rule::plain_secret, origin.span, cat({"the build argument `", name, "` would write a secret into the image"}));
    return;
  }
  args.set(name, Yaml::string(interpolate(build, value, origin)));
}

static Yaml build_arguments(Build& build, const ir::Service& service, const ir::Image& image) {
  Yaml args = Yaml::map();
  for (const auto& [name, value] : image.build_args) set_argument(build, args, name, value.value, value.origin);
  for (const ir::EnvVar& var : service.env)
    if (var.build_time && args.find(var.name) == nullptr) set_argument(build, args, var.name, var.value, var.origin);
  return args;
}

Yaml image_build(Build& build, ir::ServiceId id) {
  const ir::Service& service = build.stack.services[id];
  const ir::Image& image = build.stack.images[service.image];
  if (!image.built || builder_of(build.stack, id) != id) return Yaml::null();
  Yaml out = Yaml::map();
  out.set("context", Yaml::string(escape(relative_path(build.folder, image.context))));
  out.set("dockerfile", Yaml::string(escape(relative_path(image.context, placed(build.stack, image.dockerfile)))));
  out.set("target", Yaml::string(image_stage(build.stack, service)));
  Yaml args = build_arguments(build, service, image);
  if (!args.is_empty()) out.set("args", std::move(args));
  return out;
}

static bool can_turn_healthy(const ir::Service& service) { return service.health && ir::image_can_ask(*service.health); }

static string_view wait_condition(Build& build, const ir::Service& from, const ir::Edge& edge) {
  const ir::Service& to = build.stack.services[edge.to];
  const source::Span span = edge.causes.empty() ? from.origin.span : edge.causes.front().second.span;
  switch (edge.condition) {
    case ir::Condition::kCompleted:
      return "service_completed_successfully";
    case ir::Condition::kHealthy:
      if (can_turn_healthy(to)) return "service_healthy";
      build.sink.report(
          diag::rule::compose_condition, span,
          cat({"`", from.name, "` waits only for `", to.name, "` to be started: nothing in its container can tell whether it is healthy"}));
      return "service_started";
    case ir::Condition::kStarted:
      return "service_started";
    case ir::Condition::kNone:
      break;
  }
  return {};
}

Yaml depends_on(Build& build, ir::ServiceId id) {
  const ir::Service& from = build.stack.services[id];
  Yaml out = Yaml::map();
  for (const ir::Edge& edge : build.stack.edges) {
    if (edge.from != id || edge.kind != ir::EdgeKind::kStart || edge.condition == ir::Condition::kNone) continue;
    const ir::Service& to = build.stack.services[edge.to];
    if (to.kind == ir::ServiceKind::kTask && runs_on_request(build.stack, edge.to)) {
      const source::Span span = edge.causes.empty() ? from.origin.span : edge.causes.front().second.span;
      build.sink.report(diag::rule::compose_condition, span,
                        cat({"`", from.name, "` does not wait for the task `", to.name, "`, which runs only on request"}));
      continue;
    }
    const string_view condition = wait_condition(build, from, edge);
    Yaml entry = Yaml::map();
    entry.set("condition", Yaml::string(string(condition)));
    entry.set_if(!edge.required, "required", Yaml::boolean(false));
    out.set(to.name, std::move(entry));
  }
  return out;
}

static bool image_has_check(const ir::Stack& stack, const ir::Service& service) {
  for (const ir::Stage& stage : stack.images[service.image].stages)
    for (const ir::Step& step : stage.steps)
      if (step.kind == ir::StepKind::kHealthcheck) return true;
  return false;
}

static Yaml health_test(const ir::Health& health) {
  std::vector<string> argv;
  bool shell = false;
  if (const auto* exec = std::get_if<ir::ExecProbe>(&health.probe)) {
    argv = exec->argv;
    shell = exec->shell;
  } else {
    argv = health.image_argv;
  }
  Yaml test = Yaml::seq();
  test.push(Yaml::string(shell ? "CMD-SHELL" : "CMD"));
  for (const string& word : argv) test.push(Yaml::string(escape(word)));
  return std::move(test.flow());
}

// Where the stack says it: a template's health belongs to the service that uses the template.
static source::Span health_place(const ir::Service& service) {
  return service.health->origin.by == ir::By::kUser ? service.health->origin.span : service.origin.span;
}

Yaml healthcheck(Build& build, const ir::Service& service) {
  if (!service.health || !ir::image_can_ask(*service.health)) {
    if (service.health)
      build.sink.report(diag::rule::compose_no_probe, health_place(service),
                        cat({"nothing in the image of `", service.name, "` can ask this health check"}));
    // The check that another service of the same image has must not judge this one.
    if (!image_has_check(build.stack, service)) return Yaml::null();
    return std::move(Yaml::map().set("disable", Yaml::boolean(true)));
  }
  const ir::Health& health = *service.health;
  if (health.live)
    build.sink.report(diag::rule::compose_live, health_place(service),
                      cat({"the liveness path `", health.live->path, "` of `", service.name, "` is not asked by Compose"}));
  Yaml out = Yaml::map();
  out.set("test", health_test(health));
  out.set("interval", Yaml::string(go_duration(health.every_seconds)));
  out.set("timeout", Yaml::string(go_duration(health.timeout_seconds)));
  out.set("retries", Yaml::integer(health.retries));
  if (health.start_seconds != 0) {
    out.set("start_period", Yaml::string(go_duration(health.start_seconds)));
    out.set("start_interval", Yaml::string(go_duration(health.start_every_seconds)));
  }
  return out;
}

static const ir::Port* find_port(const ir::Service& service, string_view name) {
  for (const ir::Port& port : service.ports)
    if (port.name == name) return &port;
  return nullptr;
}

Yaml ports(Build& build, const ir::Service& service) {
  Yaml out = Yaml::seq();
  for (const ir::Publish& publish : service.publish) {
    const ir::Port* port = find_port(service, publish.port);
    STACKC_CHECK(port != nullptr, publish.port);
    string host = publish.host_ip;
    if (host.empty() && !build.prod()) host = "127.0.0.1";
    if (host.find(':') != string::npos && host[0] != '[') host = cat({"[", host, "]"});
    if (!host.empty()) host += ':';
    out.push(Yaml::quoted(cat(
        {host, std::to_string(publish.host_port), ":", std::to_string(port->number), port->protocol == ir::Protocol::kUdp ? "/udp" : ""})));
    if (service.replicas && service.replicas->value > 1)
      build.sink
          .report(diag::rule::compose_replicas_port, publish.origin.span,
                  cat({"the ", std::to_string(service.replicas->value), " containers of `", service.name, "` cannot share port ",
                       std::to_string(publish.host_port)}))
          .label(service.replicas->origin.span, "so many containers");
  }
  return out;
}

// The short form, unless a colon in a path forbids it.
static Yaml mount_entry(string_view type, const string& source, const string& target, bool read_only) {
  if (source.find(':') == string::npos && target.find(':') == string::npos)
    return Yaml::string(cat({source, ":", target, read_only ? ":ro" : ""}));
  Yaml out = Yaml::map();
  out.set("type", Yaml::string(string(type))).set("source", Yaml::string(source)).set("target", Yaml::string(target));
  out.set_if(read_only, "read_only", Yaml::boolean(true));
  return out;
}

Yaml volumes(Build& build, const ir::Service& service) {
  Yaml out = Yaml::seq();
  std::set<string> taken;
  for (const ir::Mount& mount : service.mounts) {
    if ((mount.dev_only && build.prod()) || mount.kind == ir::Mount::Kind::kTmpfs) continue;
    const string target = escape(mount.target);
    taken.insert(mount.target);
    if (mount.kind == ir::Mount::Kind::kVolume) {
      out.push(mount_entry("volume", build.stack.volumes[mount.volume].name, target, mount.read_only));
    } else if (mount.kind == ir::Mount::Kind::kBind) {
      out.push(mount_entry("bind", path_from_here(build, mount.source), target, mount.read_only));
    } else {
      taken.erase(mount.target);  // by its file, below
    }
  }
  for (const ir::ConfigFile& file : service.files)
    if (taken.insert(file.target).second)
      out.push(mount_entry("bind", path_from_here(build, config_path(build, file)), escape(file.target), true));
  return out;
}

// The runtime gives a tmpfs the mode of the folder below it and root as owner, so a user that is not root has to be named. /tmp is
// everybody's in every image.
static Yaml tmpfs_entry(const ir::Service& service, const string& path, std::optional<std::uint64_t> size) {
  std::vector<string> options;
  if (size) options.push_back(cat({"size=", std::to_string(*size)}));
  if (service.uid && path != "/tmp" && path != "/var/tmp") {
    const std::uint32_t uid = service.uid->value;
    options.push_back(cat({"uid=", std::to_string(uid), ",gid=", std::to_string(service.gid ? service.gid->value : uid)}));
  }
  return Yaml::string(options.empty() ? escape(path) : cat({escape(path), ":", base::join(options, ",")}));
}

Yaml tmpfs(const ir::Service& service) {
  Yaml out = Yaml::seq();
  std::set<string> taken;
  for (const ir::Mount& mount : service.mounts) {
    if (!taken.insert(mount.target).second || mount.kind != ir::Mount::Kind::kTmpfs) continue;
    out.push(tmpfs_entry(service, mount.target, mount.size_bytes));
  }
  if (!service.read_only_root.value) return out;
  for (const string& path : service.writable)
    if (taken.insert(path).second) out.push(tmpfs_entry(service, path, std::nullopt));
  return out;
}

static string cpus(std::uint32_t millicores) {
  string out = std::to_string(millicores / 1000);
  string rest = std::to_string(millicores % 1000 + 1000).substr(1);
  while (!rest.empty() && rest.back() == '0') rest.pop_back();
  return rest.empty() ? out : cat({out, ".", rest});
}

// Docker counts in 1024: 1g, 512m; a size that is no whole number of these in bytes.
string docker_size(std::uint64_t bytes) {
  struct Unit {
    std::uint64_t size;
    const char* letter;
  };
  for (const Unit& unit : {Unit{1ull << 30, "g"}, Unit{1ull << 20, "m"}, Unit{1ull << 10, "k"}})
    if (bytes != 0 && bytes % unit.size == 0) return std::to_string(bytes / unit.size) + unit.letter;
  return std::to_string(bytes) + "b";
}

Yaml deploy(const ir::Service& service) {
  const ir::Resources& have = service.resources;
  Yaml limits = Yaml::map(), reservations = Yaml::map(), out = Yaml::map(), resources = Yaml::map();
  if (have.cpu_millicores) limits.set("cpus", Yaml::quoted(cpus(have.cpu_millicores->value)));
  if (have.memory_bytes) limits.set("memory", Yaml::string(docker_size(have.memory_bytes->value)));
  if (have.reserve_cpu_millicores) reservations.set("cpus", Yaml::quoted(cpus(have.reserve_cpu_millicores->value)));
  if (have.reserve_memory_bytes) reservations.set("memory", Yaml::string(docker_size(have.reserve_memory_bytes->value)));
  if (service.replicas && service.replicas->value != 1) out.set("replicas", Yaml::integer(service.replicas->value));
  if (!limits.is_empty()) resources.set("limits", std::move(limits));
  if (!reservations.is_empty()) resources.set("reservations", std::move(reservations));
  if (!resources.is_empty()) out.set("resources", std::move(resources));
  return out;
}

}  // namespace stackc::emit::compose
