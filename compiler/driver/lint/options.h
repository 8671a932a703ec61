// What the command line of `stackc lint` asked for; a configuration file (configuration.h) adds to it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diag/diagnostic.h"

namespace stackc::driver::lint {

enum class FixMode : unsigned char { kNone, kWrite, kDiff };  // --fix, --diff
enum class Color : unsigned char { kAuto, kAlways, kNever };

struct Options {
  std::vector<std::string> paths;  // files, folders, globs, "-"; empty: what `files` names, else "."
  std::vector<std::string> files;  // -f: one project, in order of merging
  std::string stdin_filename;      // what "-" is called

  FixMode fix = FixMode::kNone;
  bool unsafe_fixes = false;
  bool fix_only = false;  // fix, and say nothing of what remains

  std::vector<std::string> select, extend_select, ignore;  // rules: STK2103, STK31, a name, a group, all
  std::vector<std::string> severity;                       // RULE=error|warning|note
  std::vector<std::string> per_file_ignores;               // PATTERN:RULE[,RULE]
  std::vector<std::string> exclude;                        // patterns as in .gitignore
  bool force_exclude = false;                              // exclude files that were named explicitly too
  bool respect_gitignore = true;
  std::string config;     // --config FILE: this one only
  bool isolated = false;  // no configuration file at all

  std::string baseline;
  std::string write_baseline;

  std::vector<std::string> formats;  // NAME or NAME=FILE
  Color color = Color::kAuto;
  bool statistics = false;
  bool show_files = false;
  bool exit_zero = false;
  bool quiet = false;
  bool time_passes = false;
  std::optional<diag::Severity> fail_on;
  unsigned jobs = 0;  // threads; 0: as many as there are cores
};

}  // namespace stackc::driver::lint
