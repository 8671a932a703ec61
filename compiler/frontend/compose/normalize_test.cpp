#include <gtest/gtest.h>

#include "frontend/compose/test_load.h"

namespace stackc::compose {
namespace {

TEST(Normalize, DefaultNetworkOnlyIfUsed) {
  Loaded used({{"a.yaml", "services: {web: {image: x}}\n"}}, until(Stage::kNormalized));
  EXPECT_EQ(used.json("networks"), R"({"default":{"name":"p_default"}})");
  EXPECT_EQ(used.json("services.web.networks"), R"({"default":null})");
  const model::Value* network = used.project->root->at({"services", "web", "networks"});
  EXPECT_EQ(network->how, model::How::kInferred);
  Loaded host(
      {{"a.yaml",
        "services: {web: {image: x, network_mode: host}, p: {provider: {type: t}}, n: {image: x, networks: [n]}}\nnetworks: {n: }\n"}},
      until(Stage::kNormalized));
  EXPECT_EQ(host.json("networks"), R"({"n":{"name":"p_n"}})");
}

TEST(Normalize, ImpliedDependencies) {
  Loaded loaded({{"a.yaml",
                  "services:\n  web: {image: x, links: ['a:alias'], volumes_from: ['b:ro', 'container:z'], ipc: 'service:c'}\n  a: {image: "
                  "x}\n  b: {image: x}\n  c: {image: x}\n"}},
                until(Stage::kNormalized));
  EXPECT_EQ(
      loaded.json("services.web.depends_on"),
      R"({"a":{"condition":"service_started","required":true,"restart":true},"b":{"condition":"service_started","required":true,"restart":false},"c":{"condition":"service_started","required":true,"restart":true}})");
  EXPECT_EQ(loaded.sources.text(loaded.project->root->at({"services", "web", "depends_on", "a"})->span), "'a:alias'");
}

TEST(Normalize, EnvironmentAndArguments) {
  LoadOptions options = until(Stage::kNormalized);
  options.environment = {{"A", "from"}};
  Loaded loaded({{"a.yaml",
                  "services: {web: {build: {context: ., args: {A: , B: }}, environment: {A: , B: }, pull_policy: if_not_present, volumes: "
                  "[{type: volume, target: /a/../b/}]}}\n"}},
                options);
  EXPECT_EQ(loaded.json("services.web.build"), R"({"args":{"A":"from"},"context":"/p","dockerfile":"Dockerfile"})");
  EXPECT_EQ(loaded.json("services.web.environment"), R"({"A":"from","B":null})");
  EXPECT_EQ(loaded.project->root->at({"services", "web", "environment", "A"})->how, model::How::kEnvironment);
  EXPECT_EQ(loaded.json("services.web.pull_policy"), R"("missing")");
  EXPECT_EQ(loaded.json("services.web.volumes"), R"([{"target":"/b","type":"volume"}])");
}

TEST(Normalize, NamesOfResources) {
  Loaded loaded({{"a.yaml", "name: n\nservices: {web: {image: x}}\nvolumes: {a: , b: {external: true}, c: {name: own}}\n"}},
                until(Stage::kNormalized));
  EXPECT_EQ(loaded.json("volumes"), R"({"a":{"name":"n_a"},"b":{"external":true,"name":"b"},"c":{"name":"own"}})");
}

TEST(Normalize, HooksAreLikeTheirService) {
  Loaded loaded({{"a.yaml",
                  "services: {web: {image: x, environment: {A: 1, B: 2}, volumes: ['v:/v'], ports: [80], pre_start: [{command: c, "
                  "environment: [B=3]}]}}\nvolumes: {v: }\n"}});
  EXPECT_FALSE(loaded.sink.has_errors());
  EXPECT_EQ(loaded.json("services.web.pre_start"),
            R"([{"command":["c"],"entrypoint":null,"environment":{"A":"1","B":"3"},"image":"x","networks":{"default":null}}])");
}

TEST(Normalize, Guards) {
  Loaded loaded({{"a.yaml", "# nothing\n"}});
  EXPECT_TRUE(loaded.sink.has_errors());
}

}  // namespace
}  // namespace stackc::compose
