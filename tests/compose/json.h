// A small JSON reader for what the reference prints and what we print, and the difference of two trees in words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stackc::compose_test {

struct JsonMember;
struct Json {
  enum class Kind { kNull, kBool, kNumber, kString, kList, kMap };
  Kind kind = Kind::kNull;
  std::string text;  // of a string: decoded; of a number or boolean: as written
  std::vector<Json> items;
  std::vector<JsonMember> members;  // sorted by name
  [[nodiscard]] const Json* find(std::string_view name) const;
  [[nodiscard]] Json* find(std::string_view name);
};
// A type of its own and no std::pair: a template over Json could not be complete in time (clang 14 insists).
struct JsonMember {
  std::string first;
  Json second;
};

bool parse_json(std::string_view text, Json& out);  // false: no JSON, or more than one value
// Maps down to `depth` have a line for each member, all below stands on one line: short enough to read, and `git diff` shows the key.
std::string print_json(const Json& value, int depth);
// Sorts the lists of a project that the reference prints in any order: the SSH keys of a build.
void sort_unordered(Json& project);
// "" if equal, else up to `limit` lines: path, what the reference has, what we have.
std::string differences(const Json& reference, const Json& ours, std::size_t limit);

}  // namespace stackc::compose_test
