// A service of compose files in the dialect of `docker stack deploy`: an allow list, and what moved below `deploy:`. That a key is left out
// or means something near is told key by key when compose files are built (frontend/compose/fates), not here.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "diag/rules/translation.h"
#include "emit/swarm/model.h"
#include "emit/writer/written.h"

namespace stackc::emit::swarm {

using base::cat;
using std::string;
using std::string_view;
namespace rule = diag::rule;

// Keys of a service that mean there what they mean in compose files.
static constexpr std::array<string_view, 30> kKept = {
    "image",      "hostname", "depends_on", "networks",    "ports",   "environment", "secrets", "configs",     "volumes",
    "tmpfs",      "command",  "entrypoint", "working_dir", "user",    "healthcheck", "init",    "stop_signal", "stop_grace_period",
    "read_only",  "cap_drop", "cap_add",    "deploy",      "logging", "labels",      "dns",     "dns_search",  "extra_hosts",
    "stdin_open", "tty",      "ulimits"};

template <std::size_t N>
static bool is_one_of(string_view key, const std::array<string_view, N>& keys) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

static Yaml take(const Yaml& map, std::initializer_list<string_view> keys) {
  Yaml out = Yaml::map();
  for (const auto& [key, value] : map.entries())
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) out.set(key, value);
  return out;
}

static Yaml as_text(const Yaml& value) { return Yaml::quoted(value.text()); }

static Yaml limits(const Yaml& given) {
  Yaml out = Yaml::map();
  for (const auto& [key, value] : given.entries()) {
    if (key == "devices") continue;
    out.set(key, key == "cpus" ? as_text(value) : key == "memory" ? Yaml::string(value.text()) : value);
  }
  return out;
}

static Yaml restart_policy(const ir::Service& service) {
  string words = service.host.restart ? service.host.restart->value : string();
  if (service.kind == ir::ServiceKind::kTask && words.empty()) words = "no";
  Yaml out = Yaml::map();
  if (words.empty()) return out;
  const std::size_t colon = words.find(':');
  const string_view condition = string_view(words).substr(0, colon);
  out.set("condition", Yaml::string(condition == "no" ? "none" : condition == "on-failure" ? "on-failure" : "any"));
  if (colon != string::npos)
    if (const auto attempts = base::parse_uint(string_view(words).substr(colon + 1)))
      out.set("max_attempts", Yaml::integer(static_cast<std::int64_t>(*attempts)));
  return out;
}

// `cpus`, `mem_limit` and the like of the service stand below `deploy.resources` here.
static void move_limits(Yaml& whole, Yaml& resources) {
  static constexpr struct {
    string_view from, group, to;
  } kMoves[] = {{"cpus", "limits", "cpus"},
                {"mem_limit", "limits", "memory"},
                {"pids_limit", "limits", "pids"},
                {"mem_reservation", "reservations", "memory"}};
  for (const auto& [from, group, to] : kMoves) {
    const Yaml* value = whole.find(from);
    if (value == nullptr) continue;
    Yaml* inner = resources.find(group);
    Yaml changed = inner != nullptr ? *inner : Yaml::map();
    if (changed.find(to) == nullptr)
      changed.set(string(to), to == "cpus" ? as_text(*value) : to == "pids" ? *value : Yaml::string(value->text()));
    resources.set(string(group), std::move(changed));
  }
}

