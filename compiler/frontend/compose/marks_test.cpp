#include <gtest/gtest.h>

#include "frontend/compose/test_load.h"

namespace stackc::compose {
namespace {

std::string both(std::string_view a, std::string_view b, std::string_view path = "services.web") {
  Loaded loaded({{"a.yaml", a}, {"b.yaml", b}}, until(Stage::kMerged, {"a.yaml", "b.yaml"}));
  EXPECT_EQ(loaded.found(), "");
  return loaded.json(path);
}

constexpr std::string_view kBase =
    "services:\n"
    "  web:\n"
    "    image: web\n"
    "    command: [serve]\n"
    "    environment: {KEEP: '1', GONE: '2'}\n"
    "    security_opt: [first]\n";

TEST(Marks, ResetTakesAValueAway) {
  EXPECT_EQ(both(kBase, "services: {web: {command: !reset null, security_opt: !reset []}}"),
            R"({"environment":{"GONE":"2","KEEP":"1"},"image":"web"})");
  EXPECT_EQ(both(kBase, "services: {web: {environment: {GONE: !reset null}}}", "services.web.environment"), R"(["KEEP=1"])");
  EXPECT_EQ(both(kBase, "services: {web: !reset null, api: {image: api}}", "services"), R"({"api":{"image":"api"}})");
}

TEST(Marks, OverrideReplaces) {
  EXPECT_EQ(both(kBase, "services: {web: {security_opt: !override [second]}}", "services.web.security_opt"), R"(["second"])");
  EXPECT_EQ(both(kBase, "services: {web: !override {image: other}}"), R"({"image":"other"})");
}

TEST(Marks, WhatWasReplacedIsRemembered) {
  Loaded loaded({{"a.yaml", kBase}, {"b.yaml", "services: {web: {security_opt: !override [second]}}"}},
                until(Stage::kMerged, {"a.yaml", "b.yaml"}));
  const model::Value* now = loaded.project->root->at({"services", "web", "security_opt"});
  ASSERT_NE(now->before, nullptr);
  EXPECT_EQ(model::to_json(*now->before), R"(["first"])");
}

TEST(Marks, AnAnchorCarriesThemToEachOfItsPlaces) {
  EXPECT_EQ(both("services: {web: {image: a, command: x}, api: {image: a, command: y}}",
                 "x-none: &none {command: !reset null}\nservices: {web: *none, api: {<<: *none, image: b}}", "services"),
            R"({"api":{"image":"b"},"web":{"image":"a"}})");
}

TEST(Marks, AReadyValueOfAMergeKeyCountsBesideAReset) {
  EXPECT_EQ(both(kBase, "x-a: &a {image: merged}\nservices: {web: {<<: *a, image: !reset null}}", "services.web.image"), R"("merged")");
}

TEST(Marks, NothingInsideAListOfAnEarlierLayerIsReached) {
  EXPECT_EQ(both("services: {web: {image: a, configs: [{source: c, target: /t}]}}",
                 "services: {web: {configs: [{source: c, target: !reset null}]}}", "services.web.configs"),
            R"([{"source":"c","target":"/t"},{"source":"c"}])");
}

TEST(Marks, KeysWithDotsAreOneStep) {
  EXPECT_EQ(both("x-a: {b.c: 1, b: {c: 2}}\nservices: {web: {image: a}}", "x-a: {b.c: !reset null}", "x-a"), R"({"b":{"c":2}})");
}

}  // namespace
}  // namespace stackc::compose
