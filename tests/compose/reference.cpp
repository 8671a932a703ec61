#include "reference.h"

#include <algorithm>

#include "base/json.h"
#include "json.h"

namespace stackc::compose_test {

namespace {

std::string quoted_list(const std::vector<std::string>& list) {
  std::string out = "[";
  for (const std::string& item : list) (out += out.size() > 1 ? "," : "") += base::json_quote(item);
  return out + "]";
}

std::string request(const Case& c, const std::string& root) {
  std::string at = root + "/" + c.name;
  std::string out = "{\"at\":" + base::json_quote(at) + ",\"files\":" + quoted_list(c.compose_files);
  out += ",\"env_files\":" + quoted_list(c.env_files) + ",\"profiles\":" + quoted_list(c.profiles);
  out += ",\"services\":" + quoted_list(c.services) + ",\"name\":" + base::json_quote(c.project_name);
  out += ",\"dir\":" + base::json_quote(c.project_directory) +
         ",\"stage\":" + base::json_quote(c.swarm && c.stage == "project" ? "" : c.stage);
  out += ",\"env\":{";
  bool first = true;
  for (const auto& [name, value] : c.environment) {
    out += (first ? "" : ",") + base::json_quote(name) + ":" + base::json_quote(value);
    first = false;
  }
  out += '}';
  auto flag = [&out](const char* name, bool value) {
    if (value) out += std::string(",\"") + name + "\":true";
  };
  flag("no_interpolate", !c.interpolate);
  flag("no_normalize", !c.normalize);
  flag("no_consistency", !c.consistency);
  flag("no_resolve_paths", !c.resolve_paths);
  flag("no_resolve_env", !c.resolve_environment);
  flag("all_resources", c.all_resources);
  flag("swarm", c.swarm);
  return out + "}\n";
}

}  // namespace

Verdict Reference::ask(const Case& c, const std::string& root) {
  child_.send(request(c, root));
  std::string answer = child_.line();
  // In the texts the folder has a name that is the same everywhere.
  Json tree;
  Verdict out;
  if (!parse_json(replaced(answer, root, "/case"), tree)) return out;
  const Json* ok = tree.find("ok");
  out.accepted = ok != nullptr && ok->text == "true";
  if (const Json* project = tree.find("project"); project != nullptr) out.json = print_json(*project, 0);
  if (const Json* error = tree.find("error"); error != nullptr) out.error = error->text;
  if (const Json* warnings = tree.find("warnings"); warnings != nullptr) {
    for (const Json& warning : warnings->items) out.warnings.push_back(warning.text);
    std::sort(out.warnings.begin(), out.warnings.end());  // they come in any order
  }
  return out;
}

}  // namespace stackc::compose_test
