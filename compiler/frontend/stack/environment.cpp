#include "frontend/stack/environment.h"

#include <algorithm>

#include "base/text.h"
#include "diag/rules/stack.h"
#include "frontend/stack/merge.h"

namespace stackc::frontend {
namespace {

using base::cat;
namespace rule = diag::rule;

}  // namespace

ir::Stack Environment::compile(Node root, const std::vector<ParamSpec>& params, const std::vector<Member>& param_values,
                               const std::map<std::string, std::string>& docs) {
  root_ = std::move(root);
  add_scope({});  // 0: the stack's words that belong to no service
  declare(root_);
  bind_stack_params(params, param_values);
  for (const char* key : {"secrets", "volumes"})
    if (const Node* found = root_.find(key)) {
      Node declared = *found;
      if (std::string_view(key) == "volumes") drop_nulls(declared);
      std::string_view(key) == "secrets" ? lower_secrets(found) : lower_volumes(&declared);
    }
  add_services(root_);
  for (ServiceModel& service : services_) {
    ir::Service out;
    out.name = service.name;
    out.kind = service.task ? ir::ServiceKind::kTask : ir::ServiceKind::kService;
    if (const auto doc = docs.find(service.name); doc != docs.end()) out.doc = doc->second;
    stack_.services.add(std::move(out));
  }
  for (std::size_t i = 0; i < services_.size(); ++i) {
    expand_service(services_[i]);
    if (services_[i].usable && services_[i].from != nullptr && services_[i].from->family == "nginx") proxies_.push_back(i);
  }
  for (std::size_t i = 0; i < services_.size(); ++i)
    if (services_[i].usable) lower_service(i);
  if (const Node* extra = root_.find("extra"))
    lower_extra(*extra, schema::compose::Object::kRoot, {.where = "extra"}, stack_.extra_compose);
  lower_images();
  if (const Node* ci = root_.find("ci"); ci != nullptr && ci->is_map()) lower_ci(*ci);
  return std::move(stack_);
}

void Environment::declare(const Node& root) {
  if (const Node* name = root.find("stack"); name != nullptr && name->is_scalar()) stack_.name = {name->text, name->origin()};
  stack_.environment = info_.name;
  stack_.mode = info_.mode;
  stack_.emit = info_.emit;
  stack_.environment_origin = {info_.span, ir::By::kUser, {}};
  if (const Node* outputs = root.find("outputs"))
    for (const Member& member : outputs->members)
      if (member.value.is_scalar()) stack_.outputs[member.key] = member.value.text;
}

std::uint32_t Environment::add_scope(Scope scope) {
  scopes_.push_back(std::move(scope));
  return static_cast<std::uint32_t>(scopes_.size() - 1);
}

void Environment::bind_stack_params(const std::vector<ParamSpec>& params, const std::vector<Member>& values) {
  for (const ParamSpec& spec : params) {
    Binding& binding = params_[spec.name];
    binding.spec = &spec;
    binding.value = spec.default_value;
    for (const Member& value : values)
      if (value.key == spec.name) binding.value = value.value;
    if (binding.value.is_null()) {
      sink_.report(rule::missing_param, spec.span, cat({"parameter `", spec.name, "` has no value in environment `", info_.name, "`"}))
          .help(cat({"give it a `default:`, or a value under `environments.", info_.name, ".params`"}));
      continue;
    }
    if (!check_param(spec, binding.value, sink_)) binding.value = make_scalar({}, binding.value, true);
  }
  for (auto& [name, binding] : params_)
    if (binding.value.has_reference()) {  // one parameter made from others
      const Node literal = binding.value;
      const std::optional<std::string> text = plain_of(literal, {.record = false});
      if (!text) continue;
      binding.value = make_scalar(*text, literal, true);
      check_param(*binding.spec, binding.value, sink_);
    }
}

bool Environment::in_this_environment(const Member& member) const {
  const Node* when = member.value.find("when");
  if (when == nullptr || !when->is_list()) return true;
  return std::any_of(when->items.begin(), when->items.end(), [&](const Node& item) { return item.text == info_.name; });
}

void Environment::add_services(Node& root) {
  for (const char* key : {"services", "tasks"}) {
    Node* group = nullptr;
    for (Member& member : root.members)
      if (member.key == key) group = &member.value;
    if (group == nullptr) continue;
    for (Member& member : group->members) {
      if (member.value.is_null()) continue;  // an environment removed it
      if (!in_this_environment(member)) {
        left_out_.emplace(member.key, member.value.member("when")->key_span);
        continue;
      }
      if (index_.contains(member.key)) continue;  // reported as a double name
      ServiceModel service;
      service.name = member.key;
      service.span = member.key_span;
      service.task = std::string_view(key) == "tasks";
      service.usable = member.value.is_map();
      service.user = std::move(member.value);
      service.user_scope = add_scope({.service = services_.size()});
      set_scope(service.user, service.user_scope);
      index_.emplace(service.name, services_.size());
      services_.push_back(std::move(service));
    }
  }
}

std::string Environment::dump() {
  std::string out = cat({"environment: ", info_.name, "\n"});
  if (!params_.empty()) out += "params:\n";
  for (const auto& [name, binding] : params_) out += cat({"  ", name, ": ", binding.value.text, "\n"});
  for (const bool tasks : {false, true}) {
    const bool any = std::any_of(services_.begin(), services_.end(), [&](const ServiceModel& service) { return service.task == tasks; });
    if (any) out += tasks ? "tasks:\n" : "services:\n";
    for (const ServiceModel& service : services_) {
      if (service.task != tasks) continue;
      out += cat({"  ", service.name, ":\n"});
      dump_model(out, service.model, 4);
      if (service.from == nullptr || !service.usable) continue;
      for (const char* key : {"facts", "files", "image"}) {
        const Node part = section(service, key);
        if (part.members.empty()) continue;
        out += cat({"    template ", key, ":\n"});
        dump_model(out, part, 6);
      }
    }
  }
  return out;
}

}  // namespace stackc::frontend
