#include "driver/lint/discover.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "diag/rules/lint.h"
#include "driver/lint/projects.h"

namespace stackc::driver::lint {

using base::cat;
namespace rule = diag::rule;

namespace {

constexpr std::string_view kNeverEntered[] = {".git", ".hg", ".svn", "node_modules"};
constexpr std::size_t kMaxDepth = 200;  // folders within folders; deeper ones are made by mistake or malice

class Discovery {
 public:
  Discovery(const Options& options, Configuration& configuration, base::FileSystem& files, diag::Sink& sink)
      : options_(options), configuration_(configuration), files_(files), sink_(sink) {}

  std::vector<std::string> run() {
    std::vector<std::string> paths = options_.paths;
    if (paths.empty()) paths = options_.files;
    if (paths.empty()) paths.emplace_back(".");
    for (const std::string& path : paths) one(path);
    return std::move(found_);
  }

 private:
  struct Ignored {      // one .gitignore
    std::size_t depth;  // parts of the path of its folder
    IgnoreList list;
  };

  void one(const std::string& path) {
    if (path == "-") return add(options_.stdin_filename.empty() ? "<stdin>" : options_.stdin_filename);
    std::string absolute = configuration_.absolute(path);
    base::FileKind kind = files_.kind(absolute);
    if (kind == base::FileKind::kDirectory) {
      glob_.clear();
      return start(absolute, path);
    }
    if (kind == base::FileKind::kNone && has_wildcard(path)) return pattern(path);
    if (options_.force_exclude && excluded_somewhere(absolute)) return;
    add(path);
  }

  void pattern(const std::string& path) {
    std::size_t wild = path.find_first_of("*?[");
    std::size_t slash = path.rfind('/', wild);
    std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    glob_ = split_path(slash == std::string::npos ? path : path.substr(slash + 1));
    start(configuration_.absolute(folder), folder);
    if (!matched_) sink_.report_path(rule::nothing_to_lint, path, cat({"`", path, "` matches no file"}));
    glob_.clear();
  }

  // From a folder that was named: what the folders above it ignore counts too, up to the root of the repository.
  void start(const std::string& absolute, const std::string& shown) {
    matched_ = false;
    parts_ = split_path(absolute);
    glob_depth_ = parts_.size();
    ignored_.clear();
    if (options_.respect_gitignore) {
      std::vector<std::string> above;
      std::string folder = absolute;
      for (;;) {
        above.push_back(folder);
        if (files_.kind(base::join_path(folder, ".git")) != base::FileKind::kNone) break;
        if (folder == "/") {  // no repository: only what stands in the folder and below it
          above = {absolute};
          break;
        }
        folder = base::parent_path(folder);
      }
      std::reverse(above.begin(), above.end());
      read_ignore(base::join_path(above.front(), ".git/info/exclude"), split_path(above.front()).size());
      above.pop_back();
      for (const std::string& each : above) read_ignore(base::join_path(each, ".gitignore"), split_path(each).size());
    }
    std::string prefix = shown == "." ? "" : shown;
    while (prefix.size() > 1 && prefix.ends_with('/')) prefix.pop_back();
    walk(absolute, prefix, 0);
  }

  void read_ignore(const std::string& path, std::size_t depth) {
    if (files_.kind(path) != base::FileKind::kFile) return;
    std::string error;
    if (std::optional<std::string> text = files_.read(path, error)) {
      IgnoreList list(*text);
      if (!list.empty()) ignored_.push_back({depth, std::move(list)});
    }
  }

  bool ignored(bool is_folder) const {
    for (auto each = ignored_.rbegin(); each != ignored_.rend(); ++each) {
      auto verdict = each->list.match(std::span(parts_).subspan(each->depth), is_folder);
      if (verdict != IgnoreList::Verdict::kNone) return verdict == IgnoreList::Verdict::kIgnored;
    }
    return false;
  }

  void walk(const std::string& folder, const std::string& shown, std::size_t depth) {
    if (depth > kMaxDepth) return;
    std::size_t lists = ignored_.size();
    std::vector<std::string> names = files_.list(folder);
    if (options_.respect_gitignore && std::binary_search(names.begin(), names.end(), ".gitignore"))
      read_ignore(base::join_path(folder, ".gitignore"), parts_.size());
    for (const std::string& name : names) {
      bool candidate = !glob_.empty() || is_compose_name(name) || is_stack_name(name);
      base::FileKind kind = files_.kind(base::join_path(folder, name));
      bool is_folder = kind == base::FileKind::kDirectory;
      if (is_folder ? std::find(std::begin(kNeverEntered), std::end(kNeverEntered), name) != std::end(kNeverEntered)
                    : !candidate || kind != base::FileKind::kFile)
        continue;
      std::string path = base::join_path(folder, name);
      parts_.push_back(name);
      if (!ignored(is_folder) && !configuration_.excluded(path, is_folder)) {
        std::string shown_path = base::join_path(shown, name);
        if (is_folder) {
          walk(path, shown_path, depth + 1);
        } else if (glob_.empty() || match_parts(glob_, std::span(parts_).subspan(glob_depth_))) {
          matched_ = true;
          add(shown_path);
        }
      }
      parts_.pop_back();
    }
    ignored_.resize(lists);
  }

  bool excluded_somewhere(const std::string& absolute) {
    std::vector<std::string> parts = split_path(absolute);
    std::string path;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      path += "/" + parts[i];
      if (configuration_.excluded(path, i + 1 < parts.size())) return true;
    }
    return false;
  }

  void add(const std::string& path) {
    if (seen_.insert(configuration_.absolute(path)).second) found_.push_back(path);
  }

  const Options& options_;
  Configuration& configuration_;
  base::FileSystem& files_;
  diag::Sink& sink_;
  std::vector<std::string> found_;
  std::set<std::string> seen_;      // absolute
  std::vector<std::string> parts_;  // of the absolute path at hand
  std::vector<Ignored> ignored_;    // outermost first
  std::vector<std::string> glob_;   // of a pattern, from the folder at glob_depth_ on
  std::size_t glob_depth_ = 0;
  bool matched_ = false;
};

}  // namespace

std::vector<std::string> discover(const Options& options, Configuration& configuration, base::FileSystem& files, diag::Sink& sink) {
  return Discovery(options, configuration, files, sink).run();
}

}  // namespace stackc::driver::lint
