#include <gtest/gtest.h>

#include "frontend/compose/test_load.h"

namespace stackc::compose {
namespace {

struct Case {
  std::string_view key, first, second, merged;
};

// One service key of two files, and what becomes of it.
class MergeKey : public testing::TestWithParam<Case> {};

TEST_P(MergeKey, Merges) {
  const Case& c = GetParam();
  std::string a = base::cat({"services: {web: {image: x, ", c.key, ": ", c.first, "}}"});
  std::string b = base::cat({"services: {web: {", c.key, ": ", c.second, "}}"});
  Loaded loaded({{"a.yaml", a}, {"b.yaml", b}}, until(Stage::kMerged, {"a.yaml", "b.yaml"}));
  EXPECT_EQ(loaded.found(), "");
  EXPECT_EQ(loaded.json(base::cat({"services.web.", c.key})), c.merged);
}

constexpr Case kCases[] = {
    {"hostname", "a", "b", R"("b")"},
    {"hostname", "a", "null", R"("a")"},
    {"command", "[a, b]", "[c]", R"(["c"])"},
    {"command", "[a, b]", "null", "null"},
    {"entrypoint", "a", "null", "null"},
    {"healthcheck", "{test: [NONE], retries: 2}", "{test: [CMD, x], interval: 5s}", R"({"interval":"5s","retries":2,"test":["CMD","x"]})"},
    {"environment", "{B: 1, A: null}", "[B=2, C]", R"(["A","B=2","C"])"},
    {"environment", "[A=1, A=2]", "{B: x}", R"(["A=2","B=x"])"},
    {"labels", "{a: 1.10, b: true}", "{b: false}", R"(["a=1.1","b=false"])"},
    {"sysctls", "[net.a=1]", "{net.a: 2}", R"(["net.a=2"])"},
    {"security_opt", "[a, b]", "[b, c]", R"(["a","b","c"])"},
    {"cap_add", "[A, B]", "[B, C]", R"(["A","B","C"])"},
    {"dns", "1.1.1.1", "[1.1.1.1, 8.8.8.8]", R"(["1.1.1.1","8.8.8.8"])"},
    {"tmpfs", "/run", "/tmp", R"(["/run","/tmp"])"},
    {"tmpfs", "['/run=1']", "['/run=2']", R"(["/run=2"])"},
    {"expose", "[80, '81']", "['80', 82]", R"(["80","81",82])"},
    {"extra_hosts", "{a: 1.1.1.1}", "['b=2.2.2.2', 'a=1.1.1.1']", R"(["a=1.1.1.1","b=2.2.2.2"])"},
    {"volumes", "['./a:/data', 'vol:/v']", "['./b:/data']", R"(["./b:/data",{"source":"vol","target":"/v","type":"volume","volume":{}}])"},
    {"devices", "['/dev/a:/dev/x']", "['/dev/b:/dev/x:r']", R"(["/dev/b:/dev/x:r"])"},
    {"secrets", "[one]", "[{source: two, target: /run/secrets/one}]", R"([{"source":"two","target":"/run/secrets/one"}])"},
    {"logging", "{driver: a, options: {x: '1'}}", "{options: {y: '2'}}", R"({"driver":"a","options":{"x":"1","y":"2"}})"},
    {"logging", "{driver: a, options: {x: '1'}}", "{driver: b}", R"({"driver":"b"})"},
    {"ulimits", "{a: 1, b: {soft: 1, hard: 2}}", "{a: 2, b: {soft: 2, hard: 2}}", R"({"a":2,"b":{"hard":2,"soft":2}})"},
    {"depends_on", "[db]", "{cache: {condition: service_healthy}}",
     R"({"cache":{"condition":"service_healthy"},"db":{"condition":"service_started","required":true}})"},
    {"networks", "[front]", "{back: {aliases: [b]}}", R"({"back":{"aliases":["b"]},"front":null})"},
    {"networks", "{front: {aliases: [a, b]}}", "{front: {aliases: [b, c]}}", R"({"front":{"aliases":["a","b","c"]}})"},
    {"build", ".", "{target: t}", R"({"context":".","target":"t"})"},
    {"build", "{args: {A: 1}}", "{args: [A=2, B]}", R"({"args":["A=2","B"]})"},
    {"deploy", "{replicas: 1, labels: {a: b}}", "{labels: [a=c]}", R"({"labels":["a=c"],"replicas":1})"},
    {"x-any", "{a: [1], b: {c: 1}}", "{a: [2], b: {d: 2}}", R"({"a":[1,2],"b":{"c":1,"d":2}})"},
};
INSTANTIATE_TEST_SUITE_P(Keys, MergeKey, testing::ValuesIn(kCases));

std::string refusal(std::string_view a, std::string_view b) {
  Loaded loaded({{"a.yaml", a}, {"b.yaml", b}}, until(Stage::kMerged, {"a.yaml", "b.yaml"}));
  return loaded.found();
}

TEST(Merge, FormsThatDoNotGoTogether) {
  EXPECT_EQ(refusal("services: {web: {image: x, cap_add: [a]}}", "services: {web: {cap_add: {a: b}}}"),
            "b.yaml:1:27 1712 `services.web.cap_add` is a list in the earlier file, and a mapping cannot go onto it "
            "@a.yaml:1:37 the earlier value is here\n");
  EXPECT_EQ(refusal("services: {web: {image: x, logging: {driver: a}}}", "services: {web: {logging: }}"),
            "b.yaml:1:26 1712 `services.web.logging` is a mapping in the earlier file and null in this one; both have to be mappings "
            "@a.yaml:1:37 the earlier value is here\n");
  EXPECT_NE(refusal("services: {web: {image: x, gpus: [{count: 1}]}}", "services: {web: {gpus: all}}"), "");
}

TEST(Merge, WhatWasReplacedIsRemembered) {
  Loaded loaded({{"a.yaml", "services: {web: {image: one, environment: {A: 1}}}"},
                 {"b.yaml", "services: {web: {image: two, environment: {A: 2}}}"},
                 {"c.yaml", "services: {web: {image: three}}"}},
                until(Stage::kMerged, {"a.yaml", "b.yaml", "c.yaml"}));
  const model::Value* image = loaded.project->root->at({"services", "web", "image"});
  ASSERT_NE(image->before, nullptr);
  EXPECT_EQ(image->before->text, "two");
  EXPECT_EQ(image->before->before->text, "one");
  EXPECT_EQ(loaded.sources.path(image->before->span.file), "b.yaml");
}

TEST(Merge, AddressPools) {
  constexpr std::string_view a = "networks: {n: {ipam: {config: [{subnet: 10.1.0.0/16, gateway: 10.1.0.1}]}}}";
  constexpr std::string_view b = "networks: {n: {ipam: {config: [{subnet: 10.2.0.0/16}]}}}";
  Loaded compat({{"a.yaml", a}, {"b.yaml", b}}, until(Stage::kMerged, {"a.yaml", "b.yaml"}));
  EXPECT_EQ(compat.json("networks.n.ipam.config"), R"([{"subnet":"10.2.0.0/16"}])");
  LoadOptions strict = until(Stage::kMerged, {"a.yaml", "b.yaml"});
  strict.quirks.ipam_config_loses_entries = false;
  Loaded exact({{"a.yaml", a}, {"b.yaml", b}}, strict);
  EXPECT_EQ(exact.json("networks.n.ipam.config"), R"([{"gateway":"10.1.0.1","subnet":"10.1.0.0/16"},{"subnet":"10.2.0.0/16"}])");
}

TEST(Merge, BySpecification) {
  LoadOptions strict = until(Stage::kMerged, {"a.yaml", "b.yaml"});
  strict.quirks.blkio_appended = strict.quirks.null_keeps_base = strict.quirks.short_over_long_fails = strict.quirks.unique_lists = false;
  Loaded loaded(
      {{"a.yaml",
        "services: {web: {image: x, command: [a], gpus: [{count: 1}], tmpfs: ['/a=1'], blkio_config: {device_read_bps: [{path: /a, rate: "
        "1}]}}}"},
       {"b.yaml", "services: {web: {command: , gpus: all, tmpfs: ['/a=2'], blkio_config: {device_read_bps: [{path: /a, rate: 2}]}}}"}},
      strict);
  EXPECT_EQ(loaded.found(), "");
  EXPECT_EQ(loaded.json("services.web.command"), R"(["a"])");
  EXPECT_EQ(loaded.json("services.web.gpus"), R"("all")");
  EXPECT_EQ(loaded.json("services.web.tmpfs"), R"(["/a=1","/a=2"])");
  EXPECT_EQ(loaded.json("services.web.blkio_config.device_read_bps"), R"([{"path":"/a","rate":2}])");
}

TEST(Merge, SeveralDocumentsAreLayers) {
  Loaded loaded({{"a.yaml", "services: {web: {image: a, hostname: h}}\n---\nservices: {web: {image: b}}\n"}}, until(Stage::kMerged));
  EXPECT_EQ(loaded.json("services.web"), R"({"hostname":"h","image":"b"})");
}

TEST(Unique, EntriesWithoutTarget) {
  Loaded loaded(
      {{"a.yaml",
        "services:\n  web:\n    image: x\n    ports: [{published: 80}]\n    volumes: [{type: tmpfs}]\n    devices: [{source: /dev/a}]\n"}},
      until(Stage::kMerged));
  EXPECT_EQ(loaded.found(),
            "a.yaml:4:13 1713 this port has no `target`\n"
            "a.yaml:5:15 1713 this mount has no `target`\n"
            "a.yaml:6:15 1713 this device has no `target`\n");
}

TEST(Merge, GrowsLinearly) {  // a quadratic step would take minutes
  std::string a = "services:\n  web:\n    image: x\n    environment:\n";
  std::string b = "services:\n  web:\n    environment:\n";
  for (int i = 0; i < 20'000; ++i) {
    a += base::cat({"    - A", std::to_string(i), "=1\n"});
    b += base::cat({"    - A", std::to_string(i), "=2\n"});
  }
  Loaded loaded({{"a.yaml", a}, {"b.yaml", b}}, until(Stage::kMerged, {"a.yaml", "b.yaml"}));
  EXPECT_EQ(loaded.project->root->at({"services", "web", "environment"})->list->size(), 20'000U);
}

}  // namespace
}  // namespace stackc::compose
