// Checks of what is written in a compose file, as opposed to what it means for the graph (rules/): habits, forms that read differently from
// how they look, things of the format that have no counterpart in the IR. One file for each subject; they read and report, nothing else.
#pragma once

#include <span>
#include <string_view>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "model/value.h"
#include "source/source.h"
#include "syntax/yaml/tree.h"

namespace stackc::rules::compose {

struct FileView {
  source::FileId file;
  const yaml::Tree* tree = nullptr;   // as it stands, with comments
  const model::Value* raw = nullptr;  // the first document with aliases and merge keys applied, before interpolation
  bool is_override = false;
};
struct Input {
  const model::Value& project;     // canonical stage, all profiles, unknown variables kept, nothing pruned
  const model::Value& normalized;  // the same after normalize
  std::span<const FileView> files;
  const source::SourceManager& sources;
  base::FileSystem* disk = nullptr;  // whether files exist that the project names; nullptr: such questions are not asked
};
using RuleFunction = void(const Input& input, diag::Sink& sink);

RuleFunction check_conditions;   // STK2002, 2101, 2102, 2107, 2108, 2113: depends_on
RuleFunction check_references;   // STK2110: addresses of services in variables
RuleFunction check_health;       // STK2103, 2104, 2109, 2111: what a health check runs
RuleFunction check_secrets;      // STK3107, 3109, 3110
RuleFunction check_variables;    // STK2112, 3108, 8006, 8010: variables of the compose file
RuleFunction check_environment;  // STK8005, 8007, 8011, 8013, 8014, 8018: settings of containers
RuleFunction check_scalars;      // STK8002, 8003, 8017: values that are read as something else
RuleFunction check_commands;     // STK8004
RuleFunction check_mounts;       // STK4102, 5103 to 5106
RuleFunction check_resources;    // STK5102
RuleFunction check_ports;        // STK6001, 6005
RuleFunction check_files;        // STK8001, 8008, 8009, 8012, 8016
RuleFunction check_differences;  // STK8050 to 8067: where the specification and Docker Compose differ
RuleFunction check_opinions;     // STK8030 to 8032: off unless selected

struct RulePass {
  std::string_view name;
  RuleFunction* run;
};
std::span<const RulePass> all();  // rules.cpp: the one list

}  // namespace stackc::rules::compose
