// What other linters call a rule: for people who come from them (`stackc explain`), and for the comments that they already have in their
// files. One line of aliases.def each.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace stackc::diag {

struct Alias {
  int code;               // 1101
  std::string_view tool;  // hadolint, buildkit, dclint, checkov, kics, trivy, semgrep
  std::string_view name;  // as the tool writes it
};
std::span<const Alias> all_aliases();
// The codes of `name` in `tool`, or of everything that the tool knows if `name` is "". Sorted.
std::vector<int> codes_of(std::string_view tool, std::string_view name);

}  // namespace stackc::diag
