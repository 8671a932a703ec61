// A service of the merged tree becomes an ir::Service: what it is, its variables, ports, mounts and limits.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "diag/rules/stack.h"
#include "frontend/stack/check.h"
#include "frontend/stack/environment.h"
#include "frontend/stack/merge.h"
#include "syntax/scalar/scalar.h"

namespace stackc::frontend {
namespace {

using base::cat;
namespace rule = diag::rule;
using schema::Type;

bool glob_matches(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  return name.size() + 1 >= pattern.size() && name.starts_with(pattern.substr(0, star)) && name.ends_with(pattern.substr(star + 1));
}

// A command line as an argv: words where the shell would do no more than divide, else the shell itself.
std::vector<std::string> shell_argv(const std::string& line) {
  if (line.find_first_of("|&;<>()$`\\\"'*?[#~=%{}!\n") != std::string::npos) return {"/bin/sh", "-c", line};
  std::vector<std::string> words;
  for (std::string_view word : base::split(line, ' '))
    if (!base::trim(word).empty()) words.emplace_back(base::trim(word));
  return words;
}

}  // namespace

// The text of a scalar, resolved and of its type; none if there is no value or it was reported.
std::optional<std::string> Environment::checked(const Node* node, Type type, std::string_view words, const Use& use) {
  if (node == nullptr || node->is_null() || !node->is_scalar()) return std::nullopt;
  std::optional<std::string> text = plain_of(*node, use);
  if (!text) return std::nullopt;
  const Node literal = node->has_reference() ? make_scalar(*text, *node, node->quoted) : *node;
  if (const auto problem = schema::check(type, *text, words)) {
    report_problem(sink_, literal, type, *problem);
    return std::nullopt;
  }
  return text;
}

std::optional<std::uint64_t> Environment::measured(const Node* node, Type type, const Use& use) {
  const std::optional<std::string> text = checked(node, type, {}, use);
  if (!text) return std::nullopt;
  const auto value = schema::measure(type, *text);
  if (!value) return std::nullopt;
  if (*value < 0) {
    sink_.report(rule::bad_value, node->span, cat({"`", *text, "` is below 0"}));
    return std::nullopt;
  }
  return static_cast<std::uint64_t>(*value);
}

// Durations of the IR are whole seconds, rounded up: none is less than what was asked for.
std::optional<std::uint32_t> Environment::seconds(const Node* node, const Use& use) {
  const auto microseconds = measured(node, Type::kDuration, use);
  if (!microseconds) return std::nullopt;
  const std::uint64_t rounded = (*microseconds + 999'999) / 1'000'000;
  if (rounded > 31'536'000) {
    sink_.report(rule::bad_duration, node->span, "that is longer than a year");
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(rounded);
}

bool Environment::flag(const Node* node, const Use& use) { return checked(node, Type::kBool, {}, use) == "true"; }

void Environment::lower_service(std::size_t index) {
  ServiceModel& model = services_[index];
  ir::Service& out = service_ir(index);
  const Node& node = model.model;
  const Use use{.service = index, .where = "command"};
  out.origin = {model.span, ir::By::kUser, {}};
  if (const Node* template_name = node.find("use"); template_name != nullptr && template_name->is_scalar()) out.use = template_name->text;
  if (model.from != nullptr) out.family = model.from->family;
  if (const Node* command = node.find("command")) {
    out.command = texts_of(*command, use);
    const bool overridden = command->by == ir::By::kUser;
    if (info_.mode == ir::Mode::kDev && !overridden && !model.dev_command.is_null()) out.dev_command = texts_of(model.dev_command, use);
  } else if (info_.mode == ir::Mode::kDev && !model.dev_command.is_null()) {
    out.dev_command = texts_of(model.dev_command, use);
  }
  if (const Node* entrypoint = node.find("entrypoint")) out.entrypoint = texts_of(*entrypoint, {.service = index, .where = "entrypoint"});
  lower_facts(index);
  lower_ports(index);
  lower_env(index);
  lower_depends(index);
  lower_health(index);
  lower_metrics(index);
  lower_resources(index);
  lower_files(index);
  lower_labels(index);
  if (const auto count = measured(node.find("replicas"), Type::kInt, {.service = index, .where = "replicas"}))
    out.replicas = {static_cast<std::uint32_t>(std::min<std::uint64_t>(*count, 100000)), node.find("replicas")->origin()};
  if (const auto restart = checked(node.find("restart"), Type::kEnum, "no|always|on-failure|unless-stopped", use)) out.restart = *restart;
  if (const auto grace = seconds(node.find("stop_grace"), use)) out.stop_grace_seconds = *grace;
  if (const auto signal = checked(node.find("stop_signal"), Type::kString, {}, use)) out.stop_signal = *signal;
  lower_extra(model.extra, schema::compose::Object::kService, {.service = index, .where = "extra"}, out.extra_compose);
  if (model.task) lower_task(index);
  check_requirements(index);
}

void Environment::lower_ports(std::size_t index) {
  const Node& node = services_[index].model;
  ir::Service& out = service_ir(index);
  if (const Node* ports = node.find("ports")) {
    for (const Member& member : ports->members) {
      const Use use{.service = index, .where = cat({"ports ", member.key})};
      const Node* wanted = member.value.find("number");
      if (wanted == nullptr || wanted->is_null()) {  // neither the service nor its template says it
        sink_.report(rule::missing_key, member.key_span, cat({"the port `", member.key, "` of `", out.name, "` needs `number:`"}))
            .help(cat({"write it in short: `", member.key, ": 8000`"}));
        continue;
      }
      const auto number = measured(wanted, Type::kPort, use);
      const auto protocol = checked(member.value.find("protocol"), Type::kEnum, "tcp|udp|http|grpc", use);
      if (!number) continue;
      ir::Protocol kind = ir::Protocol::kTcp;
      if (protocol == "udp") kind = ir::Protocol::kUdp;
      if (protocol == "http" || (!protocol && member.key == "http")) kind = ir::Protocol::kHttp;
      if (protocol == "grpc") kind = ir::Protocol::kGrpc;
      const source::Span span = member.value.span.begin != member.value.span.end ? member.value.span : member.key_span;
      out.ports.push_back({member.key, static_cast<std::uint16_t>(*number), kind, {span, member.value.by, {}}});
    }
  }
  const Node* publish = node.find("publish");
  if (publish == nullptr) return;
  for (const Member& member : publish->members) {
    const auto text = checked(&member.value, Type::kPublish, {}, {.service = index, .where = cat({"publish ", member.key})});
    if (find_port(index, member.key) == nullptr) {
      std::vector<std::string_view> names;
      if (const Node* ports = node.find("ports"))
        for (const Member& port : ports->members) names.push_back(port.key);
      sink_.report(rule::unknown_name, member.key_span, cat({"`", out.name, "` has no port `", member.key, "`"}))
          .help(suggestion(member.key, names, "ports"));
      continue;
    }
    const bool sound = std::any_of(out.ports.begin(), out.ports.end(), [&](const ir::Port& port) { return port.name == member.key; });
    if (!text || !sound) continue;
    const auto parsed = scalar::parse_publish(*text);
    if (parsed) out.publish.push_back({member.key, parsed.value->ip, parsed.value->port, member.value.origin()});
  }
}

// Its template's variables, then those of `env_of`, then its own; a later one of the same name takes the place of the earlier.
std::vector<Environment::EnvEntry> Environment::effective_env(std::size_t index, int depth) {
  const Node& node = services_[index].model;
  std::vector<EnvEntry> all;
  const auto put = [&](EnvEntry entry) {
    for (EnvEntry& known : all)
      if (known.name == entry.name) {
        known = std::move(entry);
        return;
      }
    all.push_back(std::move(entry));
  };
  const Node* env = node.find("env");
  const auto is_own = [](const Member& member) {
    const Node* value = member.value.find("value");
    return (value == nullptr ? member.value.by : value->by) == ir::By::kUser;
  };
  if (env != nullptr)
    for (const Member& member : env->members)
      if (!is_own(member)) put({member.key, &member, {}});
  if (const Node* other = node.find("env_of"); other != nullptr && other->is_scalar() && depth < 16) {
    const std::optional<std::size_t> target = named_service(*other, {.service = index, .record = false});
    if (target && *target == index) sink_.report(rule::reference_loop, other->span, "`env_of` names the service itself");
    if (target && *target != index)
      for (EnvEntry& entry : effective_env(*target, depth + 1)) {
        entry.where = cat({"env_of ", services_[*target].name});
        put(std::move(entry));
      }
  }
  if (env != nullptr)
    for (const Member& member : env->members)
      if (is_own(member)) put({member.key, &member, {}});
  return all;
}

void Environment::lower_env(std::size_t index) {
  ir::Service& out = service_ir(index);
  const Node& facts = facts_of(index);
  std::vector<std::string> build_patterns;
  if (const Node* patterns = facts.find("build_env")) build_patterns = plains_of(*patterns, {.service = index, .record = false});
  const Node* file_env = facts.find("file_env");
  for (const EnvEntry& entry : effective_env(index)) {
    const Node* value = entry.member->value.find("value");
    if (value == nullptr || value->is_null()) continue;
    const Use use{.service = index, .where = entry.where.empty() ? cat({"env ", entry.name}) : entry.where};
    bool good = true;
    ir::EnvVar variable;
    variable.name = entry.name;
    const Value result = evaluate(*value, use);
    if (result.kind == Value::Kind::kUnset || result.kind == Value::Kind::kFailed) continue;  // an optional parameter without a value
    variable.value = result.kind == Value::Kind::kText ? result.text : text_of(*value, use, &good);
    if (!good) continue;
    variable.origin = value->origin();
    variable.build_time = flag(entry.member->value.find("build"), use) ||
                          std::any_of(build_patterns.begin(), build_patterns.end(),
                                      [&](const std::string& pattern) { return glob_matches(pattern, entry.name); });
    if (const auto file = checked(entry.member->value.find("file"), Type::kString, {}, use); file && *file != "false")
      variable.file_name = *file == "true" ? cat({entry.name, "_FILE"}) : *file;
    if (file_env != nullptr)
      if (const auto file = checked(file_env->find(entry.name), Type::kEnvName, {}, use)) variable.file_name = *file;
    variable.reads_file = !variable.file_name.empty();
    out.env.push_back(std::move(variable));
  }
}

void Environment::lower_depends(std::size_t index) {
  const Node* depends = services_[index].model.find("depends");
  if (depends == nullptr) return;
  for (const Member& member : depends->members) {
    const std::optional<std::size_t> target = find_service(member.key);
    if (!target) {
      unknown_service(member.key, member.key_span);
      continue;
    }
    const auto word = checked(&member.value, Type::kEnum, "started|healthy|completed|none", {.service = index});
    if (!word) continue;
    ir::Condition condition = ir::Condition::kStarted;
    if (*word == "healthy") condition = ir::Condition::kHealthy;
    if (*word == "completed") condition = ir::Condition::kCompleted;
    if (*word == "none") condition = ir::Condition::kNone;
    service_ir(index).depends.push_back({ir::ServiceId(*target), condition, {member.key_span, member.value.by, {}}});
  }
}

void Environment::lower_resources(std::size_t index) {
  const Node* node = services_[index].model.find("resources");
  if (node == nullptr) return;
  ir::Resources& out = service_ir(index).resources;
  const Use use{.service = index, .where = "resources"};
  const auto cpu = [&](const Node* value, std::optional<ir::Field<std::uint32_t>>& field) {
    if (const auto amount = measured(value, Type::kCpu, use)) field = {static_cast<std::uint32_t>(*amount), value->origin()};
  };
  const auto size = [&](const Node* value, std::optional<ir::Field<std::uint64_t>>& field) {
    if (const auto amount = measured(value, Type::kSize, use)) field = {*amount, value->origin()};
  };
  cpu(node->find("cpu"), out.cpu_millicores);
  size(node->find("memory"), out.memory_bytes);
  size(node->find("swap"), out.swap_bytes);
  if (out.swap_bytes && out.memory_bytes && out.swap_bytes->value < out.memory_bytes->value)
    sink_.report(rule::out_of_range, out.swap_bytes->origin.span, "the limit of memory and swap together is below the one of memory alone")
        .label(out.memory_bytes->origin.span, "the limit of memory");
  if (const Node* reserve = node->find("reserve")) {
    cpu(reserve->find("cpu"), out.reserve_cpu_millicores);
    size(reserve->find("memory"), out.reserve_memory_bytes);
    const bool more = out.memory_bytes && out.reserve_memory_bytes && out.reserve_memory_bytes->value > out.memory_bytes->value;
    if (more)
      sink_.report(rule::out_of_range, out.reserve_memory_bytes->origin.span, "more memory is reserved than the limit allows")
          .label(out.memory_bytes->origin.span, "the limit");
    const bool more_cpu = out.cpu_millicores && out.reserve_cpu_millicores && out.reserve_cpu_millicores->value > out.cpu_millicores->value;
    if (more_cpu)
      sink_.report(rule::out_of_range, out.reserve_cpu_millicores->origin.span, "more CPU is reserved than the limit allows")
          .label(out.cpu_millicores->origin.span, "the limit");
  }
}

void Environment::lower_labels(std::size_t index) {
  const Node* labels = services_[index].model.find("labels");
  if (labels == nullptr) return;
  for (const Member& member : labels->members)
    if (const auto text = plain_of(member.value, {.service = index, .where = cat({"labels ", member.key})}))
      service_ir(index).labels[member.key] = *text;
}

void Environment::lower_task(std::size_t index) {
  const Node& node = services_[index].model;
  ir::Service& out = service_ir(index);
  out.restart = "no";
  const Use use{.service = index, .where = "run"};
  if (const Node* run = node.find("run")) {
    if (const auto line = plain_of(*run, use)) {
      out.command.clear();
      for (std::string& word : shell_argv(*line)) out.command.emplace_back(std::move(word));
    }
  }
  if (const auto line = checked(node.find("undo"), Type::kString, {}, use)) out.task.undo = shell_argv(*line);
  out.task.manual = flag(node.find("manual"), use);
  if (const Node* before = node.find("before")) {
    for (const Node& item : before->items) {
      const std::optional<std::size_t> target = named_service(item, {.service = index, .record = false});
      if (!target) continue;
      if (services_[*target].task)
        sink_.report(rule::wrong_kind, item.span, cat({"`before` takes services, and `", services_[*target].name, "` is a task"}));
      out.task.before.push_back(ir::ServiceId(*target));
    }
  }
}

void Environment::check_requirements(std::size_t index) {
  const ServiceModel& model = services_[index];
  for (const Node& item : model.requires_list.items) {
    const Node* any = item.find("any_env");
    const Node* text = item.find("else");
    if (any == nullptr || text == nullptr) continue;
    const auto& env = service_ir(index).env;
    const bool met = std::any_of(any->items.begin(), any->items.end(), [&](const Node& name) {
      return std::any_of(env.begin(), env.end(), [&](const ir::EnvVar& variable) { return variable.name == name.text; });
    });
    if (met) continue;
    std::string names;
    for (const Node& name : any->items) names += cat({names.empty() ? "`" : ", `", name.text, "`"});
    sink_.report(rule::unmet_requirement, model.span, cat({"`", model.name, "`: ", text->text}))
        .help(cat({"set ", any->items.size() == 1 ? "" : "one of ", names, " in `env`, or take variables over with `env_of`"}));
  }
}

}  // namespace stackc::frontend
