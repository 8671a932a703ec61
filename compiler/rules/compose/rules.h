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
  const yaml::Tree* tree = nullptr;    // as it stands, with comments
  const model::Value* raw = nullptr;   // the first document with aliases and merge keys applied, before interpolation
  bool is_override = false;
};
struct Input {
  const model::Value& project;      // canonical stage, all profiles, unknown variables kept, nothing pruned
  const model::Value& normalized;   // the same after normalize
  std::span<const FileView> files;
  const source::SourceManager& sources;
  base::FileSystem* disk = nullptr;  // whether files exist that the project names; nullptr: such questions are not asked
};
using RuleFunction = void(const Input& input, diag::Sink& sink);
struct RulePass {
  std::string_view name;
  RuleFunction* run;
};
std::span<const RulePass> all();  // rules.cpp: the one list

}  // namespace stackc::rules::compose
