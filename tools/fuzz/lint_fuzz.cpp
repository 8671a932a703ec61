// Any bytes as a compose file (or, with `stack:` at the top, a stack file), linted with every rule and every fix, as `stackc lint --fix
// --unsafe-fixes --select all` does it. Findings lie inside of the file, all forms can be written, what was fixed can be fixed again
// without a change, and a file that could be read still can. A zero byte cuts the input: what follows is an override file.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "diag/render.h"
#include "driver/lint/lint.h"
#include "driver/pipeline.h"

namespace {

using namespace stackc;

bool broken(const std::vector<diag::Diagnostic>& findings) {
  return std::any_of(findings.begin(), findings.end(), [](const diag::Diagnostic& d) { return static_cast<int>(d.rule) < 1100; });
}

void check_places(const driver::lint::Report& report) {
  for (const diag::Diagnostic& d : report.findings) {
    if (d.span.valid() && (d.span.begin > d.span.end || d.span.end > report.sources.text(d.span.file).size())) std::abort();
    for (const diag::Label& label : d.labels)
      if (label.span.valid() && label.span.end > report.sources.text(label.span.file).size()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view all(reinterpret_cast<const char*>(data), size);
  base::MemoryFileSystem files;
  std::string error;
  std::size_t cut = all.find('\0');
  files.write("/w/compose.yaml", all.substr(0, cut), false, error);
  if (cut != std::string_view::npos) files.write("/w/compose.override.yaml", all.substr(cut + 1), false, error);

  auto rules = std::make_shared<driver::lint::RuleSet>();
  driver::lint::Layer layer;
  layer.has_select = true;
  layer.select.push_back({1000, 10000, 0});
  rules->apply(layer);
  driver::lint::Request request;
  request.working_directory = "/w";
  request.inputs.push_back({"compose.yaml", rules});
  if (cut != std::string_view::npos) request.inputs.push_back({"compose.override.yaml", rules});
  request.stack_steps = driver::run_pipeline;
  request.jobs = 1;
  driver::lint::Report plain = driver::lint::lint(request, files);
  check_places(plain);
  for (auto form : {diag::OutputFormat::kText, diag::OutputFormat::kConcise, diag::OutputFormat::kJson, diag::OutputFormat::kSarif,
                    diag::OutputFormat::kGithub, diag::OutputFormat::kGitlab, diag::OutputFormat::kCheckstyle, diag::OutputFormat::kJunit})
    diag::render(form, {plain.findings, plain.sources, {}, false});

  request.fix = true;
  request.fixes = diag::Safety::kUnsafe;
  driver::lint::Report fixed = driver::lint::lint(request, files);
  check_places(fixed);
  if (!broken(plain.findings) && broken(fixed.findings)) std::abort();
  bool stable = std::none_of(fixed.findings.begin(), fixed.findings.end(),
                             [](const diag::Diagnostic& d) { return static_cast<int>(d.rule) == 1805; });
  for (const driver::lint::Change& change : fixed.changes) files.write("/w/" + change.path, change.after, false, error);
  if (stable && !driver::lint::lint(request, files).changes.empty()) std::abort();
  return 0;
}
