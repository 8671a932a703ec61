#include <gtest/gtest.h>

#include "frontend/compose/test_load.h"

namespace stackc::compose {
namespace {

TEST(Extends, AChainOfOneFile) {
  Loaded loaded({{"compose.yaml",
                  "services:\n"
                  "  web: {extends: middle, image: web, environment: [B=3]}\n"
                  "  middle: {extends: {service: base}, environment: {C: 1}}\n"
                  "  base: {image: base, environment: {A: 1, B: 2}, profiles: [p]}\n"}},
                until(Stage::kMerged));
  EXPECT_EQ(loaded.found(), "");
  EXPECT_EQ(loaded.json("services.web"), R"({"environment":["A=1","B=3","C=1"],"image":"web","profiles":["p"]})");
  EXPECT_EQ(loaded.json("services.middle"), R"({"environment":["A=1","B=2","C=1"],"image":"base","profiles":["p"]})");
}

TEST(Extends, OtherFilesAndTheirPaths) {
  LoadOptions options = until(Stage::kCanonical);
  options.environment["TAG"] = "9";
  Loaded loaded(
      {{"compose.yaml",
        "services:\n  web: {extends: {file: lib/base.yaml, service: one}}\n  two: {extends: {file: lib/base.yaml, service: two}}\n"},
       {"lib/base.yaml",
        "services:\n"
        "  one: {image: 'one:${TAG}', build: ., volumes: ['./d:/d', '../e:/e'], env_file: a.env}\n"
        "  two: {extends: {file: deep/c.yaml, service: three}, hostname: h}\n"
        "networks: {unused: }\n"},
       {"lib/deep/c.yaml", "services: {three: {image: three, build: {context: ../ctx}}}"},
       {"lib/.env", "TAG=1\n"}},
      options);
  EXPECT_EQ(loaded.found(), "");
  EXPECT_EQ(loaded.json("services.web.image"), R"("one:9")");
  EXPECT_EQ(loaded.json("services.web.build.context"), R"("/p/lib")");
  EXPECT_EQ(loaded.json("services.web.env_file"), R"([{"path":"/p/lib/a.env","required":true}])");
  EXPECT_EQ(loaded.json("services.two.build.context"), R"("/p/lib/ctx")");
  EXPECT_EQ(loaded.json("services.two.hostname"), R"("h")");
  EXPECT_EQ(loaded.json("networks"), "");
}

TEST(Extends, TagsApplyToTheBaseFirst) {
  Loaded loaded({{"compose.yaml",
                  "services: {web: {extends: base, ports: !reset [], environment: !override {X: '1'}}, base: {image: b, ports: ['1:1'], "
                  "environment: {A: '1'}}}"}},
                until(Stage::kMerged));
  EXPECT_EQ(loaded.json("services.web"), R"({"environment":{"X":"1"},"image":"b"})");
  EXPECT_EQ(loaded.json("services.base.ports"), R"(["1:1"])");
}

TEST(Extends, WhatIsNotThere) {
  Loaded loaded({{"a.yaml", "services:\n  base: {image: a}\n"},
                 {"b.yaml",
                  "services:\n"
                  "  one: {extends: base, image: x}\n"
                  "  two: {extends: oen, image: x}\n"
                  "  three: {extends: {file: lib.yaml, service: helo}, image: x}\n"
                  "  four: {extends: {file: none.yaml, service: a}, image: x}\n"
                  "  five: {extends: {file: lib.yaml}, image: x}\n"},
                 {"lib.yaml", "services: {hello: {image: x}}"}},
                until(Stage::kMerged, {"a.yaml", "b.yaml"}));
  EXPECT_EQ(loaded.found(),
            "b.yaml:2:18 1710 `one` extends `base`, and there is no such service in this file @a.yaml:2:3 it stands here, in an earlier "
            "file, where `extends` does not look\n"
            "b.yaml:3:18 1710 `two` extends `oen`, and there is no such service in this file\n"
            "b.yaml:4:46 1710 `three` extends `helo`, and there is no such service in `lib.yaml`\n"
            "b.yaml:5:26 1703 `none.yaml` cannot be read: no such file or directory\n"
            "b.yaml:6:19 1710 `extends` does not say which service is extended\n");
}

TEST(Extends, Cycles) {
  Loaded one({{"compose.yaml", "services:\n  a: {extends: b, image: x}\n  b: {extends: c}\n  c: {extends: a}\n"}}, until(Stage::kMerged));
  EXPECT_EQ(one.found(),
            "compose.yaml:2:16 1711 `a` extends itself @compose.yaml:3:16 `b` extends this @compose.yaml:4:16 `c` extends this\n");
  Loaded two({{"compose.yaml", "services: {a: {extends: {file: b.yaml, service: a}, image: x}}"},
              {"b.yaml", "services: {a: {extends: {file: compose.yaml, service: a}}}"}},
             until(Stage::kMerged));
  EXPECT_NE(two.found().find("1711 `a` extends itself"), std::string::npos);
}

TEST(Extends, DepthIsBounded) {
  std::string text = "services:\n";
  for (int i = 0; i < 3000; ++i) text += base::cat({"  s", std::to_string(i), ": {extends: s", std::to_string(i + 1), "}\n"});
  Loaded loaded({{"compose.yaml", text + "  s3000: {image: x}\n"}}, until(Stage::kMerged));
  EXPECT_NE(loaded.found().find("1716 services extend one another more than 1000 deep"), std::string::npos);
}

TEST(Extends, ErrorsInTheBaseShowTheWay) {
  Loaded loaded({{"compose.yaml", "services: {a: {extends: {file: b.yaml, service: a}}}"}, {"b.yaml", "services: {a: {image: 'x:${'}}"}},
                until(Stage::kMerged));
  std::string found = loaded.found();
  EXPECT_NE(found.find("b.yaml:1:26 1601"), found.npos) << found;
  EXPECT_NE(found.find("@compose.yaml:1:32 extended from here"), found.npos) << found;
}

TEST(Extends, ADisabledHealthcheckBySpecification) {
  LoadOptions strict = until(Stage::kMerged);
  strict.quirks.extends_disabled_healthcheck = false;
  Loaded loaded({{"compose.yaml", "services: {a: {extends: b, healthcheck: {disable: true}}, b: {image: x, healthcheck: {test: x}}}"}},
                strict);
  EXPECT_EQ(loaded.found(),
            "compose.yaml:1:51 1710 the healthcheck of the extended service is not disabled, so this one cannot disable it\n");
}

}  // namespace
}  // namespace stackc::compose
