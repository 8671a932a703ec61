#include "driver/lint/projects.h"

#include <algorithm>

#include "base/text.h"
#include "syntax/yaml/tree.h"

namespace stackc::driver::lint {

// In the order in which Compose looks for them.
static constexpr std::string_view kBases[] = {"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"};
static constexpr std::string_view kOverrides[] = {"compose.override.yml", "compose.override.yaml", "docker-compose.override.yml",
                                                  "docker-compose.override.yaml"};

static bool one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}
static bool is_yaml_name(std::string_view name) { return name.ends_with(".yaml") || name.ends_with(".yml"); }

bool is_base_name(std::string_view name) { return one_of(name, kBases); }
bool is_override_name(std::string_view name) { return one_of(name, kOverrides); }
bool is_stack_name(std::string_view name) { return name == "stack.yaml" || name == "stack.yml"; }
bool is_compose_name(std::string_view name) {
  if (!is_yaml_name(name)) return false;
  return is_base_name(name) || name.starts_with("docker-compose") || name.starts_with("compose.") || name.starts_with("compose-") ||
         name.find(".compose.") != std::string_view::npos;
}

std::string base_of(base::FileSystem& files, const std::string& path) {
  std::string_view name = base::file_name(path);
  if (is_base_name(name) || !is_compose_name(name)) return "";
  std::string folder = base::parent_path(path);
  bool docker = name.starts_with("docker-");
  for (bool family : {true, false})
    for (std::string_view base : kBases) {
      if ((base.starts_with("docker-") == docker) != family) continue;
      std::string candidate = base::join_path(folder, base);
      if (files.kind(candidate) == base::FileKind::kFile) return candidate;
    }
  return "";
}

std::string override_of(base::FileSystem& files, const std::string& base) {
  std::string folder = base::parent_path(base);
  for (std::string_view name : kOverrides) {
    std::string candidate = base::join_path(folder, name);
    if (files.kind(candidate) == base::FileKind::kFile) return candidate;
  }
  return "";
}

static const yaml::Node* services_of(const yaml::Tree& tree) {
  if (tree.documents.empty() || tree.documents.front().root == nullptr) return nullptr;
  const yaml::Node* services = tree.documents.front().root->find("services");
  return services == nullptr || services->resolved().kind != yaml::Kind::kMap ? nullptr : &services->resolved();
}

bool needs_base(std::string_view text, std::string_view base_text) {
  source::SourceManager sources;
  diag::Sink scrap;
  yaml::Tree tree = yaml::read(sources, sources.add("", std::string(text)), scrap);
  const yaml::Node* services = services_of(tree);
  if (services == nullptr) return false;
  std::vector<std::string_view> open;  // services that say neither what they run nor where that is said
  for (const yaml::Entry& entry : services->entries) {
    const yaml::Node& service = entry.value->resolved();
    bool whole = std::any_of(service.entries.begin(), service.entries.end(), [](const yaml::Entry& e) {
      return e.key->text == "image" || e.key->text == "build" || e.key->text == "extends" || e.key->text == "provider" ||
             e.key->text == "<<";
    });
    if (!whole) open.push_back(entry.key->text);
  }
  if (open.empty()) return false;
  yaml::Tree base = yaml::read(sources, sources.add("", std::string(base_text)), scrap);
  const yaml::Node* bases = services_of(base);
  return bases != nullptr && std::any_of(open.begin(), open.end(), [&](std::string_view name) { return bases->find(name) != nullptr; });
}

}  // namespace stackc::driver::lint
