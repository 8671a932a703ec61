#include "reference.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

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

std::string default_reference() {
  const char* own = std::getenv("STACKC_JUDGES");
  if (own != nullptr && *own != '\0') return std::string(own) + "/bin/canon";
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  std::string base = cache != nullptr && *cache != '\0' ? cache : std::string(home != nullptr ? home : "") + "/.cache";
  return base + "/stackc-judges/bin/canon";
}

Reference::Reference(const std::string& program) {
  int in[2];
  int out[2];
  if (access(program.c_str(), X_OK) != 0 || pipe(in) != 0 || pipe(out) != 0) return;
  std::signal(SIGPIPE, SIG_IGN);
  pid_ = fork();
  if (pid_ == 0) {
    dup2(in[0], 0);
    dup2(out[1], 1);
    for (int fd : {in[0], in[1], out[0], out[1]}) close(fd);
    execl(program.c_str(), program.c_str(), "-batch", static_cast<char*>(nullptr));
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  to_ = fdopen(in[1], "w");
  from_ = fdopen(out[0], "r");
}

Reference::~Reference() {
  if (to_ != nullptr) std::fclose(to_);
  if (from_ != nullptr) std::fclose(from_);
  if (pid_ > 0) waitpid(pid_, nullptr, 0);
}

Verdict Reference::ask(const Case& c, const std::string& root) {
  std::string message = request(c, root);
  std::fwrite(message.data(), 1, message.size(), to_);
  std::fflush(to_);
  char* line = nullptr;
  std::size_t size = 0;
  ssize_t got = getline(&line, &size, from_);
  std::string answer(line, got > 0 ? static_cast<std::size_t>(got) : 0);
  std::free(line);
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
