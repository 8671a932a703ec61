// Any bytes as a compose project: loading ends without a crash, in bounded time, and twice the same. Diagnostics lie inside of their files.
// A line `>>> NAME` begins another file; before the first one is compose.yaml. So overrides, includes, extends and files of variables are
// reached.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "frontend/compose/project.h"

namespace {

using namespace stackc;

void split(std::string_view text, base::MemoryFileSystem& files) {
  std::string name = "compose.yaml";
  std::string error;
  for (std::size_t count = 0; count < 8; ++count) {
    constexpr std::string_view kSign = "\n>>> ";
    std::size_t at = text.find(kSign);
    files.write("/p/" + name, text.substr(0, at), false, error);
    if (at == text.npos) return;
    text.remove_prefix(at + kSign.size());
    std::size_t end = text.find('\n');
    name = std::string(text.substr(0, end));
    if (end == text.npos || name.empty() || name.find('\0') != name.npos || name.size() > 64) return;
    text.remove_prefix(end + 1);
  }
}

struct Result {
  bool accepted = false;
  std::size_t errors = 0;
  std::string json;
};

Result load(base::FileSystem& files, compose::Stage until) {
  compose::LoadOptions options;
  options.working_directory = "/p";
  options.environment = {{"A", "value"}, {"N", "5"}, {"E", ""}};
  options.profiles = {"*"};
  options.until = until;
  source::SourceManager sources;
  diag::Sink sink;
  auto project = compose::load(options, files, sources, sink);
  for (const diag::Diagnostic& diagnostic : sink.all()) {
    if (!diagnostic.span.valid()) continue;
    STACKC_CHECK(diagnostic.span.begin <= diagnostic.span.end && diagnostic.span.end <= sources.text(diagnostic.span.file).size(),
                 "a diagnostic outside of its file");
  }
  Result out;
  out.errors = sink.errors();
  out.accepted = !sink.has_errors();
  if (out.accepted) {
    STACKC_CHECK(project != nullptr && (project->root != nullptr || until == compose::Stage::kRaw), "accepted, and no project");
    if (project->root != nullptr) out.json = model::to_json(*project->root);
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  base::MemoryFileSystem files;
  split({reinterpret_cast<const char*>(data), size}, files);
  for (compose::Stage stage : {compose::Stage::kRaw, compose::Stage::kCanonical}) load(files, stage);
  Result first = load(files, compose::Stage::kResolved);
  Result second = load(files, compose::Stage::kResolved);
  STACKC_CHECK(first.accepted == second.accepted && first.errors == second.errors && first.json == second.json, "two runs differ");
  return 0;
}
