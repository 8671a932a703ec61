// The reference: the program `yamlraw` of tools/judges, run as a child and asked one input at a time. And our own reading in the same
// words.
#pragma once

#include <string>
#include <string_view>

#include "support/child.h"

namespace stackc::yaml_test {

class Judge {
 public:
  explicit Judge(const std::string& program) : child_(program, "-values") {}
  [[nodiscard]] bool started() const { return child_.started(); }
  std::string ask(std::string_view input);  // one JSON line, "" if the program is gone

 private:
  test_support::Child child_;
};

struct Verdict {
  bool accepted = false;
  std::string tree;    // the member "docs"
  std::string values;  // the member "values", "" if there is none
  std::string error;
  bool null_root = false;  // ours: a document is a map or list with the tag !!null
};

Verdict parse_answer(std::string_view line);
Verdict our_verdict(std::string_view input);

// "" if both say the same, else what differs.
std::string compare(const Verdict& judge, const Verdict& ours);

}  // namespace stackc::yaml_test
