// `.stackc.yaml`: every one from the folder of a file up to the root of the disk counts, or up to the first with `root: true`; the nearer
// one comes later and so wins. The command line comes last.
//
//   root: true
//   lint:
//     select: [all]                        # starts anew; also extend-select, ignore
//     ignore: [STK31, style]
//     severity: {STK2103: error, style: note}
//     per-file-ignores: {"dev/*": [security]}
//     exclude: [vendor/, "*.tpl.yaml"]     # patterns as in .gitignore, from the folder of the configuration on
//     projects: [[compose.yaml, compose.prod.yaml, compose.eu.yaml]]  # files that are merged in this order, as with `docker compose -f`
//     fail-on: warning                     # these two: of the folder where stackc runs
//     baseline: lint-baseline.json
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "driver/lint/glob.h"
#include "driver/lint/options.h"
#include "driver/lint/projects.h"
#include "driver/lint/rule_set.h"
#include "source/source.h"

namespace stackc::driver::lint {

struct Settings {
  struct Patterns {
    std::string folder;  // absolute; the patterns are relative to it
    IgnoreList list;
    [[nodiscard]] bool match(const std::string& path, bool is_folder) const;  // absolute
  };
  struct PerFile {
    Patterns files;
    Layer layer;
  };
  std::vector<Layer> layers;
  std::vector<std::pair<Selector, diag::Severity>> severities;
  std::vector<PerFile> per_file;
  std::vector<Patterns> excludes;
  std::vector<Project> projects;
  std::optional<diag::Severity> fail_on;
  std::string baseline;  // absolute
};

std::optional<diag::Severity> parse_severity(std::string_view text);

class Configuration {
 public:
  // What is wrong goes to `sink`: then nothing should be linted.
  Configuration(const Options& options, std::string_view working_directory, base::FileSystem& files, source::SourceManager& sources,
                diag::Sink& sink);
  const Settings& of_folder(const std::string& folder);  // absolute
  std::shared_ptr<const RuleSet> rules_of(const std::string& path);
  bool excluded(const std::string& path, bool is_folder);  // the path itself, not its folders
  [[nodiscard]] std::string absolute(std::string_view path) const;
  [[nodiscard]] std::string shown(const std::string& absolute_path) const;  // as a person in the working directory would write it

 private:
  void read_command_line();
  std::vector<Selector> selectors(const std::vector<std::string>& words, std::string_view option);
  const std::string& owner(const std::string& folder);       // the nearest folder, from here up, with a configuration; "/" if there is none
  const Settings& base_of_owner(const std::string& folder);  // without the command line

  const Options& options_;
  std::string working_directory_;
  base::FileSystem& files_;
  source::SourceManager& sources_;
  diag::Sink& sink_;
  Settings command_line_;
  std::map<std::string, std::string> owners_;
  std::map<std::string, Settings> files_of_;                     // by owner, without the command line
  std::map<std::string, Settings> of_;                           // by owner
  std::map<std::string, std::shared_ptr<const RuleSet>> rules_;  // by owner
};

// One file into `settings`; true if it says `root: true`. (config_file.cpp)
bool read_config_file(const source::SourceManager& sources, source::FileId file, const std::string& folder, Settings& settings,
                      diag::Sink& sink);

}  // namespace stackc::driver::lint
