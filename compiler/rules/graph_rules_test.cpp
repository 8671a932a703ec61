#include <gtest/gtest.h>

#include <set>

#include "rules/test_rules.h"

namespace stackc::rules {
namespace {

using ir::Condition;
using ir::TestStack;

// An edge as passes/infer_edges would make it from the last reference of `from`.
void edge(TestStack& t, const std::string& from, const std::string& to, const std::string& output, const std::string& where) {
  t.service(from).uses(to, output, where);
  ir::Edge e;
  e.from = t.find(from);
  e.to = t.find(to);
  e.causes.emplace_back(where + " uses ${" + to + "." + output + "}", t.service(from)->references.back().origin);
  t.stack().edges.push_back(e);
}

TEST(CheckCycles, PathLabelsAndWaysOut) {
  TestStack t;
  t.service("api").port("http", 8000, ir::Protocol::kHttp);
  t.service("web").port("http", 3000, ir::Protocol::kHttp);
  edge(t, "api", "web", "url", "env WEB_URL");
  edge(t, "web", "api", "url", "env API_URL");
  diag::Sink sink;
  EXPECT_EQ(findings(t, check_cycles, &sink),
            "STK2001 [api.env WEB_URL: ${web.url}] services wait for each other: `api` -> `web` -> `api`\n");
  const diag::Diagnostic& d = sink.all().front();
  EXPECT_EQ(d.primary, "`api` waits for `web`: env WEB_URL uses ${web.url}");
  ASSERT_EQ(d.labels.size(), 1u);
  EXPECT_EQ(d.labels[0].text, "`web` waits for `api`: env API_URL uses ${api.url}");
  ASSERT_EQ(d.help.size(), 3u);
  EXPECT_EQ(d.help[0], "if only a browser follows the address, write `${web.public_url}` in env WEB_URL of `api`: it makes no edge");
  EXPECT_EQ(d.help[2], "if `web` can start before `api` is there, write `depends: {api: none}` at `web`");
  ASSERT_EQ(d.fixes.size(), 2u);
  const diag::Edit& edit = d.fixes[0].edits.at(0);
  EXPECT_EQ(edit.text, "public_url");
  EXPECT_EQ(t.sources().text(edit.span), "url");
}

TEST(CheckCycles, NoPublicUrlForADatabase) {
  TestStack t;
  t.service("a").port("pg", 5432);
  t.service("b").port("pg", 5432);
  edge(t, "a", "b", "url", "env B");
  edge(t, "b", "a", "url", "env A");
  diag::Sink sink;
  findings(t, check_cycles, &sink);
  ASSERT_EQ(sink.all().size(), 1u);
  EXPECT_EQ(sink.all()[0].help.size(), 1u);
  EXPECT_TRUE(sink.all()[0].fixes.empty());
}

TEST(CheckCycles, ALongCycleIsShortened) {
  TestStack t;
  for (int i = 0; i < 40; ++i) edge(t, "s" + std::to_string(i), "s" + std::to_string((i + 1) % 40), "url", "env X");
  std::string text = findings(t, check_cycles);
  EXPECT_NE(text.find("`s5` -> ... (28 more) -> `s34`"), std::string::npos) << text;
  EXPECT_NE(text.find("`s39` -> `s0`\n"), std::string::npos) << text;
}

TEST(CheckCycles, NoneInATree) {
  TestStack t;
  edge(t, "web", "api", "url", "env API_URL");
  EXPECT_EQ(findings(t, check_cycles), "");
}

TEST(CheckConditions, HealthyNeedsHealth) {
  TestStack t;
  t.service("db");
  t.service("cache").health_exec({"redis-cli", "ping"});
  t.task("migrate");
  t.service("api").depends("db", Condition::kHealthy).depends("cache", Condition::kHealthy).depends("migrate", Condition::kHealthy);
  EXPECT_EQ(findings(t, check_conditions),
            "STK2002 [api.depends db] `api` waits for `db` to be healthy, but `db` has no health\n"
            "STK2002 [api.depends migrate] `api` waits for `migrate` to be healthy, but `migrate` is a task and has no health\n");
}

TEST(CheckConditions, OnlyTasksComplete) {
  TestStack t;
  t.service("db");
  t.task("migrate");
  t.service("api").depends("db", Condition::kCompleted).depends("migrate", Condition::kCompleted);
  EXPECT_EQ(findings(t, check_conditions),
            "STK2004 [api.depends db] `api` waits for the end of `db`, which is a service and does not end\n");
}

TEST(CheckConditions, FixReplacesTheWord) {
  TestStack t;
  t.service("db");
  t.service("api").depends("db", Condition::kHealthy);
  t.service("api")->depends[0].origin = t.origin("healthy");
  diag::Sink sink;
  findings(t, check_conditions, &sink);
  ASSERT_EQ(sink.all()[0].fixes.size(), 1u);
  EXPECT_EQ(sink.all()[0].fixes[0].edits[0].text, "started");
}

TEST(CheckConditions, ManualTask) {
  TestStack t;
  t.service("api");
  t.task("seed").before("api");
  EXPECT_EQ(findings(t, check_conditions), "");
  t.task("seed")->task.manual = true;
  EXPECT_EQ(findings(t, check_conditions), "STK2005 [services seed] `api` waits for the task `seed`, which runs only on request\n");
}

TEST(CheckHealth, Times) {
  TestStack t;
  t.service("ok").health_exec({"x"});
  t.service("overlap").health_exec({"x"});
  t.service("overlap")->health->timeout_seconds = 31;
  t.service("zero").health_exec({"x"});
  t.service("zero")->health->retries = 0;
  t.service("slow").health_exec({"x"});
  t.service("slow")->health->start_seconds = 600;
  t.service("none");
  EXPECT_EQ(
      findings(t, check_health),
      "STK2006 [overlap.health exec] the health of `overlap` is asked every 30 s, but an answer may take 31 s\n"
      "STK2007 [zero.health exec] `retries` of the health of `zero` is 0\n"
      "STK2008 [slow.health exec] if `slow` does not come up, nobody notices for 705 s (`start` and 3 rounds of `every` and `timeout`)\n");
}

TEST(Rules, TableIsWhole) {
  std::set<std::string_view> names;
  for (const RulePass& rule : all()) {
    EXPECT_TRUE(rule.name.starts_with("check-")) << rule.name;
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
  }
  EXPECT_EQ(names.size(), 10u);
}

}  // namespace
}  // namespace stackc::rules
