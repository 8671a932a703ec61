// One service: its image, what it runs, as whom, what it mounts and how many of it there are.
#include <algorithm>
#include <limits>
#include <utility>

#include "base/file_system.h"
#include "base/text.h"
#include "frontend/compose/lower_context.h"
#include "syntax/forms/forms.h"

namespace stackc::compose {

using base::cat;

static source::Span key_place(const model::Value& map, std::string_view key) {
  const model::Member* member = map.map->find(key);
  if (member == nullptr) return {};
  return member->key_span.valid() ? member->key_span : member->value->span;
}

void Lowering::set_build(ir::Image& image, const model::Value& build) {
  image.built = true;
  image.external_dockerfile = true;
  if (build.is_string()) {
    image.context = path(build);
    image.dockerfile = "Dockerfile";
    return;
  }
  if (const model::Value* context = build.find("context")) image.context = path(*context);
  image.dockerfile = scalar(&build, "dockerfile");
  if (image.dockerfile.empty()) image.dockerfile = "Dockerfile";
  image.prod_target = image.dev_target = scalar(&build, "target");
  for (const Entry& entry : entries(build.find("args"))) {
    if (entry.value == nullptr || entry.value->is_null()) continue;
    std::string value = scalar(entry.value);
    if (value.starts_with(entry.key + "=")) value.erase(0, entry.key.size() + 1);
    image.build_args.emplace_back(entry.key, ir::Field<ir::Text>{ir::Text(std::move(value)), user(entry.span)});
  }
}

void Lowering::set_facts(ir::Service& service, const ImageFacts& facts) const {
  service.family = std::string(facts.family);
  service.data_directory = std::string(facts.data_directory);
  service.stateful = facts.has(kStateful);
  service.any_uid = facts.has(kAnyUid);
  service.image_uid = facts.uid;
  service.image_gid = facts.gid;
  service.read_only_ok = facts.has(kReadOnly);
  for (const std::string_view path : base::split(facts.writable, ' '))
    if (!path.empty()) service.writable.emplace_back(path);
  if (facts.family == "nginx" && facts.port < 1024) service.cap_add.emplace_back("NET_BIND_SERVICE");
}

void Lowering::set_image(ir::Service& service, const model::Value& value) {
  const model::Value* build = value.find("build");
  const model::Value* reference = value.find("image");
  const std::string written = scalar(reference);
  ir::Image image;
  image.name = service.name;
  image.origin = user(reference != nullptr ? reference->span : build != nullptr ? key_place(value, "build") : service.origin.span);
  if (build != nullptr && !build->is_null()) {
    set_build(image, *build);
    image.reference = written.empty() ? cat({stack_.name.value, "-", service.name}) : written;
    service.any_uid = options_.building;
  } else {
    const std::size_t at = written.find("@sha256:");
    image.digest = at == std::string::npos ? std::string() : written.substr(at + 1);
    image.reference = written.substr(0, at);
    if (image.reference.empty()) image.reference = "none";  // `provider:` and the like: nothing is pulled
    const ImageFacts* facts = image_facts(written);
    if (facts != nullptr) set_facts(service, *facts);
    // What nobody knows runs as anybody in a cluster; the emitter says so.
    if (facts == nullptr && options_.building) service.any_uid = true;
  }
  service.image = stack_.images.add(std::move(image));
}

static std::uint32_t small(std::int64_t number) {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(number, 0, std::numeric_limits<std::uint32_t>::max()));
}

void Lowering::set_user(ir::Service& service, const model::Value& value) const {
  const model::Value* found = value.find("user");
  const std::string words = scalar(found);
  if (words.empty()) return;
  const std::size_t colon = words.find(':');
  const bool root = words.substr(0, colon) == "root";
  const auto uid = root ? std::optional<std::uint64_t>(0) : base::parse_uint(std::string_view(words).substr(0, colon));
  const auto gid = colon == std::string::npos ? uid : base::parse_uint(std::string_view(words).substr(colon + 1));
  if (!uid || *uid > std::numeric_limits<std::uint32_t>::max() || (gid && *gid > std::numeric_limits<std::uint32_t>::max())) return;
  service.uid = ir::Field<std::uint32_t>{static_cast<std::uint32_t>(*uid), user(found->span)};
  service.gid = ir::Field<std::uint32_t>{static_cast<std::uint32_t>(gid.value_or(*uid)), user(found->span)};
  service.any_uid = false;
}

static std::string restart_of(const model::Value& value) {
  const model::Value* policy = value.at({"deploy", "restart_policy"});
  if (policy != nullptr && policy->is_map()) {
    const std::string condition = scalar(policy, "condition");
    if (condition == "none") return "no";
    if (condition == "on-failure") {
      const std::string attempts = scalar(policy, "max_attempts");
      return attempts.empty() ? condition : cat({condition, ":", attempts});
    }
    return "always";
  }
  const std::string written = scalar(&value, "restart");
  return written.empty() ? "no" : written;
}

