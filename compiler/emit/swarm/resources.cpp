// Networks, volumes, secrets and configs at the top of the file.
#include <algorithm>

#include "base/text.h"
#include "diag/rules/translation.h"
#include "emit/swarm/model.h"
#include "emit/writer/layout.h"
#include "emit/writer/text.h"
#include "emit/writer/written.h"

namespace stackc::emit::swarm {

using base::cat;
using std::string;
using std::string_view;

// The members that the dialect knows, by kind.
static constexpr struct {
  string_view kind, keys;
} kKnown[] = {{"networks", "name driver driver_opts ipam external internal attachable labels"},
              {"volumes", "name driver driver_opts external labels"},
              {"secrets", "name file external labels driver driver_opts template_driver"},
              {"configs", "name file external labels template_driver"}};

static bool knows(string_view kind, string_view key) {
  for (const auto& row : kKnown)
    if (row.kind == kind)
      for (const string_view word : base::split(row.keys, ' '))
        if (word == key) return true;
  return key.starts_with("x-");
}

static Yaml ipam(const Yaml& given) {  // of the address pools only the subnet
  Yaml out = Yaml::map();
  for (const auto& [key, value] : given.entries()) {
    if (key != "config") {
      out.set(key, value);
      continue;
    }
    Yaml pools = Yaml::seq();
    for (const Yaml& pool : value.items()) {
      Yaml copy = pool;
      if (const Yaml* subnet = copy.find("subnet")) pools.push(Yaml::map().set("subnet", *subnet));
    }
    out.set(key, std::move(pools));
  }
  return out;
}

static Yaml filtered(string_view kind, const Yaml& entries) {
  Yaml out = Yaml::map();
  for (const auto& [name, given] : entries.entries()) {
    Yaml entry = Yaml::map();
    for (const auto& [key, value] : given.entries()) {
      if (kind == "networks" && key == "driver" && value.text() != "overlay") continue;  // services need a network of all nodes
      if (knows(kind, key)) entry.set(key, key == "ipam" ? ipam(value) : value);
      // A value of the environment cannot be read here; whoever deploys makes the object.
      if (key == "environment") entry.set("external", Yaml::boolean(true));
      if (key == "content") entry.set("file", Yaml::string(cat({"./configs/", name})));
    }
    out.add(name, std::move(entry));
  }
  return out;
}

// The content of a config, which the dialect wants in a file.
static void keep_content(Build& build, const ir::Member& config) {
  const auto* members = std::get_if<ir::ValueMap>(&config.second.data);
  if (members == nullptr) return;
  for (const ir::Member& member : *members)
    if (const auto* text = std::get_if<ir::Text>(&member.second.data); member.first == "content" && text != nullptr)
      if (auto plain = text->plain()) build.texts.emplace(cat({"configs/", config.first}), with_final_newline(std::move(*plain)));
}

static std::vector<std::pair<string, Yaml>> adopted(Build& build) {
  const ir::Stack& stack = build.stack;
  ir::ValueMap networks, volumes;
  for (const ir::Network& network : stack.networks) networks.emplace_back(network.name, ir::Value{network.written});
  for (const ir::Volume& volume : stack.volumes)
    if (volume.declared) volumes.emplace_back(volume.name, ir::Value{volume.written});
  const TextOf text = [&](const ir::Text& words) { return interpolate(build, words); };
  std::vector<std::pair<string, Yaml>> out;
  const auto put = [&](string_view kind, const ir::ValueMap& given) {
    out.emplace_back(string(kind), filtered(kind, written_resources(kind, given, stack.name.value, text)));
  };
  put("networks", networks);
  put("volumes", volumes);
  for (const ir::Member& member : stack.written) {
    const auto* given = std::get_if<ir::ValueMap>(&member.second.data);
    if (given == nullptr || (member.first != "secrets" && member.first != "configs")) continue;
    put(member.first, *given);
    for (const ir::Member& each : *given) keep_content(build, each);
  }
  return out;
}

std::vector<std::pair<string, Yaml>> resources(Build& build) {
  const ir::Stack& stack = build.stack;
  if (stack.compose) return adopted(build);
  Yaml volumes = Yaml::map(), secrets = Yaml::map(), configs = Yaml::map();
  for (const ir::VolumeId id : stack.volumes.ids()) {
    const bool used = std::any_of(stack.services.begin(), stack.services.end(), [&](const ir::Service& service) {
      return std::any_of(service.mounts.begin(), service.mounts.end(),
                         [&](const ir::Mount& mount) { return mount.kind == ir::Mount::Kind::kVolume && mount.volume == id; });
    });
    if (used) volumes.add(stack.volumes[id].name, Yaml::map());
  }
  for (const ir::SecretId id : build.files) {
    const ir::Secret& secret = stack.secrets[id];
    Yaml entry = Yaml::map();
    if (secret.deliver == ir::Deliver::kExternal) {
      entry.set("external", Yaml::boolean(true));
    } else {
      entry.set("file", Yaml::string(cat({"./", secret.file})));
    }
    secrets.add(secret.name, std::move(entry));
  }
  for (const ir::Service& service : stack.services)
    for (const ir::ConfigFile& file : service.files)
      if (configs.find(config_name(file)) == nullptr)
        configs.add(config_name(file), Yaml::map().set("file", Yaml::string(cat({"./", placed(stack, file.path)}))));
  std::vector<std::pair<string, Yaml>> out;
  out.emplace_back("volumes", std::move(volumes));
  out.emplace_back("secrets", std::move(secrets));
  out.emplace_back("configs", std::move(configs));
  return out;
}

}  // namespace stackc::emit::swarm
