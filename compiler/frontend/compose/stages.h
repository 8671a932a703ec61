// The stages between files and project, each in its own file; load.cpp calls them in order. Internal to the front end.
#pragma once

#include "base/file_system.h"
#include "frontend/compose/project.h"
#include "schema/compose.h"

namespace stackc::compose {

// What every stage sees.
struct Context {
  Project& project;
  const LoadOptions& options;
  base::FileSystem& files;
  source::SourceManager& sources;
  diag::Sink& sink;
  [[nodiscard]] model::Store& store() const { return project.store; }
  [[nodiscard]] std::optional<std::string_view> variable(std::string_view name) const;  // environment.cpp
};

// ---- reading and merging (steps 1 to 4h)
bool find_files(Context& context, std::vector<std::string>& paths);                            // discover.cpp
bool read_environment(Context& context);                                                      // environment.cpp: project.environment
bool name_project(Context& context, const std::vector<model::Value*>& documents);             // name.cpp
model::Value* value_of(Context& context, const yaml::Document& document);                     // value_of.cpp: aliases, merge keys, typed scalars
void interpolate(Context& context, model::Value& document);                                   // interpolate.cpp: variables and casts (table column Cast)
void include(Context& context, model::Value& document, const std::string& folder);            // include.cpp
void extend(Context& context, model::Value& document, const std::string& folder);             // extends.cpp
void apply_marks(Context& context, model::Value& base, model::Value& document);               // marks.cpp: !reset and !override
model::Value* merge(Context& context, model::Value* base, model::Value* over);                // merge.cpp
void make_unique(Context& context, model::Value& root);                                       // unique.cpp

// ---- schema (step 4i): every violation, with suggestions; true if there was none. check_schema.cpp
bool check_schema(Context& context, model::Value& root);

// ---- from merged to resolved (steps 4j to 14)
void canonicalize(Context& context, model::Value& root);       // canonical.cpp: short forms written out
void set_defaults(Context& context, model::Value& root);       // defaults.cpp
void check_semantics(Context& context, model::Value& root);    // semantics.cpp
void resolve_paths(Context& context, model::Value& root, const std::string& folder);  // paths.cpp
void fill_environment(Context& context, model::Value& root);   // env_files.cpp: `- VAR` without value; secrets and configs from variables
void normalize(Context& context, model::Value& root);          // normalize.cpp
void bind(Context& context, model::Value& root);               // bind.cpp: the type of each value, zero values dropped, as the loader's structs print
void apply_profiles(Context& context, model::Value& root);     // profiles.cpp
void check_consistency(Context& context, model::Value& root);  // consistency.cpp
void read_env_files(Context& context, model::Value& root);     // env_files.cpp
void prune(Context& context, model::Value& root);              // select.cpp: services asked for, resources in use

}  // namespace stackc::compose
