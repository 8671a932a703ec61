#include <gtest/gtest.h>

#include "frontend/compose/test_load.h"

namespace stackc::compose {
namespace {

std::string raw(std::string_view yaml) { return Loaded({{"compose.yaml", yaml}}, until(Stage::kRaw)).json("x"); }

TEST(ValueOf, ScalarsAreTypedAsTheLoaderTypesThem) {
  EXPECT_EQ(raw("x: [0777, 0o17, 0x1F, 0b11, 08, 1_000]"), "[511,15,31,3,8,1000]");
  EXPECT_EQ(raw("x: [yes, no, on, off, y, n]"), R"(["yes","no","on","off","y","n"])");
  EXPECT_EQ(raw("x: [true, False, TRUE, ~, null, NULL]"), "[true,false,true,null,null,null]");
  EXPECT_EQ(raw("x: [22:22, 1e3, .5, '12', \"true\"]"), R"(["22:22",1000,0.5,"12","true"])");
  EXPECT_EQ(raw("x: [2024-1-2, 18446744073709551615, -5]"), R"(["2024-01-02 00:00:00 +0000 UTC","18446744073709551615",-5])");
}

TEST(ValueOf, TheTextThatWasWrittenStays) {
  Loaded loaded({{"compose.yaml", "x: 1.10"}}, until(Stage::kRaw));
  const model::Value* x = loaded.project->root->find("x");
  EXPECT_EQ(x->kind, model::Kind::kFloat);
  EXPECT_EQ(x->text, "1.10");
}

TEST(ValueOf, MergeKeys) {
  EXPECT_EQ(raw("a: &a {p: 1, q: 1}\nb: &b {q: 2, r: 2}\nx: {<<: [*a, *b], p: 0}"), R"({"p":0,"q":1,"r":2})");
  EXPECT_EQ(raw("a: &a {p: 1}\nb: &b {<<: *a, q: 2}\nx: {<<: *b}"), R"({"p":1,"q":2})");
  EXPECT_EQ(raw("l: &l [{p: 1}, {p: 2, q: 2}]\nx: {<<: *l}"), R"({"p":1,"q":2})");
  EXPECT_EQ(raw("x: {\"<<\": text}"), R"({"<<":"text"})");
}

TEST(ValueOf, AliasesAreCopies) {
  Loaded loaded({{"compose.yaml", "a: &a {p: {q: 1}}\nb: *a"}}, until(Stage::kRaw));
  const model::Value* a = loaded.project->root->find("a");
  const model::Value* b = loaded.project->root->find("b");
  EXPECT_TRUE(model::equal(*a, *b));
  EXPECT_NE(a->find("p"), b->find("p"));
  EXPECT_EQ(a->span, b->span);
}

TEST(ValueOf, KeysAreText) {
  Loaded loaded({{"compose.yaml", "services:\n  web:\n    labels:\n      1: a\n      true: b\n"}}, until(Stage::kRaw));
  EXPECT_EQ(loaded.found(),
            "compose.yaml:4:7 1705 the key `1` in `services.web.labels` is a number, not text\n"
            "compose.yaml:5:7 1705 the key `true` in `services.web.labels` is a boolean, not text\n");
  LoadOptions strict = until(Stage::kRaw);
  strict.quirks.keys_must_be_text = false;
  Loaded lenient({{"compose.yaml", "x: {1: a}"}}, strict);
  EXPECT_EQ(lenient.found(), "");
  EXPECT_EQ(lenient.json("x"), R"({"1":"a"})");
}

TEST(ValueOf, TagsStayInTheRawTree) {
  Loaded loaded({{"compose.yaml", "x: {a: !reset null, b: !override [1, !reset 2]}"}}, until(Stage::kRaw));
  const model::Value* x = loaded.project->root->find("x");
  EXPECT_EQ(x->find("a")->mark, model::Mark::kReset);
  EXPECT_EQ(x->find("b")->mark, model::Mark::kOverride);
  EXPECT_EQ((*x->find("b")->list)[1]->mark, model::Mark::kNone);  // below !override tags mean nothing
}

TEST(ValueOf, AliasesHaveABudget) {
  std::string text = "x-0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    std::string inner = base::cat({"*a", std::to_string(i - 1), ", "});
    text += base::cat(
        {"x-", std::to_string(i), ": &a", std::to_string(i), " [", inner, inner, inner, inner, inner, inner, inner, inner, "]\n"});
  }
  Loaded loaded({{"compose.yaml", text}}, until(Stage::kRaw));
  EXPECT_NE(loaded.found().find(" 1007 "), std::string::npos);
}

TEST(ValueOf, SaysWhenTheReferenceWouldRefuseTheSize) {
  std::string text = "x-a:\n";
  for (int i = 0; i < 100'001; ++i) text += "- 1\n";
  EXPECT_EQ(Loaded({{"compose.yaml", text}}, until(Stage::kMerged)).found(),
            "compose.yaml:1:1 1706 the document has 100003 values; Docker Compose refuses more than 100000\n");
}

}  // namespace
}  // namespace stackc::compose
