// One service of the compose file: its keys in the order in which people write them.
#include "base/text.h"
#include "emit/compose/model.h"
#include "emit/writer/layout.h"
#include "emit/writer/text.h"

namespace stackc::emit::compose {

using base::cat;
using std::string;
using std::string_view;

static Yaml words(Build& build, const std::vector<ir::Text>& texts, const ir::Origin& origin) {
  Yaml out = Yaml::seq();
  for (const ir::Text& text : texts) out.push(Yaml::string(interpolate(build, text, origin)));
  return std::move(out.flow());
}

// What the container runs. In production a service that runs its image's own stage gets the image's CMD anyway; it is written all the same,
// so that the file tells what runs.
static const std::vector<ir::Text>& command_of(const Build& build, const ir::Service& service) {
  return !build.prod() && !service.dev_command.empty() ? service.dev_command : service.command;
}

// A tag for what is built here, so that development never touches a released image: the environment's name; in production the one that was
// pushed.
static string image_reference(Build& build, const ir::Service& service) {
  const ir::Image& image = build.stack.images[service.image];
  if (!image.built) return escape(image.digest.empty() ? image.reference : cat({image.reference, "@", image.digest}));
  const string name = escape(image_name(build.stack, service));
  if (!build.prod()) return cat({name, ":", build.stack.environment});
  build.image_tag = true;
  return cat({name, ":${IMAGE_TAG:?set in ", build.env_file, "}"});
}

static Yaml labels(const ir::Service& service) {
  Yaml out = Yaml::map();
  for (const auto& [name, value] : service.labels) out.set(name, Yaml::string(escape(value)));
  return out;
}

static void set_security(Build& build, const ir::Service& service, Yaml& out) {
  const bool drops = service.drop_capabilities.value;
  // An image that starts as root and gives its rights up by itself cannot do so without capabilities: it starts as its user right away.
  if (service.uid && (build.prod() || drops)) {
    const string uid = std::to_string(service.uid->value);
    out.set("user", Yaml::quoted(cat({uid, ":", service.gid ? std::to_string(service.gid->value) : uid})));
  }
  out.set_if(service.read_only_root.value, "read_only", Yaml::boolean(true));
  out.set_if(drops, "cap_drop", std::move(Yaml::strings({"ALL"}).flow()));
  out.set_if(!service.cap_add.empty(), "cap_add", std::move(Yaml::strings(service.cap_add).flow()));
  out.set_if(service.no_new_privileges.value, "security_opt", std::move(Yaml::strings({"no-new-privileges:true"}).flow()));
}

static Yaml log_rotation() {
  Yaml options = Yaml::map();
  options.set("max-size", Yaml::string("10m")).set("max-file", Yaml::quoted("3"));
  Yaml out = Yaml::map();
  out.set("driver", Yaml::string("json-file")).set("options", std::move(options));
  return out;
}

static bool reaches_host(const ir::Service& service) {
  auto has = [](const ir::Text& text) {
    for (const ir::TextPart& part : text.parts())
      if (const auto* symbol = std::get_if<ir::Symbol>(&part); symbol != nullptr && *symbol == ir::Symbol::kHostGateway) return true;
    return false;
  };
  for (const ir::EnvVar& var : service.env)
    if (has(var.value)) return true;
  for (const auto* texts : {&service.command, &service.dev_command, &service.entrypoint})
    for (const ir::Text& text : *texts)
      if (has(text)) return true;
  return false;
}

static Yaml develop(const Build& build, const ir::Service& service) {
  Yaml watch = Yaml::seq();
  if (!needs_watch(build.stack, service)) return watch;
  for (const ir::Mount& mount : service.mounts) {
    if (!mount.dev_only || mount.kind != ir::Mount::Kind::kBind) continue;
    Yaml rule = Yaml::map();
    rule.set("path", Yaml::string(path_from_here(build, mount.source))).set("action", Yaml::string("restart"));
    watch.push(std::move(rule));
  }
  return watch;
}

static void set_if_any(Yaml& out, const char* key, Yaml value) {
  if (!value.is_empty()) out.set(key, std::move(value));
}

static void set_run(Build& build, ir::ServiceId id, Yaml& out) {
  const ir::Service& service = build.stack.services[id];
  out.set("image", Yaml::string(image_reference(build, service)));
  const bool built = build.stack.images[service.image].built;
  Yaml how = image_build(build, id);
  // Another service builds this image: without that, Compose would look for it in a registry first.
  if (built && how.is_empty() && !build.prod()) out.set("pull_policy", Yaml::string("never"));
  set_if_any(out, "build", std::move(how));
  if (service.kind == ir::ServiceKind::kTask && runs_on_request(build.stack, id))
    out.set("profiles", std::move(Yaml::strings({"tasks"}).flow()));
  const string restart = service.kind == ir::ServiceKind::kTask ? "no" : service.restart;
  if (!restart.empty()) out.set("restart", Yaml::string(restart));
  set_if_any(out, "depends_on", depends_on(build, id));
  set_if_any(out, "environment", environment(build, service));
  set_if_any(out, "secrets", service_secrets(build, service));
  set_if_any(out, "ports", ports(build, service));
  if (reaches_host(service)) out.set("extra_hosts", Yaml::strings({"host.docker.internal:host-gateway"}));
  set_if_any(out, "volumes", volumes(build, service));
  set_if_any(out, "tmpfs", tmpfs(service));
  set_if_any(out, "entrypoint", words(build, service.entrypoint, service.origin));
  set_if_any(out, "command", words(build, command_of(build, service), service.origin));
}

Yaml service(Build& build, ir::ServiceId id) {
  const ir::Service& service = build.stack.services[id];
  Yaml out = Yaml::map();
  set_run(build, id, out);
  set_if_any(out, "healthcheck", healthcheck(build, service));
  out.set_if(service.init, "init", Yaml::boolean(true));
  out.set_if(!service.stop_signal.empty(), "stop_signal", Yaml::string(service.stop_signal));
  if (service.stop_grace_seconds) out.set("stop_grace_period", Yaml::string(go_duration(*service.stop_grace_seconds)));
  set_security(build, service, out);
  set_if_any(out, "deploy", deploy(service));
  if (service.resources.swap_bytes && service.resources.memory_bytes)  // both count memory and swap together
    out.set("memswap_limit", Yaml::string(docker_size(service.resources.swap_bytes->value)));
  if (build.prod()) out.set("logging", log_rotation());
  set_if_any(out, "labels", labels(service));
  if (Yaml watch = develop(build, service); !watch.is_empty()) out.set("develop", std::move(Yaml::map().set("watch", std::move(watch))));
  lay_over(build, service.extra_compose, out);
  if (!service.doc.empty()) out.comment(service.doc);
  return out;
}

}  // namespace stackc::emit::compose
