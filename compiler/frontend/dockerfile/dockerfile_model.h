// What a Dockerfile means: its stages, on what each stands, what each instruction reads from other stages and from the build context.
// Of two stages with one name the later one counts, as in BuildKit (whose linter objects). Values that only a build checks (durations,
// types of mounts) are not checked. Sufficient to compare a file with what an emitter meant (describe) and to ask about the graph of
// stages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "syntax/dockerfile/dockerfile.h"

namespace stackc::frontend {

struct DockerfileInstruction {
  dockerfile::Item item;
  std::vector<int> stages;           // stages that it takes files from (COPY --from, RUN --mount=from=), by index
  std::vector<std::string> images;   // images that it takes files from
  std::vector<std::string> context;  // paths of the build context that it reads
  bool runs = false;                 // starts a program in the image
};
struct DockerfileStage {
  std::string name;   // lower-case as BuildKit keeps it; "" if it has none
  std::string image;  // what stands in FROM
  int base = -1;      // index of the stage that it stands on; -1: an image
  std::string platform;
  source::Span span;  // of the FROM
  std::vector<DockerfileInstruction> instructions;
};
struct DockerfileModel {
  std::vector<dockerfile::Item> directives;
  std::vector<dockerfile::Item> global_args;  // ARG before the first FROM
  std::vector<DockerfileStage> stages;
  char escape = '\\';
};

DockerfileModel parse_dockerfile(const source::SourceManager& sources, source::FileId file, diag::Sink& sink);

// The file in a form without layout; README.md describes it. The emitter gives the same lines for what it meant (Output::meant).
std::vector<std::string> describe(const DockerfileModel& model);

// For verify/: reads the text and compares. "" if the file means these lines, else the first error or the first difference.
std::string compare_dockerfile(std::string_view text, const std::vector<std::string>& meant);

// Names of the stages that a build of `target` runs ("" = the last stage), in the order of the file.
std::vector<std::string> stages_of_build(const DockerfileModel& model, std::string_view target);

}  // namespace stackc::frontend
