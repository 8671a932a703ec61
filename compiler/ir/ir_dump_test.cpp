#include <gtest/gtest.h>

#include "ir/test_stack.h"

namespace stackc::ir {
namespace {

TestStack small() {
  TestStack t;
  SecretId password = t.secret("db_password", "DB_PASSWORD");
  t.service("db").port("pg", 5432).volume("db_data", "/data").health_exec({"pg_isready", "-U", "shop"});
  Text url("postgresql://shop:");
  url.append(SecretPart{password, Encoding::kUrl});
  url.append("@db:5432/shop");
  t.service("api")
      .port("http", 8000, Protocol::kHttp)
      .env("DATABASE_URL", url)
      .uses("db", "url", "env DATABASE_URL", ReferenceKind::kStart, "pg");
  return t;
}

TEST(IrDump, EverySectionWithoutSources) {
  TestStack t = small();
  std::string text = dump(t.stack(), nullptr);
  EXPECT_NE(text.find("stack shop\nenvironment dev mode dev\nemit \"compose\"\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\nservice db\n  image db\n  port pg 5432/tcp\n  mount volume db_data at /data\n"
                      "  health exec \"pg_isready\" \"-U\" \"shop\"\n    every 30 timeout 5 start 0 start_every 5 retries 3\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("  env DATABASE_URL=\"postgresql://shop:${secret.db_password | urlencode}@db:5432/shop\"\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("  reference db.url start in \"env DATABASE_URL\" port pg\n"), std::string::npos) << text;
}

TEST(IrDump, OriginsAsPlaces) {
  TestStack t;
  t.service("db").port("pg", 5432);
  t.stack().services[ServiceId(std::size_t{0})].read_only_root = {true, {{}, By::kPass, "harden"}};
  std::string text = dump(t.stack(), [] {
    static source::SourceManager sources;
    sources.add("stack.yaml", "services db\ndb.ports pg\n");
    return &sources;
  }());
  EXPECT_NE(text.find("service db @stack.yaml:1:1 by user\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  port pg 5432/tcp @stack.yaml:2:1 by user\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  read_only_root by pass(harden)\n"), std::string::npos) << text;
}

TEST(IrDump, SecretsNeverShowAValueInsideTexts) {
  TestStack t = small();
  Secret& secret = t.stack().secrets[SecretId(std::size_t{0})];
  secret.dev_value = Field<std::string>{"hunter2", {}};
  std::string text = dump(t.stack(), nullptr);
  EXPECT_EQ(text.find("hunter2"), text.rfind("hunter2"));  // once: where it is declared
  EXPECT_NE(text.find("  dev \"hunter2\"\n"), std::string::npos);
}

TEST(IrDump, ControlCharactersStayOnOneLine) {
  TestStack t;
  t.service("a").env("X", std::string("one\ntwo\t\"\\\x7f"));
  EXPECT_NE(dump(t.stack(), nullptr).find("env X=\"one\\ntwo\\x09\\\"\\\\\\x7f\"\n"), std::string::npos);
}

TEST(IrDump, BuiltImageWithStagesAndSteps) {
  TestStack t;
  t.service("api");
  Image& image = t.stack().images[ImageId(std::size_t{0})];
  image.built = true;
  image.dockerfile = "infra/api/Dockerfile";
  Stage stage;
  stage.name = "dev";
  stage.from_image = "python:3.11-slim";
  Step step;
  step.kind = StepKind::kRun;
  step.words = {"pip install -r requirements.txt"};
  step.mounts.push_back({RunMount::Type::kCache, "/root/.cache/pip", "", "", "", true});
  step.cost = CostClass::kPythonDeps;
  step.reads = {"requirements.txt"};
  stage.steps.push_back(step);
  image.stages.push_back(stage);
  image.orders.push_back({"dev", 101.964, 6.381, true});
  std::string text = dump(t.stack(), nullptr);
  EXPECT_NE(text.find("  stage dev from python:3.11-slim\n    run \"pip install -r requirements.txt\" cost python-deps\n"
                      "      mount cache /root/.cache/pip locked\n      reads \"requirements.txt\"\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("  order dev 101.96 s -> 6.38 s per commit\n"), std::string::npos) << text;
}

TEST(IrDump, ConfigurationFiles) {
  TestStack t;
  ConfigFile file;
  file.path = "infra/prometheus.yml";
  file.target = "/etc/prometheus.yml";
  file.format = FileFormat::kYaml;
  ValueMap map;
  map.emplace_back("interval", Value{Text("15s")});
  map.emplace_back("jobs", Value{ValueList{Value{std::int64_t{1}}, Value{std::string("3.50")}, Value{true}, Value{}}});
  file.value = Value{map};
  t.service("prometheus")->files.push_back(file);
  std::string text = dump(t.stack(), nullptr);
  EXPECT_NE(text.find("    content map\n      \"interval\" \"15s\"\n      \"jobs\" list\n        - 1\n        - number 3.50\n        - "
                      "true\n        - null\n"),
            std::string::npos)
      << text;
}

TEST(IrDump, EdgesWithCauses) {
  TestStack t = small();
  Edge edge;
  edge.from = t.find("api");
  edge.to = t.find("db");
  edge.condition = Condition::kHealthy;
  edge.port = "pg";
  edge.causes.emplace_back("env DATABASE_URL uses ${db.url}", Origin{});
  t.stack().edges.push_back(edge);
  EXPECT_NE(dump(t.stack(), nullptr).find("edge api -> db start healthy port pg\n  env DATABASE_URL uses ${db.url}\n"), std::string::npos);
}

}  // namespace
}  // namespace stackc::ir
