#include "passes/image_passes.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "diag/rules/image.h"

namespace stackc::passes {
namespace {

using ir::Step;
using ir::StepKind;

struct Fixture {
  Fixture() {
    ir::Image image;
    image.name = "api";
    image.built = true;
    id = stack.images.add(image);
    ir::Service service;
    service.name = "api";
    service.image = id;
    service.image_uid = service.image_gid = 10001;
    stack.services.add(service);
  }
  ir::Image& image() { return stack.images[id]; }
  ir::Service& service() { return *stack.services.begin(); }
  ir::Stage& stage(const std::string& name, const std::string& from_stage, const std::string& from_image = "python:3.11-slim-bookworm") {
    ir::Stage stage;
    stage.name = name;
    stage.from_stage = from_stage;
    if (from_stage.empty()) stage.from_image = from_image;
    image().stages.push_back(stage);
    return image().stages.back();
  }
  bool reported(diag::Rule rule) const {
    return std::any_of(sink.all().begin(), sink.all().end(), [&](const diag::Diagnostic& d) { return d.rule == rule; });
  }
  ir::Stack stack;
  ir::ImageId id;
  source::SourceManager sources;
  diag::Sink sink;
  Profile profile;
  Context context{sink, sources, profile};
};

Step step(StepKind kind, std::vector<std::string> words = {}, std::string target = {}) {
  Step s;
  s.kind = kind;
  s.words = std::move(words);
  s.target = std::move(target);
  return s;
}
Step copy(const std::string& path) {
  Step s = step(StepKind::kCopy, {path}, "./" + path);
  s.cost = ir::CostClass::kCopy;
  return s;
}
Step user(std::uint32_t uid) {
  Step s = step(StepKind::kUser);
  s.uid = s.gid = uid;
  return s;
}

TEST(SplitStages, SortsPackagesAndDropsWhatIsThere) {
  Fixture f;
  f.stage("base", "").steps = {step(StepKind::kApt, {"tini"})};
  f.stage("production", "base").steps = {step(StepKind::kApt, {"libpq5", "curl", "libpq5", "tini"})};
  f.stage("dev", "base").steps = {step(StepKind::kApt, {"tini"})};
  split_stages(f.stack, f.context);
  EXPECT_EQ(f.image().stages[1].steps[0].words, (std::vector<std::string>{"curl", "libpq5"}));
  EXPECT_TRUE(f.image().stages[2].steps.empty());
  EXPECT_FALSE(f.sink.has_errors());
}

TEST(SplitStages, TidiesPaths) {
  Fixture f;
  Step from = step(StepKind::kCopy, {"/app/./.next/static"}, "./.next/static");
  f.stage("production", "").steps = {from};
  f.image().dev_target = "production";
  f.service().writable = {"/app/././cache"};
  split_stages(f.stack, f.context);
  EXPECT_EQ(f.image().stages[0].steps[0].words.front(), "/app/.next/static");
  EXPECT_EQ(f.image().stages[0].steps[0].target, "./.next/static");
  EXPECT_EQ(f.service().writable.front(), "/app/cache");
}

TEST(SplitStages, RefusesCompilersInProduction) {
  Fixture f;
  f.stage("base", "").steps = {step(StepKind::kApt, {"libpq-dev"})};
  f.stage("dev", "base").steps = {step(StepKind::kApt, {"gcc"})};
  f.stage("production", "base").steps = {step(StepKind::kApt, {"build-essential", "libfoo-dev", "libpq5"})};
  split_stages(f.stack, f.context);
  EXPECT_EQ(f.sink.errors(), 3u);  // libpq-dev, build-essential, libfoo-dev; gcc serves development
  EXPECT_TRUE(f.reported(diag::rule::build_package_at_run_time));
}

TEST(SplitStages, KnowsRenamedPackages) {
  Fixture f;
  f.stage("production", "", "python:3.12-slim-trixie").steps = {step(StepKind::kApt, {"libgl1-mesa-glx"})};
  f.image().dev_target = "production";
  split_stages(f.stack, f.context);
  EXPECT_TRUE(f.reported(diag::rule::unknown_package));
}

TEST(SplitStages, ReportsMissingTargets) {
  Fixture f;
  f.stage("production", "");
  f.image().dev_target = "production";
  f.service().target = "celery";
  split_stages(f.stack, f.context);
  EXPECT_TRUE(f.reported(diag::rule::no_stage));
}

TEST(OrderLayers, HeavyAndRareFirst) {
  Fixture f;
  Step deps = step(StepKind::kRun, {"pip install"});
  deps.reads = {"/app/requirements.txt"};
  deps.writes = {"/opt/venv"};
  deps.cost = ir::CostClass::kPythonDeps;
  f.stage("production", "").steps = {step(StepKind::kWorkdir, {"/app"}), copy("app"), copy("requirements.txt"), deps, user(10001),
                                     step(StepKind::kCmd, {"x"})};
  order_layers(f.stack, f.context);
  const auto& steps = f.image().stages[0].steps;
  EXPECT_EQ(steps[1].words.front(), "requirements.txt");
  EXPECT_EQ(steps[2].words.front(), "pip install");
  EXPECT_EQ(steps[3].words.front(), "app");
  EXPECT_EQ(steps.back().kind, StepKind::kCmd);
  ASSERT_EQ(f.image().orders.size(), 1u);
  EXPECT_LT(f.image().orders[0].after_seconds, f.image().orders[0].before_seconds);
}

TEST(OrderLayers, AnUnknownCommandStaysWhereItIs) {
  Fixture f;
  Step heavy = step(StepKind::kRun, {"make tools"});
  heavy.cost = ir::CostClass::kBuild;  // no `writes`: nobody knows what it does
  f.stage("production", "").steps = {copy("app"), heavy};
  order_layers(f.stack, f.context);
  EXPECT_EQ(f.image().stages[0].steps[0].kind, StepKind::kCopy);
}

TEST(OrderLayers, EnvironmentAndUserStayOnTheirSideOfCommands) {
  Fixture f;
  Step run = step(StepKind::kRun, {"tool"});
  run.writes = {"/x"};
  run.cost = ir::CostClass::kBuild;
  Step env = step(StepKind::kEnv);
  env.pairs = {{"A", "1"}};
  f.stage("production", "").steps = {env, run, user(10001), run};
  f.image().stages[0].steps[3].writes = {"/y"};
  order_layers(f.stack, f.context);
  const auto& steps = f.image().stages[0].steps;
  EXPECT_EQ(steps[0].kind, StepKind::kEnv);
  EXPECT_EQ(steps[2].kind, StepKind::kUser);
}

TEST(OrderLayers, CopyFromAStageChangesWithWhatMadeThePath) {
  Fixture f;
  Step deps = step(StepKind::kRun, {"pip install"});
  deps.reads = {"requirements.txt"};
  deps.writes = {"/opt/venv"};
  f.stage("builder", "").steps = {deps, copy("app")};
  Step venv = step(StepKind::kCopy, {"/opt/venv"}, "/opt/venv");
  venv.from = "builder";
  venv.cost = ir::CostClass::kCopy;
  f.stage("production", "").steps = {step(StepKind::kWorkdir, {"/app"}), copy("app"), venv};
  order_layers(f.stack, f.context);
  EXPECT_EQ(f.image().stages[1].steps[1].words.front(), "/opt/venv");  // as rare as requirements.txt, not as app
}

TEST(EnforceNonroot, AddsUserAndPreparesPaths) {
  Fixture f;
  f.stage("dev", "").steps = {step(StepKind::kCmd, {"x"})};
  f.stage("production", "").steps = {user(10001), step(StepKind::kCmd, {"x"})};
  ir::Mount mount;
  mount.kind = ir::Mount::Kind::kVolume;
  mount.target = "/app/uploads";
  f.service().mounts.push_back(mount);
  f.service().writable = {"/tmp", "/app/cache"};
  enforce_nonroot(f.stack, f.context);
  for (const ir::Stage& stage : f.image().stages) {
    ASSERT_EQ(stage.steps.size(), 3u) << stage.name;
    EXPECT_EQ(stage.steps[0].words.front(), "install -d -o 10001 -g 10001 /app/cache /app/uploads");
    EXPECT_EQ(stage.steps[1].kind, StepKind::kUser);
    EXPECT_EQ(stage.steps[1].uid, 10001u);
  }
  ASSERT_TRUE(f.service().uid.has_value());
  EXPECT_EQ(f.service().uid->value, 10001u);
}

TEST(EnforceNonroot, RootIsReportedInProduction) {
  Fixture f;
  ir::Image pulled;
  pulled.name = "old";
  ir::Service service;
  service.name = "old";
  service.image = f.stack.images.add(pulled);
  f.stack.services.add(service);
  f.stage("production", "");
  f.image().dev_target = "production";
  f.stack.mode = ir::Mode::kProd;
  enforce_nonroot(f.stack, f.context);
  EXPECT_TRUE(f.reported(diag::rule::runs_as_root));
}

TEST(Harden, ByModeAndFacts) {
  Fixture f;
  f.service().uid = ir::Field<std::uint32_t>{10001, {}};
  f.service().read_only_ok = true;
  f.stack.mode = ir::Mode::kDev;
  harden(f.stack, f.context);
  EXPECT_TRUE(f.service().drop_capabilities.value);
  EXPECT_TRUE(f.service().no_new_privileges.value);
  EXPECT_FALSE(f.service().read_only_root.value);
  f.stack.mode = ir::Mode::kProd;
  harden(f.stack, f.context);
  EXPECT_TRUE(f.service().read_only_root.value);
  f.service().read_only_root = {false, {{}, ir::By::kUser, {}}};
  f.service().uid.reset();
  harden(f.stack, f.context);
  EXPECT_FALSE(f.service().read_only_root.value);     // the user's word
  EXPECT_FALSE(f.service().drop_capabilities.value);  // it may have to step down from root by itself
}

}  // namespace
}  // namespace stackc::passes
