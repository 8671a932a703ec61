#include "emit/writer/written.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"

namespace stackc::emit {

using base::cat;
using std::string;
using std::string_view;

// As people write a service.
static constexpr string_view kOrder[] = {"image",        "build",       "container_name",
                                         "hostname",     "profiles",    "platform",
                                         "pull_policy",  "restart",     "depends_on",
                                         "network_mode", "networks",    "ports",
                                         "expose",       "environment", "env_file",
                                         "secrets",      "configs",     "volumes",
                                         "tmpfs",        "entrypoint",  "command",
                                         "working_dir",  "user",        "healthcheck",
                                         "init",         "stop_signal", "stop_grace_period",
                                         "read_only",    "cap_drop",    "cap_add",
                                         "security_opt", "deploy",      "cpus",
                                         "mem_limit",    "logging",     "labels"};

static bool is_one_of(string_view key, std::initializer_list<string_view> keys) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

// Loaders give sizes in bytes; people write 384m.
static Yaml size_of(const Yaml& value) {
  const auto bytes = base::parse_uint(value.text());
  if (!bytes || *bytes == 0) return value;
  for (const auto& [unit, letter] : {std::pair(1ull << 30, "g"), std::pair(1ull << 20, "m"), std::pair(1ull << 10, "k")})
    if (*bytes % unit == 0) return Yaml::string(cat({std::to_string(*bytes / unit), letter}));
  return value;
}

static Yaml environment(const Yaml& value, const ir::Value& given);

Yaml written_value(const ir::Value& value, const TextOf& text) {
  if (const auto* flag = std::get_if<bool>(&value.data)) return Yaml::boolean(*flag);
  if (const auto* number = std::get_if<std::int64_t>(&value.data)) return Yaml::integer(*number);
  if (const auto* number = std::get_if<string>(&value.data)) return Yaml::number(*number);
  if (const auto* words = std::get_if<ir::Text>(&value.data)) return Yaml::string(text(*words));
  if (const auto* list = std::get_if<ir::ValueList>(&value.data)) {
    Yaml out = Yaml::seq();
    for (const ir::Value& item : *list) out.push(written_value(item, text));
    return out;
  }
  if (const auto* map = std::get_if<ir::ValueMap>(&value.data)) {
    Yaml out = Yaml::map();
    for (const ir::Member& member : *map) {
      Yaml inner = written_value(member.second, text);
      if (member.first == "environment") inner = environment(inner, member.second);
      if (is_one_of(member.first, {"memory", "mem_limit", "mem_reservation", "memswap_limit", "shm_size"})) inner = size_of(inner);
      if (!inner.is_empty()) out.add(member.first, std::move(inner));
    }
    return out;
  }
  return Yaml::null();
}

static string scalar_of(const Yaml* value) {
  if (value == nullptr) return {};
  if (value->kind() == Yaml::Kind::kBool) return value->flag() ? "true" : "false";
  return value->text();
}
static string scalar_of(Yaml& map, string_view key) { return scalar_of(map.find(key)); }

// Whether a map has no other keys than these.
static bool only(const Yaml& map, std::initializer_list<string_view> keys) {
  return std::all_of(map.entries().begin(), map.entries().end(), [&](const auto& entry) { return is_one_of(entry.first, keys); });
}

static Yaml port(Yaml item, Dialect dialect) {
  if (item.kind() != Yaml::Kind::kMap) return item;
  const string mode = scalar_of(item, "mode"), protocol = scalar_of(item, "protocol"), published = scalar_of(item, "published");
  string host = scalar_of(item, "host_ip");
  const bool plain = only(item, {"mode", "target", "published", "protocol", "host_ip"}) && (mode.empty() || mode == "ingress") &&
                     (protocol.empty() || is_one_of(protocol, {"tcp", "udp", "sctp"}));
  if (plain) {
    if (host.find(':') != string::npos && host[0] != '[') host = cat({"[", host, "]"});
    return Yaml::quoted(
        cat({host, host.empty() ? "" : ":", published, published.empty() && host.empty() ? "" : ":", scalar_of(item, "target"),
             protocol.empty() || protocol == "tcp" ? "" : "/", protocol.empty() || protocol == "tcp" ? "" : protocol}));
  }
  Yaml out = Yaml::map();
  for (const auto& [key, value] : item.entries()) {
    if ((key == "protocol" && protocol == "tcp") || (key == "mode" && mode == "ingress")) continue;
    if (dialect == Dialect::kSwarm && key == "published") {
      if (const auto number = base::parse_uint(published)) out.set(key, Yaml::integer(static_cast<std::int64_t>(*number)));
      continue;
    }
    if (dialect == Dialect::kSwarm && !is_one_of(key, {"mode", "target", "published", "protocol"})) continue;
    out.set(key, value);
  }
  return out;
}

static string as_path(string_view source) {
  const bool windows =
      source.starts_with("\\\\") || (source.size() > 2 && base::is_alpha(source[0]) && source[1] == ':' && source[2] == '\\');
  const bool path = source.starts_with('/') || source.starts_with('.') || source.starts_with('~') || windows;
  return cat({path ? "" : "./", source});
}

// `has_bind`: the member stands there, perhaps empty, as the short form of a loader gives it.
static Yaml mount(Yaml item, bool has_bind) {
  if (item.kind() != Yaml::Kind::kMap) return item;
  const string type = scalar_of(item, "type"), target = scalar_of(item, "target");
  string source = scalar_of(item, "source");
  if (type == "bind") source = as_path(source);
  const Yaml* bind = item.find("bind");
  const bool usual_bind =
      bind == nullptr || (only(*bind, {"create_host_path"}) && scalar_of(item.find("bind")->find("create_host_path")) == "true");
  const bool plain = only(item, {"type", "source", "target", "read_only", "bind"}) && usual_bind && target.find(':') == string::npos;
  const bool read_only = scalar_of(item, "read_only") == "true";
  if (plain && type == "bind" && has_bind && source.find(':') == string::npos)
    return Yaml::string(cat({source, ":", target, read_only ? ":ro" : ""}));
  if (plain && type == "volume" && bind == nullptr)
    return Yaml::string(cat({source, source.empty() ? "" : ":", target, read_only ? ":ro" : ""}));
  if (type == "bind") item.set("source", Yaml::string(std::move(source)));
  return item;
}

// `{source: x}` and what a loader adds to it.
static Yaml grant(Yaml item, string_view folder) {
  if (item.kind() != Yaml::Kind::kMap || !only(item, {"source", "target"})) return item;
  const string source = scalar_of(item, "source"), target = scalar_of(item, "target");
  if (!target.empty() && target != source && target != cat({folder, source})) return item;
  return Yaml::string(source);
}

template <class Each>
static Yaml each(const Yaml& list, Each change) {
  Yaml out = Yaml::seq();
  for (const Yaml& item : list.items()) out.push(change(item));
  return out;
}

static Yaml depends(const Yaml& value, Dialect dialect) {
  Yaml names = Yaml::seq(), map = Yaml::map();
  bool plain = true;
  for (const auto& [name, given] : value.entries()) {
    names.push(Yaml::string(name));
    Yaml entry = Yaml::map();
    for (const auto& [key, inner] : given.entries()) {
      if (key == "required" && inner.flag()) continue;
      entry.set(key, inner);
    }
    plain = plain && only(entry, {"condition"}) && scalar_of(entry, "condition") == "service_started";
    map.add(name, std::move(entry));
  }
  if (value.kind() == Yaml::Kind::kSeq) return value;
  if (plain || dialect == Dialect::kSwarm) return names;
  return map;
}

// networks, models: names, with what is said of them if anything is.
static Yaml attachments(const Yaml& value, const ir::Value& given) {
  if (value.kind() == Yaml::Kind::kSeq) return value;
  const auto* all = std::get_if<ir::ValueMap>(&given.data);  // null entries count: they are names
  if (all == nullptr) return value;
  Yaml names = Yaml::seq(), map = Yaml::map();
  for (const ir::Member& member : *all) {
    names.push(Yaml::string(member.first));
    Yaml copy = value;
    const Yaml* inner = copy.find(member.first);
    map.add(member.first, inner != nullptr ? *inner : Yaml::map());
  }
  return value.is_empty() ? names : map;
}

static Yaml build(const Yaml& value) {
  Yaml out = Yaml::map();
  for (const auto& [key, inner] : value.entries()) {
    if (key == "dockerfile" && inner.text() == "Dockerfile") continue;
    out.set(key, inner);
  }
  const Yaml* context = out.find("context");
  if (context != nullptr && out.entries().size() == 1) return *context;
  return out;
}

static Yaml environment(const Yaml& value, const ir::Value& given) {
  const auto* all = std::get_if<ir::ValueMap>(&given.data);
  if (all == nullptr) return value;
  Yaml out = Yaml::map(), copy = value;
  for (const ir::Member& member : *all) {  // an empty text is a value
    Yaml* inner = copy.find(member.first);
    if (inner == nullptr) {
      const bool empty_text = std::holds_alternative<ir::Text>(member.second.data);
      out.add(member.first, empty_text ? Yaml::quoted("") : Yaml::null());
    } else {
      out.add(member.first, inner->kind() == Yaml::Kind::kString ? *inner : Yaml::string(scalar_of(inner)));
    }
  }
  return out;
}

static Yaml mounts(const Yaml& value, const ir::Value& given) {
  const auto* list = std::get_if<ir::ValueList>(&given.data);
  Yaml out = Yaml::seq();
  for (std::size_t i = 0; i < value.items().size(); ++i) {
    const auto* map = list == nullptr ? nullptr : std::get_if<ir::ValueMap>(&(*list)[i].data);
    const bool has_bind =
        map != nullptr && std::any_of(map->begin(), map->end(), [](const ir::Member& member) { return member.first == "bind"; });
    out.push(mount(value.items()[i], has_bind));
  }
  return out;
}

static Yaml key_value(string_view key, const ir::Value& given, const TextOf& text, Dialect dialect) {
  Yaml value = written_value(given, text);
  if (key == "ports") return each(value, [&](const Yaml& item) { return port(item, dialect); });
  if (key == "volumes") return mounts(value, given);
  if (key == "secrets") return each(value, [](const Yaml& item) { return grant(item, "/run/secrets/"); });
  if (key == "configs") return each(value, [](const Yaml& item) { return grant(item, "/"); });
  if (key == "depends_on") return depends(value, dialect);
  if (key == "networks" || key == "models") {
    const auto* all = std::get_if<ir::ValueMap>(&given.data);
    const bool usual = key == "networks" && all != nullptr && all->size() == 1 && all->front().first == "default" && value.is_empty();
    return usual ? Yaml::null() : attachments(value, given);
  }
  if (key == "build" && dialect == Dialect::kCompose) return build(value);
  if (key == "environment") return environment(value, given);
  if ((key == "command" || key == "entrypoint") && value.kind() == Yaml::Kind::kSeq) return std::move(value.flow());
  if (key == "healthcheck")
    if (Yaml* test = value.find("test"); test != nullptr && test->kind() == Yaml::Kind::kSeq) test->flow();
  if (is_one_of(key, {"profiles", "cap_add", "cap_drop", "security_opt", "expose"})) return std::move(value.flow());
  return value;
}

Yaml written_service(const ir::Service& service, const TextOf& text, Dialect dialect) {
  Yaml out = Yaml::map();
  std::set<string_view> done;
  const auto put = [&](const ir::Member& member) {
    Yaml value = key_value(member.first, member.second, text, dialect);
    if (is_one_of(member.first, {"mem_limit", "mem_reservation", "memswap_limit", "shm_size"})) value = size_of(value);
    // `command: []` takes the image's own away.
    const auto* list = std::get_if<ir::ValueList>(&member.second.data);
    const bool cleared = is_one_of(member.first, {"command", "entrypoint"}) && list != nullptr && list->empty();
    if (!value.is_empty() || cleared) out.set(member.first, std::move(value));
    done.insert(member.first);
  };
  for (const string_view key : kOrder)
    for (const ir::Member& member : service.written)
      if (member.first == key) put(member);
  for (const ir::Member& member : service.written)
    if (done.count(member.first) == 0) put(member);
  return out;
}

Yaml written_resources(string_view kind, const ir::ValueMap& resources, string_view project, const TextOf& text) {
  Yaml out = Yaml::map();
  for (const ir::Member& member : resources) {
    Yaml entry = Yaml::map();
    const Yaml value = written_value(member.second, text);
    for (const auto& [key, inner] : value.entries()) {
      if (key == "name" && inner.text() == cat({project, "_", member.first})) continue;
      if (key == "external" && !inner.flag()) continue;
      if (key == "file") {
        entry.set(key, Yaml::string(as_path(inner.text())));
        continue;
      }
      entry.set(key, inner);
    }
    if (kind == "networks" && member.first == "default" && entry.is_empty()) continue;
    out.add(member.first, std::move(entry));
  }
  return out;
}

}  // namespace stackc::emit
