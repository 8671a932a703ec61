#include "emit/writer/layout.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "emit/writer/output.h"
#include "emit/writer/text.h"

namespace stackc::emit {

using base::cat;
using std::string;
using std::string_view;

bool emits(const ir::Stack& stack, string_view target) {
  for (const string& name : stack.emit)
    if (name == target || (target == "kubernetes" && name == "k8s")) return true;
  return false;
}

bool is_default(const ir::Project& project, const ir::Stack& stack) {
  if (stack.compose) return stack.environment == "prod";  // one environment at a time, and this is the one without a name
  for (const ir::Stack& other : project.stacks)
    if (other.mode == ir::Mode::kDev) return other.environment == stack.environment;
  return false;
}

string compose_file(const ir::Project& project, const ir::Stack& stack) {
  return placed(stack, is_default(project, stack) ? "compose.yaml" : cat({"compose.", stack.environment, ".yaml"}));
}

string dotenv_file(const ir::Project& project, const ir::Stack& stack) {
  return is_default(project, stack) ? ".env" : cat({".env.", stack.environment});
}

string dotenv_example(const ir::Project& project, const ir::Stack& stack) {
  return placed(stack, dotenv_file(project, stack) + ".example");
}

string compose_project(const ir::Project& project, const ir::Stack& stack) {
  string name = stack.name.value;
  if (!is_default(project, stack)) name += cat({"-", stack.environment});
  name = base::to_lower(name);
  for (char& c : name)
    if (!base::is_alnum(c) && c != '-' && c != '_') c = '-';
  return name;
}

string kubernetes_namespace(const ir::Project& project, const ir::Stack& stack) {
  for (const ir::Stack& other : project.stacks)
    if (emits(other, "kubernetes"))
      return other.environment == stack.environment ? stack.name.value : cat({stack.name.value, "-", stack.environment});
  return stack.name.value;
}

string image_stage(const ir::Stack& stack, const ir::Service& service) {
  const ir::Image& image = stack.images[service.image];
  if (stack.mode == ir::Mode::kDev) return image.dev_target;
  return service.target.empty() ? image.prod_target : service.target;
}

string image_name(const ir::Stack& stack, const ir::Service& service) {
  const ir::Image& image = stack.images[service.image];
  const string stage = image_stage(stack, service);
  if (!image.built || image.external_dockerfile || stack.mode == ir::Mode::kDev || stage == image.prod_target) return image.reference;
  return cat({image.reference, "-", stage});
}

bool runs_on_request(const ir::Stack& stack, ir::ServiceId task) {
  if (stack.services[task].task.manual) return true;
  for (const ir::Edge& edge : stack.edges)
    if (edge.to == task && edge.kind == ir::EdgeKind::kStart && edge.condition == ir::Condition::kCompleted) return false;
  return true;
}

bool needs_watch(const ir::Stack& stack, const ir::Service& service) {
  if (stack.mode != ir::Mode::kDev || !service.dev_command.empty() || service.kind == ir::ServiceKind::kTask) return false;
  for (const ir::Mount& mount : service.mounts)
    if (mount.dev_only && mount.kind == ir::Mount::Kind::kBind) return true;
  return false;
}

bool gets_secret_file(const ir::Stack& stack, const ir::Service& service, ir::SecretId secret) {
  for (ir::SecretId id : service.secret_files)
    if (id == secret) return true;
  if (stack.secrets[secret].deliver != ir::Deliver::kFile) return false;
  for (const ir::EnvVar& var : service.env)
    if (var.reads_file && var.value.sole_secret() == secret) return true;
  return false;
}

bool has_secret_file(const ir::Stack& stack, ir::SecretId secret) {
  for (const ir::Service& service : stack.services)
    if (gets_secret_file(stack, service, secret) &&
        (stack.secrets[secret].deliver == ir::Deliver::kFile || stack.mode == ir::Mode::kProd || service.read_only_root.value))
      return true;
  return false;
}

bool reads_secret(const ir::Service& service, ir::SecretId secret) {
  auto has = [&](const ir::Text& text) {
    for (const ir::TextPart& part : text.parts())
      if (const auto* hidden = std::get_if<ir::SecretPart>(&part); hidden != nullptr && hidden->secret == secret) return true;
    return false;
  };
  for (const ir::EnvVar& var : service.env)
    if (has(var.value)) return true;
  for (const auto* texts : {&service.command, &service.dev_command, &service.entrypoint})
    for (const ir::Text& text : *texts)
      if (has(text)) return true;
  return std::find(service.secret_files.begin(), service.secret_files.end(), secret) != service.secret_files.end();
}

string secrets_gitignore() { return cat({"# ", kHeader, "\n# Secrets stay on this machine.\n*\n!.gitignore\n"}); }

static std::vector<string_view> parts_of(string_view path) {
  std::vector<string_view> parts;
  for (string_view part : base::split(path, '/'))
    if (!part.empty() && part != ".") parts.push_back(part);
  return parts;
}

string relative_path(string_view from, string_view to) {
  const std::vector<string_view> base_parts = parts_of(from), parts = parts_of(to);
  std::size_t common = 0;
  while (common < base_parts.size() && common < parts.size() && base_parts[common] == parts[common]) ++common;
  string out;
  for (std::size_t i = common; i < base_parts.size(); ++i) out += out.empty() ? ".." : "/..";
  for (std::size_t i = common; i < parts.size(); ++i) out += (out.empty() ? "" : "/") + string(parts[i]);
  return out.empty() ? "." : out;
}

string folder_of(string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == string_view::npos ? string() : string(path.substr(0, slash));
}

}  // namespace stackc::emit
