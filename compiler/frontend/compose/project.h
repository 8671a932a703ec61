// The Compose front end: files, environment and options in; a project out, at any stage of the way (design: compose.md 3). What the
// reference loader (compose-go v2.16.1, Docker Compose v5.6.0) accepts is accepted and means the same; everything that is wrong is reported
// in one run, each with its place.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "model/value.h"
#include "source/source.h"
#include "syntax/interpolation/interpolation.h"
#include "syntax/yaml/tree.h"

namespace stackc::compose {

// raw: each file as it stands, aliases and merge keys applied. merged: all files interpolated, included, extended and merged. canonical:
// short forms written out, defaults, paths. normalized: names, networks, dependencies, what follows from what. resolved: profiles applied,
// resources pruned, env_files read: what runs.
enum class Stage : std::uint8_t { kRaw, kMerged, kCanonical, kNormalized, kResolved };

// The places where the reference loader departs from the specification (design: compose.md 4); false: as the specification says.
// `--strict` turns all off. One row each in quirks.def, so that command line, documentation and rule follow.
struct Quirks {
#define STACKC_QUIRK(number, name, doc) bool name = true;
#include "frontend/compose/quirks.def"
#undef STACKC_QUIRK
};

struct LoadedFile;
struct Project;

enum class UnknownVariables : std::uint8_t { kBlank, kKeep };  // kBlank: as Compose, with a warning; kKeep: stay as `${NAME}` (for linting)

struct LoadOptions {
  std::vector<std::string> files;                  // -f, in order; "-" is standard input; empty: discovery
  std::string working_directory = "/";             // absolute
  std::string project_directory;                   // --project-directory; "": folder of the first file
  std::string project_name;                        // -p
  std::vector<std::string> env_files;              // --env-file; empty: .env
  std::map<std::string, std::string> environment;  // the process's own, an explicit input
  std::vector<std::string> profiles;
  std::vector<std::string> services;  // what was asked for on the command line; empty: all
  std::string standard_input;         // what "-" reads
  bool interpolate = true, normalize = true, consistency = true, resolve_paths = true, resolve_environment = true;
  bool all_resources = false;  // keep networks, volumes ... that nothing uses
  bool overrides = true;       // discovery adds compose.override.yaml
  UnknownVariables unknown_variables = UnknownVariables::kBlank;
  Quirks quirks;
  // What the linter looks at on the way, while it is there, so that nothing has to be kept for it: each file once, before anything is done
  // to it (tree and first document); the project at stage canonical.
  std::function<void(const LoadedFile& file)> on_file;
  std::function<void(const Project& project)> on_canonical;
  std::function<void(std::string_view step)> on_step;  // a step is done; steps come again for each file
  Stage until = Stage::kResolved;
};

enum class Role : std::uint8_t { kMain, kOverride, kIncluded, kExtended };
struct LoadedFile {
  source::FileId file;
  Role role = Role::kMain;
  std::shared_ptr<yaml::Tree> tree;  // as it stands; gone when its values are read
  // The first document, aliases and merge keys applied. There at stage raw, in `on_file`, and, where that looks at several files, until the
  // end.
  const model::Value* raw = nullptr;
  std::string folder;
};
// Every source of a variable, the winner first, for `config --explain-var`.
struct VariableSource {
  std::string where;  // "environment", "/app/.env:3", "env_file a.env:2", "default in compose.yaml:4:12"
  std::string value;
  source::Span span;
};
struct UsedVariable {
  std::string name;
  interpolation::Operator op{};
  std::string operand;
  source::Span span;
};

struct Project {
  model::Store store;
  std::vector<base::Arena> texts;  // of trees that are gone; values point into them
  std::string name;
  std::string directory;                                                        // absolute
  model::Value* root = nullptr;                                                 // at the stage asked for; nullptr if nothing could be read
  model::Value* disabled = nullptr;                                             // services that no active profile turns on (a map)
  std::vector<LoadedFile> files;                                                // in order of loading
  std::map<std::string, std::vector<VariableSource>, std::less<>> environment;  // what interpolation sees
  std::vector<UsedVariable> variables;
  // Stage resolved: members that begin with `x-` below the root, by the mapping that they stood in. Only YAML shows them.
  std::unordered_map<const model::Value*, std::vector<model::Member>> extensions;
};

// Whether the project may be used: no error was added to `sink`. Never throws.
std::unique_ptr<Project> load(const LoadOptions& options, base::FileSystem& files, source::SourceManager& sources, diag::Sink& sink);

// A tree of the project as `docker compose config` prints it: `project.root` is resolved, with every `$` doubled.
std::string to_yaml(const Project& project);
std::string to_json(const Project& project);

}  // namespace stackc::compose
