#include "emit/make/stack_facts.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "base/text.h"
#include "emit/writer/layout.h"
#include "emit/writer/text.h"

namespace stackc::emit::make {

using base::cat;
using std::string;
using std::string_view;

Facts::Facts(const ir::Project& all) : project(all) {
  for (const ir::Stack& stack : all.stacks) {
    if (emits(stack, "compose")) compose.push_back(&stack);
    if (emits(stack, "kubernetes")) kubernetes.push_back(&stack);
  }
  std::stable_partition(compose.begin(), compose.end(), [&](const ir::Stack* stack) { return is_default(all, *stack); });
}

static bool is_built(const ir::Stack& stack, const ir::Service& service) {
  return service.image.valid() && stack.images[service.image].built;
}

bool Facts::builds(const ir::Stack& stack) const {
  return std::any_of(stack.services.begin(), stack.services.end(), [&](const ir::Service& service) { return is_built(stack, service); });
}
bool Facts::builds_any() const {
  return std::any_of(compose.begin(), compose.end(), [&](const ir::Stack* stack) { return builds(*stack); });
}

bool Facts::watches() const {
  return std::any_of(compose.begin(), compose.end(), [](const ir::Stack* stack) {
    return std::any_of(stack->services.begin(), stack->services.end(),
                       [&](const ir::Service& service) { return needs_watch(*stack, service); });
  });
}

static bool holds(const ir::Text& text, ir::Symbol wanted) {
  return std::any_of(text.parts().begin(), text.parts().end(), [&](const ir::TextPart& part) {
    const auto* symbol = std::get_if<ir::Symbol>(&part);
    return symbol != nullptr && *symbol == wanted;
  });
}

bool Facts::reads(ir::Symbol symbol) const {
  for (const ir::Stack* stack : compose) {
    for (const ir::Service& service : stack->services) {
      for (const ir::EnvVar& var : service.env)
        if (holds(var.value, symbol)) return true;
      for (const auto* texts : {&service.command, &service.dev_command, &service.entrypoint})
        for (const ir::Text& text : *texts)
          if (holds(text, symbol)) return true;
    }
    for (const ir::Image& image : stack->images)
      for (const auto& argument : image.build_args)
        if (holds(argument.second.value, symbol)) return true;
  }
  return false;
}

// The services of all environments that a test picks, each name once.
template <class Test>
static std::vector<const ir::Service*> pick(const std::vector<const ir::Stack*>& stacks, Test test) {
  std::vector<const ir::Service*> out;
  std::set<string_view> seen;
  for (const ir::Stack* stack : stacks)
    for (const ir::Service& service : stack->services)
      if (service.image.valid() && test(*stack, service) && seen.insert(service.name).second) out.push_back(&service);
  return out;
}

std::vector<string> Facts::service_names() const {
  std::vector<string> names;
  for (const ir::Service* service :
       pick(compose, [](const ir::Stack&, const ir::Service& s) { return s.kind == ir::ServiceKind::kService; }))
    names.push_back(service->name);
  return names;
}
std::vector<const ir::Service*> Facts::tasks() const {
  return pick(compose, [](const ir::Stack&, const ir::Service& s) { return s.kind == ir::ServiceKind::kTask; });
}
std::vector<const ir::Service*> Facts::built_services() const {
  return pick(compose,
              [](const ir::Stack& stack, const ir::Service& s) { return s.kind == ir::ServiceKind::kService && is_built(stack, s); });
}

std::vector<const ir::Secret*> Facts::file_secrets() const {
  std::vector<const ir::Secret*> out;
  std::set<string_view> seen;
  for (const ir::Stack* stack : compose)
    for (ir::SecretId id : stack->secrets.ids())
      if (has_secret_file(*stack, id) && seen.insert(stack->secrets[id].file).second) out.push_back(&stack->secrets[id]);
  return out;
}

std::vector<const ir::Secret*> Facts::cluster_secrets(const ir::Stack& stack) const {
  std::vector<const ir::Secret*> out;
  for (ir::SecretId id : stack.secrets.ids())
    if (std::any_of(stack.services.begin(), stack.services.end(), [&](const ir::Service& service) { return reads_secret(service, id); }))
      out.push_back(&stack.secrets[id]);
  return out;
}

std::vector<string> Facts::urls(const ir::Stack& stack) const {
  std::vector<string> out;
  for (const ir::Service& service : stack.services)
    for (const ir::Publish& publish : service.publish)
      for (const ir::Port& port : service.ports) {
        if (port.name != publish.port || port.protocol != ir::Protocol::kHttp) continue;
        string path = "/";
        if (service.health)
          if (const auto* http = std::get_if<ir::HttpProbe>(&service.health->probe); http != nullptr && http->port == port.name)
            path = http->path;
        const bool any = publish.host_ip.empty() || publish.host_ip == "0.0.0.0" || publish.host_ip == "::";
        string host = any ? "localhost" : publish.host_ip;
        if (host.find(':') != string::npos && host[0] != '[') host = cat({"[", host, "]"});
        out.push_back(shell_word(cat({"http://", host, ":", std::to_string(publish.host_port), path})));
      }
  return out;
}

// Tools that judge the text of the source, and how each is told to correct it instead ("" if it cannot).
struct Tool {
  string_view command, check, correct;
};
static constexpr std::array<Tool, 8> kTools = {{
    {"ruff check", "ruff check", "ruff check --fix"},
    {"ruff format", "ruff format --check", "ruff format"},
    {"black", "black --check", "black"},
    {"isort", "isort --check", "isort"},
    {"prettier", "prettier --check", "prettier --write"},
    {"eslint", "eslint", "eslint --fix"},
    {"flake8", "", ""},
    {"mypy", "", ""},
}};

Quality Facts::quality() const {
  Quality out;
  for (const ir::Stack* stack : compose) {
    if (!stack->ci || !stack->ci->test || !stack->ci->test->on.valid() || stack->mode != ir::Mode::kDev) continue;
    out.on = stack->services[stack->ci->test->on].name;
    for (const auto& field : stack->ci->test->run) {
      const string& command = field.value;
      const auto tool =
          std::find_if(kTools.begin(), kTools.end(), [&](const Tool& t) { return command.compare(0, t.command.size(), t.command) == 0; });
      (tool == kTools.end() ? out.test : out.lint).push_back(command);
      if (tool != kTools.end() && !tool->check.empty() && command.compare(0, tool->check.size(), tool->check) == 0)
        out.format.push_back(cat({tool->correct, string_view(command).substr(tool->check.size())}));
    }
    return out;
  }
  return out;
}

}  // namespace stackc::emit::make
