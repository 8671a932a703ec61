// What the command line of `stackc import` asked for.
#pragma once

#include <string>
#include <vector>

namespace stackc::driver {

struct ImportOptions {
  std::vector<std::string> files;
};

}  // namespace stackc::driver
