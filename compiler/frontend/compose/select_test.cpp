#include <gtest/gtest.h>

#include "frontend/compose/test_load.h"

namespace stackc::compose {
namespace {

constexpr std::string_view kFile =
    "services:\n"
    "  a: {image: x, depends_on: [b], networks: [n]}\n"
    "  b: {image: x, volumes: ['vol:/v'], network_mode: none}\n"
    "  c: {image: x, profiles: [p], secrets: [s], network_mode: none, depends_on: {a: {condition: service_started}}}\n"
    "networks: {n: , unused: }\nvolumes: {vol: , w: }\nsecrets: {s: {file: f}}\n";

std::string names(const Loaded& loaded, std::string_view kind) {
  std::string out;
  const model::Value* group = loaded.project->root->find(kind);
  if (group == nullptr) return out;
  for (const model::Member& member : *group->map) out += base::cat({out.empty() ? "" : " ", member.key});
  return out;
}
LoadOptions asked(std::vector<std::string> services, std::vector<std::string> profiles = {}) {
  LoadOptions options;
  options.services = std::move(services);
  options.profiles = std::move(profiles);
  return options;
}

TEST(Profiles, OffUntilActive) {
  Loaded off({{"a.yaml", kFile}});
  EXPECT_EQ(names(off, "services"), "a b");
  EXPECT_NE(off.project->disabled->find("c"), nullptr);
  EXPECT_EQ(off.json("secrets"), "");
  EXPECT_EQ(names(off, "networks"), "n");
  EXPECT_EQ(names(off, "volumes"), "vol");
  Loaded on({{"a.yaml", kFile}}, asked({}, {"p"}));
  EXPECT_EQ(names(on, "services"), "a b c");
  Loaded all({{"a.yaml", kFile}}, asked({}, {"*"}));
  EXPECT_EQ(names(all, "services"), "a b c");
}

TEST(Select, WithDependencies) {
  Loaded a({{"a.yaml", kFile}}, asked({"a"}));
  EXPECT_EQ(names(a, "services"), "a b");
  Loaded b({{"a.yaml", kFile}}, asked({"b"}));
  EXPECT_EQ(names(b, "services"), "b");
  EXPECT_EQ(names(b, "networks"), "");
  Loaded c({{"a.yaml", kFile}}, asked({"c"}));
  EXPECT_EQ(names(c, "services"), "a b c");
  EXPECT_EQ(names(c, "secrets"), "s");
}

TEST(Select, Patterns) {
  Loaded any({{"a.yaml", kFile}}, asked({"[b-c]"}));
  EXPECT_EQ(names(any, "services"), "b");
  Loaded missing({{"a.yaml", "services: {backend: {image: x}}\n"}}, asked({"backnd"}));
  EXPECT_NE(missing.found().find("1788 no service is called `backnd`"), std::string::npos);
}

TEST(Select, KeepsAllResourcesIfAsked) {
  LoadOptions options;
  options.all_resources = true;
  Loaded loaded({{"a.yaml", kFile}}, options);
  EXPECT_EQ(names(loaded, "networks"), "n unused");
  EXPECT_EQ(names(loaded, "volumes"), "vol w");
}

}  // namespace
}  // namespace stackc::compose
