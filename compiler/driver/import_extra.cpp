// What the stack language has no word for, or says differently: taken over as it is, into `extra: {compose: ...}`.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "driver/import_writer.h"
#include "emit/writer/written.h"

namespace stackc::driver {

using base::cat;
using emit::Yaml;

namespace {

// Keys of a service that import_stack.cpp takes over, or that mean nothing in a stack. All others stand in its `extra:`.
constexpr std::string_view kTaken[] = {
    "image",      "environment", "env_file",        "ports",         "expose", "volumes",           "tmpfs",      "command",
    "entrypoint", "healthcheck", "depends_on",      "scale",         "labels", "restart",           "user",       "stop_signal",
    "cpus",       "mem_limit",   "mem_reservation", "memswap_limit", "deploy", "stop_grace_period", "label_file", "extends"};

// A variable that only the machine knows stands in it.
bool is_symbolic(const model::Value& value) {
  if (value.symbolic) return true;
  if (value.is_map())
    return std::any_of(value.map->begin(), value.map->end(), [](const model::Member& m) { return is_symbolic(*m.value); });
  return value.is_list() &&
         std::any_of(value.list->begin(), value.list->end(), [](const model::Value* item) { return is_symbolic(*item); });
}

// Parts of `deploy` that are taken over, of its resources too.
Yaml carried_deploy(Yaml deploy, const std::set<std::string, std::less<>>& carried) {
  Yaml out = Yaml::map();
  for (const auto& [name, inner] : deploy.entries())
    if (carried.contains(cat({"deploy.", name}))) out.set(name, inner);
  Yaml resources = Yaml::map();
  for (const char* kind : {"limits", "reservations"}) {
    Yaml* given = deploy.find("resources");
    given = given == nullptr ? nullptr : given->find(kind);
    if (given == nullptr) continue;
    Yaml some = Yaml::map();
    for (const auto& [name, inner] : given->entries())
      if (carried.contains(cat({"deploy.resources.", kind, ".", name}))) some.set(name, inner);
    if (!some.is_empty()) resources.set(kind, std::move(some));
  }
  if (!resources.is_empty()) out.set("resources", std::move(resources));
  return out;
}

}  // namespace

// The key has no counterpart, or not with this value: it is taken over as it is, for compose files alone.
void StackWriter::carry(const ir::Service& service, std::string_view key) {
  const model::Value* given = project_.root->at({"services", service.name});
  const model::Member* member = given == nullptr ? nullptr : static_cast<const model::Map*>(given->map)->find(key);
  if (member == nullptr) return;
  if (const model::Value* needed = key == "build" ? member->value->find("secrets") : nullptr; needed != nullptr && needed->is_list())
    for (const model::Value* each : *needed->list) carry_top("secrets", std::string(each->is_map() ? each->string("source") : each->text));
  if (is_symbolic(*member->value)) {
    drop(cat({"services.", service.name, ".", key}), member->key_span.valid() ? member->key_span : member->value->span,
         "the stack language has no word for it, and its value comes from a variable");
    return;
  }
  carried_[&service].emplace(key);
}

// A definition at the top of the file.
void StackWriter::carry_top(const std::string& kind, const std::string& name) {
  const model::Value* given = project_.root->at({kind, name});
  if (given == nullptr) return;
  if (is_symbolic(*given)) {
    drop(cat({kind, ".", name}), given->span, "its value comes from a variable");
    if (kind != "networks" && kind != "volumes") return;
    if (top_.find(kind) == nullptr) top_.set(kind, Yaml::map());  // services name it
    top_.find(kind)->set(name, Yaml::map());
    return;
  }
  ir::ValueMap one;
  const auto take = [&](const ir::ValueMap& written) { one.emplace_back(name, ir::Value{written}); };
  if (kind == "networks") {
    for (const ir::Network& network : stack_.networks)
      if (network.name == name) take(network.written);
  } else if (kind == "volumes") {
    for (const ir::Volume& volume : stack_.volumes)
      if (volume.name == name) take(volume.written);
  } else {
    for (const ir::Member& section : stack_.written)
      if (const auto* all = std::get_if<ir::ValueMap>(&section.second.data); section.first == kind && all != nullptr)
        for (const ir::Member& member : *all)
          if (member.first == name) one.push_back(member);
  }
  Yaml section = emit::written_resources(kind, one, project_.name, [this](const ir::Text& words) { return text(words); });
  if (section.entries().empty()) return;
  if (top_.find(kind) == nullptr) top_.set(kind, Yaml::map());
  Yaml entry = section.entries().front().second;
  top_.find(kind)->set(name, std::move(entry.flow()));
}

// Names of services in a value that is taken over.
void StackWriter::rename(std::string_view key, Yaml& value) {
  const auto renamed = [&](const std::string& word) {
    const auto known = names_.find(word);
    return known == names_.end() ? word : known->second;
  };
  if (key == "depends_on" || key == "volumes_from" || key == "links") {
    Yaml out = value.kind() == Yaml::Kind::kSeq ? Yaml::seq() : Yaml::map();
    for (const Yaml& item : value.items()) {
      const std::size_t colon = std::min(item.text().find(':'), item.text().size());
      out.push(Yaml::string(cat({renamed(item.text().substr(0, colon)), item.text().substr(colon)})));
    }
    for (const auto& [name, inner] : value.entries()) out.set(renamed(name), inner);
    value = std::move(out);
  } else if (value.kind() == Yaml::Kind::kString && value.text().starts_with("service:")) {
    value = Yaml::string(cat({"service:", renamed(value.text().substr(8))}));
  }
}

// What a first try showed to come out differently.
void StackWriter::carry_wanted(const ir::Service& service) {
  const auto found = wanted_.services.find(service.name);
  if (found == wanted_.services.end()) return;
  const model::Value* given = project_.root->at({"services", service.name});
  for (const std::string& key : found->second) {
    std::string_view first = std::string_view(key).substr(0, key.find('.'));
    if (key == "deploy.replicas" && given->find("scale") != nullptr) first = "scale";
    if (given->find(first) == nullptr || given->find(first)->is_null()) {
      carried_[&service].insert(cat({"!", first}));  // the stack would add it
    } else if (first == "deploy") {
      carried_[&service].insert(key);
    } else {
      carry(service, first);
    }
  }
}

void StackWriter::set_extra(const ir::Service& service, Yaml& out) {
  const auto found = carried_.find(&service);
  if (found == carried_.end()) return;
  const auto& carried = found->second;
  Yaml all = emit::written_service(
      service, [this](const ir::Text& words) { return text(words); }, emit::Dialect::kCompose);
  Yaml keys = Yaml::map(), deploy = Yaml::map();
  for (const auto& [key, value] : all.entries()) {
    if (key == "deploy") {
      deploy = carried_deploy(value, carried);
    } else if (carried.contains(key) && key != "pids_limit") {
      Yaml copy = value;
      rename(key, copy);
      keys.set(key, std::move(copy));
    }
  }
  if (const Yaml* pids = all.find("pids_limit"); pids != nullptr && carried.contains("pids_limit")) {
    // Limits stand in `deploy`, and Docker Compose wants all of them in one place.
    if (deploy.find("resources") == nullptr) deploy.set("resources", Yaml::map());
    Yaml* resources = deploy.find("resources");
    if (resources->find("limits") == nullptr) resources->set("limits", Yaml::map());
    resources->find("limits")->set("pids", *pids);
  }
  // The mounts that the stack has words for are among those that are taken over; what became a tmpfs would be there twice.
  const bool in_memory = std::any_of(service.mounts.begin(), service.mounts.end(),
                                     [](const ir::Mount& mount) { return mount.kind == ir::Mount::Kind::kTmpfs; });
  if (carried.contains("volumes") && in_memory) {
    const Yaml* tmpfs = all.find("tmpfs");
    keys.set("tmpfs", tmpfs == nullptr ? Yaml::null() : *tmpfs);
  }
  if (!deploy.is_empty()) keys.set("deploy", std::move(deploy));
  for (const std::string& key : carried)
    if (key.starts_with('!') && keys.find(key.substr(1)) == nullptr) keys.set(key.substr(1), Yaml::null());
  if (!keys.is_empty()) out.set("extra", Yaml::map().set("compose", std::move(keys)));
}

void StackWriter::carry_deploy(const ir::Service& service, const model::Value& deploy) {
  for (const model::Member& inner : *deploy.map) {
    if (inner.key == "resources" && inner.value->is_map()) {
      for (const model::Member& kind : *inner.value->map)
        if (kind.value->is_map())
          for (const model::Member& limit : *kind.value->map)
            if (limit.key != "cpus" && limit.key != "memory")
              carried_[&service].insert(cat({"deploy.resources.", kind.key, ".", limit.key}));
      continue;
    }
    const bool said = inner.key == "replicas" || (inner.key == "mode" && inner.value->text == "replicated");
    const bool nothing = inner.value->how == model::How::kDefault || (inner.value->is_map() && inner.value->map->empty());
    if (said || nothing) continue;
    if (is_symbolic(*inner.value)) {
      drop(cat({"services.", service.name, ".deploy.", inner.key}), inner.value->span, "its value comes from a variable");
      continue;
    }
    carried_[&service].insert(cat({"deploy.", inner.key}));
  }
}

// What no line of the stack stands for.
void StackWriter::carry_keys(const ir::Service& service) {
  const model::Value* given = project_.root->at({"services", service.name});
  for (const model::Member& member : *given->map) {
    const model::How how = member.value->how;
    if (how == model::How::kDefault || how == model::How::kInferred || member.key.starts_with("x-")) continue;
    if (member.value->is_null() || (member.value->is_map() && member.value->map->empty()) ||
        (member.value->is_list() && member.value->list->empty()))
      continue;
    if (member.key == "networks") {
      const bool usual = member.value->is_map() && member.value->map->size() == 1 && member.value->find("default") != nullptr &&
                         !member.value->find("default")->is_map();
      if (!usual) carry(service, "networks");
    } else if (member.key == "secrets") {
      for (const ir::SecretId id : service.secret_files) {
        const auto& all = service.env;
        const bool named = std::any_of(all.begin(), all.end(),
                                       [&](const ir::EnvVar& variable) { return file_secret(service, variable) == &stack_.secrets[id]; });
        if (named) continue;
        carry(service, "secrets");
        carry_top("secrets", stack_.secrets[id].name);
      }
    } else if (member.key == "deploy") {
      carry_deploy(service, *member.value);
    } else if (std::find(std::begin(kTaken), std::end(kTaken), member.key) == std::end(kTaken)) {
      carry(service, member.key);
    }
  }
}

void StackWriter::carry_top_level() {
  for (const ir::Network& network : stack_.networks)
    if (network.name != "default" || network.external || !network.driver.empty()) carry_top("networks", network.name);
  for (const ir::Volume& volume : stack_.volumes) {
    const model::Value* given = project_.root->at({"volumes", volume.name});
    const bool plain =
        given == nullptr || !given->is_map() || std::all_of(given->map->begin(), given->map->end(), [&](const model::Member& member) {
          return member.key == "name" && member.value->text == cat({project_.name, "_", volume.name});
        });
    if (!plain) carry_top("volumes", volume.name);
  }
  for (const auto& [kind, name] : wanted_.resources) {
    if (project_.root->at({kind, name}) != nullptr) {
      carry_top(kind, name);
    } else {  // the stack would make it
      if (top_.find(kind) == nullptr) top_.set(kind, Yaml::map());
      top_.find(kind)->set(name, Yaml::null());
    }
  }
  for (const char* kind : {"configs", "models"}) {
    const model::Value* given = project_.root->find(kind);
    if (given == nullptr || !given->is_map()) continue;
    for (const model::Member& member : *given->map) carry_top(kind, std::string(member.key));
  }
}

}  // namespace stackc::driver
