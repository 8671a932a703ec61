// From the paths of the command line to files. A file that is named is linted, whatever it is called; in a folder (and below it, hidden
// folders too) are looked for compose.yaml, docker-compose*.yaml, compose.*.yaml, *.compose.yaml, stack.yaml (and .yml), as far as no
// .gitignore and no `exclude` leaves them out; a pattern with `*`, `?`, `[` means the files that it matches. Symbolic links are not
// followed, so there are no loops; .git, .hg, .svn and node_modules are never entered.
#pragma once

#include <string>
#include <vector>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "driver/lint/configuration.h"
#include "driver/lint/options.h"

namespace stackc::driver::lint {

// In the order of the command line, below a folder by name; no file twice.
std::vector<std::string> discover(const Options& options, Configuration& configuration, base::FileSystem& files, diag::Sink& sink);

}  // namespace stackc::driver::lint
