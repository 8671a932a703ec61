// The linter: files in, findings out, in the order of the files whatever the threads did. What was selected, suppressed, fixed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "driver/lint/check.h"
#include "driver/lint/projects.h"
#include "driver/lint/rule_set.h"
#include "source/source.h"

namespace stackc::driver::lint {

struct Input {
  std::string path;                      // as it is shown; relative to the working directory or absolute
  std::shared_ptr<const RuleSet> rules;  // never null
};

struct Request {
  std::vector<Input> inputs;
  std::vector<Project> projects;        // of inputs and perhaps other files
  std::string working_directory = "/";  // absolute
  std::string stdin_path;               // the input that is `stdin_text`; "" if there is none
  std::string stdin_text;
  bool fix = false;
  diag::Safety fixes = diag::Safety::kSafe;  // up to which
  unsigned jobs = 0;
  StackSteps* stack_steps = nullptr;
  bool timed = false;  // fill Report::times
};

struct Change {
  std::string path;
  std::string before, after;
};

struct Report {
  source::SourceManager sources;  // files with findings
  std::vector<diag::Diagnostic> findings;
  std::vector<Change> changes;  // what fixes made of files; nothing is written here
  std::size_t fixed = 0;        // fixes
  std::size_t dropped = 0;      // findings beyond what is kept of one project
  bool unusable = false;        // an input could not be read
  Times times;                  // sums over all files and threads
};

Report lint(const Request& request, base::FileSystem& disk);

}  // namespace stackc::driver::lint
