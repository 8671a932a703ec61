// `stackc config`: what compose files mean, in the form and with the lists of `docker compose config`.
#include <algorithm>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "driver/commands.h"
#include "driver/config_lists.h"
#include "driver/stopwatch.h"
#include "frontend/compose/explain.h"
#include "frontend/compose/output.h"

namespace stackc::driver {

using base::cat;
using compose::Stage;
using model::Member;
using model::Value;
using Show = ConfigOptions::Show;

namespace {

compose::LoadOptions load_options(const ConfigOptions& config, const Io& io) {
  compose::LoadOptions load = config.load;
  load.working_directory = io.working_directory;
  load.environment = io.environment;
  const auto variable = [&](const std::string& name) {
    const auto found = io.environment.find(name);
    return found == io.environment.end() ? std::string_view() : std::string_view(found->second);
  };
  if (load.env_files.empty()) {
    for (const std::string_view file : base::split(variable("COMPOSE_ENV_FILES"), ',')) {
      if (!file.empty()) load.env_files.emplace_back(file);
    }
  }
  // With -f nobody asks for COMPOSE_FILE; it may name standard input, too, also if .env sets it.
  const bool dash = std::find(load.files.begin(), load.files.end(), "-") != load.files.end();
  if ((dash || (load.files.empty() && variable("COMPOSE_FILE").find('-') != std::string_view::npos)) && io.standard_input)
    load.standard_input = io.standard_input();
  switch (config.show) {
    case Show::kServices:
    case Show::kVolumes:
    case Show::kNetworks:
    case Show::kModels:
    case Show::kHash:
      load.services.clear();
      break;
    case Show::kVariables:
      load.interpolate = false;
      break;
    default:
      break;
  }
  if (config.show != Show::kProject && config.show != Show::kExplain) load.until = Stage::kResolved;
  const bool names_only = config.show < Show::kProfiles && config.show != Show::kHash;
  if (names_only || config.show == Show::kVariables) load.resolve_environment = false;
  return load;
}

// The first documents of all files, one after the other.
std::string raw_files(const compose::Project& project, const source::SourceManager& sources, const ConfigOptions& config) {
  std::string out;
  for (const compose::LoadedFile& file : project.files) {
    if (file.raw == nullptr) continue;
    if (config.format == "json") {
      out += compose::json_text(*file.raw, {false, false});
    } else {
      if (project.files.size() > 1) out += cat({"---\n# ", sources.path(file.file), "\n"});
      out += compose::yaml_text(project, *file.raw, {false, false});
    }
  }
  return out;
}

std::string whole(const compose::Project& project, const source::SourceManager& sources, const ConfigOptions& config,
                  const compose::LoadOptions& load) {
  if (load.until == Stage::kRaw) return raw_files(project, sources, config);
  const compose::OutputOptions output{load.interpolate, load.until == Stage::kResolved && load.interpolate};
  return config.format == "json" ? compose::json_text(*project.root, output) : compose::yaml_text(project, *project.root, output);
}

// What the engine would have to build for: the platform that DOCKER_DEFAULT_PLATFORM asks for, unless the service names its own.
bool check_platform(const Member& service, std::string_view fallback, diag::Sink& sink) {
  const Value* build = service.value->find("build");
  if (build == nullptr) return true;
  const std::string_view own = service.value->string("platform");
  const std::string_view wanted = own.empty() ? fallback : own;
  const Value* platforms = build->find("platforms");
  if (wanted.empty() || platforms == nullptr || !platforms->is_list() || platforms->list->empty()) return true;
  for (const Value* platform : *platforms->list) {
    if (platform->text == wanted) return true;
  }
  sink.report(diag::rule::platform_not_built, platforms->span, cat({"the service `", service.key, "` is not built for `", wanted, "`"}));
  return false;
}

std::string hashes(const compose::Project& project, const ConfigOptions& config, const compose::LoadOptions& load, diag::Sink& sink) {
  const auto given = project.environment.find("DOCKER_DEFAULT_PLATFORM");
  const std::string_view platform = given == project.environment.end() ? std::string_view() : std::string_view(given->second.front().value);
  const Value* services = project.root->find("services");
  static_cast<void>(load);
  std::vector<const Member*> members;
  if (config.hash == "*") {
    for (const Member& member : *services->map) members.push_back(&member);
  } else {
    std::vector<std::string_view> known;
    for (const Member& member : *services->map) known.push_back(member.key);
    for (const std::string_view name : base::split(config.hash, ',')) {
      const Member* member = static_cast<const model::Map*>(services->map)->find(name);
      if (member != nullptr) {
        members.push_back(member);
        continue;
      }
      const std::string_view near = base::nearest(name, known);
      auto report = sink.report_path(diag::rule::no_such_service, "", cat({"no service is called `", name, "`"}));
      if (!near.empty()) report.help(cat({"did you mean `", near, "`?"}));
    }
  }
  std::sort(members.begin(), members.end(), [](const Member* a, const Member* b) { return a->key < b->key; });
  members.erase(std::unique(members.begin(), members.end()), members.end());
  std::string out;
  for (const Member* member : members) {
    if (check_platform(*member, platform, sink)) out += cat({member->key, " ", compose::service_hash(*member->value, platform), "\n"});
  }
  return out;
}

// What does not stand in the way of a list: its reader asks neither for valid values nor for a project that could be started.
bool is_tolerated(const diag::Diagnostic& diagnostic, Show show) {
  constexpr int kSchemaBegin = 1500;
  constexpr int kSchemaEnd = 1550;
  const int code = diag::info(diagnostic.rule).code;
  if (diagnostic.severity != diag::Severity::kError) return true;
  if (show == Show::kVariables) return code >= kSchemaBegin && code < kSchemaEnd;
  return show < Show::kExplain && diagnostic.rule == diag::rule::container_name_twice;
}

// False: the question cannot be answered, and `error` says why.
bool answer(const compose::Project& project, const source::SourceManager& sources, const ConfigOptions& config, std::string& out,
            std::string& error) {
  if (config.show == Show::kExplainVariable) {
    out = compose::explain_variable(project, sources, config.subject);
    if (out.empty()) error = cat({"nobody sets or uses a variable `", config.subject, "`"});
    return !out.empty();
  }
  const Value* value = compose::find_path(*project.root, config.subject, error);
  if (value != nullptr) out = compose::explain_value(project, sources, config.subject, *value);
  return value != nullptr;
}

std::string shown(const compose::Project& project, const source::SourceManager& sources, const ConfigOptions& config,
                  const compose::LoadOptions& load, diag::Sink& sink) {
  switch (config.show) {
    case Show::kServices:
      return list_services(project);
    case Show::kVolumes:
      return list_members(project, "volumes");
    case Show::kNetworks:
      return list_members(project, "networks");
    case Show::kModels:
      return list_models(project);
    case Show::kHash:
      return hashes(project, config, load, sink);
    case Show::kProfiles:
      return list_profiles(project);
    case Show::kImages:
      return list_images(project);
    case Show::kVariables:
      return list_variables(project, config.format);
    case Show::kEnvironment:
      return list_environment(project);
    default:
      return whole(project, sources, config, load);
  }
}

}  // namespace

int show_config(const Options& options, base::FileSystem& files, Io& io) {
  const ConfigOptions& config = options.config;
  compose::LoadOptions load = load_options(config, io);
  Stopwatch watch;
  if (config.time_passes) load.on_step = [&](std::string_view step) { watch.lap(step); };
  source::SourceManager sources;
  diag::Sink sink;
  const std::unique_ptr<compose::Project> project = compose::load(load, files, sources, sink);
  const bool unusable = project == nullptr || project->root == nullptr;
  Options reporting = options;
  reporting.quiet = config.quiet;
  reporting.least = diag::Severity::kWarning;
  const bool tolerated =
      std::all_of(sink.all().begin(), sink.all().end(), [&](const diag::Diagnostic& each) { return is_tolerated(each, config.show); });
  if (unusable || !tolerated) return report(sink, sources, reporting, unusable, io);
  if (config.show == Show::kHash && !load.interpolate) {
    io.err += "stackc config: a service has no hash before its variables are replaced; leave out `--no-interpolate`\n";
    return 2;
  }
  if (config.show == Show::kExplain || config.show == Show::kExplainVariable) {
    std::string error;
    if (answer(*project, sources, config, io.out, error)) return 0;
    io.err += cat({"stackc config: ", error, "\n"});
    return 2;
  }
  diag::Sink late;  // what is wrong with the question itself
  const bool silent = config.quiet && config.show == Show::kProject;
  const std::string text = silent ? std::string() : shown(*project, sources, config, load, late);
  if (late.has_errors()) return report(late, sources, reporting, false, io);
  if (!config.quiet) {
    std::string error;
    if (config.output.empty() || config.show != Show::kProject) {
      io.out += text;
    } else if (!files.write(config.output, text, false, error)) {
      io.err += cat({"stackc config: cannot write `", config.output, "`: ", error, "\n"});
      return 2;
    }
  }
  if (config.time_passes) {
    watch.lap("output");
    io.err += time_table(watch.times());
  }
  return sink.has_errors() ? 0 : report(sink, sources, reporting, false, io);
}

}  // namespace stackc::driver
