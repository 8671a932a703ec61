// The reference: the program `canon` of tools/judges, which is the loader of Docker Compose, run as a child and asked one project at a
// time.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <string>

#include "corpus.h"

namespace stackc::compose_test {

std::string default_reference();  // where tools/judges/install.sh puts it

class Reference {
 public:
  explicit Reference(const std::string& program);
  ~Reference();
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;
  [[nodiscard]] bool started() const { return to_ != nullptr; }
  // The case lies in `root`/NAME already. An empty error with accepted == false: the program is gone.
  Verdict ask(const Case& c, const std::string& root);

 private:
  pid_t pid_ = -1;
  std::FILE* to_ = nullptr;
  std::FILE* from_ = nullptr;
};

}  // namespace stackc::compose_test
