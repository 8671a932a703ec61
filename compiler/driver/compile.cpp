#include "driver/compile.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>

#include "base/check.h"
#include "base/text.h"
#include "diag/rules/files.h"
#include "diag/rules/translation.h"
#include "driver/check_extra.h"
#include "driver/embed_files.h"
#include "driver/import_project.h"
#include "driver/pipeline.h"
#include "emit/compose/compose.h"
#include "emit/dockerfile/dockerfile.h"
#include "emit/github/github.h"
#include "emit/kubernetes/kubernetes.h"
#include "emit/make/make.h"
#include "emit/swarm/swarm.h"
#include "frontend/compose/lower.h"
#include "frontend/stack/stack.h"
#include "passes/pipeline.h"
#include "syntax/yaml/tree.h"
#include "verify/verify.h"

namespace stackc::driver {

using base::cat;
namespace rule = diag::rule;

namespace {

enum class Scope { project, environment };
struct Target {
  std::string_view name, alias;
  void (*emit)(const ir::Project&, emit::OutputSet&, diag::Sink&);
  Scope scope;
};
constexpr Target kTargets[] = {
#define STACKC_TARGET(name, alias, function, scope) {#name, #alias, emit::function, Scope::scope},
#include "emit/targets.def"
#undef STACKC_TARGET
};

void timed(Compilation& compilation, std::string_view name, const std::function<void()>& work) {
  base::set_phase(name);
  auto begin = std::chrono::steady_clock::now();
  work();
  compilation.times.emplace_back(name, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
}

class Compiler {
 public:
  Compiler(const Options& options, base::FileSystem& files, Compilation& result) : options_(options), files_(files), result_(result) {}

  void run(Until until) {
    if (!check_targets()) return;
    timed("load", [&] { load(); });
    if ((!input_ && !compose_) || stop_after("sources")) return;
    if (wants("tree") && input_) {
      diag::Sink scrap;  // the front end reads again and reports
      yaml::Tree tree = yaml::read(result_.sources, *input_, scrap);
      result_.dump = yaml::dump_tree(tree, result_.sources, *input_);
      if (stop_after("tree")) return;
    }
    if (compose_) {
      if (!check_compose(until)) return;
      timed("front-end", [&] { compose_front_end(until); });
      if (result_.project.stacks.empty() || stop_after("model")) return;
    } else {
      timed("front-end", [&] { front_end(); });
      if (stop_after("model")) return;
      if (!check_environments()) return;
    }
    timed("profile", [&] { load_profile(); });
    run_passes();
    if (wants("ir") && !result_.sink.has_errors()) dump_ir();
    if (stop_after("ir") || until == Until::kPasses || result_.sink.has_errors()) return;
    emit_targets();
    if (result_.sink.has_errors()) return;
    check_extra(result_.project, result_.outputs, result_.sink);
    if (result_.sink.has_errors()) return;
    if (compose_) name_source();
    if (stop_after("outputs")) dump_outputs();
  }

 private:
  bool wants(std::string_view phase) const { return std::find(options_.dump.begin(), options_.dump.end(), phase) != options_.dump.end(); }
  bool stop_after(std::string_view phase) {
    if (options_.dump.empty() || options_.dump.back() != phase) return false;
    result_.stopped = true;
    return true;
  }

  void timed(std::string_view name, const std::function<void()>& work) { driver::timed(result_, name, work); }

  bool check_targets() {
    for (const std::string& wanted : options_.targets) {
      if (std::any_of(std::begin(kTargets), std::end(kTargets), [&](const Target& t) { return wanted == t.name || wanted == t.alias; }))
        continue;
      std::vector<std::string_view> names;
      for (const Target& target : kTargets) names.push_back(target.name);
      auto report = result_.sink.report_path(rule::bad_option, "", cat({"there is no target `", wanted, "`"}));
      if (std::string_view near = base::nearest(wanted, names); !near.empty()) report.help(cat({"did you mean `", near, "`?"}));
      result_.unusable = true;
    }
    return !result_.unusable;
  }

  void load() {
    base::set_input(options_.input);
    std::string error;
    std::optional<std::string> text = files_.read(options_.input, error);
    if (!text) {
      auto report = result_.sink.report_path(rule::unreadable_input, options_.input, cat({"cannot read `", options_.input, "`: ", error}));
      if (error == "is a directory") report.help(cat({"name the file: `", base::join_path(options_.input, "stack.yaml"), "`"}));
      result_.unusable = true;
      return;
    }
    compose_ = !options_.more_files.empty() || is_compose_file(options_.input, *text);
    if (compose_) return;  // its loader reads it
    input_ = result_.sources.add(options_.input, std::move(*text));
    if (wants("sources")) result_.dump += cat({options_.input, " ", std::to_string(result_.sources.text(*input_).size()), " bytes\n"});
  }

  void front_end() {
    frontend::Library library =
        options_.stdlib.empty() ? frontend::Library::embedded() : frontend::Library::folder(files_, options_.stdlib);
    frontend::StackResult compiled = frontend::compile_stack(result_.sources, *input_, library, {{}, wants("model")}, result_.sink);
    result_.project = std::move(compiled.project);
    result_.project.source_path = std::string(base::file_name(options_.input));
    if (wants("model")) result_.dump += compiled.model;
  }

  // What only a stack file can ask for.
  bool check_compose(Until until) {
    static constexpr std::string_view kTaken[] = {"compose", "kubernetes", "swarm"};
    for (const Target& target : kTargets) {
      const bool wanted = std::any_of(options_.targets.begin(), options_.targets.end(),
                                      [&](const std::string& name) { return name == target.name || name == target.alias; });
      if (!wanted) continue;
      if (std::find(std::begin(kTaken), std::end(kTaken), target.name) == std::end(kTaken)) {
        result_.sink
            .report_path(rule::unsupported_compose_target, options_.input,
                         cat({"the target `", target.name, "` cannot be made of compose files"}))
            .help("`stackc import` writes a stack file, which has that target");
        result_.unusable = true;
      }
      compose_targets_.emplace_back(target.name);
    }
    if (until == Until::kOutputs && options_.targets.empty() && options_.dump.empty()) {
      result_.sink.report_path(rule::bad_option, options_.input, "a compose file has no `emit:` that names its targets")
          .help("add `--target kubernetes`, `--target swarm` or `--target compose`");
      result_.unusable = true;
    }
    if (options_.environments.size() > 1) {
      result_.sink.report_path(rule::bad_option, options_.input, "a compose file is built for one environment at a time");
      result_.unusable = true;
    }
    return !result_.unusable;
  }

  void compose_front_end(Until until) {
    std::vector<std::string> paths{options_.input};
    paths.insert(paths.end(), options_.more_files.begin(), options_.more_files.end());
    project_ = load_project(paths, result_.working_directory, files_, result_.sources, result_.sink);
    if (project_ == nullptr) return;
    compose::LowerOptions lowering;
    if (!options_.environments.empty()) lowering.environment = options_.environments.front();
    lowering.emit = compose_targets_;
    lowering.building = true;
    const std::string folder = options_.output_folder.empty() ? stack_folder(options_) : options_.output_folder;
    lowering.folder = absolute_path(result_.working_directory, folder);
    result_.project.stacks.push_back(compose::lower(*project_, lowering, result_.sink, result_.sources));
    result_.project.source_path = std::string(base::file_name(options_.input));
    // The other targets run where the files are.
    if (compose_targets_ == std::vector<std::string>{"kubernetes"})
      embed_files(result_.project.stacks.front(), lowering.folder, files_, result_.sink);
    if (until == Until::kOutputs) report_fates(*project_, compose_targets_, options_.report, result_.sink);
    if (wants("model")) result_.dump += model::to_json(*project_->root) + "\n";
  }

  // The emitters' first line names stack.yaml; here it is another file that is to be changed.
  void name_source() {
    emit::OutputSet named;
    const std::string header =
        cat({"Generated by stackc from ", result_.project.source_path, "; do not edit. Change that file and run `stackc build` again."});
    for (const auto& [path, output] : result_.outputs.files()) {
      emit::Output copy = output;
      copy.text = base::replace_all(copy.text, emit::kHeader, header);
      named.put(path, std::move(copy), result_.sink);
    }
    result_.outputs = std::move(named);
  }

  // Whether a step concerns compose files.
  bool concerns(const Step& step) const { return !compose_ || step.compose == Compose::kRuns; }

  bool check_environments() {
    if (result_.sink.has_errors()) return true;  // an environment may be missing because it has errors
    std::vector<std::string_view> names;
    for (const ir::Stack& stack : result_.project.stacks) names.push_back(stack.environment);
    for (const std::string& wanted : options_.environments) {
      if (std::find(names.begin(), names.end(), wanted) != names.end()) continue;
      auto report = result_.sink.report_path(rule::bad_option, options_.input, cat({"the stack has no environment `", wanted, "`"}));
      if (std::string_view near = base::nearest(wanted, names); !near.empty()) report.help(cat({"did you mean `", near, "`?"}));
      result_.unusable = true;
    }
    return !result_.unusable;
  }

  bool selected(const ir::Stack& stack) const {
    const auto& wanted = options_.environments;
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), stack.environment) != wanted.end();
  }

