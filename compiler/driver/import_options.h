// What the command line of `stackc import` asked for.
#pragma once

#include <string>
#include <vector>

namespace stackc::driver {

struct ImportOptions {
  std::vector<std::string> files;  // compose files; the later ones come over the first
  std::string output = "stack.yaml";
  bool check = false;  // write nothing; exit with 1 if the stack would mean something else
  bool force = false;
};

}  // namespace stackc::driver
