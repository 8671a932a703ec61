// Writes .env files in the one form that Docker Compose, python-dotenv, Node's --env-file and `sh` read alike:
//   bare            for letters, digits and _ . / : @ % + , = ? -
//   'single quotes' for anything else without ' (a backslash must not stand before another one or at the end: two of the readers would drop
//   it) "double quotes" for a value with ' but without $ " \ and backquote
// A value that fits none of these, or holds a carriage return or NUL, has no form that all four agree on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stackc::emit {

std::optional<std::string> dotenv_value(std::string_view value);

// Builds the text of a file: comments on their own lines, `NAME=value`.
class DotenvWriter {
 public:
  void comment(std::string_view lines);                                   // "" gives a lone #
  void blank();                                                           // at most one, none at the start
  [[nodiscard]] bool set(std::string_view name, std::string_view value);  // false, and nothing written, if the value has no portable form
  [[nodiscard]] std::string finish() const { return text_; }

 private:
  std::string text_;
};

}  // namespace stackc::emit
