// The commands that have a file of their own. Each gives the exit code.
#pragma once

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "driver/options.h"
#include "driver/run.h"
#include "source/source.h"

namespace stackc::driver {

int show_graph(const Options& options, base::FileSystem& files, Io& io);
int explain(const Options& options, base::FileSystem& files, Io& io);
int show_config(const Options& options, base::FileSystem& files, Io& io);
int lint_files(const Options& options, base::FileSystem& files, Io& io);
int import_files(const Options& options, base::FileSystem& files, Io& io);

// Writes the diagnostics in the form asked for, and gives the exit code.
int report(const diag::Sink& sink, const source::SourceManager& sources, const Options& options, bool unusable, Io& io);

}  // namespace stackc::driver
