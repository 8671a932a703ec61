// order_layers: builds a LayerProblem for each stage from what its steps read and write, solves it, and puts the steps into the order
// found.
//
// Effects (who must stay before whom). A: writes, R: reads; paths of the image start with `/`, relative ones lie below the working
// directory.
//   COPY          R context paths (or, from a stage, what made the copied path)   A its target
//   RUN           R, A as its template declares; one that declares no `writes` is a barrier, because nobody knows what it does
//   apt, user     a barrier towards RUN, apt, user: programs of the image may change behind every command; free towards COPY
//   ENV, ARG, USER, WORKDIR   keep their side of every RUN (they are its environment) and of each other; WORKDIR also of COPY
//   EXPOSE, LABEL, HEALTHCHECK, STOPSIGNAL, ENTRYPOINT, CMD and `fixed` steps stay where they are
#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "diag/rules/image.h"
#include "passes/image_passes.h"
#include "passes/layer_costs.h"
#include "passes/layer_order_core.h"

namespace stackc::passes {
namespace {

using ir::Step;
using ir::StepKind;

std::string absolute(std::string_view path, std::string_view cwd) {
  if (!path.empty() && path.front() == '/') return std::string(path);
  while (path.substr(0, 2) == "./") path.remove_prefix(2);
  if (path.empty() || path == ".") return std::string(cwd);
  return base::cat({cwd == "/" ? "" : cwd, "/", path});
}

// One path is the other, or lies below it.
bool overlap(std::string_view a, std::string_view b) {
  while (a.size() > 1 && a.back() == '/') a.remove_suffix(1);
  while (b.size() > 1 && b.back() == '/') b.remove_suffix(1);
  if (a.size() > b.size()) std::swap(a, b);
  return a == "/" || (b.substr(0, a.size()) == a && (b.size() == a.size() || b[a.size()] == '/'));
}
bool overlap(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (const std::string& x : a)
    for (const std::string& y : b)
      if (overlap(x, y)) return true;
  return false;
}

struct Effect {
  std::vector<std::string> context;        // paths of the build context that it reads
  std::vector<std::string> reads, writes;  // absolute paths in the image
  bool barrier = false;                    // nothing passes it
  bool command = false;                    // runs a program
  bool setting = false;                    // ENV, ARG, USER, WORKDIR
  bool moves_copies = false;               // WORKDIR
};

class Effects {
 public:
  explicit Effects(const ir::Image& image) : image_(image) {}

  std::vector<Effect> of(const ir::Stage& stage) const {
    std::string cwd = workdir_of(stage.from_stage);
    std::vector<Effect> effects;
    for (const Step& step : stage.steps) {
      effects.push_back(of(step, cwd));
      if (step.kind == StepKind::kWorkdir && !step.words.empty()) cwd = absolute(step.words.front(), cwd);
    }
    return effects;
  }

 private:
  const ir::Stage* find(std::string_view name) const {
    for (const ir::Stage& stage : image_.stages)
      if (stage.name == name) return &stage;
    return nullptr;
  }
  std::string workdir_of(std::string_view name) const {
    const ir::Stage* stage = find(name);
    if (stage == nullptr) return "/";
    std::string cwd = workdir_of(stage->from_stage);
    for (const Step& step : stage->steps)
      if (step.kind == StepKind::kWorkdir && !step.words.empty()) cwd = absolute(step.words.front(), cwd);
    return cwd;
  }

  Effect of(const Step& step, const std::string& cwd) const {
    Effect effect;
    for (const std::string& path : step.reads) (path.rfind('/', 0) == 0 ? effect.reads : effect.context).push_back(path);
    for (const std::string& path : step.writes) effect.writes.push_back(absolute(path, cwd));
    effect.barrier = step.fixed;
    switch (step.kind) {
      case StepKind::kEnv:
      case StepKind::kArg:
      case StepKind::kUser:
        effect.setting = true;
        break;
      case StepKind::kWorkdir:
        effect.setting = effect.moves_copies = true;
        break;
      case StepKind::kApt:
      case StepKind::kCreateUser:
        effect.command = true;
        break;
      case StepKind::kCopy:
        copy(step, cwd, effect);
        break;
      case StepKind::kRun:
        run(step, effect);
        break;
      default:
        effect.barrier = true;
    }
    return effect;
  }

  void copy(const Step& step, const std::string& cwd, Effect& effect) const {
    effect.writes.push_back(absolute(step.target, cwd));
    if (step.from.empty()) {
      effect.context.insert(effect.context.end(), step.words.begin(), step.words.end());
    } else if (const ir::Stage* stage = find(step.from)) {
      effect.context = made_from(*stage, step.words);
    }
  }

  void run(const Step& step, Effect& effect) const {
    effect.command = true;
    if (step.writes.empty()) effect.barrier = true;
    for (const ir::RunMount& mount : step.mounts) {
      if (mount.type != ir::RunMount::Type::kBind) continue;
      if (mount.from.empty()) {
        effect.context.push_back(mount.source.empty() ? "." : mount.source);
      } else if (const ir::Stage* stage = find(mount.from)) {
        for (std::string& path : made_from(*stage, {mount.source})) effect.context.push_back(std::move(path));
      }
    }
  }

