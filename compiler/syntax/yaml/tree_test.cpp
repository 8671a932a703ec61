// What the case files of tests/yaml cannot show: budgets, spans as offsets, the interface. The productions of YAML are tested there.
#include "syntax/yaml/tree.h"

#include <gtest/gtest.h>

#include <chrono>

#include "base/text.h"

namespace stackc::yaml {
namespace {

struct Reading {
  source::SourceManager sources;
  source::FileId file;
  diag::Sink sink;
  Tree tree;
  explicit Reading(std::string text, const Options& options = {})
      : file(sources.add("t.yaml", std::move(text))), tree(read(sources, file, sink, options)) {}
  [[nodiscard]] const Node& root() const { return *tree.documents.at(0).root; }
  [[nodiscard]] std::string_view rule() const { return sink.all().empty() ? "" : diag::info(sink.all()[0].rule).name; }
};

std::string repeat(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

TEST(YamlTree, FindsKeysAndKeepsViews) {
  Reading r("a: text\n\"b\": [1, 2]\n");
  ASSERT_FALSE(r.sink.has_errors());
  const Node* a = r.root().find("a");
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(a->text.data(), r.sources.text(r.file).data() + 3);  // a view, no copy
  ASSERT_NE(r.root().find("b"), nullptr);
  EXPECT_EQ(r.sources.text(r.root().find("b")->span), "[1, 2]");
  EXPECT_EQ(r.root().find("c"), nullptr);
}

TEST(YamlTree, PropertiesHaveSpans) {
  Reading r("a: !reset &x {k: 1}\nb: *x\n");
  const Node& a = *r.root().find("a");
  EXPECT_EQ(a.tag(), "!reset");
  EXPECT_EQ(a.anchor(), "x");
  EXPECT_EQ(r.sources.text(a.tag_span()), "!reset");
  EXPECT_EQ(r.sources.text(a.anchor_span()), "&x");
  EXPECT_EQ(&r.root().find("b")->resolved(), &a);
}

TEST(YamlTree, EmptyValuesStandBehindTheirColon) {
  Reading r("a:\nb: 1\n");
  const Node& a = *r.root().find("a");
  EXPECT_TRUE(a.empty);
  EXPECT_EQ(a.span.begin, 2u);
  EXPECT_EQ(a.span.end, 2u);
  EXPECT_EQ(scalar_type(a), ScalarType::kNull);
}

TEST(YamlTree, OneRunReportsSeveralErrors) {
  Reading r("a: b: c\nd:\n  - 1\n  - @x\n  - 3\ne: 'f\ng: 1\n");
  EXPECT_EQ(r.sink.errors(), 3u);
  ASSERT_EQ(r.tree.documents.size(), 1u);
  const Node* d = r.root().find("d");
  ASSERT_NE(d, nullptr);
  EXPECT_EQ(d->items.size(), 2u);  // without the broken one
  EXPECT_NE(r.root().find("g"), nullptr);
}

TEST(YamlTree, ErrorsAreBounded) {
  Options options;
  options.max_errors = 5;
  Reading r(repeat("- b: c: d\n", 1000), options);
  EXPECT_EQ(r.sink.errors(), 6u);  // and one that says so
}

TEST(YamlBudget, TenMegabytesOfBracketsEndAtOnce) {
  auto begin = std::chrono::steady_clock::now();
  Reading r(repeat("[", 10'000'000));
  auto spent = std::chrono::steady_clock::now() - begin;
  EXPECT_EQ(r.sink.errors(), 1u);
  EXPECT_EQ(r.rule(), "yaml-budget");
  EXPECT_LT(r.tree.arena.bytes(), 1u << 20);
  EXPECT_LT(std::chrono::duration_cast<std::chrono::seconds>(spent).count(), 2);
}

TEST(YamlBudget, DeepBlocks) {
  Reading r(repeat("- ", 100'000) + "x\n");
  EXPECT_EQ(r.sink.errors(), 1u);
  EXPECT_EQ(r.rule(), "yaml-budget");
}

TEST(YamlBudget, Nodes) {
  Options options;
  options.max_nodes = 100;
  Reading r("[" + repeat("a,", 1000) + "]", options);
  EXPECT_EQ(r.sink.errors(), 1u);
  EXPECT_EQ(r.rule(), "yaml-budget");
}

TEST(YamlBudget, AliasBomb) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    std::string before = "*a" + std::to_string(i - 1);
    text += base::cat({"a", std::to_string(i), ": &a", std::to_string(i), " [", repeat(before + ", ", 8), before, "]\n"});
  }
  Reading r(text);
  EXPECT_EQ(r.sink.errors(), 1u);
  EXPECT_EQ(r.rule(), "yaml-budget");
}

TEST(YamlBudget, ManyAliasesOfASmallValueAreFine) {
  Reading r("base: &b {x: 1}\nlist:\n" + repeat("- {k: v, w: *b}\n", 20'000));
  EXPECT_FALSE(r.sink.has_errors());
}

TEST(YamlBudget, UnclosedQuotesOnEveryLineStayFast) {
  Reading r(repeat("a: \"b\n", 200'000));
  EXPECT_TRUE(r.sink.has_errors());
}

TEST(YamlKeys, ManyKeysAreComparedFast) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "key" + std::to_string(i) + ": 1\n";
  Reading good(text);
  EXPECT_FALSE(good.sink.has_errors());
  Reading bad(text + "key5: 2\n");
  EXPECT_EQ(bad.rule(), "yaml-duplicate-key");
}

TEST(YamlValues, MergedMapsKeepWhatIsThere) {
  Reading r("a: &a {x: 1, y: 2}\nb: {<<: [*a, {z: 3}], x: 9}\n");
  EXPECT_EQ(dump_json(r.tree),
            "{\n  \"a\": {\n    \"x\": 1,\n    \"y\": 2\n  },\n  \"b\": {\n    \"x\": 9,\n    \"y\": 2,\n    \"z\": 3\n  }\n}\n");
}

}  // namespace
}  // namespace stackc::yaml
