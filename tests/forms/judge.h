// The reference: the program `forms` of tools/judges, run as a child.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/child.h"

namespace stackc::forms_test {

struct Question {
  std::string_view language;
  std::string text;
};

class Judge {
 public:
  explicit Judge(const std::string& program) : child_(program) {}
  [[nodiscard]] bool started() const { return child_.started(); }
  // One answer for each question; "" if the program is gone. The questions have to fit into a pipe (64 KiB).
  std::vector<std::string> ask(const std::vector<Question>& questions);

 private:
  std::string answer();
  test_support::Child child_;
};

}  // namespace stackc::forms_test
