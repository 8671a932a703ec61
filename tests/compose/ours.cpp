#include "ours.h"

#include "base/text.h"
#include "diag/render.h"
#include "json.h"

namespace stackc::compose_test {

compose::LoadOptions options_of(const Case& c, const std::string& folder) {
  compose::LoadOptions out;
  out.files = c.compose_files;
  out.working_directory = folder;
  out.project_directory = c.project_directory;
  out.project_name = c.project_name;
  out.env_files = c.env_files;
  out.environment = c.environment;
  out.environment.emplace("PWD", folder);
  out.profiles = c.profiles;
  out.services = c.services;
  out.interpolate = c.interpolate;
  out.normalize = c.normalize;
  out.consistency = c.consistency;
  out.resolve_paths = c.resolve_paths;
  out.resolve_environment = c.resolve_environment;
  out.all_resources = c.all_resources;
  return out;
}

Verdict our_verdict(const Case& c, base::FileSystem& files, const std::string& folder) {
  source::SourceManager sources;
  diag::Sink sink;
  std::unique_ptr<compose::Project> project = compose::load(options_of(c, folder), files, sources, sink);
  Verdict out;
  for (const diag::Diagnostic& diagnostic : sink.all()) {
    std::string text = diagnostic.message;
    if (diagnostic.span.valid()) {
      source::Position at = sources.position(diagnostic.span.file, diagnostic.span.begin);
      text = base::cat({sources.path(diagnostic.span.file), ":", std::to_string(at.line), ":", std::to_string(at.column), ": ", text});
    }
    if (diagnostic.severity == diag::Severity::kWarning) out.warnings.push_back(text);
    if (diagnostic.severity == diag::Severity::kError) out.error += (out.error.empty() ? "" : "\n") + text;
  }
  if (sink.has_errors()) return out;
  if (project == nullptr || project->root == nullptr) {
    out.error = "no project, and no reason";
    return out;
  }
  out.accepted = true;
  out.json = model::to_json(*project->root);
  return out;
}

Verdict our_verdict(const Case& c, const std::string& root) {
  base::RealFileSystem files;
  Verdict out = our_verdict(c, files, root + "/" + c.name);
  out.json = replaced(out.json, root, "/case");
  out.error = replaced(out.error, root, "/case");
  return out;
}

}  // namespace stackc::compose_test
