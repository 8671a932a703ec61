// Writes a Makefile for GNU make 3.81 and newer. It owns the escaping: `$` of a recipe line is the shell's, so it is doubled; what is
// make's own is given as a reference, `\1(NAME)` (byte 1 stands for make's `$`, kMake).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stackc::emit {

inline constexpr const char* kMake = "\x01";  // "\x01(COMPOSE) up": `$` that make expands

struct Rule {
  std::string target;
  std::string prerequisites;        // may hold kMake
  std::string help;                 // "" keeps it out of `make help`
  std::vector<std::string> recipe;  // shell lines; kMake for make's variables
};

class MakeWriter {
 public:
  void comment(std::string_view lines);
  void blank();
  void heading(std::string_view title);                                                 // a section of `make help`
  void variable(std::string_view name, std::string_view sign, std::string_view value);  // name = value; the value is literal but for kMake
  void line(std::string_view text);                                                     // as it is, but for kMake
  void rule(const Rule& rule);                                                          // .PHONY is collected
  [[nodiscard]] const std::vector<std::string>& targets() const { return targets_; }
  [[nodiscard]] std::string finish(std::string_view header);  // with .PHONY in front

 private:
  std::string body_;
  std::vector<std::string> targets_;
};

// Literal text in a value or recipe: `$` and, outside recipes, `#`.
std::string make_escape(std::string_view text, bool recipe);

}  // namespace stackc::emit
