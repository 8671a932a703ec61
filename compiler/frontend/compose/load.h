// How files become one tree: the project's own files, those of an `include`, and those of an `extends` take the same way, with what is
// left out in each. Internal to load.cpp, include.cpp and extends.cpp.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "frontend/compose/stages.h"

namespace stackc::compose {

// Files that are merged in order. `base`: absolute, where the paths of `include` and `extends` are looked up. `folder`: what relative paths
// are made relative to; for an include it is relative to the base of the including files, which resolves it in its turn.
struct FileSet {
  std::vector<std::string> paths;
  std::vector<source::Span> spans;  // where each is named; empty: on the command line
  Role role = Role::kMain;
  std::string folder;
  std::string base;
  std::vector<std::string> chain;  // files that include one another on the way here
};

// A document and what its marks say; `file` is the absolute path of its file.
struct Draft {
  model::Value* value = nullptr;
  Marks marks;
  std::string file;
};

// The services of a file named by `extends`; those that were extended have what they extend.
struct ExtendsBase {
  model::Value* services = nullptr;  // nullptr: the file cannot be used
  Marks marks;                       // of its last document
};

struct Loading {
  std::map<std::string, std::size_t, std::less<>> files;       // path -> index in Project::files
  std::unordered_set<std::string> failed;                      // files that could not be read or are not well-formed
  std::map<std::string, model::Value*, std::less<>> includes;  // what an include gives, by all that decides it
  std::deque<Environment> environments;                        // of included files
  std::unordered_set<std::string> variable_files;              // .env and --env-file
  std::unordered_set<std::string> warned;                      // variables whose absence was told
  std::unordered_set<std::string> shown;                       // files that LoadOptions::on_file has seen
  std::uint32_t depth = 0;                                     // of includes
  bool broken = false;                                         // a file could not be read: do not judge what is missing
};
inline constexpr std::uint32_t kMaxIncludeDepth = 100;
inline constexpr std::uint32_t kMaxExtendsDepth = 1000;

// files.cpp. A file, its bytes read once; `from`: the path that names it, for messages. nullptr: it cannot be used, which was reported.
std::shared_ptr<const yaml::Tree> read_file(Context& context, const std::string& path, Role role, source::Span from);
// Frees the nodes of a file that was read; its texts stay. A file that is read again is parsed again.
void release_tree(Context& context, const std::string& path);
// load.cpp
model::Value* load_files(Context& context, const FileSet& set);
// Without include, extends and schema: the base of an `extends`.
ExtendsBase load_base(Context& context, const std::string& path, source::Span from, const std::string& folder);

void include(Context& context, Draft& draft, const FileSet& set);  // include.cpp
// extends.cpp. `earlier`: the model of the files before.
void extend(Context& context, Draft& draft, const FileSet& set, std::map<std::string, ExtendsBase>& bases, const model::Value& earlier);

// merge.cpp: one resource onto another. `row`: its row in the table.
model::Value* merge_at(Context& context, const schema::compose::Key* row, std::initializer_list<std::string_view> path, model::Value* base,
                       model::Value* over);

// environment.cpp. Adds the variables of a file to those of earlier ones; of each the winner first. `from`: what names the file.
using VariableFiles = std::map<std::string, std::vector<VariableSource>, std::less<>>;
bool read_variables(Context& context, const std::string& path, source::Span from, VariableFiles& variables);
void warn_of_unset(Context& context, std::string_view name, source::Span span);  // once for each name

// Paths with `.` and `..` taken out, as Go's filepath.Clean, Join, Dir and Rel do it.
std::string clean_path(std::string_view path);
std::string join_clean(std::string_view folder, std::string_view path);
std::string folder_of(std::string_view path);
std::string relative_path(std::string_view base, std::string_view path);
bool is_folder(Context& context, const std::string& path);
// What a message shows for an absolute path: relative to the working directory where it is inside.
std::string shown_path(const Context& context, const std::string& path);

}  // namespace stackc::compose
