// `${VAR:-default}` as Docker Compose reads it (grammar/interpolation.ebnf). In: the text of one scalar and who knows the variables. Out:
// the text with every variable replaced, which variables were asked for, and what is wrong, each with the byte range inside the text.
// A hand scanner, linear in the text; operands are substituted recursively and lazily, at most kMaxDepth deep.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stackc::interpolation {

enum class Operator : std::uint8_t {
  kNone,
  kDefaultEmpty,
  kDefault,
  kRequiredEmpty,
  kRequired,
  kAlternateEmpty,
  kAlternate
};  // `:-` `-` `:?` `?` `:+` `+`
struct Range {
  std::uint32_t begin = 0, end = 0;  // bytes in the text
};
struct Variable {
  std::string_view name;
  Operator op = Operator::kNone;
  std::string_view operand;  // as written
  Range range;               // from `$` to the end
  bool known = false;
};
struct Problem {
  enum class Kind : std::uint8_t { kInvalid, kRequired, kTooDeep, kTooLarge } kind = Kind::kInvalid;
  std::string message;        // lower-case start, no full stop
  std::string_view variable;  // kRequired
  std::string operand;        // kRequired: what the author says about it, substituted
  Range range;
};
// The value of a variable; none if it is not set.
using Lookup = std::function<std::optional<std::string_view>(std::string_view name)>;
struct Options {
  bool keep_unknown = false;  // a variable without value, default or alternate stays as `${NAME}` and is no problem even if required
  std::size_t max_bytes = std::size_t{16} << 20;  // of the result; values that hold values may double with each step
};
struct Result {
  std::string text;
  std::vector<Variable> variables;  // in order of evaluation; those of branches that were not taken are missing
  std::vector<Problem> problems;
  bool symbolic = false;  // keep_unknown left something
};
inline constexpr int kMaxDepth = 100;
Result substitute(std::string_view text, const Lookup& lookup, const Options& options = {});
// Every variable of the text, also those of branches that would not be taken (for `config --variables`).
std::vector<Variable> variables(std::string_view text);
inline bool has_variable(std::string_view text) { return text.find('$') != std::string_view::npos; }

}  // namespace stackc::interpolation
