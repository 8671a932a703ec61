// Files of variables (.env, env_file) as Docker Compose reads them (grammar/dotenv.ebnf). In: the text and who knows the variables outside.
// Out: the assignments in order of the file, expanded, each with its place, and what is wrong.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "syntax/interpolation/interpolation.h"

namespace stackc::dotenv {

using interpolation::Range;
struct Assignment {
  std::string name;
  std::string value;
  Range name_range, value_range;  // bytes in the file; quotes included
  char quote = 0;                 // '\'', '"' or 0
  bool inherited = false;         // a bare name: the value is that of the environment; absent there: not listed
};
struct Problem {
  std::string message;
  Range range;
};
// A habit that reads differently from how it looks (quotes in a raw file, `FOO= # comment`, trailing blanks): a hint for the linter.
struct Oddity {
  std::string message;
  Range range;
};
struct File {
  std::vector<Assignment> assignments;  // a name may stand several times; the last one counts
  std::vector<Problem> problems;
  std::vector<Oddity> oddities;
  std::vector<interpolation::Variable> variables;
};
enum class Format : std::uint8_t { kCompose, kRaw };  // kRaw: `docker run --env-file`: no quotes, no expansion
// `lookup`: the environment outside, which wins over earlier lines of the file in expansions. `before`: what files before this one say,
// which its own lines win over.
File parse(std::string_view text, const interpolation::Lookup& lookup, Format format = Format::kCompose,
           const interpolation::Lookup& before = {});

}  // namespace stackc::dotenv