  void load_profile() {
    std::string path = options_.profile.empty() ? base::join_path(stack_folder(options_), "stack.profile.json") : options_.profile;
    if (options_.profile.empty() && files_.kind(path) == base::FileKind::kNone) return;
    std::string error;
    std::optional<std::string> text = files_.read(path, error);
    if (!text) {
      result_.sink.report_path(rule::unreadable_input, path, cat({"cannot read `", path, "`: ", error}));
      result_.unusable = true;
      return;
    }
    profile_ = passes::read_profile(result_.sources, result_.sources.add(path, std::move(*text)), result_.sink);
  }

  void run_passes() {
    passes::Context context{result_.sink, result_.sources, profile_};
    for (const Step& step : pipeline()) {
      if (!concerns(step)) continue;
      std::string name(step.name);
      timed(name, [&] {
        for (ir::Stack& stack : result_.project.stacks) step.run(stack, context);
      });
      bool print = std::any_of(options_.print_after.begin(), options_.print_after.end(),
                               [&](const std::string& s) { return s == name || s == "all"; });
      for (const ir::Stack& stack : result_.project.stacks) {
        if (print && selected(stack))
          result_.dump += cat({"; after ", name, ", environment ", stack.environment, "\n", ir::dump(stack, nullptr)});
        if (result_.sink.has_errors()) continue;
        std::vector<std::string> broken = ir::verify(stack);
        STACKC_CHECK(broken.empty(), cat({"the IR is broken after ", name, ": ", broken.empty() ? "" : broken.front()}));
      }
    }
    for (const std::string& wanted : options_.print_after) check_step(wanted);
  }

