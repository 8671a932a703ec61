#include "diag/render.h"

#include <gtest/gtest.h>

#include <set>

#include "diag/rules/yaml.h"

namespace stackc::diag {
namespace {

class Render : public testing::Test {
 protected:
  source::Span span(std::string_view text, std::size_t from = 0) {
    auto at = static_cast<std::uint32_t>(sources_.text(file_).find(text, from));
    return {file_, at, at + static_cast<std::uint32_t>(text.size())};
  }
  void load(std::string text) { file_ = sources_.add("stack.yaml", std::move(text)); }
  std::string text() { return render_text(sink_.sorted(sources_), sources_, false); }
  source::SourceManager sources_;
  source::FileId file_;
  Sink sink_;
};

TEST_F(Render, ShowsTheLineTheCaretAndLabels) {
  load("services:\n  db:\n    image: x\n  worker:\n    depends: {db: healthy}\n");
  sink_.report(rule::yaml_duplicate_key, span("healthy"), "`worker` waits for `db`")
      .primary("never true")
      .label(span("db:"), "defined here")
      .help("add a check");
  EXPECT_EQ(text(),
            "error[STK1004]: `worker` waits for `db`\n"
            " --> stack.yaml:5:19\n"
            "  |\n"
            "5 |     depends: {db: healthy}\n"
            "  |                   ^^^^^^^ never true\n"
            "  |\n"
            "2 |   db:\n"
            "  |   --- defined here\n"
            "  = help: add a check\n");
}

TEST_F(Render, CountsCharactersNotBytes) {
  load("a: \xc3\xa4\xc3\xb6 x\n");
  sink_.report(rule::yaml_syntax, span("x"), "m");
  EXPECT_NE(text().find("stack.yaml:1:7"), std::string::npos);
  EXPECT_NE(text().find("  |       ^\n"), std::string::npos);
}

TEST_F(Render, CutsLongLines) {
  load(std::string(100000, 'a') + "!" + std::string(100000, 'b'));
  sink_.report(rule::yaml_syntax, span("!"), "m");
  EXPECT_LT(text().size(), 600u);
  EXPECT_NE(text().find("!b"), std::string::npos);
}

TEST_F(Render, OneFindingOnce) {
  load("a");
  sink_.report(rule::yaml_syntax, span("a"), "m");
  sink_.report(rule::yaml_syntax, span("a"), "m").help("goes nowhere");
  EXPECT_EQ(sink_.all().size(), 1u);
  EXPECT_TRUE(sink_.all()[0].help.empty());
}

TEST_F(Render, KeepsAtMostAThousandOfARule) {
  load(std::string(5000, 'a'));
  for (std::uint32_t i = 0; i < 3000; ++i) sink_.report(rule::yaml_syntax, {file_, i, i + 1}, "m");
  EXPECT_EQ(sink_.all().size(), Sink::kMax);
  EXPECT_EQ(sink_.dropped(), 3000 - Sink::kMax);
  EXPECT_EQ(sink_.errors(), 3000u);
  sink_.report(rule::yaml_tab, {file_, 1, 2}, "m");
  EXPECT_EQ(sink_.all().size(), Sink::kMax + 1);
}

TEST_F(Render, JsonAndSarifCarryEverything) {
  load("a: 1\n");
  sink_.report(rule::yaml_syntax, span("1"), "say \"hi\"\n").fix("write 2", Safety::kSafe, {{span("1"), "2"}}).label(span("a"), "key");
  std::string json = render_json(sink_.sorted(sources_), sources_);
  for (const char* part : {"\"code\": \"STK1001\"", "\"say \\\"hi\\\"\\n\"", "\"offset\": 3", "\"title\": \"write 2\"", "\"safe\": true"})
    EXPECT_NE(json.find(part), std::string::npos) << part << json;
  std::string sarif = render_sarif(sink_.sorted(sources_), sources_);
  for (const char* part : {"\"startColumn\": 4", "\"ruleId\": \"STK1001\"", "relatedLocations"})
    EXPECT_NE(sarif.find(part), std::string::npos) << part;
}

TEST(Rules, CodesAndNamesAreUniqueAndDocumented) {
  std::set<int> codes;
  std::set<std::string_view> names;
  for (const RuleInfo& rule : all_rules()) {
    EXPECT_TRUE(codes.insert(rule.code).second) << rule.code;
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
    EXPECT_GE(rule.code, 1000);
    EXPECT_LE(rule.code, 9999);
    EXPECT_GT(rule.documentation.size(), 20u) << rule.name;
    EXPECT_FALSE(rule.summary.ends_with('.')) << rule.name;
    EXPECT_EQ(find_rule(code_text(rule.code)), &rule);
  }
  EXPECT_EQ(find_rule("no-such-rule"), nullptr);
}

}  // namespace
}  // namespace stackc::diag
