// Findings written into a case, on lines of their own below what they are about (tests/golden/lint/README.md):
//
//   restart: always
//   # ^^^^^^ STK2104: text       the carets stand under the range
//   # @1-7 STK2104: text         or the columns are named: where the `# ` would cover the range
#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace stackc::lint_cases {

struct Expected {
  std::uint32_t line = 0;            // in the text without annotations, from 1
  std::uint32_t begin = 0, end = 0;  // columns in characters from 1; end is exclusive
  int code = 0;
  std::string message;
  friend auto operator<=>(const Expected&, const Expected&) = default;
};

struct Annotated {
  std::string text;  // without the annotations
  std::vector<Expected> expected;
  std::vector<std::string> broken;  // annotations that cannot be understood
};
Annotated read_annotations(std::string_view text);
std::string write_annotations(std::string_view text, std::vector<Expected> expected);
std::string show(const std::vector<Expected>& expected);

}  // namespace stackc::lint_cases
