// The parts of the command line, a file for each larger command (cli_*.cpp). CLI11 is included by these files alone.
#pragma once

#include "driver/options.h"

namespace CLI {
class App;
}

namespace stackc::driver {

void add_config(CLI::App& app, Options& options);
void add_lint(CLI::App& app, Options& options);
void add_import(CLI::App& app, Options& options);

}  // namespace stackc::driver
