// A stack for Docker Swarm: what `docker stack deploy` reads is an older dialect of compose files (format 3.13). Services of compose files
// keep what they say as far as the dialect goes; what it has no word for is a diagnostic at its place. README.md has the table.
#include "emit/swarm/swarm.h"

#include <algorithm>

#include "base/text.h"
#include "diag/rules/translation.h"
#include "emit/swarm/model.h"
#include "emit/writer/layout.h"
#include "emit/writer/text.h"
#include "emit/writer/written.h"

namespace stackc::emit {
namespace swarm {

using base::cat;
namespace rule = diag::rule;

std::string escape(std::string_view literal) { return base::replace_all(literal, "$", "$$"); }

std::string interpolate(Build& build, const ir::Text& text) {
  return render(
      text, [](const std::string& literal) { return escape(literal); },
      [&](const ir::SecretPart& part) {
        build.variables.insert(part.secret);
        return cat({"${", build.stack.secrets[part.secret].env_name, "}"});
      },
      [](ir::Symbol symbol) -> std::string {
        return symbol == ir::Symbol::kHostGateway ? "host.docker.internal"
               : symbol == ir::Symbol::kGitSha    ? "${GIT_SHA}"
               : symbol == ir::Symbol::kGitTag    ? "${GIT_TAG}"
                                                  : "${GIT_BRANCH}";
      });
}

static std::string variables_comment(const Build& build) {
  if (build.variables.empty()) return {};
  std::vector<std::string> names;
  for (const ir::SecretId id : build.variables) names.push_back(build.stack.secrets[id].env_name);
  std::sort(names.begin(), names.end());
  return cat({"\n`docker stack deploy` reads no .env file; export these first, a missing one becomes empty:\n  ", base::join(names, " ")});
}

static Yaml document(Build& build) {
  Yaml services = Yaml::map(), out = Yaml::map();
  bool first = true;
  for (const ir::ServiceId id : build.stack.services.ids()) {
    if (!build.stack.services[id].image.valid()) continue;
    Yaml entry = build.stack.compose ? adopted_service(build, id) : own_service(build, id);
    if (!first) entry.blank_before();
    first = false;
    services.add(build.stack.services[id].name, std::move(entry));
  }
  out.set("version", Yaml::quoted("3.13"));
  out.set("services", std::move(services.blank_before()));
  for (auto& [kind, entries] : resources(build))
    if (!entries.is_empty()) out.set(kind, std::move(entries.blank_before()));
  return out;
}

static void put_stack(const ir::Project& project, const ir::Stack& stack, OutputSet& outputs, diag::Sink& sink) {
  Build build{project, stack, sink, {}, {}, {}};
  const Yaml tree = document(build);
  Output output;
  output.text = write_yaml(tree, cat({kHeader, "\nDeploy: docker stack deploy -c ", swarm_file(project, stack), " ", stack.name.value,
                                      variables_comment(build)}));
  output.format = Format::kYaml;
  output.target = "swarm";
  output.meant = to_value(tree);
  output.has_meant = true;
  outputs.put(swarm_file(project, stack), std::move(output), sink);
  for (auto& [path, text] : build.texts)
    outputs.put(path, {.text = text, .format = Format::kText, .executable = false, .target = "swarm", .meant = {}}, sink);
}

std::string swarm_file(const ir::Project& project, const ir::Stack& stack) {
  return placed(stack, is_default(project, stack) ? "swarm.yaml" : cat({"swarm.", stack.environment, ".yaml"}));
}

}  // namespace swarm

void emit_swarm(const ir::Project& project, OutputSet& outputs, diag::Sink& sink) {
  for (const ir::Stack& stack : project.stacks)
    if (emits(stack, "swarm")) swarm::put_stack(project, stack, outputs, sink);
}

}  // namespace stackc::emit
