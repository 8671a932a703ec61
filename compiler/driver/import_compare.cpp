#include "driver/import_compare.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "syntax/forms/forms.h"

namespace stackc::driver {

using base::cat;
using model::Value;

namespace {

std::string text_of(const Value* value) {
  if (value == nullptr || value->is_null()) return {};
  return value->is_string() ? std::string(value->text) : model::scalar_text(*value);
}
std::string member_text(const Value& map, std::string_view key) { return text_of(map.find(key)); }

std::string sorted_lines(std::vector<std::string> lines) {
  std::sort(lines.begin(), lines.end());
  return base::join(lines, ", ");
}

std::string port(const Value& item) {
  std::string host = member_text(item, "host_ip"), protocol = member_text(item, "protocol");
  if (host == "0.0.0.0") host.clear();  // every address, said or not
  return cat({host, ":", member_text(item, "published"), ":", member_text(item, "target"), "/", protocol.empty() ? "tcp" : protocol});
}

std::string mount(const Value& item) {
  const std::string size = text_of(item.at({"tmpfs", "size"}));
  return cat({member_text(item, "type"), " ", member_text(item, "source"), " at ", member_text(item, "target"),
              item.find("read_only") != nullptr && item.find("read_only")->is_true() ? " read-only" : "", size.empty() ? "" : " of ",
              size});
}

std::string tmpfs_entry(std::string_view words) {
  const std::size_t colon = words.find(':');
  std::string size;
  if (colon != std::string_view::npos)
    for (const std::string_view option : base::split(words.substr(colon + 1), ','))
      if (option.starts_with("size=")) {
        const auto bytes = forms::parse_bytes(option.substr(5));
        size = cat({" of ", bytes ? std::to_string(*bytes.value) : std::string(option.substr(5))});
      }
  return cat({"tmpfs  at ", words.substr(0, colon), size});
}

std::string duration(const Value& check, std::string_view key, std::string_view otherwise) {
  const std::string found = member_text(check, key);
  return found.empty() || found == "0s" ? std::string(otherwise) : found;
}

std::string health(const Value& check) {
  if (check.find("disable") != nullptr && check.find("disable")->is_true()) return "off";
  std::string test;
  const Value* words = check.find("test");
  if (words != nullptr && words->is_list())
    for (const Value* word : *words->list) test += cat({"[", text_of(word), "]"});
  const std::string retries = member_text(check, "retries");
  return cat({test, " every ", duration(check, "interval", "30s"), ", timeout ", duration(check, "timeout", "30s"), ", start ",
              duration(check, "start_period", "0s"), "/", duration(check, "start_interval", "5s"), ", retries ",
              retries.empty() ? "3" : retries});
}

std::string bytes_of(const Value* value) {
  const std::string words = text_of(value);
  if (words.empty()) return {};
  const auto parsed = forms::parse_bytes(words);
  return parsed ? std::to_string(*parsed.value) : words;
}

std::string number_of(const Value* value) {  // 0.50 is 0.5
  std::string words = text_of(value);
  if (words.find('.') != std::string::npos) {
    while (words.ends_with('0')) words.pop_back();
    if (words.ends_with('.')) words.pop_back();
  }
  return words;
}

// An attachment of which nothing is said is null or empty.
std::string json(const Value& value) { return base::replace_all(model::to_json(value), ":{}", ":null"); }

std::string name_in(const Names& names, std::string_view name) {
  const auto found = names.find(std::string(name));
  return found == names.end() ? std::string(name) : found->second;
}

// One service as text by key; what two spellings share has one text.
std::map<std::string, std::string> facts(const compose::Project& project, std::string_view service_name, const Value& service,
                                         const Names& names) {
  std::map<std::string, std::string> out;
  const auto put = [&](std::string key, std::string text) {
    if (!text.empty()) out[std::move(key)] = std::move(text);
  };
  std::vector<std::string> mounts;
  for (const model::Member& member : *service.map) {
    const Value& value = *member.value;
    if (value.is_null() || member.key.starts_with("x-") || member.key == "expose" || member.key == "deploy" || member.key == "scale" ||
        member.key == "pids_limit" || member.key == "label_file" || member.key == "extends")
      continue;
    std::vector<std::string> lines;
    if (member.key == "ports" && value.is_list()) {
      for (const Value* item : *value.list) lines.push_back(port(*item));
      put("ports", sorted_lines(lines));
    } else if (member.key == "volumes" && value.is_list()) {
      for (const Value* item : *value.list) mounts.push_back(mount(*item));
    } else if (member.key == "tmpfs") {
      if (value.is_list())
        for (const Value* item : *value.list) mounts.push_back(tmpfs_entry(text_of(item)));
    } else if (member.key == "depends_on" && value.is_map()) {
      for (const model::Member& needed : *value.map)
        lines.push_back(cat({name_in(names, needed.key), " ", member_text(*needed.value, "condition")}));
      put("depends_on", sorted_lines(lines));
    } else if (member.key == "healthcheck" && value.is_map()) {
      put("healthcheck", health(value));
    } else if (member.key == "mem_limit" || member.key == "memswap_limit" || member.key == "mem_reservation") {
      put(std::string(member.key), bytes_of(&value));
    } else if (member.key == "cpus") {
      put("cpus", number_of(&value));
    } else if (member.key == "environment" && value.is_map()) {
      for (const model::Member& variable : *value.map)  // without a value: what the environment has
        put(cat({"environment.", variable.key}),
            variable.value->is_null() ? cat({"=${", variable.key, "}"}) : cat({"=", text_of(variable.value)}));
    } else if (value.is_scalar()) {
      put(std::string(member.key), text_of(&value));
    } else if ((value.is_list() && value.list->empty()) || (value.is_map() && value.map->empty())) {
      continue;
    } else {
      // What runs before a service takes over what stackc adds to that.
      const std::string text = json(value);
      put(std::string(member.key),
          member.key == "pre_start" ? base::replace_all(text, R"(,"security_opt":["no-new-privileges:true"])", "") : text);
    }
  }
  put("volumes", sorted_lines(mounts));
  if (service.find("build") != nullptr && !out.contains("image"))
    out["image"] = cat({project.name, "-", service_name});  // Compose's own name
  const auto limit = [&](std::initializer_list<std::string_view> path, const char* key, bool size) {
    const Value* found = service.at(path);
    if (found != nullptr) put(key, size ? bytes_of(found) : number_of(found));
  };
  limit({"deploy", "resources", "limits", "cpus"}, "cpus", false);
  limit({"deploy", "resources", "limits", "memory"}, "mem_limit", true);
  limit({"deploy", "resources", "reservations", "cpus"}, "deploy.resources.reservations.cpus", false);
  limit({"deploy", "resources", "reservations", "memory"}, "mem_reservation", true);
  const Value* pids =
      service.find("pids_limit") != nullptr ? service.find("pids_limit") : service.at({"deploy", "resources", "limits", "pids"});
  put("pids_limit", text_of(pids));
  if (const Value* deploy = service.find("deploy"); deploy != nullptr && deploy->is_map())
    for (const model::Member& part : *deploy->map)
      if (part.key != "replicas" && part.key != "resources" && !(part.key == "mode" && part.value->text == "replicated") &&
          !(part.value->is_map() && part.value->map->empty()))
        put(cat({"deploy.", part.key}), model::to_json(*part.value));
  for (const std::string_view part : {"devices", "generic_resources"})
    if (const Value* given = service.at({"deploy", "resources", "reservations", part}))
      put(cat({"deploy.resources.reservations.", part}), model::to_json(*given));
  const Value* count = service.at({"deploy", "replicas"});
  if (count == nullptr) count = service.find("scale");
  put("deploy.replicas", count == nullptr ? "1" : text_of(count));
  if (!out.contains("restart")) out["restart"] = "no";
  return out;
}

struct Reason {
  std::string_view key, why;
};
constexpr Reason kReasons[] = {
    {"security_opt", "stackc lets no program gain new privileges"},
    {"cap_drop", "stackc takes all capabilities away where it knows the user of an image"},
    {"user", "a container without capabilities starts as its user right away"},
    {"profiles", "tasks on request stand in the profile `tasks`"},
};

std::string_view reason_of(std::string_view key) {
  for (const Reason& row : kReasons)
    if (row.key == key) return row.why;
  return {};
}

source::Span place_of(const Value& service, std::string_view key, source::Span otherwise) {
  const model::Member* member = service.map->find(key.substr(0, key.find('.')));
  if (member == nullptr) return otherwise;
  return member->key_span.valid() ? member->key_span : member->value->span;
}

}  // namespace

// Networks, volumes, configs and models by name, without the name that Compose gives them by itself.
static std::map<std::string, std::string> resources(const compose::Project& project) {
  std::map<std::string, std::string> out;
  for (const std::string_view kind : {"networks", "volumes", "configs", "models"}) {
    const Value* all = project.root->find(kind);
    if (all == nullptr || !all->is_map()) continue;
    for (const model::Member& member : *all->map) {
      std::string text;
      if (member.value->is_map())
        for (const model::Member& inner : *member.value->map) {
          const bool own_name = inner.key == "name" && text_of(inner.value) == cat({project.name, "_", member.key});
          const bool empty = inner.value->is_map() && inner.value->map->empty();
          if (!own_name && !empty && !inner.value->is_null())
            text += cat({text.empty() ? "" : ", ", inner.key, " ", model::to_json(*inner.value)});
        }
      out[cat({kind, ".", member.key})] = cat({"{", text, "}"});
    }
  }
  return out;
}

static void compare_resources(const compose::Project& original, const compose::Project& imported, std::vector<Difference>& out) {
  const auto have = resources(original), made = resources(imported);
  const auto place = [&](const std::string& path) {
    const Value* section = original.root->find(path.substr(0, path.find('.')));
    const model::Member* member =
        section == nullptr || !section->is_map() ? nullptr : section->map->find(std::string_view(path).substr(path.find('.') + 1));
    return member == nullptr ? source::Span() : member->key_span;
  };
  for (const auto& [path, text] : have) {
    const auto other = made.find(path);
    const std::string now = other == made.end() ? std::string() : other->second;
    if (now != text) out.push_back({path, text, now, {}, place(path)});
  }
  for (const auto& [path, text] : made)
    if (!have.contains(path)) out.push_back({path, "", text, {}, {}});
}

std::vector<Difference> compare_projects(const compose::Project& original, const compose::Project& imported, const Names& names) {
  std::vector<Difference> out;
  const Value* before = original.root->find("services");
  const Value* now = imported.root->find("services");
  compare_resources(original, imported, out);
  if (before == nullptr || !before->is_map()) return out;
  for (const model::Member& member : *before->map) {
    const Value* other = now == nullptr ? nullptr : now->find(name_in(names, member.key));
    const source::Span key = member.key_span.valid() ? member.key_span : member.value->span;
    if (other == nullptr || !other->is_map()) {
      out.push_back({cat({"services.", member.key}), "a service", "", "", key});
      continue;
    }
    const auto have = facts(original, member.key, *member.value, names), made = facts(imported, name_in(names, member.key), *other, {});
    auto left = have.begin();
    auto right = made.begin();
    while (left != have.end() || right != made.end()) {
      const bool only_left = right == made.end() || (left != have.end() && left->first < right->first);
      const bool only_right = left == have.end() || (right != made.end() && right->first < left->first);
      const std::string& name = only_right ? right->first : left->first;
      if (only_left || only_right || left->second != right->second)
        out.push_back({cat({"services.", member.key, ".", name}), only_right ? "" : left->second, only_left ? "" : right->second,
                       only_left ? std::string_view() : reason_of(name), place_of(*member.value, name, key)});
      if (!only_right) ++left;
      if (!only_left) ++right;
    }
  }
  return out;
}

}  // namespace stackc::driver
