// Any bytes through the Dockerfile reader and the model. Beside what the sanitizers see, these hold for every input:
//   - the items cover every byte of the file, in order, without a gap
//   - the stages that a build runs are stages of the file; stages stand on earlier ones
//   - the description of the file is equal to itself, read a second time
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "frontend/dockerfile/dockerfile_model.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stackc;
  const std::string text(reinterpret_cast<const char*>(data), size);
  source::SourceManager sources;
  diag::Sink sink;
  const source::FileId id = sources.add("Dockerfile", text);
  const dockerfile::File file = dockerfile::read(sources, id, sink);
  std::uint32_t at = 0;
  for (const dockerfile::Item& item : file.items) {
    STACKC_CHECK(item.span.begin == at && item.span.end > at, "a gap between two items");
    at = item.span.end;
  }
  STACKC_CHECK(at == text.size(), "the items do not reach the end of the file");
  const frontend::DockerfileModel model = frontend::parse_dockerfile(sources, id, sink);
  for (std::size_t i = 0; i < model.stages.size(); ++i)
    STACKC_CHECK(model.stages[i].base < static_cast<int>(i), "a stage stands on a later one");
  STACKC_CHECK(frontend::stages_of_build(model, "").size() <= model.stages.size(), "a build runs more stages than there are");
  if (!sink.has_errors()) STACKC_CHECK(frontend::compare_dockerfile(text, frontend::describe(model)).empty(), "a file differs from itself");
  return 0;
}
