// What the command line of `stackc lint` asked for.
#pragma once

#include <string>
#include <vector>

namespace stackc::driver::lint {

struct Options {
  std::vector<std::string> paths;  // files, folders, globs, "-"
};

}  // namespace stackc::driver::lint
