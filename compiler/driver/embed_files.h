// Files of this machine that a compose file mounts, taken into the stack: a pod has no such machine, but small texts (a server's
// configuration, the scripts that fill a database) can travel in a ConfigMap.
#pragma once

#include <string>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "ir/ir.h"

namespace stackc::driver {

// `folder`: absolute, what the sources of bind mounts are relative to. A mounted file, or a folder of files that is mounted read-only,
// becomes configuration files of its service if all of it is text, no secret by its name, and fits into a ConfigMap; each is told. What
// stays is a bind mount, which the target reports.
void embed_files(ir::Stack& stack, const std::string& folder, base::FileSystem& files, diag::Sink& sink);

}  // namespace stackc::driver
