// A judge of tools/judges as a child process that is asked one question after the other: what is sent comes in at its standard input, its
// answers are read from its standard output.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <string>
#include <string_view>

namespace stackc::test_support {

class Child {
 public:
  explicit Child(const std::string& program, const char* argument = nullptr);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  [[nodiscard]] bool started() const { return to_ != nullptr; }
  void send(std::string_view text);
  std::string line();                   // with its line feed; "" if the program is gone
  std::string bytes(std::size_t size);  // shorter if the program is gone

 private:
  pid_t pid_ = -1;
  std::FILE* to_ = nullptr;
  std::FILE* from_ = nullptr;
};

std::string judge_program(std::string_view name);  // where tools/judges/install.sh puts it

}  // namespace stackc::test_support