void Lowering::set_deploy(ir::Service& service, const model::Value& value) const {
  const model::Value* resources = value.at({"deploy", "resources"});
  const auto cpu = [&](const model::Value* map, std::string_view key, std::optional<ir::Field<std::uint32_t>>& out) {
    const model::Value* found = map == nullptr ? nullptr : map->find(key);
    if (const auto number = millicores(found)) out = ir::Field<std::uint32_t>{*number, user(found->span)};
  };
  const auto size = [&](const model::Value* map, std::string_view key, std::optional<ir::Field<std::uint64_t>>& out) {
    const model::Value* found = map == nullptr ? nullptr : map->find(key);
    const auto number = bytes(found);
    if (number && *number > 0) out = ir::Field<std::uint64_t>{static_cast<std::uint64_t>(*number), user(found->span)};
  };
  ir::Resources& out = service.resources;
  cpu(&value, "cpus", out.cpu_millicores);
  size(&value, "mem_limit", out.memory_bytes);
  size(&value, "mem_reservation", out.reserve_memory_bytes);
  size(&value, "memswap_limit", out.swap_bytes);
  if (resources != nullptr) {
    cpu(resources->find("limits"), "cpus", out.cpu_millicores);
    size(resources->find("limits"), "memory", out.memory_bytes);
    cpu(resources->find("reservations"), "cpus", out.reserve_cpu_millicores);
    size(resources->find("reservations"), "memory", out.reserve_memory_bytes);
  }
  if (service.kind == ir::ServiceKind::kTask) return;
  const model::Value* count = value.at({"deploy", "replicas"});
  if (count == nullptr) count = value.find("scale");
  if (const auto number = integer(count)) {
    service.replicas = ir::Field<std::uint32_t>{small(*number), user(count->span)};
  } else if (options_.building) {
    // A service with profiles runs when somebody asks for it; in a cluster that is a matter of scaling it up.
    const std::uint32_t count_of = items(value.find("profiles")).empty() ? 1 : 0;
    service.replicas = ir::Field<std::uint32_t>{count_of, {service.origin.span, ir::By::kDefault, "compose runs one container"}};
  }
}

void Lowering::add_mount(ir::Service& service, const model::Value& entry) {
  ir::Mount mount;
  mount.origin = user(entry.span);
  std::string type = scalar(&entry, "type"), source = scalar(&entry, "source");
  mount.target = scalar(&entry, "target");
  mount.read_only = flag(&entry, "read_only");
  if (entry.is_string()) {  // a short form that no stage wrote out
    const auto parsed = forms::parse_volume(entry.text);
    if (!parsed) return;
    type = parsed.value->type == forms::Volume::Type::kBind ? "bind" : "volume";
    source = parsed.value->source;
    mount.target = parsed.value->target;
    mount.read_only = parsed.value->read_only;
  }
  if (!mount.target.starts_with('/')) return;  // a path of another system
  if (type == "bind") {
    mount.kind = ir::Mount::Kind::kBind;
    const model::Value* place = entry.find("source");
    mount.source = place != nullptr ? path(*place) : source;
    if (mount.source.empty()) return;
  } else if (type == "tmpfs") {
    mount.kind = ir::Mount::Kind::kTmpfs;
    const model::Value* size = entry.at({"tmpfs", "size"});
    if (const auto number = bytes(size); number && *number > 0) mount.size_bytes = static_cast<std::uint64_t>(*number);
  } else if (type == "volume" || type == "cluster") {
    mount.kind = ir::Mount::Kind::kVolume;
    // A volume without a name belongs to this container alone.
    std::string name = source;
    if (name.empty()) {
      name = cat({service.name, mount.target});
      std::replace_if(
          name.begin(), name.end(), [](char c) { return !base::is_alnum(c) && c != '-'; }, '_');
      while (name.ends_with('_')) name.pop_back();
    }
    const bool known = volumes_.contains(name);
    mount.volume = volume(name, entry.span);
    if (!known) stack_.volumes[mount.volume].declared = false;
  } else {
    return;  // npipe, image: a matter of one engine, kept in `written`
  }
  service.mounts.push_back(std::move(mount));
}

void Lowering::set_tmpfs(ir::Service& service, const model::Value& value) const {
  for (const model::Value* item : items(value.find("tmpfs"))) {
    const std::string words = scalar(item);
    const std::size_t colon = words.find(':');
    ir::Mount mount;
    mount.kind = ir::Mount::Kind::kTmpfs;
    mount.target = words.substr(0, colon);
    mount.origin = user(item->span);
    if (!mount.target.starts_with('/')) continue;
    if (colon != std::string::npos)
      for (const std::string_view option : base::split(std::string_view(words).substr(colon + 1), ','))
        if (option.starts_with("size="))
          if (const auto parsed = forms::parse_bytes(option.substr(5)); parsed && *parsed.value > 0)
            mount.size_bytes = static_cast<std::uint64_t>(*parsed.value);
    service.mounts.push_back(std::move(mount));
  }
}

