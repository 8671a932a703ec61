// Patterns of paths, as .gitignore has them: `*` and `?` stay within one part of a path, `[a-z]`, `[!a-z]` and `[[:digit:]]` are one
// character, `\` escapes, `**` as a whole part stands for any number of parts. Time is at most pattern times path, whatever the pattern:
// of several stars only the last one has to be tried again.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stackc::driver::lint {

std::vector<std::string> split_path(std::string_view path);  // "a//./b/" -> a, b
std::string normal_path(std::string_view path);              // absolute, without "." and ".."; a ".." at the root is dropped
bool has_wildcard(std::string_view path);

// One part of a pattern against one part of a path.
bool match_part(std::string_view pattern, std::string_view name);
// A whole pattern against a whole path. A `**` at the end stands for at least one part, elsewhere for none or more.
bool match_parts(std::span<const std::string> pattern, std::span<const std::string> path);

// One file of ignore patterns (.gitignore), or the `exclude` of a configuration: one pattern a line.
class IgnoreList {
 public:
  IgnoreList() = default;
  explicit IgnoreList(std::string_view text);
  void add(std::string_view line);
  enum class Verdict : unsigned char { kNone, kIgnored, kKept };
  // `path` is relative to the folder of the list. The last pattern that matches decides.
  [[nodiscard]] Verdict match(std::span<const std::string> path, bool is_folder) const;
  [[nodiscard]] bool empty() const { return patterns_.empty(); }

 private:
  struct Pattern {
    std::vector<std::string> parts;
    bool negated = false;
    bool folder_only = false;
    bool anchored = false;  // a slash in front or within: from the folder of the list on; else a name anywhere below
  };
  std::vector<Pattern> patterns_;
};

}  // namespace stackc::driver::lint
