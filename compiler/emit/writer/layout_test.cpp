#include "emit/writer/layout.h"

#include <gtest/gtest.h>

#include "ir/test_stack.h"

namespace stackc::emit {
namespace {

TEST(Layout, RelativePaths) {
  EXPECT_EQ(relative_path("", "a/b"), "a/b");
  EXPECT_EQ(relative_path(".", "./a"), "a");
  EXPECT_EQ(relative_path("deploy", "apps/api"), "../apps/api");
  EXPECT_EQ(relative_path("a/b", "a/c"), "../c");
  EXPECT_EQ(relative_path("a/b", "a"), "..");
  EXPECT_EQ(relative_path("a", "a"), ".");
  EXPECT_EQ(relative_path("", ".."), "..");
  EXPECT_EQ(folder_of("a/b/c"), "a/b");
  EXPECT_EQ(folder_of("c"), "");
}

TEST(Layout, NamesOfEnvironments) {
  ir::Project project;
  project.stacks.resize(3);
  const char* names[] = {"prod", "dev", "ci"};
  for (std::size_t i = 0; i < 3; ++i) {
    project.stacks[i].name.value = "Deal Brain";
    project.stacks[i].environment = names[i];
    project.stacks[i].mode = i == 0 ? ir::Mode::kProd : ir::Mode::kDev;
  }
  const ir::Stack &prod = project.stacks[0], &dev = project.stacks[1], &ci = project.stacks[2];
  EXPECT_EQ(compose_file(project, prod), "compose.prod.yaml");
  EXPECT_EQ(compose_file(project, dev), "compose.yaml");
  EXPECT_EQ(compose_file(project, ci), "compose.ci.yaml");
  EXPECT_EQ(dotenv_file(project, dev), ".env");
  EXPECT_EQ(dotenv_example(project, prod), ".env.prod.example");
  EXPECT_EQ(compose_project(project, dev), "deal-brain");
  EXPECT_EQ(compose_project(project, prod), "deal-brain-prod");
}

TEST(Layout, TargetsHaveTwoNames) {
  ir::Stack stack;
  stack.emit = {"k8s"};
  EXPECT_TRUE(emits(stack, "kubernetes"));
  EXPECT_FALSE(emits(stack, "compose"));
}

TEST(Layout, AnotherStageIsAnotherImage) {
  ir::TestStack t;
  auto api = t.service("api");
  ir::Image& image = t.stack().images[api->image];
  image.built = true;
  image.reference = "acme/api";
  EXPECT_EQ(image_stage(t.stack(), api.get()), "dev");
  api->target = "celery";
  EXPECT_EQ(image_name(t.stack(), api.get()), "acme/api");  // development has one stage for all
  t.stack().mode = ir::Mode::kProd;
  EXPECT_EQ(image_stage(t.stack(), api.get()), "celery");
  EXPECT_EQ(image_name(t.stack(), api.get()), "acme/api-celery");
  api->target = image.prod_target;
  EXPECT_EQ(image_name(t.stack(), api.get()), "acme/api");
}

TEST(Layout, TasksThatNobodyWaitsForRunOnRequest) {
  ir::TestStack t;
  auto api = t.service("api");
  auto task = t.task("migrate");
  EXPECT_TRUE(runs_on_request(t.stack(), task.id()));
  ir::Edge edge;
  edge.from = api.id();
  edge.to = task.id();
  edge.condition = ir::Condition::kCompleted;
  t.stack().edges.push_back(edge);
  EXPECT_FALSE(runs_on_request(t.stack(), task.id()));
  task->task.manual = true;
  EXPECT_TRUE(runs_on_request(t.stack(), task.id()));
}

}  // namespace
}  // namespace stackc::emit
