// Runs everything that has something to say about one compose project or one stack file: reader, front end, passes that rules need, rules.
// In: paths; out: diagnostics, as if every rule were on and nothing suppressed.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "driver/stopwatch.h"
#include "ir/ir.h"
#include "passes/pipeline.h"
#include "source/source.h"

namespace stackc::driver::lint {

enum class FileType : unsigned char { kCompose, kStack };
// A stack file has `stack:` at the top. `stack.yaml` is also what people call compose files for Swarm, so the name decides only if the
// text does not.
FileType type_of(std::string_view path, std::string_view text);

// The passes and checks of a stack file, in order; they stand in driver/pipeline.cpp, above this folder.
using StackSteps = void(ir::Stack& stack, passes::Context& context);

struct Surroundings {
  base::FileSystem& files;
  std::string working_directory;  // absolute
  StackSteps* stack_steps;        // nullptr: the checks of rules/ alone
  Stopwatch* watch = nullptr;     // what takes how long, if somebody asks
};

// How far it came. kPart: there were errors, so that some rules had nothing to look at; what they would say is unknown.
enum class Coverage : unsigned char { kNothing, kPart, kAll };

// `paths`: the files of one project in order of merging.
Coverage check_compose(const Surroundings& around, const std::vector<std::string>& paths, source::SourceManager& sources, diag::Sink& sink);
Coverage check_stack(const Surroundings& around, const std::string& path, std::string text, source::SourceManager& sources,
                     diag::Sink& sink);

}  // namespace stackc::driver::lint
