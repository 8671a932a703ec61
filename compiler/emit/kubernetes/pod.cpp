// The pod template: one container that satisfies Pod Security `restricted`, its volumes and how it stops and spreads.
#include <map>

#include "base/text.h"
#include "diag/rules/target.h"
#include "diag/rules/translation.h"
#include "emit/kubernetes/defaults.h"
#include "emit/kubernetes/model.h"
#include "emit/kubernetes/names.h"

namespace stackc::emit::k8s {
namespace {

namespace rule = diag::rule;

// The volumes of a pod and where its container mounts them, with unique names.
class Volumes {
 public:
  // Adds a mount, and the volume of that name with `source` unless it is there already or claimed outside (empty source).
  void add(const std::string& name, const Yaml& source, const std::string& path, const std::string& sub_path, bool read_only) {
    if (names_.insert(name).second && !source.is_empty()) {
      Yaml volume = Yaml::map().set("name", Yaml::string(name));
      for (const auto& [key, value] : source.entries()) volume.set(key, value);
      volumes_.push(std::move(volume));
    }
    Yaml mount = Yaml::map().set("name", Yaml::string(name)).set("mountPath", Yaml::string(path));
    mount.set_if(!sub_path.empty(), "subPath", Yaml::string(sub_path));
    mount.set_if(read_only, "readOnly", Yaml::boolean(true));
    mounts_.push(std::move(mount));
  }
  // A name for a path that no other volume has.
  [[nodiscard]] std::string free_name(const std::string& path) const {
    std::string name = dns_name(path);
    if (name.empty()) name = "root";
    std::string out = name;
    for (unsigned i = 2; names_.count(out) != 0; ++i)
      out = base::cat({std::string_view(name).substr(0, kMaxName - 4), "-", std::to_string(i)});
    return out;
  }
  Yaml volumes_ = Yaml::seq(), mounts_ = Yaml::seq();

