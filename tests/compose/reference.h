// The reference: the program `canon` of tools/judges, which is the loader of Docker Compose, run as a child and asked one project at a
// time.
#pragma once

#include <string>

#include "corpus.h"
#include "support/child.h"

namespace stackc::compose_test {

inline std::string default_reference() { return test_support::judge_program("canon"); }

class Reference {
 public:
  explicit Reference(const std::string& program) : child_(program, "-batch") {}
  [[nodiscard]] bool started() const { return child_.started(); }
  // The case lies in `root`/NAME already. An empty error with accepted == false: the program is gone.
  Verdict ask(const Case& c, const std::string& root);

 private:
  test_support::Child child_;
};

}  // namespace stackc::compose_test