void Lowering::set_mounts(ir::Service& service, const model::Value& value) {
  for (const model::Value* entry : items(value.find("volumes"))) add_mount(service, *entry);
  set_tmpfs(service, value);
}

// Configs with their content in the file become files that targets write; the others are files of the machine.
void Lowering::set_configs(ir::Service& service, const model::Value& value) {
  for (const model::Value* item : items(value.find("configs"))) {
    const std::string name = item->is_map() ? scalar(item, "source") : scalar(item);
    std::string target = scalar(item, "target");
    if (target.empty()) target = cat({"/", name});
    const model::Value* config = project_.root->at({"configs", name});
    if (config == nullptr || !target.starts_with('/')) continue;
    if (const model::Value* content = config->find("content")) {
      ir::ConfigFile file;
      file.path = cat({"configs/", service.name, "/", base::file_name(target)});
      file.target = target;
      file.text = std::string(content->text);
      file.origin = user(item->span);
      const auto contained = base::contained_path(file.path);
      if (contained) service.files.push_back(std::move(file));
    } else if (const model::Value* source = config->find("file")) {
      ir::Mount mount;
      mount.kind = ir::Mount::Kind::kBind;
      mount.source = path(*source);
      mount.target = target;
      mount.read_only = true;
      mount.origin = user(item->span);
      if (!mount.source.empty()) service.mounts.push_back(std::move(mount));
    }
  }
}

void Lowering::set_networks(ir::Service& service, const model::Value& value) const {
  const model::Value* networks = value.find("networks");
  for (const Entry& entry : entries(networks)) {
    ir::Attachment attachment;
    attachment.network = entry.key;
    attachment.origin = user(entry.span);
    if (entry.value != nullptr && entry.value->is_map())
      for (const model::Value* alias : items(entry.value->find("aliases"))) attachment.aliases.push_back(scalar(alias));
    service.networks.push_back(std::move(attachment));
  }
}

void Lowering::set_run(ir::Service& service, const model::Value& value) {
  for (const model::Value* word : items(value.find("command"))) service.command.push_back(text(word, "", service.name));
  for (const model::Value* word : items(value.find("entrypoint"))) service.entrypoint.push_back(text(word, "", service.name));
  service.restart = restart_of(value);
  service.stop_signal = scalar(&value, "stop_signal");
  if (const auto grace = seconds(value.find("stop_grace_period"))) service.stop_grace_seconds = *grace;
  service.init = flag(&value, "init");
  if (const model::Value* found = value.find("read_only")) service.read_only_root = {flag(&value, "read_only"), user(found->span)};
  for (const Entry& entry : entries(value.find("labels"))) {
    std::string words = scalar(entry.value);
    if (entry.value != nullptr && words.starts_with(entry.key + "=")) words.erase(0, entry.key.size() + 1);
    service.labels[entry.key] = std::move(words);
  }
  for (const model::Value* profile : items(value.find("profiles"))) service.profiles.push_back(scalar(profile));
}

void Lowering::lower_service(const model::Member& member, ir::ServiceKind kind) {
  const model::Value& value = *member.value;
  ir::Service service;
  service.name = std::string(member.key);
  service.kind = kind;
  service.origin = user(member.key_span.valid() ? member.key_span : value.span);
  set_image(service, value);
  set_run(service, value);
  set_user(service, value);
  set_environment(service, value);
  set_ports(service, value);
  set_mounts(service, value);
  set_configs(service, value);
  set_deploy(service, value);
  set_networks(service, value);
  set_host(service, value);
  set_health(service, value);
  if (kind == ir::ServiceKind::kTask) {
    service.task.manual = !service.profiles.empty() && !awaited_.contains(service.name);
    service.health.reset();
    service.publish.clear();
  }
  for (const model::Value* item : items(value.find("secrets"))) {
    const auto known = file_secrets_.find(item->is_map() ? scalar(item, "source") : scalar(item));
    if (known != file_secrets_.end()) service.secret_files.push_back(known->second);
  }
  if (options_.building) service.written = written_map(member.value, "service", service.name);
  host_names_.emplace(service.name, ir::ServiceId(stack_.services.size()));
  if (service.host.container_name) host_names_.emplace(service.host.container_name->value, ir::ServiceId(stack_.services.size()));
  for (const ir::Attachment& attachment : service.networks)
    for (const std::string& alias : attachment.aliases) host_names_.emplace(alias, ir::ServiceId(stack_.services.size()));
  services_.emplace(service.name, ir::ServiceId(stack_.services.size()));
  stack_.services.add(std::move(service));
}

}  // namespace stackc::compose
