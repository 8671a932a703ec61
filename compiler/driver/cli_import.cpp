#include <CLI/CLI.hpp>

#include "driver/cli.h"

namespace stackc::driver {

void add_import(CLI::App& app, Options& options) {
  static_cast<void>(app);
  static_cast<void>(options);
}

}  // namespace stackc::driver
