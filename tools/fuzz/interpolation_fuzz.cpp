// Any bytes through the substitution of variables. Beside what the sanitizers see, these hold for every input:
//   - a text without `$` stays as it is; one that is substituted with its own words kept (`$` doubled) gives itself again
//   - ranges of variables and problems lie in the text; a variable's range starts with `$` and holds its name
//   - every variable that substitution asks for is among all variables of the text, unless the text of an error asks for it
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/text.h"
#include "syntax/interpolation/interpolation.h"

namespace {

std::optional<std::string_view> lookup(std::string_view name) {
  if (name.size() % 3 == 0) return std::nullopt;
  return name.size() % 3 == 1 ? "" : "value";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stackc;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const interpolation::Result result = interpolation::substitute(text, lookup);
  std::set<std::string_view> all;
  for (const interpolation::Variable& variable : interpolation::variables(text)) all.insert(variable.name);
  bool unlisted = false;
  for (const interpolation::Problem& problem : result.problems) {
    STACKC_CHECK(problem.range.begin <= problem.range.end && problem.range.end <= text.size(), "a problem outside of the text");
    unlisted = unlisted || problem.kind == interpolation::Problem::Kind::kTooDeep;
  }
  for (const interpolation::Variable& variable : result.variables)
    unlisted = unlisted || variable.op == interpolation::Operator::kRequired || variable.op == interpolation::Operator::kRequiredEmpty;
  for (const interpolation::Variable& variable : result.variables) {
    STACKC_CHECK(variable.range.begin < variable.range.end && variable.range.end <= text.size(), "a variable outside of the text");
    const std::string_view written = text.substr(variable.range.begin, variable.range.end - variable.range.begin);
    STACKC_CHECK(written[0] == '$' && written.find(variable.name) != std::string_view::npos,
                 "a variable that does not stand where it says");
    STACKC_CHECK(unlisted || all.count(variable.name) == 1, "a variable that is not among all");
  }
  if (!interpolation::has_variable(text)) STACKC_CHECK(result.text == text && result.problems.empty(), "a text without variables changed");
  const std::string escaped = base::replace_all(text, "$", "$$");
  const interpolation::Result again = interpolation::substitute(escaped, lookup);
  STACKC_CHECK(again.text == text && again.variables.empty() && again.problems.empty(), "an escaped text is not itself");
  interpolation::substitute(text, lookup, {true, 1000});
  return 0;
}