  void check_step(const std::string& wanted) {
    std::vector<std::string_view> names{"all"};
    for (const Step& step : pipeline()) names.push_back(step.name);
    if (std::find(names.begin(), names.end(), wanted) != names.end()) return;
    auto report = result_.sink.report_path(rule::bad_option, "", cat({"there is no pass `", wanted, "`"}));
    if (std::string_view near = base::nearest(wanted, names); !near.empty()) report.help(cat({"did you mean `", near, "`?"}));
    result_.unusable = true;
  }

  void emit_targets() {
    ir::Project chosen = result_.project;  // environments that were not asked for make no files of their own
    for (ir::Stack& stack : chosen.stacks)
      if (!selected(stack)) stack.emit.clear();
    for (const Target& target : kTargets) {
      bool wanted = options_.targets.empty() || std::any_of(options_.targets.begin(), options_.targets.end(), [&](const std::string& name) {
                      return name == target.name || name == target.alias;
                    });
      if (!wanted) continue;
      timed(cat({"emit ", target.name}),
            [&] { target.emit(target.scope == Scope::environment ? chosen : result_.project, result_.outputs, result_.sink); });
    }
  }

  void dump_ir() {
    for (const ir::Stack& stack : result_.project.stacks)
      if (selected(stack)) result_.dump += ir::dump(stack, &result_.sources);
  }
  void dump_outputs() {
    std::vector<std::string> paths;
    for (const auto& [path, output] : result_.outputs.files()) paths.push_back(path);
    verify(result_, paths);
    for (const auto& [path, output] : result_.outputs.files()) result_.dump += cat({"==> ", path, "\n", output.text, "\n"});
  }

  const Options& options_;
  base::FileSystem& files_;
  Compilation& result_;
  std::optional<source::FileId> input_;
  bool compose_ = false;
  std::vector<std::string> compose_targets_;
  std::unique_ptr<compose::Project> project_;  // the stack's texts may stand in it
  passes::Profile profile_;
};

}  // namespace

void verify(Compilation& compilation, const std::vector<std::string>& paths) {
  timed(compilation, "verify", [&] {
    std::vector<std::string> faults = verify::verify_outputs(compilation.outputs, paths);
    STACKC_CHECK(faults.empty(), faults.empty() ? "" : cat({"an output is not what was meant: ", faults.front()}));
  });
}

std::string stack_folder(const Options& options) { return base::parent_path(options.input); }

void compile(const Options& options, base::FileSystem& files, Until until, Compilation& compilation) {
  Compiler(options, files, compilation).run(until);
}

}  // namespace stackc::driver
