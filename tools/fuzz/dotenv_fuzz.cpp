// Any bytes through the reader of variable files, in both formats. Beside what the sanitizers see, these hold for every input:
//   - every range lies in the file; the range of a name holds the name
//   - a file without a problem, written again as NAME='value' lines, has the same values
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/check.h"
#include "syntax/dotenv/dotenv.h"

namespace {

using namespace stackc;

std::optional<std::string_view> lookup(std::string_view name) {
  return name.size() % 2 == 0 ? std::optional<std::string_view>("outside") : std::nullopt;
}

void check_range(interpolation::Range range, std::size_t size) {
  STACKC_CHECK(range.begin <= range.end && range.end <= size, "a range outside of the file");
}

void check(std::string_view text, const dotenv::File& file) {
  for (const dotenv::Assignment& assignment : file.assignments) {
    check_range(assignment.name_range, text.size());
    check_range(assignment.value_range, text.size());
    const std::string_view name = text.substr(assignment.name_range.begin, assignment.name_range.end - assignment.name_range.begin);
    STACKC_CHECK(name == assignment.name, "a name stands elsewhere");
  }
  for (const dotenv::Problem& problem : file.problems) check_range(problem.range, text.size());
  for (const dotenv::Oddity& oddity : file.oddities) check_range(oddity.range, text.size());
  for (const interpolation::Variable& variable : file.variables) check_range(variable.range, text.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const dotenv::File raw = dotenv::parse(text, lookup, dotenv::Format::kRaw);
  check(text, raw);
  const dotenv::File file = dotenv::parse(text, lookup);
  check(text, file);
  std::string again;
  for (const dotenv::Assignment& assignment : file.assignments) {
    // A quote of the value is written as \', and no backslash may stand before one or at the end.
    if (assignment.name.empty() || assignment.name.starts_with("export") || assignment.value.find('\\') != std::string::npos) return 0;
    again += assignment.name + "='";
    for (const char c : assignment.value) (again += c == '\'' ? "\\" : "") += c;
    again += "'\n";
  }
  const dotenv::File copy = dotenv::parse(again, lookup);
  STACKC_CHECK(copy.problems.empty() && copy.assignments.size() == file.assignments.size(), "a written file cannot be read");
  for (std::size_t i = 0; i < copy.assignments.size(); ++i) {
    STACKC_CHECK(copy.assignments[i].name == file.assignments[i].name && copy.assignments[i].value == file.assignments[i].value,
                 "a written value changed");
  }
  return 0;
}
