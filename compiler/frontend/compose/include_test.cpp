#include <gtest/gtest.h>

#include "frontend/compose/test_load.h"

namespace stackc::compose {
namespace {

TEST(Include, TakesOverResourcesWithTheirPaths) {
  Loaded loaded({{"compose.yaml", "include: [db/compose.yaml]\nservices: {web: {image: web}}"},
                 {"db/compose.yaml",
                  "name: other\nx-note: 1\ninclude: [more/compose.yaml]\nservices: {db: {image: 'db:${TAG}', volumes: "
                  "['./data:/data']}}\nvolumes: {v: }"},
                 {"db/.env", "TAG=7\n"},
                 {"db/more/compose.yaml", "services: {cache: {image: 'cache:${TAG}', build: ../../ctx, volumes: ['./data:/data']}}"},
                 {"db/more/.env", "TAG=8\n"}},
                until(Stage::kCanonical));
  EXPECT_EQ(loaded.found(), "");
  EXPECT_EQ(loaded.json("services.db.image"), R"("db:7")");
  EXPECT_EQ(loaded.json("services.cache.image"), R"("cache:7")") << "variables of the including file win";
  EXPECT_EQ(loaded.json("services.db.volumes"),
            R"([{"bind":{"create_host_path":true},"source":"/p/db/data","target":"/data","type":"bind"}])");
  EXPECT_EQ(loaded.json("services.cache.build.context"), R"("/p/ctx")");
  EXPECT_EQ(loaded.json("x-note"), "");
  EXPECT_EQ(loaded.json("include"), "");
  EXPECT_EQ(loaded.project->files.size(), 3U);
  EXPECT_EQ(loaded.project->files[2].role, Role::kIncluded);
  EXPECT_EQ(loaded.project->name, "p");
}

TEST(Include, SeveralFilesAFolderAndFilesOfVariables) {
  Loaded loaded({{"compose.yaml", "include:\n- path: [s/a.yaml, s/b.yaml]\n  project_directory: other\n  env_file: [one.env, two.env]\n"},
                 {"s/a.yaml", "services: {a: {image: '${ONE}-${TWO}', build: .}}"},
                 {"s/b.yaml", "services: {a: {hostname: h}}"},
                 {"one.env", "ONE=1\nTWO=1\n"},
                 {"two.env", "TWO=2\n"},
                 {"other/.env", "ONE=9\n"}},
                until(Stage::kCanonical));
  EXPECT_EQ(loaded.found(), "");
  EXPECT_EQ(loaded.json("services.a.image"), R"("1-2")");
  EXPECT_EQ(loaded.json("services.a.hostname"), R"("h")");
  EXPECT_EQ(loaded.json("services.a.build.context"), R"("/p/other")");
}

TEST(Include, TheIncludingFileWins) {
  LoadOptions options = until(Stage::kMerged);
  auto load = [&options] {
    return Loaded({{"compose.yaml", "include: [a.yaml]\nservices: {db: {image: mine, ports: !reset [], hostname: h}}"},
                   {"a.yaml", "services: {db: {image: theirs, ports: ['1:1'], command: x}}"}},
                  options);
  };
  EXPECT_EQ(load().json("services.db"), R"({"command":["x"],"hostname":"h","image":"mine"})");
  options.quirks.include_merges_conflicts = false;
  EXPECT_EQ(load().found(),
            "compose.yaml:2:12 1709 `services.db` is defined here and in a file that is included @a.yaml:1:12 it is also defined here "
            "@compose.yaml:1:11 included from here\n");
}

TEST(Include, AFileReachedTwiceCountsOnce) {
  Loaded loaded({{"compose.yaml", "include: [a.yaml, b.yaml]"},
                 {"a.yaml", "include: [c.yaml]\nservices: {a: {image: a}}"},
                 {"b.yaml", "include: [c.yaml]\nservices: {b: {image: b}}"},
                 {"c.yaml", "services: {c: {image: c, cap_drop: [ALL], ports: ['1:1']}}"}},
                until(Stage::kMerged));
  EXPECT_EQ(loaded.found(), "");
  EXPECT_EQ(loaded.json("services.c.cap_drop"), R"(["ALL"])");
}

TEST(Include, WhatIsWrongIsToldAtOnceWithTheWay) {
  Loaded loaded(
      {{"compose.yaml", "include:\n- a.yaml\n- none.yaml\n- path: b.yaml\n  env_file: none.env\n- 7\n- path: c.yaml\n  project_dir: x\n"},
       {"a.yaml", "include: [deep.yaml]\n"},
       {"deep.yaml", "include: [compose.yaml]\nservices: {x: {image: 'x:${'}}"},
       {"b.yaml", "services: {b: {image: b}}"},
       {"c.yaml", "services: {c: {imge: c}}"}},
      until(Stage::kMerged));
  std::string found = loaded.found();
  EXPECT_NE(found.find("deep.yaml:1:11 1708 the files include one another: `compose.yaml` includes `a.yaml` includes `deep.yaml` includes "
                       "`compose.yaml` "
                       "@a.yaml:1:11 included from here @compose.yaml:2:3 included from here"),
            found.npos)
      << found;
  EXPECT_NE(found.find("deep.yaml:2:26 1601"), found.npos) << found;
  EXPECT_NE(found.find("compose.yaml:3:3 1703 `none.yaml` cannot be read: no such file or directory\n"), found.npos) << found;
  EXPECT_NE(found.find("compose.yaml:5:13 1606 the file of variables `none.env` cannot be read"), found.npos) << found;
  EXPECT_NE(found.find("compose.yaml:6:3 1707"), found.npos) << found;
  EXPECT_NE(found.find("compose.yaml:8:3 1717 `project_dir` means nothing"), found.npos) << found;
  EXPECT_NE(found.find("c.yaml:1:16 "), found.npos) << found;
}

TEST(Include, TakesAListAndNoUrl) {
  EXPECT_EQ(Loaded({{"compose.yaml", "include: a.yaml\nservices: {w: {image: w}}"}}, until(Stage::kMerged)).found(),
            "compose.yaml:1:10 1707 `include` takes a list\n");
  EXPECT_EQ(Loaded({{"compose.yaml", "include: ['https://example.com/a.git']\nservices: {w: {image: w}}"}}, until(Stage::kMerged)).found(),
            "compose.yaml:1:11 1715 `https://example.com/a.git` lies on another machine and is not fetched\n");
}

}  // namespace
}  // namespace stackc::compose
