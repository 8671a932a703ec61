// Files that are linted together, because one is read over the other: a base and its overrides, the files of declared projects, or one
// file. The unit of parallel work.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "driver/lint/lint.h"
#include "driver/lint/overlay.h"
#include "driver/lint/suppress.h"

namespace stackc::driver::lint {

struct Group {
  struct Member {
    std::size_t input;  // index into the request
    std::string base;   // path of the file that it may be read over, or its own if it is a base; "": it stands alone
  };
  std::vector<Member> members;  // ascending
  std::vector<const Project*> projects;
};
std::vector<Group> make_groups(const Request& request, OverlayFileSystem& files);

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
  void add_guessed(const Group::Member& member, const std::string& path);
  [[nodiscard]] std::string shown(const std::string& absolute) const;
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
  std::map<std::string, FileType> types_;       // path -> what it is, of inputs that can be read
  std::map<std::string, std::string> texts_;    // path -> as read, to fix it
  std::vector<Unit> units_;
  std::set<std::string> context_;  // files of units that are no inputs: absolute paths

  source::SourceManager sources_;
  std::map<std::string, source::FileId> ids_;  // path -> the first file of that path
  std::vector<source::FileId> moved_;          // file of a unit -> that first file
  std::vector<diag::Diagnostic> findings_;
  std::size_t dropped_ = 0;
  Stopwatch watch_;
  bool whole_ = true;  // every rule could look at everything
  Report report_;
};

}  // namespace stackc::driver::lint
