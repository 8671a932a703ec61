// Compose files as an input of build, graph, explain and import. In: the files that the command line names. Out: the project, resolved, and
// its stack. Nothing of the process's environment takes part: a build is the same anywhere. Variables without a value stay variables.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "driver/options.h"
#include "frontend/compose/project.h"
#include "source/source.h"

namespace stackc::driver {

// By the name of the file, or by what stands in it: `services:` and no `stack:`.
bool is_compose_file(std::string_view path, std::string_view text);

// The absolute form of a path that the command line names.
std::string absolute_path(const std::string& working_directory, const std::string& path);

// nullptr if the files cannot be used; the sink says why.
std::unique_ptr<compose::Project> load_project(const std::vector<std::string>& paths, const std::string& working_directory,
                                               base::FileSystem& files, source::SourceManager& sources, diag::Sink& sink);

// What becomes of each key of the project in the targets: a diagnostic for each that is not exact (all with `everything`), and how many
// there are of each kind.
void report_fates(const compose::Project& project, const std::vector<std::string>& targets, bool everything, diag::Sink& sink);

}  // namespace stackc::driver
