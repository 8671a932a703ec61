#include <gtest/gtest.h>

#include "base/text.h"
#include "ir/test_stack.h"
#include "passes/pipeline.h"

namespace stackc::passes {
namespace {

using ir::Condition;
using ir::ReferenceKind;
using ir::TestStack;

struct Outcome {
  diag::Sink sink;
  std::string edges;  // "api>db start healthy pg" lines
  std::string notes;  // "2003 ..." lines
  explicit Outcome(TestStack& t) {
    source::SourceManager sources = t.sources();
    Profile profile;
    Context context{sink, sources, profile};
    infer_health(t.stack(), context);
    infer_edges(t.stack(), context);
    for (const ir::Edge& edge : t.stack().edges) {
      edges += t.stack().services[edge.from].name + ">" + t.stack().services[edge.to].name + " " + std::string(ir::spell(edge.kind));
      if (edge.kind == ir::EdgeKind::kStart) edges += " " + std::string(ir::spell(edge.condition));
      if (!edge.required) edges += " optional";
      if (!edge.port.empty()) edges += " " + edge.port;
      edges += "\n";
    }
    for (const diag::Diagnostic& d : sink.all()) notes += std::to_string(diag::info(d.rule).code) + " ";
    EXPECT_EQ(ir::verify(t.stack()), std::vector<std::string>{});
  }
};

TEST(InferEdges, ConditionFollowsTheTarget) {
  TestStack t;
  t.service("db").port("pg", 5432).health_exec({"pg_isready"});
  t.service("cache").port("redis", 6379);
  t.service("api")
      .uses("db", "url", "env DATABASE_URL", ReferenceKind::kStart, "pg")
      .uses("cache", "url", "env REDIS_URL", ReferenceKind::kStart, "redis");
  t.task("prepare");
  t.service("api").uses("prepare", "host", "env PREPARE");
  Outcome run(t);
  EXPECT_EQ(run.edges, "api>db start healthy pg\napi>cache start started redis\napi>prepare start completed\n");
  EXPECT_EQ(run.notes, "2010 ");
  EXPECT_EQ(t.stack().edges[0].causes[0].first, "env DATABASE_URL uses ${db.url}");
}

TEST(InferEdges, KindsOfReferences) {
  TestStack t;
  t.service("web").port("http", 3000);
  t.service("otel").port("grpc", 4317).health_tcp("grpc", {"nc"});
  t.service("api").port("http", 8000).health_exec({"x"});
  t.service("api").uses("web", "public_url", "env WEB_URL", ReferenceKind::kAddress);
  t.service("api").uses("otel", "grpc_url", "env OTLP", ReferenceKind::kSoft, "grpc");
  t.service("worker").uses("api", "image", "with.image_of", ReferenceKind::kImage);
  t.service("prometheus").uses("api", "", "with.scrape", ReferenceKind::kNetwork, "http");
  Outcome run(t);
  EXPECT_EQ(run.edges, "api>otel start started optional grpc\nworker>api build\nprometheus>api network http\n");
  EXPECT_EQ(run.notes, "");
  EXPECT_EQ(t.stack().edges[2].causes[0].first, "with.scrape names api");
}

TEST(InferEdges, SeveralReferencesMakeOneEdge) {
  TestStack t;
  t.service("db").port("pg", 5432).health_exec({"x"});
  t.service("api")
      .uses("db", "url", "env A", ReferenceKind::kStart, "pg")
      .uses("db", "url", "env B", ReferenceKind::kStart, "pg")
      .uses("db", "host", "env C");
  Outcome run(t);
  EXPECT_EQ(run.edges, "api>db start healthy pg\n");
  EXPECT_EQ(t.stack().edges[0].causes.size(), 3u);
}

TEST(InferEdges, ASecondPortIsANetworkEdge) {
  TestStack t;
  t.service("otel").port("grpc", 4317).port("http", 4318).health_tcp("grpc", {"nc"});
  t.service("api")
      .uses("otel", "grpc_url", "env A", ReferenceKind::kSoft, "grpc")
      .uses("otel", "http_url", "env B", ReferenceKind::kSoft, "http");
  EXPECT_EQ(Outcome(t).edges, "api>otel start started optional grpc\napi>otel network http\n");
}

TEST(InferEdges, OneHardReferenceMakesTheEdgeRequired) {
  TestStack t;
  t.service("q").port("amqp", 5672).health_exec({"x"});
  t.service("api").uses("q", "log", "env A", ReferenceKind::kSoft, "amqp").uses("q", "url", "env B", ReferenceKind::kStart, "amqp");
  EXPECT_EQ(Outcome(t).edges, "api>q start healthy amqp\n");
}

TEST(InferEdges, DependsOverrides) {
  TestStack t;
  t.service("db").port("pg", 5432).health_exec({"x"});
  t.service("api").port("http", 80).health_exec({"x"});
  t.service("api").uses("db", "url", "env A", ReferenceKind::kStart, "pg").depends("db", Condition::kStarted);
  t.service("web").depends("api", Condition::kHealthy);
  Outcome run(t);
  EXPECT_EQ(run.edges, "api>db start started pg\nweb>api start healthy\n");
  EXPECT_EQ(t.stack().edges[0].causes[1].first, "depends on db: started");
}

TEST(InferEdges, NoneCutsTheOrderButNotTheNetwork) {
  TestStack t;
  t.service("db").port("pg", 5432).health_exec({"x"});
  t.service("api").uses("db", "url", "env A", ReferenceKind::kStart, "pg").depends("db", Condition::kNone);
  t.service("web").depends("api", Condition::kNone);
  Outcome run(t);
  EXPECT_EQ(run.edges, "api>db network pg\n");
  EXPECT_EQ(t.stack().edges[0].causes.back().first, "depends on db: none");
}

TEST(InferEdges, TasksStandBeforeServices) {
  TestStack t;
  t.service("db").port("pg", 5432).health_exec({"x"});
  t.service("api").uses("db", "url", "env A", ReferenceKind::kStart, "pg");
  t.task("migrate").uses("db", "url", "env_of api", ReferenceKind::kStart, "pg").before("api");
  Outcome run(t);
  EXPECT_EQ(run.edges, "api>db start healthy pg\napi>migrate start completed\nmigrate>db start healthy pg\n");
  EXPECT_EQ(t.stack().edges[1].causes[0].first, "task migrate stands before api");
}

TEST(InferEdges, OnesOwnAddressIsNoEdge) {
  TestStack t;
  t.service("api").port("http", 8000).uses("api", "url", "env SELF", ReferenceKind::kStart, "http");
  EXPECT_EQ(Outcome(t).edges, "");
}

TEST(InferEdges, HealthThatTheImageCannotAskDegradesWithANote) {
  TestStack t;
  t.service("otel").port("grpc", 4317).health_tcp("grpc");
  t.service("api").uses("otel", "grpc_url", "env A", ReferenceKind::kStart, "grpc");
  t.service("web").depends("otel", Condition::kHealthy);
  Outcome run(t);
  EXPECT_EQ(run.edges, "api>otel start started grpc\nweb>otel start started\n");
  EXPECT_EQ(run.notes, "2003 ");
}

TEST(InferEdges, KubernetesAsksFromOutsideSoThereIsNothingToSay) {
  TestStack t;
  t.stack().emit = {"k8s"};
  t.service("otel").port("grpc", 4317).health_tcp("grpc");
  t.service("api").uses("otel", "grpc_url", "env A", ReferenceKind::kStart, "grpc");
  EXPECT_EQ(Outcome(t).notes, "");
}

TEST(InferHealth, PortAndToolGiveATcpProbe) {
  TestStack t;
  t.service("cache").port("gossip", 7000, ir::Protocol::kUdp).port("redis", 6379);
  t.service("cache")->tcp_argv = {"nc", "-z", "127.0.0.1", "{port}"};
  t.service("api").uses("cache", "url", "env A", ReferenceKind::kStart, "redis");
  Outcome run(t);
  EXPECT_EQ(run.edges, "api>cache start healthy redis\n");
  EXPECT_EQ(run.notes, "2009 ");
  const ir::Health& health = *t.stack().services[ir::ServiceId(std::size_t{0})].health;
  EXPECT_EQ(std::get<ir::TcpProbe>(health.probe).port, "redis");
  EXPECT_EQ(health.image_argv.back(), "6379");
  EXPECT_EQ(health.origin.by, ir::By::kPass);
}

TEST(InferHealth, NeitherTasksNorDeclaredHealthNorImagesWithoutATool) {
  TestStack t;
  t.service("plain").port("http", 80);
  t.service("own").port("http", 80).health_exec({"check"});
  t.service("own")->tcp_argv = {"nc", "{port}"};
  t.task("job").port("http", 80);
  t.task("job")->tcp_argv = {"nc", "{port}"};
  EXPECT_EQ(Outcome(t).notes, "");
  for (const ir::Service& service : t.stack().services) EXPECT_EQ(service.health.has_value(), service.name == "own");
}

TEST(InferHealth, ADeclaredHealthBorrowsTheTcpTool) {
  TestStack t;
  t.service("proxy").port("http", 8080).health_http("/ok", "http");
  t.service("proxy")->tcp_argv = {"nc", "-z", "127.0.0.1", "{port}"};
  t.service("web").uses("proxy", "url", "env A", ReferenceKind::kStart, "http");
  Outcome run(t);
  EXPECT_EQ(run.edges, "web>proxy start healthy http\n");
  EXPECT_EQ(run.notes, "");
}

}  // namespace
}  // namespace stackc::passes
