// Any bytes as a stack file: the whole compilation, as `stackc build --dry-run` does it, ends without a crash, and what it emits is what
// was meant (verify/ checks that with a second reader). Diagnostics lie inside of the file and can be shown in every form.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "diag/render.h"
#include "driver/compile.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stackc;
  base::MemoryFileSystem files;
  std::string error;
  files.write("stack.yaml", std::string_view(reinterpret_cast<const char*>(data), size), false, error);
  driver::Options options;
  driver::Compilation compilation;
  driver::compile(options, files, driver::Until::kOutputs, compilation);
  std::vector<std::string> paths;
  for (const auto& [path, output] : compilation.outputs.files()) paths.push_back(path);
  if (!compilation.sink.has_errors()) driver::verify(compilation, paths);
  std::vector<diag::Diagnostic> found = compilation.sink.sorted(compilation.sources);
  for (const diag::Diagnostic& diagnostic : found) {
    if (!diagnostic.span.valid()) continue;
    if (diagnostic.span.begin > diagnostic.span.end || diagnostic.span.end > compilation.sources.text(diagnostic.span.file).size())
      std::abort();
  }
  diag::render_text(found, compilation.sources, true);
  diag::render_json(found, compilation.sources);
  diag::render_sarif(found, compilation.sources);
  return 0;
}
