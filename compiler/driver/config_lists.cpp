#include "driver/config_lists.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"
#include "syntax/interpolation/interpolation.h"

namespace stackc::driver {

using base::cat;
using model::Member;
using model::Value;

namespace {

std::vector<const Member*> sorted_members(const Value* map) {
  std::vector<const Member*> members;
  if (map == nullptr || !map->is_map()) return members;
  for (const Member& member : *map->map) members.push_back(&member);
  std::sort(members.begin(), members.end(), [](const Member* a, const Member* b) { return a->key < b->key; });
  return members;
}

// The image that a service runs, or that its build makes.
std::string image_of(const compose::Project& project, const Member& service) {
  const std::string_view image = service.value->string("image");
  if (!image.empty()) return std::string(image);
  const auto compatible = project.environment.find("COMPOSE_COMPATIBILITY");
  const bool underscore = compatible != project.environment.end() &&
                          (compatible->second.front().value == "1" || base::to_lower(compatible->second.front().value) == "true");
  return cat({project.name, underscore ? "_" : "-", service.key});
}

struct Declared {
  bool required = false;
  std::string_view otherwise, alternate;
};
using DeclaredVariables = std::map<std::string_view, Declared>;

void declare(const interpolation::Variable& variable, DeclaredVariables& all) {
  Declared& declared = all[variable.name];
  switch (variable.op) {
    case interpolation::Operator::kRequired:
    case interpolation::Operator::kRequiredEmpty:
      declared.required = true;
      break;
    case interpolation::Operator::kDefault:
    case interpolation::Operator::kDefaultEmpty:
      if (declared.otherwise.empty()) declared.otherwise = variable.operand;
      break;
    case interpolation::Operator::kAlternate:
    case interpolation::Operator::kAlternateEmpty:
      if (declared.alternate.empty()) declared.alternate = variable.operand;
      break;
    case interpolation::Operator::kNone:
      break;
  }
}

void collect(const Value& value, DeclaredVariables& all) {
  if (value.is_map()) {
    for (const Member& member : *value.map) collect(*member.value, all);
  } else if (value.is_list()) {
    for (const Value* item : *value.list) collect(*item, all);
  } else if (value.is_string() && interpolation::has_variable(value.text)) {
    for (const interpolation::Variable& variable : interpolation::variables(value.text)) declare(variable, all);
  }
}

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// Columns at least 20 wide, three blanks between them, nothing behind the last one.
std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 20);
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]) + 3);
  }
  std::string out;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += row[i];
      if (i + 1 < row.size()) out.append(widths[i] - columns(row[i]), ' ');
    }
    out += '\n';
  }
  return out;
}

}  // namespace

std::string list_services(const compose::Project& project) {
  const Value* services = project.root->find("services");
  std::string out;
  std::unordered_set<std::string_view> seen;
  for (const Member* first : sorted_members(services)) {
    // Depth first without recursion: a service is printed when all that it depends on is.
    std::vector<std::pair<const Member*, std::vector<const Member*>>> open;
    const auto enter = [&](const Member* service) {
      if (!seen.insert(service->key).second) return;
      std::vector<const Member*> needs = sorted_members(service->value->find("depends_on"));
      std::reverse(needs.begin(), needs.end());
      open.emplace_back(service, std::move(needs));
    };
    enter(first);
    while (!open.empty()) {
      auto& [service, needs] = open.back();
      if (needs.empty()) {
        (out += service->key) += '\n';
        open.pop_back();
        continue;
      }
      const std::string_view name = needs.back()->key;
      needs.pop_back();
      if (const Member* need = services->map->find(name)) enter(need);
    }
  }
  return out;
}

std::string list_members(const compose::Project& project, std::string_view kind) {
  std::string out;
  for (const Member* member : sorted_members(project.root->find(kind))) (out += member->key) += '\n';
  return out;
}

std::string list_models(const compose::Project& project) {
  std::string out;
  for (const Member* member : sorted_members(project.root->find("models"))) {
    const std::string_view model = member->value->string("model");
    if (!model.empty()) (out += model) += '\n';
  }
  return out;
}

std::string list_profiles(const compose::Project& project) {
  std::set<std::string_view> names;
  for (const Value* services : {static_cast<const Value*>(project.root->find("services")), static_cast<const Value*>(project.disabled)}) {
    for (const Member* service : sorted_members(services)) {
      const Value* profiles = service->value->find("profiles");
      if (profiles == nullptr || !profiles->is_list()) continue;
      for (const Value* profile : *profiles->list) names.insert(profile->text);
    }
  }
  std::string out;
  for (const std::string_view name : names) (out += name) += '\n';
  return out;
}

std::string list_images(const compose::Project& project) {
  std::string out;
  for (const std::string_view kind : {"services", "jobs"}) {
    for (const Member* service : sorted_members(project.root->find(kind))) {
      const std::string own = image_of(project, *service);
      (out += own) += '\n';
      const Value* hooks = kind == "services" ? service->value->find("pre_start") : nullptr;
      if (hooks == nullptr || !hooks->is_list()) continue;
      for (const Value* hook : *hooks->list) {
        const std::string_view image = hook->string("image");
        if (!image.empty() && image != own) (out += image) += '\n';
      }
    }
  }
  return out;
}

std::string list_environment(const compose::Project& project) {
  std::vector<std::string> lines;
  for (const auto& [name, sources] : project.environment) lines.push_back(cat({name, "=", sources.front().value, "\n"}));
  std::sort(lines.begin(), lines.end());
  return base::join(lines, "");
}

std::string list_variables(const compose::Project& project, std::string_view format) {
  DeclaredVariables all;
  collect(*project.root, all);
  if (format == "json") {
    base::JsonWriter json;
    json.begin_object();
    for (const auto& [name, declared] : all) {
      json.key(name).begin_object();
      json.member("Name", name)
          .member("DefaultValue", declared.otherwise)
          .member("PresenceValue", declared.alternate)
          .key("Required")
          .boolean(declared.required);
      json.end_object();
    }
    json.end_object();
    return json.finish();
  }
  if (format == "yaml") {
    std::string out = all.empty() ? "{}\n" : "";
    for (const auto& [name, declared] : all) {
      out +=
          cat({name, ":\n  name: ", base::json_quote(name), "\n  defaultvalue: ", base::json_quote(declared.otherwise),
               "\n  presencevalue: ", base::json_quote(declared.alternate), "\n  required: ", declared.required ? "true" : "false", "\n"});
    }
    return out;
  }
  std::vector<std::vector<std::string>> rows = {{"NAME", "REQUIRED", "DEFAULT VALUE", "ALTERNATE VALUE"}};
  for (const auto& [name, declared] : all)
    rows.push_back(
        {std::string(name), declared.required ? "true" : "false", std::string(declared.otherwise), std::string(declared.alternate)});
  return table(rows);
}

}  // namespace stackc::driver
