#include "driver/lint/check.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "base/text.h"
#include "driver/lint/glob.h"
#include "frontend/compose/lower.h"
#include "frontend/compose/project.h"
#include "frontend/stack/stack.h"
#include "rules/compose/rules.h"
#include "rules/rules.h"

namespace stackc::driver::lint {

// A key at the very left: `name:`, perhaps in quotes.
static bool has_top_key(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    std::size_t begin = at;
    if (begin > 0 && (text[begin - 1] == '"' || text[begin - 1] == '\'')) --begin;
    bool first = begin == 0 || text[begin - 1] == '\n' || text.substr(0, begin) == "\xef\xbb\xbf";
    std::size_t end = at + name.size();
    if (end < text.size() && (text[end] == '"' || text[end] == '\'')) ++end;
    while (end < text.size() && text[end] == ' ') ++end;
    if (first && end < text.size() && text[end] == ':') return true;
  }
  return false;
}

FileType type_of(std::string_view path, std::string_view text) {
  if (has_top_key(text, "stack")) return FileType::kStack;
  std::string_view name = base::file_name(path);
  bool called_stack = name == "stack.yaml" || name == "stack.yml";
  return called_stack && !has_top_key(text, "services") ? FileType::kStack : FileType::kCompose;
}

static void lap(const Surroundings& around, std::string_view step, std::string_view name = {}) {
  if (around.watch != nullptr) around.watch->lap(name.empty() ? step : base::cat({step, " ", name}));
}

static void run_rules(const Surroundings& around, ir::Stack& stack, passes::Context& context) {
  passes::infer_health(stack, context);
  passes::infer_edges(stack, context);
  lap(around, "graph");
  for (const rules::RulePass& rule : rules::all()) {
    rule.run(stack, context.sink, context.sources);
    lap(around, "rules:", rule.name);
  }
}

Coverage check_stack(const Surroundings& around, const std::string& path, std::string text, source::SourceManager& sources,
                     diag::Sink& sink) {
  source::FileId file = sources.add(path, std::move(text));
  frontend::StackResult result = frontend::compile_stack(sources, file, frontend::Library::embedded(), {{}, false}, sink);
  bool sound = !sink.has_errors();
  lap(around, "front end of stacks");
  passes::Profile profile;
  passes::Context context{sink, sources, profile};
  for (ir::Stack& stack : result.project.stacks) {
    if (around.stack_steps != nullptr) {
      around.stack_steps(stack, context);
      lap(around, "passes and rules of stacks");
    } else {
      run_rules(around, stack, context);
    }
  }
  return sound ? Coverage::kAll : Coverage::kPart;
}

// Whether the folder of a file gives a project a name. What a checkout is called is no property of the file.
static bool names_project(const Surroundings& around, const std::string& path) {
  std::string folder = base::parent_path(normal_path(path.starts_with('/') ? path : base::cat({around.working_directory, "/", path})));
  std::string_view name = base::file_name(folder);
  return std::any_of(name.begin(), name.end(), base::is_alnum);
}

// The project as it is written: variables that only the running machine knows stay, every profile is on, nothing is left out.
static compose::LoadOptions lint_options(const Surroundings& around, const std::vector<std::string>& paths) {
  compose::LoadOptions options;
  options.files = paths;
  options.working_directory = around.working_directory;
  options.profiles = {"*"};
  options.unknown_variables = compose::UnknownVariables::kKeep;
  options.resolve_environment = false;
  options.all_resources = true;
  options.overrides = false;
  if (!names_project(around, paths.front())) options.project_name = "project";
  options.until = compose::Stage::kResolved;  // consistency too
  return options;
}

static rules::compose::Layer::Kind kind_of(compose::Role role) {
  using Kind = rules::compose::Layer::Kind;
  return role == compose::Role::kOverride ? Kind::kOverride : role == compose::Role::kIncluded ? Kind::kIncluded : Kind::kFirst;
}

Coverage check_compose(const Surroundings& around, const std::vector<std::string>& paths, source::SourceManager& sources,
                       diag::Sink& sink) {
  using rules::compose::RulePass;
  compose::LoadOptions options = lint_options(around, paths);
  std::vector<rules::compose::Layer> layers;
  const source::FileId first(sources.size());
  std::size_t found = 0;                          // errors that rules reported
  auto run = [&](auto rule, const auto& input) {  // what rules find is no fault of the loading
    std::size_t errors = sink.errors();
    for (const RulePass& pass : rules::compose::all()) {
      if (pass.*rule == nullptr) continue;
      (pass.*rule)(input, sink);
      lap(around, "rules:", pass.name);
    }
    found += sink.errors() - errors;
  };
  options.on_file = [&](const compose::LoadedFile& file) {
    run(&RulePass::file,
        rules::compose::FileInput{file.file, first, *file.tree, *file.raw, file.role == compose::Role::kOverride, sources});
  };
  options.on_canonical = [&](const compose::Project& project) {
    for (const compose::LoadedFile& file : project.files)
      if (file.raw != nullptr) layers.push_back({file.raw, kind_of(file.role)});
    run(&RulePass::canonical, rules::compose::Input{*project.root, layers, sources, &around.files});
  };
  if (around.watch != nullptr) options.on_step = [&](std::string_view step) { lap(around, step); };
  std::unique_ptr<compose::Project> project = compose::load(options, around.files, sources, sink);
  if (project == nullptr || project->root == nullptr) return Coverage::kNothing;
  const bool sound = sink.errors() == found;
  run(&RulePass::resolved, rules::compose::Input{*project->root, layers, sources, &around.files});
  if (!sound) return Coverage::kPart;  // what does not load has no meaning that the rules on the graph could ask for
  ir::Stack stack = compose::lower(*project, {}, sink, sources);
  lap(around, "lower");
  passes::Profile profile;
  passes::Context context{sink, sources, profile};
  run_rules(around, stack, context);
  return Coverage::kAll;
}

}  // namespace stackc::driver::lint
