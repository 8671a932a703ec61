// Configuration files of a service as one ConfigMap. Its content hash goes into the pod template, so that a changed file restarts the pods.
// The files stand in the object itself: kustomize refuses to read files above its own folder.
#include "base/text.h"
#include "diag/rules/target.h"
#include "emit/kubernetes/defaults.h"
#include "emit/kubernetes/model.h"
#include "emit/kubernetes/names.h"

namespace stackc::emit::k8s {
namespace {

namespace rule = diag::rule;

bool is_plain(const ir::Value& value) {
  if (const auto* text = std::get_if<ir::Text>(&value.data)) return text->plain().has_value();
  if (const auto* list = std::get_if<ir::ValueList>(&value.data)) {
    for (const ir::Value& item : *list)
      if (!is_plain(item)) return false;
  }
  if (const auto* map = std::get_if<ir::ValueMap>(&value.data)) {
    for (const auto& [key, item] : *map)
      if (!is_plain(item)) return false;
  }
  return true;
}

std::string file_text(Build& build, const ir::ConfigFile& file) {
  if (file.format == ir::FileFormat::kText) return file.text;
  if (!is_plain(file.value)) {
    build.sink
        .report(rule::plain_secret, file.origin.span,
                base::cat({"`", file.path,
                           "` would hold a secret or a value that is known only where the stack runs; a ConfigMap takes neither"}))
        .help("give the secret to the program as a variable or as a file of its own");
    return "";
  }
  return file.format == ir::FileFormat::kJson ? write_json(from_value(file.value)) : write_yaml(from_value(file.value), "");
}

}  // namespace

std::string config_name(const ir::Service& service) { return service.name + "-config"; }

std::string add_config(Build& build, ir::ServiceId id) {
  const ir::Service& service = build.service(id);
  if (service.files.empty()) return "";
  Yaml data = Yaml::map();
  std::string all;
  for (const ir::ConfigFile& file : service.files) {
    const std::string key = config_key(file.path);
    if (data.find(key) != nullptr)
      build.sink.report(rule::kubernetes_name_clash, file.origin.span,
                        base::cat({"`", file.path, "` and another file become one key `", key, "` of the ConfigMap"}));
    const std::string text = file_text(build, file);
    all += base::cat({key, "\n", text, "\n"});
    data.set(key, Yaml::string(text));
  }
  if (all.size() > kMaxConfigMap)
    build.sink.report(rule::kubernetes_config_size, service.origin.span,
                      base::cat({"the configuration files of `", service.name, "` are larger than the 1 MiB of a ConfigMap"}));
  bool known = false;  // a task's second object (undo) has the same files
  for (const Object& object : build.objects) known = known || (object.kind == "ConfigMap" && object.name == config_name(service));
  if (!known)
    add_object(build, "v1", "ConfigMap", build.rank(id), metadata(build, config_name(service), &service),
               Yaml::map().set("data", std::move(data)));
  return base::sha256_hex(all);
}

}  // namespace stackc::emit::k8s
