// Which files, which variables, which name.
#include <gtest/gtest.h>

#include "frontend/compose/test_load.h"

namespace stackc::compose {
namespace {

TEST(Discovery, NamesInOrderWithOverride) {
  Loaded loaded({{"docker-compose.yml", "services: {old: {image: x}}"},
                 {"compose.yml", "services: {web: {image: a}}"},
                 {"docker-compose.override.yml", "services: {web: {hostname: none}}"},
                 {"compose.override.yaml", "services: {web: {hostname: h}}"}},
                until(Stage::kMerged, {"discover"}));
  EXPECT_EQ(loaded.json("services"), R"({"web":{"hostname":"h","image":"a"}})");
  EXPECT_EQ(loaded.found(),
            "compose.override.yaml 1702 `compose.override.yaml` is used, `docker-compose.override.yml` beside it is not\n"
            "compose.yml 1702 `compose.yml` is used, `docker-compose.yml` beside it is not\n");
  EXPECT_EQ(loaded.project->files[1].role, Role::kOverride);
}

TEST(Discovery, WalksUp) {
  LoadOptions options = until(Stage::kMerged, {"discover"});
  options.project_directory = "a/b";
  Loaded loaded({{"compose.yaml", "services: {web: {image: a}}"}, {"a/b/x", ""}}, options);
  EXPECT_EQ(loaded.json("services.web.image"), R"("a")");
  EXPECT_EQ(loaded.project->directory, "/p/a/b");
  EXPECT_EQ(Loaded({{"x", ""}}, until(Stage::kMerged, {"discover"})).found(),
            "/p 1701 there is no compose file here, nor in a folder above\n");
}

TEST(Discovery, VariableAndStandardInput) {
  LoadOptions options = until(Stage::kMerged, {"discover"});
  options.environment = {{"COMPOSE_FILE", "a.yaml,-"}, {"COMPOSE_PATH_SEPARATOR", ","}};
  options.standard_input = "services: {web: {hostname: h}}";
  Loaded loaded({{"a.yaml", "services: {web: {image: a}}"}}, options);
  EXPECT_EQ(loaded.found(), "");
  EXPECT_EQ(loaded.json("services.web"), R"({"hostname":"h","image":"a"})");
  options.environment["COMPOSE_FILE"] = "none.yaml";
  EXPECT_EQ(Loaded({{"a.yaml", ""}}, options).found(), "none.yaml 1609 COMPOSE_FILE names `none.yaml`, which is no file\n");
}

TEST(Environment, EverySourceTheWinnerFirst) {
  LoadOptions options = until(Stage::kMerged);
  options.environment = {{"A", "process"}};
  options.env_files = {"one.env", "two.env"};
  Loaded loaded({{"compose.yaml", "services: {web: {image: '${A}-${B}-${C}'}}"},
                 {"one.env", "A=1\nB=1\nC=${B}\n"},
                 {"two.env", "B=2\nC=$A$B\n"},
                 {".env", "B=no\n"}},
                options);
  EXPECT_EQ(loaded.json("services.web.image"), R"("process-2-process2")");
  const auto& sources = loaded.project->environment.find("B")->second;
  ASSERT_EQ(sources.size(), 2U);
  EXPECT_EQ(sources[0].where, "two.env:1");
  EXPECT_EQ(sources[0].value, "2");
  EXPECT_EQ(loaded.sources.text(sources[0].span), "B");
  EXPECT_EQ(sources[1].where, "one.env:2");
  EXPECT_EQ(loaded.project->environment.find("A")->second[1].where, "one.env:1");
}

TEST(Environment, DotEnv) {
  LoadOptions options = until(Stage::kMerged, {"sub/compose.yaml"});
  auto image = [&options] {
    return Loaded({{"sub/compose.yaml", "services: {web: {image: '${A:-none}'}}"}, {".env", "A=here\n"}, {"sub/.env", "A=there\n"}},
                  options)
        .json("services.web.image");
  };
  EXPECT_EQ(image(), R"("there")");
  options.project_directory = ".";
  EXPECT_EQ(image(), R"("here")");
  options.environment["COMPOSE_DISABLE_ENV_FILE"] = "1";
  EXPECT_EQ(image(), R"("none")");
}

TEST(Environment, WhatIsWrongInTheFiles) {
  LoadOptions options = until(Stage::kMerged);
  options.env_files = {"none.env", "bad.env"};
  Loaded loaded({{"compose.yaml", "services: {web: {image: x}}"}, {"bad.env", "A=1\nB C=2\nD=$NOT\n"}}, options);
  std::string found = loaded.found();
  EXPECT_NE(found.find("none.env 1606 the file of variables `none.env` cannot be read: no such file or directory\n"), found.npos) << found;
  EXPECT_NE(found.find("bad.env:2:"), found.npos) << found;
}

TEST(Name, ByPrecedence) {
  LoadOptions options = until(Stage::kNormalized);
  auto name = [&options](std::string_view yaml = "name: From_File-${V}\nservices: {web: {image: 'x:${COMPOSE_PROJECT_NAME}'}}") {
    Loaded loaded({{"compose.yaml", yaml}}, options);
    return base::cat({loaded.project->name, " ", loaded.json("services.web.image"), loaded.sink.has_errors() ? " refused" : ""});
  };
  options.environment["V"] = "v";
  EXPECT_EQ(name(), R"(from_file-v "x:from_file-v")");
  EXPECT_EQ(name("services: {web: {image: x}}"), R"(p "x")");
  EXPECT_EQ(name("name: a\nservices: {web: {image: x}}\n---\nname: b\n"), R"(b "x")");
  options.environment["COMPOSE_PROJECT_NAME"] = "env";
  EXPECT_EQ(name(), R"(env "x:env")");
  options.project_name = "given";
  EXPECT_EQ(name(), R"(given "x:given")");
  options.project_name = "Given";
  EXPECT_NE(name().find("refused"), std::string::npos);
  options.project_name.clear();
  options.environment["COMPOSE_PROJECT_NAME"] = "Env";
  EXPECT_NE(name().find("refused"), std::string::npos);
  options.environment.erase("COMPOSE_PROJECT_NAME");
  EXPECT_NE(name("name: '-_-'\nservices: {web: {image: x}}").find("refused"), std::string::npos);
}

TEST(Load, EmptyAndOddFiles) {
  EXPECT_EQ(Loaded({{"compose.yaml", "# nothing\n"}}).found(), "compose.yaml 1714 the compose file is empty\n");
  EXPECT_EQ(Loaded({{"compose.yaml", "---\n"}}).found(),
            "compose.yaml:1:4 1704 a compose file is a mapping at its top level, and this is none\n");
  EXPECT_EQ(Loaded({{"compose.yaml", "[a]"}}).found(),
            "compose.yaml:1:1 1704 a compose file is a mapping at its top level, and this is none\n");
  EXPECT_EQ(Loaded({}, until(Stage::kResolved, {"none.yaml"})).found(),
            "none.yaml 1703 `none.yaml` cannot be read: no such file or directory\n");
}

TEST(Load, OldExtensionsGoByTheirName) {
  Loaded loaded({{"a.yaml", "services: {web: {image: x, build: ., x-develop: {watch: [{path: ., action: rebuild, x-initialSync: true}]}}}"},
                 {"b.yaml", "services: {web: {develop: {watch: [{path: b, action: rebuild}]}}}"}},
                until(Stage::kMerged, {"a.yaml", "b.yaml"}));
  EXPECT_EQ(loaded.json("services.web.develop"),
            R"({"watch":[{"action":"rebuild","initial_sync":true,"path":"."},{"action":"rebuild","path":"b"}]})");
}

}  // namespace
}  // namespace stackc::compose