 private:
  std::set<std::string> names_;
};

Yaml empty_dir(std::uint64_t bytes, bool memory) {
  Yaml inner = Yaml::map();
  inner.set_if(memory, "medium", Yaml::string("Memory"));
  inner.set("sizeLimit", Yaml::string(byte_quantity(bytes)));
  return Yaml::map().set("emptyDir", std::move(inner));
}

void add_mount(Build& build, const ir::Service& service, WorkloadKind kind, const ir::Mount& mount, Volumes& out) {
  switch (mount.kind) {
    case ir::Mount::Kind::kVolume: {
      const std::string name = dns_name(build.stack.volumes[mount.volume].name);
      Yaml source;
      if (kind != WorkloadKind::kStatefulSet || !build.exclusive(mount.volume))
        source = Yaml::map().set("persistentVolumeClaim", Yaml::map().set("claimName", Yaml::string(name)));
      out.add(name, source, mount.target, "", mount.read_only);
      return;
    }
    case ir::Mount::Kind::kTmpfs:
      out.add(out.free_name(mount.target), empty_dir(mount.size_bytes.value_or(kScratchLimit), true), mount.target, "", false);
      return;
    case ir::Mount::Kind::kFile: {
      Yaml source = Yaml::map().set("configMap", Yaml::map().set("name", Yaml::string(config_name(service))));
      out.add("config", source, mount.target, config_key(mount.source), true);
      return;
    }
    case ir::Mount::Kind::kBind:
      if (mount.dev_only) return;
      build.sink
          .report(rule::kubernetes_bind_mount, mount.origin.span,
                  base::cat(
                      {"`", mount.source, "` is on this machine: a pod has no such place, and nothing is mounted at `", mount.target, "`"}))
          .help("copy it into the image (`include`), or use a volume");
      return;
  }
}

void add_secret_files(const Build& build, const std::vector<ir::SecretId>& files, Volumes& out) {
  if (files.empty()) return;
  Yaml items = Yaml::seq();
  std::set<ir::SecretId> done;
  for (ir::SecretId id : files) {
    if (!done.insert(id).second) continue;
    const std::string& name = build.stack.secrets[id].name;
    items.push(Yaml::map().set("key", Yaml::string(name)).set("path", Yaml::string(name)));
  }
  Yaml secret = Yaml::map();
  secret.set("secretName", Yaml::string(build.secret_name()));
  secret.set("defaultMode", Yaml::integer(0440));
  secret.set("items", std::move(items));
  out.add("secrets", Yaml::map().set("secret", std::move(secret)), "/run/secrets", "", true);
}

// Files that no mount names still belong into the container.
void add_config_files(const Build& build, const ir::Service& service, Volumes& out) {
  (void)build;
  for (const ir::ConfigFile& file : service.files) {
    bool mounted = false;
    for (const ir::Mount& mount : service.mounts) mounted = mounted || (mount.kind == ir::Mount::Kind::kFile && mount.source == file.path);
    if (mounted) continue;
    Yaml source = Yaml::map().set("configMap", Yaml::map().set("name", Yaml::string(config_name(service))));
    out.add("config", source, file.target, config_key(file.path), true);
  }
}

struct User {
  std::uint32_t uid = 0, gid = 0;
};
User user_of(Build& build, const ir::Service& service) {
  User user{service.image_uid, service.image_gid};
  if (service.uid) user = {service.uid->value, service.gid ? service.gid->value : service.uid->value};
  if (service.any_uid && user.uid < kMinUid) {
    if (build.stack.compose && service.family.empty() && !service.uid)
      build.sink
          .report(rule::translated_user, service.origin.span,
                  base::cat({"nobody knows whom the image of `", service.name, "` runs as: its pod runs as ", std::to_string(kUid), ":",
                             std::to_string(kUid)}))
          .help("write `user:` with the numbers of the image's user");
    return {kUid, kUid};
  }
  if (user.uid == 0)
    build.sink
        .report(rule::kubernetes_root_user, service.origin.span,
                base::cat({"`", service.name, "` runs as root: Pod Security `restricted` refuses it"}))
        .help("choose a template or an image that runs under a user of its own");
  if (user.gid == 0) user.gid = user.uid;
  return user;
}

// Names that a compose file gives the container and its world.
void set_names(const ir::Service& service, Yaml& spec) {
  if (service.host.hostname) spec.set("hostname", Yaml::string(dns_name(service.host.hostname->value)));
  std::map<std::string, std::vector<std::string>> names;  // by address
  for (const auto& [name, addresses] : service.host.extra_hosts)
    for (const std::string_view address : base::split(addresses.value, ','))
      if (address != "host-gateway" && !address.empty()) names[std::string(address)].push_back(name);
  Yaml aliases = Yaml::seq();
  for (const auto& [address, list] : names)
    aliases.push(Yaml::map().set("ip", Yaml::string(address)).set("hostnames", Yaml::strings(list)));
  spec.set_if(!aliases.is_empty(), "hostAliases", aliases);
}

Yaml pod_security(const User& user, const ir::Service& service) {
  Yaml out = Yaml::map();
  out.set("runAsNonRoot", Yaml::boolean(true));
  out.set("runAsUser", Yaml::integer(user.uid));
  out.set("runAsGroup", Yaml::integer(user.gid));
  out.set("fsGroup", Yaml::integer(user.gid));
  out.set("fsGroupChangePolicy", Yaml::string("OnRootMismatch"));
  Yaml groups = Yaml::seq();
  for (const ir::Field<std::string>& group : service.host.group_add)
    if (const auto number = base::parse_uint(group.value)) groups.push(Yaml::integer(static_cast<std::int64_t>(*number)));
  out.set_if(!groups.is_empty(), "supplementalGroups", groups);
  out.set("seccompProfile", Yaml::map().set("type", Yaml::string("RuntimeDefault")));
  return out;
}

Yaml container_security(Build& build, const ir::Service& service, const User& user) {
  Yaml capabilities = Yaml::map().set("drop", Yaml::strings({"ALL"}));
  Yaml added = Yaml::seq();
  for (const std::string& name : service.cap_add) {
    if (name == "NET_BIND_SERVICE") {
      added.push(Yaml::string(name));
    } else {
      build.sink.report(rule::kubernetes_capability, service.origin.span,
                        base::cat({"`", service.name, "` wants the capability `", name, "`: Pod Security `restricted` refuses it"}));
    }
  }
  capabilities.set_if(!added.is_empty(), "add", added);
  if (!service.read_only_root.value && !build.stack.compose)
    build.sink.report(
        rule::kubernetes_writable_root, service.origin.span,
        base::cat({"the root filesystem of `", service.name, "` stays writable: its template does not name the paths it writes"}));
  Yaml out = Yaml::map();
  out.set("allowPrivilegeEscalation", Yaml::boolean(false));
  out.set("readOnlyRootFilesystem", Yaml::boolean(service.read_only_root.value));
  out.set("runAsNonRoot", Yaml::boolean(true));
  out.set("runAsUser", Yaml::integer(user.uid));
  out.set("runAsGroup", Yaml::integer(user.gid));
  out.set("capabilities", std::move(capabilities));
  out.set("seccompProfile", Yaml::map().set("type", Yaml::string("RuntimeDefault")));
  return out;
}

Yaml container_ports(Build& build, const ir::Service& service) {
  Yaml out = Yaml::seq();
  for (const ir::Port& port : service.ports) {
    if (port.number < 1024)
      build.sink
          .report(
              rule::kubernetes_low_port, port.origin.span,
              base::cat({"port ", std::to_string(port.number), " is below 1024: a user without privileges may not open it on every node"}))
          .help("listen on a higher port; `publish` gives the low one to the outside");
    Yaml item = Yaml::map();
    item.set("name", Yaml::string(port_name(port.name)));
    item.set("containerPort", Yaml::integer(port.number));
    item.set("protocol", Yaml::string(port.protocol == ir::Protocol::kUdp ? "UDP" : "TCP"));
    out.push(std::move(item));
  }
  return out;
}

Yaml words(Build& build, ir::ServiceId id, const std::vector<ir::Text>& texts) {
  Yaml out = Yaml::seq();
  for (const ir::Text& text : texts) out.push(Yaml::string(lower_text(build, id, text, build.service(id).origin)));
  return out;
}

// Replicas apart: other nodes first, other zones too, but never a reason not to run.
void add_spreading(const Build& build, const ir::Service& service, bool hash, Yaml& spec) {
  Yaml selector = Yaml::map().set("matchLabels", identity(build, service));
  Yaml term = Yaml::map();
  term.set("topologyKey", Yaml::string("kubernetes.io/hostname"));
  term.set("labelSelector", selector);
  Yaml preferred = Yaml::map().set("weight", Yaml::integer(100)).set("podAffinityTerm", std::move(term));
  Yaml anti = Yaml::map().set("preferredDuringSchedulingIgnoredDuringExecution", Yaml::seq({std::move(preferred)}));
  spec.set("affinity", Yaml::map().set("podAntiAffinity", std::move(anti)));
  Yaml spread = Yaml::map();
  spread.set("maxSkew", Yaml::integer(1));
  spread.set("topologyKey", Yaml::string("topology.kubernetes.io/zone"));
  spread.set("whenUnsatisfiable", Yaml::string("ScheduleAnyway"));
  spread.set("labelSelector", selector);
  spread.set_if(hash, "matchLabelKeys", Yaml::strings({"pod-template-hash"}));
  spec.set("topologySpreadConstraints", Yaml::seq({std::move(spread)}));
}

Yaml container(Build& build, ir::ServiceId id, const std::vector<ir::Text>& command, bool task, const User& user, Volumes& volumes) {
  const ir::Service& service = build.service(id);
  Environment environment = lower_environment(build, id);
  const WorkloadKind kind = build.workload(id);
  for (const ir::Mount& mount : service.mounts) add_mount(build, service, kind, mount, volumes);
  add_config_files(build, service, volumes);
  for (ir::SecretId secret : service.secret_files) {
    build.secrets.insert(secret);
    environment.files.push_back(secret);
  }
  add_secret_files(build, environment.files, volumes);
  if (service.host.shm_bytes)
    volumes.add(volumes.free_name("/dev/shm"), empty_dir(service.host.shm_bytes->value, true), "/dev/shm", "", false);
  if (service.read_only_root.value)
    for (const std::string& path : service.writable) volumes.add(volumes.free_name(path), empty_dir(kScratchLimit, false), path, "", false);

  Yaml out = Yaml::map();
  out.set("name", Yaml::string(service.name));
  out.set("image", Yaml::string(build.image(id)));
  out.set("imagePullPolicy", Yaml::string("Always"));
  if (service.host.working_dir) out.set("workingDir", Yaml::string(service.host.working_dir->value));
  out.set_if(service.host.tty, "tty", Yaml::boolean(true));
  out.set_if(service.host.stdin_open, "stdin", Yaml::boolean(true));
  if (!service.entrypoint.empty()) out.set("command", words(build, id, service.entrypoint));
  if (!command.empty()) out.set("args", words(build, id, command));
  Yaml ports = task ? Yaml::seq() : container_ports(build, service);
  out.set_if(!ports.is_empty(), "ports", ports);
  out.set_if(!environment.env.is_empty(), "env", environment.env);
  out.set("resources", lower_resources(build, service));
  out.set("securityContext", container_security(build, service, user));
  if (!task) add_probes(build, id, out);
  if (!task && kind == WorkloadKind::kDeployment && !service.ports.empty()) {
    Yaml sleep = Yaml::map().set("sleep", Yaml::map().set("seconds", Yaml::integer(kDrainSeconds)));
    out.set("lifecycle", Yaml::map().set("preStop", std::move(sleep)));
  }
  out.set_if(!volumes.mounts_.is_empty(), "volumeMounts", volumes.mounts_);
  return out;
}

}  // namespace

Yaml pod_template(Build& build, ir::ServiceId id, const std::vector<ir::Text>& command, std::string_view restart) {
  const bool task = !restart.empty();
  const ir::Service& service = build.service(id);
  const WorkloadKind kind = build.workload(id);
  const User user = user_of(build, service);
  Volumes volumes;
  Yaml only = container(build, id, command, task, user, volumes);

  Yaml spec = Yaml::map();
  spec.set("serviceAccountName", Yaml::string(service.name));
  spec.set("automountServiceAccountToken", Yaml::boolean(false));
  spec.set("enableServiceLinks", Yaml::boolean(false));
  if (task) spec.set("restartPolicy", Yaml::string(std::string(restart)));
  const bool drains = !task && kind == WorkloadKind::kDeployment && !service.ports.empty();
  spec.set("terminationGracePeriodSeconds", Yaml::integer(service.stop_grace_seconds.value_or(kStopGrace) + (drains ? kDrainSeconds : 0)));
  spec.set_if(service.init, "shareProcessNamespace", Yaml::boolean(true));
  set_names(service, spec);
  spec.set("securityContext", pod_security(user, service));
  if (!task && build.replicas(id) > 1) add_spreading(build, service, kind == WorkloadKind::kDeployment, spec);
  spec.set("containers", Yaml::seq({std::move(only)}));
  spec.set_if(!volumes.volumes_.is_empty(), "volumes", volumes.volumes_);

  Yaml own = labels(build, &service);
  add_network_labels(build, service, own);
  Yaml meta = Yaml::map().set("labels", std::move(own));
  const std::string hash = add_config(build, id);
  if (!hash.empty()) meta.set("annotations", Yaml::map().set("checksum/config", Yaml::string(hash)));
  return Yaml::map().set("metadata", std::move(meta)).set("spec", std::move(spec));
}

}  // namespace stackc::emit::k8s
