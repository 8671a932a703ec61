#include "driver/import_project.h"

#include <utility>

#include "base/text.h"
#include "diag/rules/translation.h"
#include "frontend/compose/lower.h"

namespace stackc::driver {

using base::cat;
namespace rule = diag::rule;

// Whether a line of the text begins with the key.
static bool has_key(std::string_view text, std::string_view key) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    const std::size_t end = at + key.size();
    if ((at == 0 || (at == 3 && text.starts_with("\xEF\xBB\xBF")) || text[at - 1] == '\n') && end < text.size() && text[end] == ':')
      return true;
  }
  return false;
}

bool is_compose_file(std::string_view path, std::string_view text) {
  if (has_key(text, "stack")) return false;
  const std::string_view name = base::file_name(path);
  if (name == "stack.yaml" || name == "stack.yml") return false;  // even if `stack:` is misspelt
  const bool yaml = name.ends_with(".yaml") || name.ends_with(".yml");
  if (yaml && (name.starts_with("compose.") || name.starts_with("docker-compose.") || name.starts_with("docker-compose-"))) return true;
  return has_key(text, "services") || has_key(text, "include");
}

std::string absolute_path(const std::string& working_directory, const std::string& path) {
  if (path.starts_with('/')) return path;
  std::string out = working_directory.empty() ? "/" : working_directory;
  for (const std::string_view step : base::split(path, '/')) {
    if (step.empty() || step == ".") continue;
    if (step == "..") {
      out = base::parent_path(out);
      continue;
    }
    out += cat({out.ends_with('/') ? "" : "/", step});
  }
  return out;
}

std::unique_ptr<compose::Project> load_project(const std::vector<std::string>& paths, const std::string& working_directory,
                                               base::FileSystem& files, source::SourceManager& sources, diag::Sink& sink) {
  compose::LoadOptions options;
  options.files = paths;
  options.working_directory = working_directory;
  options.profiles = {"*"};
  options.unknown_variables = compose::UnknownVariables::kKeep;
  const std::size_t before = sink.errors();
  std::unique_ptr<compose::Project> project = compose::load(options, files, sources, sink);
  if (project == nullptr || project->root == nullptr || sink.errors() != before) return nullptr;
  return project;
}

namespace {

struct Counts {
  std::size_t exact = 0, approximated = 0, dropped = 0;
};

void report_one(const compose::KeyFate& fate, std::string_view target, bool everything, Counts& counts, diag::Sink& sink) {
  switch (fate.fate) {
    case compose::Fate::kExact:
      ++counts.exact;
      if (everything) sink.report(rule::translated_exactly, fate.span, cat({"`", fate.path, "` is the same in ", target}));
      return;
    case compose::Fate::kApproximated:
      ++counts.approximated;
      sink.report(rule::translated_approximately, fate.span, cat({"in ", target, ", `", fate.path, "` becomes ", fate.note}));
      return;
    case compose::Fate::kDropped:
      ++counts.dropped;
      sink.report(rule::translation_drops, fate.span, cat({"in ", target, ", `", fate.path, "` is left out: ", fate.note}));
      return;
  }
}

}  // namespace

void report_fates(const compose::Project& project, const std::vector<std::string>& targets, bool everything, diag::Sink& sink) {
  const model::Member* services = project.root->map->find("services");
  const source::Span place = services == nullptr ? source::Span{} : services->key_span.valid() ? services->key_span : services->value->span;
  for (const std::string& target : targets) {
    Counts counts;
    for (const compose::KeyFate& fate : compose::fates(project, target)) report_one(fate, target, everything, counts, sink);
    sink.report(rule::translation_summary, place,
                cat({target, ": ", std::to_string(counts.exact), " keys exact, ", std::to_string(counts.approximated), " approximated, ",
                     std::to_string(counts.dropped), " left out"}));
  }
}

}  // namespace stackc::driver