static Yaml deploy(Yaml& whole, const ir::Service& service) {
  const Yaml* given = whole.find("deploy");
  Yaml out = Yaml::map(), resources = Yaml::map();
  if (given != nullptr)
    for (const auto& [key, value] : given->entries()) {
      if (key == "resources") {
        for (const auto& [group, inner] : value.entries()) resources.set(group, limits(inner));
      } else {
        out.set(key, value);
      }
    }
  const bool counted = out.find("mode") == nullptr || out.find("mode")->text() == "replicated";
  if (counted && out.find("replicas") == nullptr && service.replicas && service.replicas->value != 1)
    out.set("replicas", Yaml::integer(service.replicas->value));
  // A task on request waits for somebody to scale it up.
  if (service.task.manual && out.find("replicas") == nullptr) out.set("replicas", Yaml::integer(0));
  if (out.find("restart_policy") == nullptr) {
    Yaml policy = restart_policy(service);
    if (!policy.is_empty()) out.set("restart_policy", std::move(policy));
  }
  move_limits(whole, resources);
  Yaml kept = Yaml::map();
  for (const auto& [group, inner] : resources.entries())
    if (!inner.is_empty()) kept.set(group, inner);
  if (!kept.is_empty()) out.set("resources", std::move(kept));
  return out;
}

static Yaml volume(Yaml item) {
  if (item.kind() != Yaml::Kind::kMap) return item;
  Yaml* tmpfs = item.find("tmpfs");
  if (tmpfs == nullptr) return item;
  Yaml changed = Yaml::map();
  for (const auto& [key, value] : tmpfs->entries()) {
    const auto number = base::parse_uint(value.text());
    changed.set(key, key == "size" && number ? Yaml::integer(static_cast<std::int64_t>(*number)) : value);
  }
  item.set("tmpfs", std::move(changed));
  return item;
}

static Yaml grant(Yaml item) {  // a mode is a number here
  if (item.kind() != Yaml::Kind::kMap) return item;
  if (const Yaml* mode = item.find("mode"); mode != nullptr && mode->kind() == Yaml::Kind::kString) {
    std::int64_t number = 0;
    for (const char c : mode->text())
      if (c >= '0' && c <= '7') number = number * 8 + (c - '0');
    item.set("mode", Yaml::integer(number));
  }
  return item;
}

static Yaml attachments(const Yaml& given) {
  if (given.kind() != Yaml::Kind::kMap) return given;
  Yaml out = Yaml::map();
  for (const auto& [name, value] : given.entries()) out.set(name, take(value, {"aliases", "ipv4_address", "ipv6_address"}));
  return out;
}

static Yaml key_value(string_view key, const Yaml& value) {
  Yaml out = Yaml::seq();
  if (key == "volumes") {
    for (const Yaml& item : value.items()) out.push(volume(item));
    return out;
  }
  if (key == "secrets" || key == "configs") {
    for (const Yaml& item : value.items()) out.push(grant(item));
    return out;
  }
  if (key == "networks") return attachments(value);
  return value;
}

static void note_binds(Build& build, const ir::Service& service) {
  for (const ir::Mount& mount : service.mounts)
    if (mount.kind == ir::Mount::Kind::kBind)
      build.sink.report(rule::translated_approximately, mount.origin.span,
                        cat({"in swarm, `", mount.source, "` has to be on every node that may run `", service.name, "`"}));
}

Yaml adopted_service(Build& build, ir::ServiceId id) {
  const ir::Service& service = build.stack.services[id];
  Yaml whole = written_service(
      service, [&](const ir::Text& text) { return interpolate(build, text); }, Dialect::kSwarm);
  if (whole.find("image") == nullptr)
    build.sink.report(rule::swarm_image, service.origin.span, cat({"`", service.name, "` has no `image:`, and Docker Swarm builds none"}))
        .help(cat({"write `image: registry.example/", service.name, ":1.0` beside `build:`, and push it before the stack is deployed"}));
  Yaml out = Yaml::map();
  for (const auto& [key, value] : whole.entries()) {
    if (key == "deploy" || (!is_one_of(key, kKept) && key != "sysctls" && key != "oom_score_adj" && !key.starts_with("x-"))) continue;
    if (key == "networks" && service.networks.size() == 1 && service.networks[0].network == "default" && value.is_empty()) continue;
    out.set(key, key_value(key, value));
  }
  Yaml placed = deploy(whole, service);
  if (!placed.is_empty()) out.set("deploy", std::move(placed));
  note_binds(build, service);
  if (!service.doc.empty()) out.comment(service.doc);
  return out;
}

}  // namespace stackc::emit::swarm
