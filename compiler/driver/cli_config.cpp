#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "base/text.h"
#include "driver/cli.h"

namespace stackc::driver {

using compose::Stage;
using Show = ConfigOptions::Show;

namespace {

void add_project(CLI::App& app, compose::LoadOptions& load) {
  app.add_option("services", load.services, "only these services and what they depend on")->type_name("SERVICE");
  app.add_option("-f,--file", load.files, "a compose file, - for standard input; later ones override (repeatable)")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app.add_option("-p,--project-name", load.project_name, "name of the project")->type_name("NAME");
  app.add_option("--project-directory", load.project_directory, "paths are relative to this folder (default: that of the first file)")
      ->type_name("DIR");
  app.add_option("--profile", load.profiles, "turn a profile on (repeatable)")->type_name("NAME")->allow_extra_args(false);
  app.add_option("--env-file", load.env_files, "variables from this file instead of .env (repeatable)")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app.add_flag("--all-resources", load.all_resources, "also networks, volumes, secrets and configs that no service uses");
}

void add_stages(CLI::App& app, compose::LoadOptions& load) {
  static const std::map<std::string, Stage> kStages = {{"raw", Stage::kRaw},
                                                       {"merged", Stage::kMerged},
                                                       {"canonical", Stage::kCanonical},
                                                       {"normalized", Stage::kNormalized},
                                                       {"resolved", Stage::kResolved}};
  app.add_option("--stage", load.until, "stop there: raw, merged, canonical, normalized or resolved")
      ->transform(CLI::CheckedTransformer(kStages, CLI::ignore_case).description(""))
      ->type_name("STAGE");
  const auto off = [&app](const std::string& flag, bool& value, const std::string& about) {
    app.add_flag_callback(
        flag, [&value] { value = false; }, about);
  };
  off("--no-interpolate", load.interpolate, "leave variables as they are");
  off("--no-normalize", load.normalize, "do not fill in what follows from other values");
  off("--no-path-resolution", load.resolve_paths, "leave paths relative");
  off("--no-consistency", load.consistency, "do not check whether the parts fit together");
  off("--no-env-resolution", load.resolve_environment, "do not read files of variables of services");
}

// The places where the reference loader departs from the specification.
void add_quirks(CLI::App& app, compose::Quirks& quirks) {
  struct Switch {
    std::string_view name;
    bool compose::Quirks::*member;
  };
  static constexpr Switch kSwitches[] = {
#define STACKC_QUIRK(number, name, doc) {#name, &compose::Quirks::name},
#include "frontend/compose/quirks.def"
#undef STACKC_QUIRK
  };
  app.add_flag_callback(
      "--strict",
      [&quirks] {
        for (const Switch& each : kSwitches) quirks.*each.member = false;
      },
      "follow the specification wherever Docker Compose does not");
  const auto named = [](const std::string& name) {
    return std::find_if(std::begin(kSwitches), std::end(kSwitches),
                        [&](const Switch& each) { return each.name == base::replace_all(name, "-", "_"); });
  };
  app.add_option_function<std::vector<std::string>>(
         "--strict-on",
         [&quirks, named](const std::vector<std::string>& names) {
           for (const std::string& name : names) quirks.*named(name)->member = false;
         },
         "follow the specification in this place only (repeatable)")
      ->check([named](const std::string& name) {
        if (named(name) != std::end(kSwitches)) return std::string();
        std::string all;
        for (const Switch& each : kSwitches) all += base::cat({all.empty() ? "" : ", ", each.name});
        return base::cat({"there is no place `", name, "`; there are ", all});
      })
      ->type_name("PLACE")
      ->allow_extra_args(false);
}

void add_shown(CLI::App& app, ConfigOptions& config) {
  const auto show = [&config](Show what) { config.show = std::min(config.show, what); };
  const auto flag = [&](const std::string& name, Show what, const std::string& about) {
    app.add_flag_callback(
        name, [show, what] { show(what); }, about);
  };
  flag("--services", Show::kServices, "names of the services, each after those that it depends on");
  flag("--volumes", Show::kVolumes, "names of the volumes");
  flag("--networks", Show::kNetworks, "names of the networks");
  flag("--models", Show::kModels, "models that are used");
  flag("--profiles", Show::kProfiles, "names of the profiles");
  flag("--images", Show::kImages, "images of the services");
  flag("--variables", Show::kVariables, "variables of the files, with defaults");
  flag("--environment", Show::kEnvironment, "what variables are replaced with");
  const auto text = [&](const std::string& name, std::string& value, Show what, const std::string& about, const std::string& type) {
    app.add_option_function<std::string>(
           name,
           [&value, show, what](const std::string& given) {
             value = given;
             show(what);
           },
           about)
        ->type_name(type);
  };
  text("--hash", config.hash, Show::kHash, "the hash that containers are labelled with: of SERVICE,... or *", "SERVICES");
  text("--explain", config.subject, Show::kExplain, "where a value comes from: services.web.ports[0], services.web.environment.FOO",
       "PATH");
  text("--explain-var", config.subject, Show::kExplainVariable, "where a variable comes from, and where it is used", "NAME");
}

}  // namespace

void add_config(CLI::App& app, Options& options) {
  ConfigOptions& config = options.config;
  add_project(app, config.load);
  add_stages(app, config.load);
  add_quirks(app, config.load.quirks);
  add_shown(app, config);
  app.add_option("--format", config.format, "yaml or json")->check(CLI::IsMember({"yaml", "json"}).description(""))->type_name("FORM");
  app.add_option("-o,--output", config.output, "write into this file")->type_name("FILE");
  app.add_flag("-q,--quiet", config.quiet, "print errors only");
  app.add_flag("--time-passes", config.time_passes, "show the time of every step");
}

}  // namespace stackc::driver
