// The stages between files and project, each in its own file; load.cpp calls them in order. Internal to the front end.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file_system.h"
#include "frontend/compose/project.h"
#include "schema/compose.h"

namespace stackc::compose {

// Variables of an included file: those of the including one win, then its own env_files.
struct Environment {
  const Environment* outer = nullptr;  // nullptr: the project's (Project::environment)
  std::map<std::string, VariableSource, std::less<>> own;
};

// Where !reset and !override stood in a document, from its root; what they say is done to the layers below it.
struct MarkedPath {
  std::vector<std::string_view> steps;
  model::Mark mark = model::Mark::kReset;
  source::Span span;
};
using Marks = std::vector<MarkedPath>;

struct Loading;  // load.h: what the reading of files remembers

// What every stage sees.
struct Context {
  Project& project;
  const LoadOptions& options;
  base::FileSystem& files;
  source::SourceManager& sources;
  diag::Sink& sink;
  const Environment* environment = nullptr;  // of an included file; nullptr: the project's own
  Loading* loading = nullptr;
  [[nodiscard]] model::Store& store() const { return project.store; }
  [[nodiscard]] std::optional<std::string_view> variable(std::string_view name) const;  // environment.cpp
  [[nodiscard]] std::string absolute(std::string_view path) const;                      // load.cpp: from the working directory
  void done(std::string_view step) const {
    if (options.on_step != nullptr) options.on_step(step);
  }
  diag::Builder report(diag::Rule rule, source::Span span, std::string message) const {
    return sink.report(rule, span, std::move(message));
  }
};

// ---- reading and merging (steps 1 to 4h); the parts that call one another: load.h
// Whether there are files to read: their absolute paths, `-` for standard input.
bool find_files(Context& context, std::vector<std::string>& paths);  // discover.cpp
// The process environment, then the files of variables of `folder`, as far as they add something. Called again when the folder is known.
void read_environment(Context& context, const std::string& folder);  // environment.cpp
// In: the `name` of each document that has one. Names the project and tells the environment.
void name_project(Context& context, const std::vector<const yaml::Node*>& names, std::string_view folder);  // name.cpp
// value_of.cpp: aliases, merge keys, typed scalars. Values with the tag !reset stay in the tree until drop_reset().
model::Value* value_of(Context& context, const yaml::Document& document, Marks& marks);
void interpolate(Context& context, model::Value& document);  // interpolate.cpp: variables and casts (table column Cast)
// marks.cpp: removes from `base`, which stands at `place` of a document, what the marks say. `over`: what will be merged onto it.
void apply_marks(const Marks& marks, std::initializer_list<std::string_view> place, model::Value& base, model::Value* over);
void drop_reset(model::Value& document);
model::Value* merge(Context& context, model::Value* base, model::Value* over);  // merge.cpp
void make_unique(Context& context, model::Value& root);                         // unique.cpp

// ---- schema (step 4i): every violation, with suggestions; true if there was none. check_schema.cpp
bool check_schema(Context& context, model::Value& root);

// ---- from merged to resolved (steps 4j to 14)
void canonicalize(Context& context, model::Value& root);  // canonical.cpp: short forms written out
void canonicalize_merged(Context& context,
                         model::Value& root);  // canonical.cpp: those that wait until nothing is merged any more; set_defaults calls it
void set_defaults(Context& context, model::Value& root);                              // defaults.cpp
void check_semantics(Context& context, model::Value& root);                           // semantics.cpp
void resolve_paths(Context& context, model::Value& root, const std::string& folder);  // paths.cpp
void fill_environment(Context& context, model::Value& root);  // env_files.cpp: `- VAR` without value; secrets and configs from variables
void check_not_empty(Context& context,
                     const model::Value& root);        // normalize.cpp: something to run, and a name; normalize and bind call it
void normalize(Context& context, model::Value& root);  // normalize.cpp
void bind(Context& context, model::Value& root);  // bind.cpp: the type of each value, zero values dropped, as the loader's structs print
void apply_profiles(Context& context, model::Value& root);               // profiles.cpp
void check_consistency(Context& context, model::Value& root);            // consistency.cpp
void check_job_names(Context& context, const model::Value& root);        // consistency.cpp: whether they are on or off
void check_container_names(Context& context, const model::Value& root);  // consistency.cpp: of what was asked for
void read_env_files(Context& context, model::Value& root);               // env_files.cpp
void read_label_files(Context& context, model::Value& root);             // env_files.cpp
void prune(Context& context, model::Value& root);                        // select.cpp: services asked for, resources in use

}  // namespace stackc::compose
