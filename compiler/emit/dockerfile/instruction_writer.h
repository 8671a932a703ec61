// Writes the instructions of a Dockerfile and owns its escaping. Rules of the format (BuildKit's reference):
//   ENV, ARG, LABEL  NAME=value, in double quotes when it holds anything but safe characters; inside, `\` and `"` take a backslash, and so
//   does a literal `$`.
//                    `${NAME}` is expanded by Docker and is written as it is.
//   COPY, WORKDIR    words are expanded too; a word with a blank needs the JSON form
//   RUN, CMD, ENTRYPOINT, HEALTHCHECK   in the JSON form nothing but JSON is escaped; in the shell form the text belongs to the shell
//   a line goes on after ` \`; continuation lines are indented by four spaces
// No value may hold a line end, which no escape of the format can write: unwritable() finds them before.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ir/ir.h"

namespace stackc::emit {

bool unwritable(std::string_view text);                         // line end or NUL
std::string dockerfile_value(std::string_view text);            // of ENV, ARG, LABEL
std::string dockerfile_word(std::string_view text);             // of COPY, WORKDIR: `$` and `\` escaped; blanks are the caller's matter
std::string json_words(const std::vector<std::string>& words);  // ["a", "b"]
std::string squeeze_blanks(std::string_view command);           // runs of blanks outside quotes become one, as they mean
std::string mount_flag(const ir::RunMount& mount);              // --mount=type=cache,target=/x

class InstructionWriter {
 public:
  void directive(std::string_view name, std::string_view value);  // # syntax=...; before anything else
  void comment(std::string_view lines);
  void blank();
  void from(std::string_view image, std::string_view stage);
  // `head`, then the parts: on one line if there is one part, else one on each line.
  void instruction(std::string_view head, const std::vector<std::string>& parts);
  [[nodiscard]] std::string finish() const { return text_; }

 private:
  std::string text_;
};

}  // namespace stackc::emit
