#include "emit/kubernetes/model.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "emit/kubernetes/defaults.h"
#include "emit/kubernetes/names.h"
#include "emit/writer/layout.h"

namespace stackc::emit::k8s {

// Whether a second copy changes nothing: the stack's own code and proxies; others only if the stack asks for several.
static bool copies_are_equal(const ir::Stack& stack, const ir::Service& service) {
  if (stack.images[service.image].built || (service.replicas && service.replicas->value > 1)) return true;
  return std::find(std::begin(kEqualCopies), std::end(kEqualCopies), service.family) != std::end(kEqualCopies);
}

std::string Object::file() const {
  const unsigned number = rank > 99 ? 99 : rank;
  return base::cat({number < 10 ? "0" : "", std::to_string(number), "-", base::to_lower(kind), "-", name, ".yaml"});
}

unsigned Build::rank(ir::ServiceId id) const { return 10 + (id.index() < waves.size() ? waves[id.index()] : 0); }

bool Build::exclusive(ir::VolumeId volume) const {
  std::size_t users = 0;
  for (const ir::Service& service : stack.services)
    for (const ir::Mount& mount : service.mounts)
      if (mount.kind == ir::Mount::Kind::kVolume && mount.volume == volume) {
        ++users;
        break;
      }
  return users < 2;
}

WorkloadKind Build::workload(ir::ServiceId id) const {
  const ir::Service& service = stack.services[id];
  if (service.kind == ir::ServiceKind::kTask) return runs_on_request(stack, id) ? WorkloadKind::kCronJob : WorkloadKind::kJob;
  if (service.stateful) return WorkloadKind::kStatefulSet;
  for (const ir::Mount& mount : service.mounts)
    if (mount.kind == ir::Mount::Kind::kVolume && exclusive(mount.volume)) return WorkloadKind::kStatefulSet;
  if (stack.compose) return WorkloadKind::kDeployment;
  return copies_are_equal(stack, service) ? WorkloadKind::kDeployment : WorkloadKind::kStatefulSet;
}

std::uint32_t Build::replicas(ir::ServiceId id) const {
  const ir::Service& service = stack.services[id];
  if (service.replicas) return service.replicas->value;
  return workload(id) == WorkloadKind::kDeployment && !service.ports.empty() ? kReplicas : 1;
}

bool Build::has_release_tag(ir::ServiceId id) const {
  const ir::Image& image = stack.images[stack.services[id].image];
  const std::size_t slash = image.reference.rfind('/');
  const bool tagged = image.reference.find(':', slash == std::string::npos ? 0 : slash) != std::string::npos;
  return image.built && !(image.external_dockerfile && tagged);
}

std::string Build::image(ir::ServiceId id) const {
  const ir::Service& service = stack.services[id];
  const ir::Image& image = stack.images[service.image];
  std::string out = image_name(stack, service);
  if (has_release_tag(id)) out += base::cat({":", kUnreleased});
  if (!image.digest.empty()) out += "@" + image.digest;
  return out;
}

Yaml identity(const Build& build, const ir::Service& service) {
  Yaml out = Yaml::map();
  out.set("app.kubernetes.io/name", Yaml::string(service.name));
  out.set("app.kubernetes.io/instance", Yaml::string(build.space()));
  return out;
}

Yaml labels(const Build& build, const ir::Service* service) {
  Yaml out = service != nullptr ? identity(build, *service) : Yaml::map();
  out.set("app.kubernetes.io/part-of", Yaml::string(build.space()));
  out.set("app.kubernetes.io/managed-by", Yaml::string("stackc"));
  return out;
}

void add_network_labels(const Build& build, const ir::Service& service, Yaml& labels) {
  if (!build.stack.compose) return;
  for (const std::string& name : network_names(service)) labels.set(base::cat({"network.stackc/", dns_name(name)}), Yaml::quoted("true"));
}

std::vector<std::string> network_names(const ir::Service& service) {
  std::vector<std::string> out;
  for (const ir::Attachment& attachment : service.networks) out.push_back(attachment.network);
  const bool own = std::any_of(service.host.namespaces.begin(), service.host.namespaces.end(),
                               [](const auto& space) { return space.first == "network"; });
  if (out.empty() && !own) out.emplace_back("default");
  return out;
}

Yaml metadata(const Build& build, std::string name, const ir::Service* service) {
  Yaml out = Yaml::map();
  out.set("name", Yaml::string(std::move(name)));
  out.set("namespace", Yaml::string(build.space()));
  out.set("labels", labels(build, service));
  return out;
}

void add_object(Build& build, std::string api_version, std::string kind, unsigned rank, Yaml meta, Yaml rest) {
  Object object;
  object.name = meta.find("name")->text();
  object.rank = rank;
  object.body = Yaml::map();
  object.body.set("apiVersion", Yaml::string(api_version));
  object.body.set("kind", Yaml::string(kind));
  object.body.set("metadata", std::move(meta));
  for (const auto& entry : rest.entries()) object.body.set(entry.first, std::move(*rest.find(entry.first)));  // large: moved, not copied
  object.api_version = std::move(api_version);
  object.kind = std::move(kind);
  build.objects.push_back(std::move(object));
}

}  // namespace stackc::emit::k8s
