// Checks of what is written in a compose file, as opposed to what it means for the graph (rules/): habits, forms that read differently from
// how they look, things of the format that have no counterpart in the IR. One file for each subject; they read and report, nothing else.
//
// Each looks at the moment when what it needs is there: at a file as it stands, at the project with its short forms written out, at what
// runs. So nothing is kept for a rule, and a large file is linted in the memory that loading it takes.
#pragma once

#include <span>
#include <string_view>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "model/value.h"
#include "source/source.h"
#include "syntax/yaml/tree.h"

namespace stackc::rules::compose {

// A file, before anything is done to it.
struct FileInput {
  source::FileId file;
  source::FileId first;      // of the project
  const yaml::Tree& tree;    // as it stands, with comments
  const model::Value& raw;   // the first document with aliases and merge keys applied, before interpolation
  bool is_override = false;  // merged onto files before it
  const source::SourceManager& sources;
};
using FileRule = void(const FileInput& input, diag::Sink& sink);

// The whole project.
struct Layer {  // one of several files, in order
  const model::Value* raw = nullptr;
  enum class Kind : unsigned char { kFirst, kOverride, kIncluded } kind = Kind::kFirst;
};
struct Input {
  const model::Value& project;    // all profiles, unknown variables kept, nothing pruned
  std::span<const Layer> layers;  // fewer than two: none is there
  const source::SourceManager& sources;
  base::FileSystem* disk = nullptr;  // whether files exist that the project names; nullptr: such questions are not asked
};
using ProjectRule = void(const Input& input, diag::Sink& sink);

FileRule check_commands;             // STK8004
FileRule check_file;                 // STK8001, 8009, 8016
FileRule check_keys;                 // STK8010: variables in keys
FileRule check_modes;                // STK3109
FileRule check_opinions;             // STK8030 to 8032: off unless selected
FileRule check_scalars;              // STK8002, 8003, 8017: values that are read as something else
FileRule check_settings;             // STK8011: names that stand twice
FileRule check_volume_options;       // STK5104
FileRule check_written_differences;  // STK8050 to 8067: where the specification and Docker Compose differ

ProjectRule check_conditions;   // STK2002, 2101, 2102, 2107, 2108, 2113: depends_on
ProjectRule check_differences;  // STK8050 to 8067, between files
ProjectRule check_environment;  // STK8005, 8007, 8013, 8014, 8018: settings of containers
ProjectRule check_health;       // STK2103, 2104, 2109, 2111: what a health check runs
ProjectRule check_layers;       // STK8008, 8012: what several files do to each other
ProjectRule check_mounts;       // STK4102, 5103, 5105, 5106
ProjectRule check_ports;        // STK6001, 6005
ProjectRule check_resources;    // STK5102
ProjectRule check_secrets;      // STK3107, 3110
ProjectRule check_variables;    // STK2112, 3108, 8006: variables of the compose file
ProjectRule check_references;   // STK2110: addresses of services in variables; of what runs

struct RulePass {
  std::string_view name;
  FileRule* file = nullptr;
  ProjectRule* canonical = nullptr;  // the project at stage canonical
  ProjectRule* resolved = nullptr;   // at stage resolved
};
std::span<const RulePass> all();  // rules.cpp: the one list

}  // namespace stackc::rules::compose
