// A stack that came from compose files goes back to one: what the files said, in one file, with secrets as variables of the environment
// file. Nothing is added or hardened: that is for whoever owns the files to say.
#include "base/text.h"
#include "emit/compose/model.h"
#include "emit/writer/layout.h"
#include "emit/writer/written.h"

namespace stackc::emit::compose {

Yaml adopted_document(Build& build) {
  const ir::Stack& stack = build.stack;
  const std::string project = compose_project(build.project, stack);
  Yaml services = Yaml::map();
  bool first = true;
  for (const ir::Service& service : stack.services) {
    const TextOf text = [&](const ir::Text& words) { return interpolate(build, words, service.origin); };
    Yaml entry = written_service(service, text, Dialect::kCompose);
    if (!first) entry.blank_before();
    first = false;
    if (!service.doc.empty()) entry.comment(service.doc);
    services.add(service.name, std::move(entry));
  }
  Yaml out = Yaml::map();
  out.set("name", Yaml::string(project));
  out.set("services", std::move(services.blank_before()));
  const TextOf plain = [&](const ir::Text& words) { return interpolate(build, words, stack.name.origin); };
  const auto put = [&](std::string_view kind, const ir::ValueMap& resources) {
    Yaml entries = written_resources(kind, resources, stack.name.value, plain);
    if (!entries.is_empty()) out.set(std::string(kind), std::move(entries.blank_before()));
  };
  ir::ValueMap networks, volumes;
  for (const ir::Network& network : stack.networks) networks.emplace_back(network.name, ir::Value{network.written});
  for (const ir::Volume& volume : stack.volumes)
    if (volume.declared) volumes.emplace_back(volume.name, ir::Value{volume.written});
  put("networks", networks);
  put("volumes", volumes);
  for (const ir::Member& member : stack.written) {
    if (member.first.starts_with("x-")) continue;  // what the file kept for itself, and its anchors
    const auto* resources = std::get_if<ir::ValueMap>(&member.second.data);
    if (resources != nullptr && (member.first == "secrets" || member.first == "configs")) {
      put(member.first, *resources);
    } else {
      Yaml value = written_value(member.second, plain);
      if (!value.is_empty()) out.set(member.first, std::move(value.blank_before()));
    }
  }
  return out;
}

}  // namespace stackc::emit::compose
