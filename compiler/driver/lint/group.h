// Files that are linted together, because one is read over the other: a base and its overrides, or one file. The unit of parallel work.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "driver/lint/lint.h"
#include "driver/lint/overlay.h"
#include "driver/lint/suppress.h"

namespace stackc::driver::lint {

struct Group {
  std::string base;                 // path of the base, "" for a file alone
  std::vector<std::size_t> inputs;  // indices into the request, ascending
};
std::vector<Group> make_groups(const Request& request, base::FileSystem& files);

class GroupRun {
 public:
  GroupRun(const Request& request, const Group& group, base::FileSystem& files);
  Report run();

 private:
  struct Unit {
    std::vector<std::string> paths;  // in order of merging
    FileType type = FileType::kCompose;
  };
  void read_inputs();
  void make_units();
  void round();  // findings_ and sources_ from what the overlay has now
  void check(const Unit& unit);
  source::Span moved(source::Span span);
  bool concerns(const diag::Diagnostic& diagnostic) const;
  void keep(diag::Diagnostic diagnostic);
  void suppress();
  void fix_rounds();
  [[nodiscard]] const Input* requested(const std::string& path) const;
  [[nodiscard]] const RuleSet& rules_of(const std::string& path) const;

  const Request& request_;
  const Group& group_;
  OverlayFileSystem files_;
  std::map<std::string, const Input*> by_key_;  // absolute path -> input
  std::map<std::string, std::string> texts_;    // path -> as read, of inputs
  std::vector<Unit> units_;

  source::SourceManager sources_;
  std::map<std::string, source::FileId> ids_;  // path -> the first file of that path
  std::vector<source::FileId> moved_;          // file of a unit -> that first file
  std::vector<diag::Diagnostic> findings_;
  std::size_t dropped_ = 0;
  bool whole_ = true;  // every rule could look at everything
  Report report_;
};

}  // namespace stackc::driver::lint
