#include <gtest/gtest.h>

#include "frontend/compose/test_load.h"

namespace stackc::compose {
namespace {

TEST(Interpolate, EveryTextButNoKey) {
  LoadOptions options = until(Stage::kMerged);
  options.environment = {{"A", "a"}, {"EMPTY", ""}, {"N", "3"}};
  Loaded loaded({{"compose.yaml",
                  "x-note: {$A: '${A}'}\n"
                  "services:\n"
                  "  web:\n"
                  "    image: ${A}:${B:-b}\n"
                  "    command: ['$$A', \"${EMPTY-x}${EMPTY:-y}\"]\n"
                  "    scale: ${N}\n"
                  "    privileged: ${P:-yes}\n"
                  "    cpus: '0.5'\n"
                  "    healthcheck: {retries: '${N}', disable: 'off'}\n"}},
                options);
  EXPECT_EQ(loaded.json("x-note"), R"({"$A":"a"})");
  EXPECT_EQ(loaded.json("services.web"),
            R"({"command":["$A","y"],"cpus":0.5,"healthcheck":{"disable":false,"retries":3},"image":"a:b","privileged":true,"scale":3})");
  EXPECT_EQ(loaded.found(),
            "compose.yaml:7:17 1605 `yes` stands for `true`\n"
            "compose.yaml:9:45 1605 `off` stands for `false`\n");
  EXPECT_EQ(loaded.project->root->at({"services", "web", "image"})->how, model::How::kVariable);
  ASSERT_EQ(loaded.project->variables.size(), 8U);
  EXPECT_EQ(loaded.project->variables[2].name, "B");
  EXPECT_EQ(loaded.project->variables[2].operand, "b");
}

TEST(Interpolate, PlacesInsideTheScalar) {
  auto first = [](std::string_view yaml) {
    Loaded loaded({{"compose.yaml", yaml}}, until(Stage::kMerged));
    return base::cat({loaded.found().substr(0, loaded.found().find(' ')), " ", loaded.pointed()});
  };
  EXPECT_EQ(first("x-a: one ${A!} two"), "compose.yaml:1:10 ${A!}");
  EXPECT_EQ(first("x-a: 'one ${A!} two'"), "compose.yaml:1:11 ${A!}");
  EXPECT_EQ(first("x-a: \"\\tone ${A!} two\""), "compose.yaml:1:13 ${A!}");
  EXPECT_EQ(first("x-a: |\n  one\n  two ${A!}\n"), "compose.yaml:3:7 ${A!}");
}

TEST(Interpolate, AllErrorsInOneRun) {
  Loaded loaded({{"compose.yaml",
                  "services:\n  web:\n    image: ${A!}\n    labels: {a: '${B:?set it}', b: '${', c: '${C}${C}'}\n    scale: many\n    "
                  "init: maybe\n"}},
                until(Stage::kMerged));
  std::string found = loaded.found();
  EXPECT_NE(found.find("compose.yaml:3:12 1601"), found.npos) << found;
  EXPECT_NE(found.find("compose.yaml:4:18 1602 the variable `B` must be set for `services.web.labels.a`"), found.npos) << found;
  EXPECT_NE(found.find("compose.yaml:4:37 1601"), found.npos) << found;
  EXPECT_NE(found.find("compose.yaml:4:46 1603 the variable `C` is not set; empty text takes its place\n"), found.npos) << found;
  EXPECT_EQ(found.find("compose.yaml:4:50 1603"), found.npos) << "one warning for each variable\n" << found;
  EXPECT_NE(found.find("compose.yaml:5:12 1604 `services.web.scale` takes an integer, and `many` is none\n"), found.npos) << found;
  EXPECT_NE(found.find("compose.yaml:6:11 1604 `services.web.init` takes a boolean, and `maybe` is none\n"), found.npos) << found;
}

TEST(Interpolate, UnknownVariablesStayForTheLinter) {
  LoadOptions options = until(Stage::kMerged);
  options.unknown_variables = UnknownVariables::kKeep;
  Loaded loaded({{"compose.yaml", "services: {web: {image: 'x:${TAG}', hostname: '${H:?must}', scale: '${N}', domainname: '${D:-d}'}}"}},
                options);
  EXPECT_EQ(loaded.found(), "");
  const model::Value* web = loaded.project->root->at({"services", "web"});
  EXPECT_EQ(web->find("image")->text, "x:${TAG}");
  EXPECT_TRUE(web->find("image")->symbolic);
  EXPECT_TRUE(web->find("scale")->symbolic);
  EXPECT_FALSE(web->find("domainname")->symbolic);
}

TEST(Interpolate, CanBeTurnedOff) {
  LoadOptions options = until(Stage::kMerged);
  options.interpolate = false;
  Loaded loaded({{"compose.yaml", "services: {web: {image: 'x:${'}}"}}, options);
  EXPECT_EQ(loaded.found(), "");
  EXPECT_EQ(loaded.json("services.web.image"), R"("x:${")");
}

TEST(Interpolate, Numbers) {
  auto cpus = [](std::string_view text) {
    Loaded loaded({{"compose.yaml", base::cat({"services: {web: {image: x, cpu_percent: '", text, "'}}"})}}, until(Stage::kMerged));
    return base::cat({loaded.json("services.web.cpu_percent"), loaded.sink.has_errors() ? " refused" : ""});
  };
  EXPECT_EQ(cpus("50"), "50");
  EXPECT_EQ(cpus("+.5e1"), "5");
  EXPECT_EQ(cpus("0x1p4"), "16");
  EXPECT_EQ(cpus("0x10"), R"("0x10" refused)");
  EXPECT_EQ(cpus(" 1"), R"(" 1" refused)");
  EXPECT_EQ(cpus("1e999"), R"("1e999" refused)");
  EXPECT_EQ(cpus(""), R"("" refused)");
}

}  // namespace
}  // namespace stackc::compose
