#include "graph/graph.h"

#include <gtest/gtest.h>

#include "ir/test_stack.h"

namespace stackc::graph {
namespace {

using ir::TestStack;

void edge(TestStack& t, const std::string& from, const std::string& to, ir::Condition condition = ir::Condition::kStarted,
          ir::EdgeKind kind = ir::EdgeKind::kStart) {
  ir::Edge e;
  e.from = t.find(from);
  e.to = t.find(to);
  e.kind = kind;
  e.condition = condition;
  e.causes.emplace_back("env X uses ${" + to + ".url}", t.origin(from + " -> " + to));
  t.stack().edges.push_back(e);
}

std::string cycles_text(TestStack& t) {
  std::string out;
  for (const auto& cycle : start_cycles(t.stack())) {
    for (std::size_t i : cycle) out += t.stack().services[t.stack().edges[i].from].name + ">";
    out += " ";
  }
  return out;
}

std::string waves_text(TestStack& t) {
  std::string out;
  for (const auto& wave : waves(t.stack())) {
    for (ir::ServiceId id : wave) out += t.stack().services[id].name + " ";
    out += "| ";
  }
  return out;
}

TEST(Graph, NoCycleInAnEmptyStackOrADiamond) {
  TestStack t;
  EXPECT_EQ(cycles_text(t), "");
  EXPECT_EQ(waves_text(t), "");
  edge(t, "web", "api");
  edge(t, "web", "db");
  edge(t, "api", "db");
  EXPECT_EQ(cycles_text(t), "");
  EXPECT_EQ(waves_text(t), "db | api | web | ");
}

TEST(Graph, ShortestCycleThroughTheFirstService) {
  TestStack t;
  t.service("a"), t.service("b"), t.service("c"), t.service("d");
  edge(t, "a", "b");
  edge(t, "b", "c");
  edge(t, "c", "d");
  edge(t, "d", "a");
  edge(t, "c", "a");
  EXPECT_EQ(cycles_text(t), "a>b>c> ");
  EXPECT_TRUE(waves(t.stack()).empty());
}

TEST(Graph, EachComponentGivesOneCycleAndASelfEdgeIsOne) {
  TestStack t;
  t.service("x"), t.service("a"), t.service("b"), t.service("self");
  edge(t, "x", "a");
  edge(t, "b", "a");
  edge(t, "a", "b");
  edge(t, "self", "self");
  EXPECT_EQ(cycles_text(t), "a>b> self> ");
}

TEST(Graph, OtherEdgesAndNoneOrderNothing) {
  TestStack t;
  edge(t, "api", "web", ir::Condition::kNone);
  edge(t, "web", "api");
  edge(t, "api", "prometheus", ir::Condition::kStarted, ir::EdgeKind::kNetwork);
  edge(t, "prometheus", "api");
  edge(t, "worker", "worker", ir::Condition::kStarted, ir::EdgeKind::kBuild);
  EXPECT_EQ(cycles_text(t), "");
  EXPECT_EQ(waves_text(t), "api worker | web prometheus | ");
}

TEST(Graph, Reachable) {
  TestStack t;
  edge(t, "web", "api");
  edge(t, "api", "db");
  edge(t, "other", "db");
  std::vector<ir::ServiceId> found = reachable(t.stack(), t.find("web"));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(t.stack().services[found[0]].name, "api");
  EXPECT_EQ(t.stack().services[found[1]].name, "db");
  EXPECT_TRUE(reachable(t.stack(), t.find("db")).empty());
}

TEST(Graph, ConnectionsAreStartAndNetworkEdgesToWhatListens) {
  TestStack t;
  t.service("db").port("pg", 5432);
  t.service("api").port("http", 8000);
  t.service("worker");
  t.task("migrate");
  edge(t, "api", "db");
  edge(t, "api", "db", ir::Condition::kStarted, ir::EdgeKind::kNetwork);  // the same connection again
  edge(t, "api", "migrate", ir::Condition::kCompleted);                   // a task does not listen
  edge(t, "worker", "api", ir::Condition::kStarted, ir::EdgeKind::kBuild);
  edge(t, "api", "worker");  // nor does a service without ports
  edge(t, "migrate", "db");
  std::vector<Connection> found = connections(t.stack());
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].client, t.find("api"));
  EXPECT_EQ(found[1].client, t.find("migrate"));
}

TEST(Render, Json) {
  TestStack t;
  t.service("db");
  edge(t, "api", "db", ir::Condition::kHealthy);
  std::string text = render(t.stack(), GraphFormat::kJson, t.sources());
  EXPECT_NE(text.find("\"condition\": \"healthy\""), std::string::npos) << text;
  EXPECT_NE(text.find("\"at\": \"stack.yaml:3:1\""), std::string::npos) << text;
  EXPECT_NE(text.find("\"wave\": 1"), std::string::npos) << text;
}

TEST(Render, DotEscapes) {
  TestStack t;
  edge(t, "api", "db");
  t.stack().edges[0].causes[0].first = "say \"hi\" \\N\nline";
  std::string text = render(t.stack(), GraphFormat::kDot, t.sources());
  EXPECT_NE(text.find("say \\\"hi\\\" \\\\N\\lline at stack.yaml:3:1\\l"), std::string::npos) << text;
}

TEST(Render, MermaidEscapesAndNeverUsesNamesAsIds) {
  TestStack t;
  edge(t, "end", "db");
  t.stack().edges[0].causes[0].first = "\"#<`";
  std::string text = render(t.stack(), GraphFormat::kMermaid, t.sources());
  EXPECT_NE(text.find("n0[\"end<br/>end:1\"]"), std::string::npos) << text;
  EXPECT_NE(text.find("|\"started<br/>#quot;#35;#lt;#96; at stack.yaml:3:1\"|"), std::string::npos) << text;
}

TEST(Render, ACycleHasNoWaves) {
  TestStack t;
  edge(t, "a", "b");
  edge(t, "b", "a");
  std::string text = render(t.stack(), GraphFormat::kJson, t.sources());
  EXPECT_NE(text.find("\"wave\": null"), std::string::npos) << text;
  EXPECT_NE(render(t.stack(), GraphFormat::kDot, t.sources()).find("\"a\" -> \"b\""), std::string::npos);
}

// A chain of 10,000: depth must cost no stack, and the shortest cycle no square.
TEST(Graph, LongChainAndLongCycle) {
  TestStack t;
  constexpr std::size_t kCount = 10000;
  for (std::size_t i = 0; i < kCount; ++i) {
    ir::Service service;
    service.name = "s" + std::to_string(i);
    t.stack().services.add(std::move(service));
  }
  auto link = [&](std::size_t from, std::size_t to) {
    ir::Edge e;
    e.from = ir::ServiceId(from);
    e.to = ir::ServiceId(to);
    t.stack().edges.push_back(e);
  };
  for (std::size_t i = 0; i + 1 < kCount; ++i) link(i, i + 1);
  EXPECT_EQ(waves(t.stack()).size(), kCount);
  EXPECT_TRUE(start_cycles(t.stack()).empty());
  link(kCount - 1, 0);
  ASSERT_EQ(start_cycles(t.stack()).size(), 1u);
  EXPECT_EQ(start_cycles(t.stack())[0].size(), kCount);
}

}  // namespace
}  // namespace stackc::graph
