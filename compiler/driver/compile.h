// One compilation from the input file to the set of outputs: every phase in order, each timed, each dumpable.
#pragma once

#include <string>
#include <vector>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "driver/options.h"
#include "driver/stopwatch.h"
#include "emit/writer/output.h"
#include "ir/ir.h"
#include "source/source.h"

namespace stackc::driver {

struct Compilation {
  source::SourceManager sources;
  diag::Sink sink;
  ir::Project project;
  emit::OutputSet outputs;
  std::string dump;                     // what --dump and --print-after asked for
  Times times;                          // of phases and passes, in order
  std::string working_directory = "/";  // absolute; only compose files need it
  bool unusable = false;                // the input could not be read, or an option names what is not there: exit code 2
  bool stopped = false;                 // --dump showed what was asked for: nothing is to be delivered
};

enum class Until { kPasses, kOutputs };

// Diagnostics go to the compilation's sink. Emission happens only if there was no error.
void compile(const Options& options, base::FileSystem& files, Until until, Compilation& compilation);

// Reads these outputs again with the second readers (verify/); what differs from what was meant is an internal error.
void verify(Compilation& compilation, const std::vector<std::string>& paths);

// The folder of the stack file, to which outputs and the profile are relative.
std::string stack_folder(const Options& options);

}  // namespace stackc::driver
