// Runs one command line on a file system. Nothing is printed here: standard output and standard error are texts, so a test sees them too.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/file_system.h"

namespace stackc::driver {

struct Io {
  std::string out, err;
  bool color = false;                              // standard error is a terminal
  bool out_color = false;                          // standard output is one
  std::string working_directory = "/";             // absolute
  std::map<std::string, std::string> environment;  // the process's own: an explicit input, read by `config` and `lint` (NO_COLOR) alone
  std::function<std::string()> standard_input;     // reads all of it, when somebody asks
};

// Returns the exit code: 0 clean; 1 findings at or above --fail-on, or drift; 2 unusable input or options.
int run(int argc, const char* const* argv, base::FileSystem& files, Io& io);

}  // namespace stackc::driver
