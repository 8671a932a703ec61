#include "emit/kubernetes/kustomize.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "emit/kubernetes/defaults.h"
#include "emit/kubernetes/names.h"
#include "emit/writer/layout.h"

namespace stackc::emit::k8s {
namespace {

void put_yaml(const std::string& path, const Yaml& document, OutputSet& outputs, diag::Sink& sink) {
  Output output;
  output.text = write_yaml(document, kHeader);
  output.format = Format::kYaml;
  output.target = "k8s";
  output.meant = to_value(document);
  output.has_meant = true;
  outputs.put(path, std::move(output), sink);
}

std::vector<const Object*> in_file_order(const Build& build) {
  std::vector<std::pair<std::string, const Object*>> named;
  for (const Object& object : build.objects) named.emplace_back(object.file(), &object);
  std::sort(named.begin(), named.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<const Object*> out;
  out.reserve(named.size());
  for (const auto& [name, object] : named) out.push_back(object);
  return out;
}

// The objects of an environment by kind and name; a large stack has tens of thousands.
class Index {
 public:
  explicit Index(const Build& build) {
    for (const Object& object : build.objects) objects_.emplace(Key(object.kind, object.name), &object);
  }
  [[nodiscard]] const Object* find(const Object& wanted) const {
    const auto found = objects_.find(Key(wanted.kind, wanted.name));
    return found == objects_.end() ? nullptr : found->second;
  }

 private:
  using Key = std::pair<std::string_view, std::string_view>;
  std::map<Key, const Object*> objects_;
};

// How to make the Secret that the objects name: its values are in none of these files. `$(cat ...)` drops the line end of the file,
// --from-file would keep it.
std::string secret_comment(const Build& build, const std::string& space) {
  if (build.secrets.empty()) return "";
  std::string out =
      base::cat({"The values of secrets are in none of these files. Make the Secret once, after the namespace:\n  kubectl -n ", space,
                 " create secret generic ", build.secret_name()});
  for (ir::SecretId id : build.secrets) {
    const ir::Secret& secret = build.stack.secrets[id];
    out += base::cat({" \\\n    --from-literal=", secret.name, "=\"$(cat ",
                      secret.file.empty() ? "secrets/" + secret.name + ".txt" : secret.file, ")\""});
  }
  return out;
}

Yaml kustomization() {
  Yaml out = Yaml::map();
  out.set("apiVersion", Yaml::string("kustomize.config.k8s.io/v1beta1"));
  out.set("kind", Yaml::string("Kustomization"));
  return out;
}

// Built images of the stack, each once: the tag is set here at a release.
Yaml image_tags(const Build& build) {
  std::vector<std::string> names;
  for (ir::ServiceId id : build.stack.services.ids()) {
    if (!build.has_release_tag(id)) continue;
    std::string name = image_name(build.stack, build.service(id));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  Yaml out = Yaml::seq();
  for (const std::string& name : names)
    out.push(Yaml::map().set("name", Yaml::string(name)).set("newTag", Yaml::string(std::string(kUnreleased))));
  if (!names.empty())
    out.comment(base::cat(
        {"A release sets the tag of what CI pushed, in this folder:\n  kustomize edit set image ", names[0], "=", names[0], ":TAG"}));
  return out;
}

Yaml replica_counts(const Build& build) {
  Yaml out = Yaml::seq();
  for (ir::ServiceId id : build.stack.services.ids())
    if (build.workload(id) == WorkloadKind::kDeployment)
      out.push(Yaml::map().set("name", Yaml::string(build.service(id).name)).set("count", Yaml::integer(build.replicas(id))));
  return out;
}

Yaml patch_target(const Object& object) {
  Yaml out = Yaml::map();
  const std::size_t slash = object.api_version.find('/');
  if (slash != std::string::npos) out.set("group", Yaml::string(object.api_version.substr(0, slash)));
  out.set("version", Yaml::string(slash == std::string::npos ? object.api_version : object.api_version.substr(slash + 1)));
  out.set("kind", Yaml::string(object.kind));
  out.set("name", Yaml::string(object.name));
  return out;
}

// $patch: delete takes an object of the base out of this overlay.
Yaml removal(const Object& object) {
  Yaml meta = Yaml::map().set("name", Yaml::string(object.name));
  const Yaml* space = const_cast<Object&>(object).body.find("metadata")->find("namespace");
  if (space != nullptr) meta.set("namespace", *space);
  Yaml out = Yaml::map();
  out.set("apiVersion", Yaml::string(object.api_version));
  out.set("kind", Yaml::string(object.kind));
  out.set("metadata", std::move(meta));
  out.set("$patch", Yaml::string("delete"));
  return out;
}

struct Difference {
  Yaml resources = Yaml::strings({"../../base"}), patches = Yaml::seq();
};

Difference difference(const Build& base, const Build& own, const std::string& folder, OutputSet& outputs) {
  Difference out;
  const Index in_base(base), in_own(own);
  for (const Object* object : in_file_order(own)) {
    const Object* old = in_base.find(*object);
    if (old == nullptr) {
      put_yaml(folder + object->file(), object->body, outputs, own.sink);
      out.resources.push(Yaml::string(object->file()));
      continue;
    }
    std::vector<Yaml> operations = json_patch(old->body, object->body);
    if (operations.empty()) continue;
    const std::string file = base::cat({"patch-", base::to_lower(object->kind), "-", object->name, ".yaml"});
    put_yaml(folder + file, Yaml::seq(std::move(operations)), outputs, own.sink);
    out.patches.push(Yaml::map().set("path", Yaml::string(file)).set("target", patch_target(*object)));
  }
  for (const Object* object : in_file_order(base)) {
    if (in_own.find(*object) != nullptr) continue;
    const std::string file = base::cat({"delete-", base::to_lower(object->kind), "-", object->name, ".yaml"});
    put_yaml(folder + file, removal(*object), outputs, own.sink);
    out.patches.push(Yaml::map().set("path", Yaml::string(file)));
  }
  return out;
}

}  // namespace

void put_base(const Build& base, const std::string& root, OutputSet& outputs) {
  Yaml resources = Yaml::seq();
  for (const Object* object : in_file_order(base)) {
    put_yaml(base::cat({root, "/base/", object->file()}), object->body, outputs, base.sink);
    resources.push(Yaml::string(object->file()));
  }
  const std::string how = secret_comment(base, base.space());
  if (!how.empty()) resources.comment(how);
  Yaml document = kustomization();
  document.set("resources", std::move(resources));
  put_yaml(root + "/base/kustomization.yaml", document, outputs, base.sink);
}

void put_overlay(const Build& base, const Build& own, const std::string& space, const std::string& root, OutputSet& outputs) {
  const std::string folder = base::cat({root, "/overlays/", own.stack.environment, "/"});
  Difference changes = difference(base, own, folder, outputs);
  Yaml document = kustomization();
  if (space != own.space()) {
    document.set("namespace", Yaml::string(space));
    const std::string how = secret_comment(own, space);
    if (!how.empty()) changes.resources.comment(how);
  }
  document.set("resources", std::move(changes.resources));
  document.set_if(!changes.patches.is_empty(), "patches", changes.patches);
  Yaml replicas = replica_counts(own);
  document.set_if(!replicas.is_empty(), "replicas", replicas);
  Yaml images = image_tags(own);
  document.set_if(!images.is_empty(), "images", images);
  put_yaml(folder + "kustomization.yaml", document, outputs, own.sink);
}

}  // namespace stackc::emit::k8s