  // Context paths that `wanted` of a stage is made from: backwards through its steps and those of the stages below it. A copy from a stage
  // is compared by content, so only these count, not everything that made the stage run again.
  std::vector<std::string> made_from(const ir::Stage& stage, std::vector<std::string> wanted) const {
    std::vector<std::string> context;
    constexpr int kDeepest = 32;  // stages that copy from each other in a circle never end; Docker refuses them
    if (depth_ == kDeepest) return context;
    ++depth_;
    for (const ir::Stage* at = &stage; at != nullptr; at = find(at->from_stage)) {
      const std::vector<Effect> effects = of(*at);
      for (auto effect = effects.rbegin(); effect != effects.rend(); ++effect) {
        if (!overlap(effect->writes, wanted)) continue;
        context.insert(context.end(), effect->context.begin(), effect->context.end());
        wanted.insert(wanted.end(), effect->reads.begin(), effect->reads.end());
      }
    }
    --depth_;
    std::sort(context.begin(), context.end());
    context.erase(std::unique(context.begin(), context.end()), context.end());
    return context;
  }

  const ir::Image& image_;
  mutable int depth_ = 0;
};

bool must_stay(const Effect& first, const Effect& second) {
  if (first.barrier || second.barrier) return true;
  if (first.setting && second.setting) return true;
  if ((first.setting && second.command) || (first.command && second.setting)) return true;
  if ((first.moves_copies && !second.command) || (second.moves_copies && !first.command)) return true;
  // A program that declares nothing (apt, useradd) may matter to every command; declared commands are free of each other.
  const bool open = (first.command && first.writes.empty()) || (second.command && second.writes.empty());
  if (open && first.command && second.command) return true;
  return overlap(first.writes, second.reads) || overlap(first.reads, second.writes) || overlap(first.writes, second.writes);
}

// The default model: each path of the context changes by itself, with the frequency of its kind.
void add_defaults(const std::vector<Effect>& effects, LayerProblem& problem) {
  std::vector<std::string> paths;
  for (const Effect& effect : effects) paths.insert(paths.end(), effect.context.begin(), effect.context.end());
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  for (const std::string& path : paths) {
    LayerProblem::Source source;
    source.probability = default_frequency(path);
    for (std::size_t job = 0; job < effects.size(); ++job)
      for (const std::string& read : effects[job].context)
        if (touches(path, read)) source.jobs |= std::uint64_t{1} << job;
    problem.sources.push_back(source);
  }
}

void add_history(const std::vector<Effect>& effects, const Profile& profile, LayerProblem& problem) {
  for (const Profile::Mask& mask : profile.masks) {
    LayerProblem::Event event;
    event.weight = mask.weight;
    for (std::size_t job = 0; job < effects.size(); ++job) {
      const auto& reads = effects[job].context;
      const bool changes = std::any_of(reads.begin(), reads.end(), [&](const std::string& read) {
        return std::any_of(mask.paths.begin(), mask.paths.end(), [&](const std::string& touched) { return touches(touched, read); });
      });
      if (changes) event.jobs |= std::uint64_t{1} << job;
    }
    problem.history.push_back(event);
  }
}

LayerProblem make_problem(const ir::Stage& stage, const std::vector<Effect>& effects, const Profile& profile) {
  LayerProblem problem;
  for (std::size_t job = 0; job < effects.size(); ++job) {
    problem.cost.push_back(cost_seconds(stage.steps[job].cost, profile));
    std::uint64_t before = 0;
    for (std::size_t earlier = 0; earlier < job; ++earlier)
      if (must_stay(effects[earlier], effects[job])) before |= std::uint64_t{1} << earlier;
    problem.before.push_back(before);
  }
  if (profile.masks.empty()) {
    add_defaults(effects, problem);
  } else {
    add_history(effects, profile, problem);
  }
  return problem;
}

void order_stage(ir::Image& image, ir::Stage& stage, Context& context) {
  constexpr std::size_t kMostSteps = 64;  // one bit each
  if (stage.steps.size() < 2 || stage.steps.size() > kMostSteps) return;
  const std::vector<Effect> effects = Effects(image).of(stage);
  const LayerProblem problem = make_problem(stage, effects, context.profile);
  std::vector<int> given;
  for (std::size_t job = 0; job < stage.steps.size(); ++job) given.push_back(static_cast<int>(job));
  const LayerSolution solution = solve_layer_order(problem);
  image.orders.push_back({stage.name, problem.expected_cost(given), solution.seconds, solution.optimal});
  if (!solution.optimal)
    context.sink.report(diag::rule::layer_order_not_proven, image.origin.span,
                        base::cat({"stage `", stage.name, "` of `", image.name, "` has too many independent layers for the exact search"}));
  std::vector<Step> steps;
  for (int job : solution.order) steps.push_back(std::move(stage.steps[static_cast<std::size_t>(job)]));
  stage.steps = std::move(steps);
}

}  // namespace

void order_layers(ir::Stack& stack, Context& context) {
  for (ir::Image& image : stack.images) {
    if (!image.built || image.external_dockerfile) continue;
    image.orders.clear();
    for (ir::Stage& stage : image.stages) order_stage(image, stage, context);
  }
}

}  // namespace stackc::passes
