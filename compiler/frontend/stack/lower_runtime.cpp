// How a service runs: whom as, what it writes, where its data lies, how to ask whether it works, which files it is given.
#include <algorithm>

#include "base/file_system.h"
#include "base/text.h"
#include "diag/rules/stack.h"
#include "frontend/stack/check.h"
#include "frontend/stack/environment.h"
#include "frontend/stack/merge.h"

namespace stackc::frontend {
namespace {

using base::cat;
namespace rule = diag::rule;
using schema::Type;

constexpr std::uint32_t kDefaultId = 10001;  // user and group of images that we build: above the range of system users

}  // namespace

// Its template's facts; those of the service whose image it shares where it gives none.
const Node& Environment::facts_of(std::size_t index) {
  std::optional<Node>& facts = services_[index].all_facts;
  if (!facts) facts = merged_facts(index);
  return *facts;
}

Node Environment::merged_facts(std::size_t index) {
  const std::size_t owner = image_owner(index);
  if (owner == kNoService || owner == index) return services_[index].facts;
  Node facts = services_[owner].facts;
  if (facts.is_null()) return services_[index].facts;
  std::erase_if(facts.members, [](const Member& member) {
    return member.key == "build_env" || member.key == "stateful";
  });  // of the service, not of the image
  if (!services_[index].facts.is_null()) merge(facts, services_[index].facts, schema::Object::kFacts);
  return facts;
}

std::pair<std::uint32_t, std::uint32_t> Environment::run_as(std::size_t index) {
  const Node& facts = facts_of(index);
  const Use use{.service = index, .record = false};
  if (const Node* ids = facts.find("run_as")) {
    const std::vector<std::string> words = plains_of(*ids, use);
    if (words.size() == 2)
      return {static_cast<std::uint32_t>(base::parse_uint(words[0]).value_or(kDefaultId)),
              static_cast<std::uint32_t>(base::parse_uint(words[1]).value_or(kDefaultId))};
  }
  const auto uid = measured(facts.find("uid"), Type::kInt, use);
  if (!uid) return {kDefaultId, kDefaultId};
  const auto gid = measured(facts.find("gid"), Type::kInt, use);
  return {static_cast<std::uint32_t>(*uid), static_cast<std::uint32_t>(gid.value_or(*uid))};
}

void Environment::lower_facts(std::size_t index) {
  ir::Service& out = service_ir(index);
  const Node& facts = facts_of(index);
  const Use use{.service = index, .record = false};
  const std::size_t owner = image_owner(index);
  const bool built = owner != kNoService && services_[owner].built;
  const Node* uid = facts.find("uid");
  if (built || uid != nullptr || facts.find("run_as") != nullptr) {
    const auto [run_uid, run_gid] = run_as(index);
    const ir::Origin origin{facts.span, ir::By::kStdlib, "facts of the image"};
    out.uid = {run_uid, origin};
    out.gid = {run_gid, origin};
    out.image_uid = run_uid;
    out.image_gid = run_gid;
    if (const auto own = measured(uid, Type::kInt, use)) {
      out.image_uid = static_cast<std::uint32_t>(*own);
      out.image_gid = static_cast<std::uint32_t>(measured(facts.find("gid"), Type::kInt, use).value_or(*own));
    }
  }
  if (const Node* user = services_[index].model.find("user")) {
    const auto text = plain_of(*user, {.service = index, .where = "user"});
    if (text) {
      const std::size_t colon = text->find(':');
      const auto first = base::parse_uint(std::string_view(*text).substr(0, colon));
      const auto second = colon == std::string::npos ? first : base::parse_uint(std::string_view(*text).substr(colon + 1));
      if (first && second && *first <= 0x7fffffff && *second <= 0x7fffffff) {
        out.uid = {static_cast<std::uint32_t>(*first), user->origin()};
        out.gid = {static_cast<std::uint32_t>(*second), user->origin()};
      } else {
        sink_.report(rule::bad_value, user->span, cat({"`", *text, "` is not a numeric user and group"}))
            .help("write `1000:1000`: names mean nothing outside the image");
      }
    }
  }
  out.any_uid = flag(facts.find("any_uid"), use);
  out.stateful = flag(facts.find("stateful"), use);
  out.read_only_ok = flag(facts.find("read_only_ok"), use);
  out.init = flag(facts.find("init"), use);
  if (const Node* paths = facts.find("writable")) out.writable = plains_of(*paths, use);
  if (const Node* names = facts.find("cap_add")) out.cap_add = plains_of(*names, use);
  if (const auto signal = checked(facts.find("stop_signal"), Type::kString, {}, use)) out.stop_signal = *signal;
  if (const auto path = checked(facts.find("data_directory"), Type::kPath, {}, use)) out.data_directory = *path;
  if (const Node* mounts = services_[index].model.find("mounts")) lower_mounts(index, *mounts, false);
  if (info_.mode != ir::Mode::kDev) return;
  lower_mounts(index, services_[index].dev_mounts, true);
  if (owner != kNoService && owner != index && services_[index].dev_mounts.is_null())
    lower_mounts(index, services_[owner].dev_mounts, true);
}

void Environment::lower_mounts(std::size_t index, const Node& mounts, bool dev_only) {
  for (const Member& member : mounts.members) lower_mount(index, member, dev_only);
}

void Environment::lower_mount(std::size_t index, const Member& member, bool dev_only) {
  ir::Service& out = service_ir(index);
  const Use use{.service = index, .where = cat({"mounts ", member.key})};
  ir::Mount mount;
  mount.target = member.key;
  mount.dev_only = dev_only;
  mount.origin = {member.key_span, member.value.by, {}};
  mount.read_only = flag(member.value.find("read_only"), use);
  const Node* volume = member.value.find("volume");
  const Node* bind = member.value.find("bind");
  const Node* tmpfs = member.value.find("tmpfs");
  if ((volume != nullptr) + (bind != nullptr) + (tmpfs != nullptr) != 1) {
    sink_.report(rule::conflicting_keys, member.key_span, "a mount has exactly one of `volume`, `bind`, `tmpfs`");
    return;
  }
  if (tmpfs != nullptr) {
    mount.kind = ir::Mount::Kind::kTmpfs;
    mount.size_bytes = measured(member.value.find("size"), Type::kSize, use);
  } else if (bind != nullptr) {
    mount.kind = ir::Mount::Kind::kBind;
    const auto path = checked(bind, Type::kPath, {}, use);
    if (!path) return;
    mount.source = base::contained_path(*path).value_or(*path);
  } else {
    const auto name = checked(volume, Type::kIdent, {}, use);
    if (!name) return;
    auto found = volumes_.find(*name);
    if (found == volumes_.end() && volume->by == ir::By::kStdlib) {
      if (const std::optional<std::size_t> clash = find_service(*name)) {
        sink_.report(rule::duplicate_name, services_[*clash].span,
                     cat({"`", *name, "` is the volume of `", out.name, "` and cannot be a service too"}));
        return;
      }
      ir::Volume implied;
      implied.name = *name;
      implied.origin = {volume->span, ir::By::kStdlib, {}};
      found = volumes_.emplace(*name, stack_.volumes.add(std::move(implied))).first;
    }
    if (found == volumes_.end()) {
      std::vector<std::string_view> names;
      for (const auto& [known, unused] : volumes_) names.push_back(known);
      sink_.report(rule::undefined_volume, volume->span, cat({"there is no volume `", *name, "`"}))
          .help(suggestion(*name, names, "volumes"))
          .help(cat({"declare it: `volumes: {", *name, ": {}}`, or write `./", *name, "` for a folder beside the stack file"}));
      return;
    }
    mount.volume = found->second;
    if (volume->by == ir::By::kStdlib && out.data_directory.empty()) out.data_directory = member.key;
  }
  std::erase_if(out.mounts, [&](const ir::Mount& known) { return known.target == mount.target; });
  out.mounts.push_back(std::move(mount));
}

void Environment::lower_health_kind(std::size_t index, const Node& node, ir::Health& out) {
  const ir::Service& service = service_ir(index);
  const Use use{.service = index, .where = "health"};
  const auto port_of = [&](const Node* named, const std::string& otherwise) -> const ir::Port* {
    const std::string wanted = named != nullptr && named->is_scalar() ? named->text : otherwise;
    for (const ir::Port& port : service.ports)
      if (port.name == wanted) return &port;
    std::vector<std::string_view> names;
    for (const ir::Port& port : service.ports) names.push_back(port.name);
    sink_
        .report(rule::unknown_name, named == nullptr ? node.span : named->span,
                wanted.empty() ? cat({"`", service.name, "` has no http port to ask"})
                               : cat({"`", service.name, "` has no port `", wanted, "`"}))
        .help(suggestion(wanted, names, "ports"));
    return nullptr;
  };
  const Node& facts = facts_of(index);
  const Node* probes = facts.find("probes");
  HealthWords words;
  words.timeout = out.timeout_seconds;
  const auto ask = [&](std::string_view kind) {
    const Node* argv = probes == nullptr ? nullptr : probes->find(kind);
    if (argv != nullptr) out.image_argv = plains_of(*argv, {.service = index, .where = "health", .record = false, .health = &words});
  };
  if (const Node* http = node.find("http")) {
    const ir::Port* port = port_of(node.find("port"), http_port(index));
    const Node* ready = node.find("ready");
    const auto path = checked(ready != nullptr ? ready : http, Type::kPath, {}, use);
    if (port == nullptr || !path) return;
    out.probe = ir::HttpProbe{*path, port->name};
    if (const auto live = checked(node.find("live"), Type::kPath, {}, use)) out.live = ir::HttpProbe{*live, port->name};
    words.port = port->number;
    words.path = *path;
    ask("http");
  } else if (const Node* tcp = node.find("tcp")) {
    const ir::Port* port = port_of(tcp, {});
    if (port == nullptr) return;
    out.probe = ir::TcpProbe{port->name};
    words.port = port->number;
    ask("tcp");
  } else if (const Node* exec = node.find("exec")) {
    out.probe = ir::ExecProbe{plains_of(*exec, use), false};
  } else if (const Node* shell = node.find("shell")) {
    out.probe = ir::ExecProbe{{plain_of(*shell, use).value_or("")}, true};
  }
}

void Environment::lower_health(std::size_t index) {
  ir::Service& service = service_ir(index);
  const Use use{.service = index, .where = "health"};
  const Node& facts = facts_of(index);
  if (const Node* probes = facts.find("probes"))
    if (const Node* tcp = probes->find("tcp")) {
      HealthWords words;
      words.port_text = "{port}";
      words.timeout = 5;
      service.tcp_argv = plains_of(*tcp, {.service = index, .where = "health", .record = false, .health = &words});
    }
  const Node* node = services_[index].model.find("health");
  if (node == nullptr) return;
  const bool kinds =
      node->find("http") != nullptr || node->find("tcp") != nullptr || node->find("exec") != nullptr || node->find("shell") != nullptr;
  if (!kinds) {
    sink_.report(rule::missing_key, node->span, "a health check needs one of `http`, `tcp`, `exec`, `shell`");
    return;
  }
  ir::Health out;
  out.origin = node->origin();
  if (const auto value = seconds(node->find("every"), use)) out.every_seconds = *value;  // 0 is an error of its own (check-health)
  if (const auto value = seconds(node->find("timeout"), use)) out.timeout_seconds = *value;
  if (const auto value = seconds(node->find("start"), use)) out.start_seconds = *value;
  if (const auto value = seconds(node->find("start_every"), use)) out.start_every_seconds = std::max(1u, *value);
  if (const auto value = measured(node->find("retries"), Type::kInt, use))
    out.retries = static_cast<std::uint32_t>(std::min<std::uint64_t>(*value, 1000));
  const std::size_t errors = sink_.errors();
  lower_health_kind(index, *node, out);
  if (sink_.errors() == errors) service.health = std::move(out);
}

void Environment::lower_metrics(std::size_t index) {
  const Node* node = services_[index].model.find("metrics");
  if (node == nullptr) return;
  const auto [port, path] = metrics_of(index);
  if (find_port(index, port) == nullptr) {
    sink_.report(rule::unknown_name, node->span,
                 port.empty() ? cat({"`", services_[index].name, "` has no http port that could show metrics"})
                              : cat({"`", services_[index].name, "` has no port `", port, "`"}));
    return;
  }
  service_ir(index).metrics = {port, path, node->origin()};
}

// Plain numbers and words of YAML keep their type; what was quoted, or made of several parts, is text.
ir::Value Environment::lower_value(const Node& node, const Use& use) {
  if (node.is_list()) {
    ir::ValueList list;
    for (const Node& item : node.items) list.push_back(lower_value(item, use));
    return {std::move(list)};
  }
  if (node.is_map()) {
    ir::ValueMap map;
    for (const Member& member : node.members) map.emplace_back(member.key, lower_value(member.value, use));
    return {std::move(map)};
  }
  if (node.is_null()) return {};
  const Value value = evaluate(node, use);
  if (value.kind == Value::Kind::kTree) return lower_value(value.tree, use);
  if (value.kind == Value::Kind::kService) return {ir::Text(services_[value.service].name)};
  if (value.kind != Value::Kind::kText) return {};
  const std::optional<std::string> plain = value.text.plain();
  if (value.quoted || !plain) return {value.text};
  if (*plain == "true" || *plain == "false") return {*plain == "true"};
  const bool negative = plain->starts_with("-");
  const std::string_view digits = std::string_view(*plain).substr(negative ? 1 : 0);
  if (const auto number = base::parse_uint(digits);
      number && *number <= 0x7fffffffffffffffull && (digits.size() == 1 || digits.front() != '0'))
    return {negative ? -static_cast<std::int64_t>(*number) : static_cast<std::int64_t>(*number)};
  const std::size_t dot = digits.find('.');
  if (dot != std::string_view::npos && base::parse_uint(digits.substr(0, dot)) && base::parse_uint(digits.substr(dot + 1))) return {*plain};
  return {value.text};
}

void Environment::lower_files(std::size_t index) {
  ir::Service& service = service_ir(index);
  if (services_[index].from == nullptr) return;
  const Node files = section(services_[index], "files");
  for (const Member& member : files.members) {
    check_object(member.value, schema::Object::kFile, member.key_span, {}, sink_);
    const Use use{.service = index, .where = cat({"file ", member.key})};
    const auto path = checked(member.value.find("path"), Type::kPath, {}, use);
    const auto target = checked(member.value.find("target"), Type::kPath, {}, use);
    if (!path || !target) continue;
    ir::ConfigFile file;
    file.path = *path;
    file.target = *target;
    file.origin = {services_[index].span, ir::By::kStdlib, {}};
    if (const Node* yaml = member.value.find("yaml")) {
      file.format = ir::FileFormat::kYaml;
      file.value = lower_value(*yaml, use);
    } else if (const Node* json = member.value.find("json")) {
      file.format = ir::FileFormat::kJson;
      file.value = lower_value(*json, use);
    } else if (const Node* text = member.value.find("text")) {
      for (const std::string& line : plains_of(*text, use)) file.text += text->is_list() ? cat({line, "\n"}) : line;
    }
    ir::Mount mount;
    mount.kind = ir::Mount::Kind::kFile;
    mount.source = file.path;
    mount.target = file.target;
    mount.read_only = true;
    mount.origin = file.origin;
    service.mounts.push_back(std::move(mount));
    service.files.push_back(std::move(file));
  }
}

}  // namespace stackc::frontend
