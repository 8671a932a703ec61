// The reference: the program `forms` of tools/judges, run as a child.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace stackc::forms_test {

struct Question {
  std::string_view language;
  std::string text;
};

class Judge {
 public:
  explicit Judge(const std::string& program);  // started() tells whether it runs
  ~Judge();
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;
  [[nodiscard]] bool started() const { return to_ != nullptr; }
  // One answer for each question; "" if the program is gone. The questions have to fit into a pipe (64 KiB).
  std::vector<std::string> ask(const std::vector<Question>& questions);

 private:
  std::string answer();
  pid_t pid_ = -1;
  std::FILE* to_ = nullptr;
  std::FILE* from_ = nullptr;
};

std::string default_judge();  // where tools/judges/install.sh puts it

}  // namespace stackc::forms_test
