// A baseline: the findings that were there when somebody wrote it, so that only new ones count. Each entry is a rule, a path and a hash of
// what is marked and where in the tree it stands (diag/fingerprint.h), with how often it occurs; no line numbers.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "diag/diagnostic.h"
#include "source/source.h"

namespace stackc::driver::lint {

class Baseline {
 public:
  // Paths are relative to the folder of the baseline file; `folder` and `working_directory` are absolute.
  Baseline(std::string folder, std::string working_directory)
      : folder_(std::move(folder)), working_directory_(std::move(working_directory)) {}
  bool read(const source::SourceManager& sources, source::FileId file, diag::Sink& sink);
  void add(const std::vector<diag::Diagnostic>& findings, const source::SourceManager& sources);
  [[nodiscard]] std::string write() const;
  // Takes the known findings out; gives how many.
  std::size_t filter(std::vector<diag::Diagnostic>& findings, const source::SourceManager& sources);
  [[nodiscard]] std::size_t gone() const;  // entries that filter() did not find any more

 private:
  using Key = std::tuple<std::string, std::string, std::string>;  // path, rule, hash
  std::vector<Key> keys(const std::vector<diag::Diagnostic>& findings, const source::SourceManager& sources) const;
  std::string folder_;
  std::string working_directory_;
  std::map<Key, std::size_t> counts_;
};

}  // namespace stackc::driver::lint
