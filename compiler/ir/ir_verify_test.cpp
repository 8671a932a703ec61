#include <gtest/gtest.h>

#include <algorithm>

#include "ir/test_stack.h"

namespace stackc::ir {
namespace {

using Texts = std::vector<std::string>;

TestStack sound() {
  TestStack t;
  t.secret("db_password", "DB_PASSWORD");
  t.service("db").port("pg", 5432).volume("db_data", "/data").health_exec({"pg_isready"});
  t.service("api")
      .port("http", 8000, Protocol::kHttp)
      .publish("http", 8020)
      .uses("db", "url", "env DATABASE_URL", ReferenceKind::kStart, "pg");
  t.service("api").health_http("/health", "http");
  t.task("migrate").uses("db", "url", "env DATABASE_URL").before("api");
  Edge edge;
  edge.from = t.find("api");
  edge.to = t.find("db");
  edge.port = "pg";
  edge.causes.emplace_back("env DATABASE_URL uses ${db.url}", Origin{});
  t.stack().edges.push_back(edge);
  return t;
}

// One change to a sound stack, and the one text that it must give.
void expect_broken(const std::string& wanted, void (*change)(Stack&)) {
  TestStack t = sound();
  change(t.stack());
  Texts found = verify(t.stack());
  EXPECT_NE(std::find(found.begin(), found.end(), wanted), found.end())
      << wanted << "\n  found: " << (found.empty() ? "nothing" : found.front());
}

Service& db(Stack& s) { return s.services[ServiceId(std::size_t{0})]; }
Service& api(Stack& s) { return s.services[ServiceId(std::size_t{1})]; }
Image& image(Stack& s) { return s.images[ImageId(std::size_t{1})]; }
Stage stage(const std::string& name, const std::string& from_stage, const std::string& from_image) {
  Stage out;
  out.name = name;
  out.from_stage = from_stage;
  out.from_image = from_image;
  return out;
}
void build(Stack& s) {
  image(s).built = true;
  image(s).dockerfile = "Dockerfile";
  image(s).stages = {stage("base", "", "python:3.11"), stage("dev", "base", ""), stage("production", "base", "")};
}

TEST(IrVerify, SoundStackHasNoFinding) {
  TestStack t = sound();
  EXPECT_EQ(verify(t.stack()), Texts{});
  build(t.stack());
  EXPECT_EQ(verify(t.stack()), Texts{});
}

TEST(IrVerify, Names) {
  expect_broken("the stack has no name", [](Stack& s) { s.name.value.clear(); });
  expect_broken("the environment has no name", [](Stack& s) { s.environment.clear(); });
  expect_broken("service `db` exists twice", [](Stack& s) { api(s).name = "db"; });
  expect_broken("volume `api` exists twice", [](Stack& s) { s.volumes[VolumeId(std::size_t{0})].name = "api"; });
  expect_broken("service `db` stands after a task", [](Stack& s) {
    Service copy = db(s);
    s.services.add(std::move(copy));
  });
}

TEST(IrVerify, Ids) {
  expect_broken("service api: has no image", [](Stack& s) { api(s).image = ImageId(); });
  expect_broken("service api: depends on a service that does not exist", [](Stack& s) {
    api(s).depends.push_back({ServiceId(std::size_t{9}), Condition::kStarted, {}});
  });
  expect_broken("service api: a reference in env DATABASE_URL leads nowhere", [](Stack& s) { api(s).references[0].to = ServiceId(); });
  expect_broken("service db: a mount at `/data` names no volume", [](Stack& s) { db(s).mounts[0].volume = VolumeId(); });
  expect_broken("service api: KEY holds a secret that does not exist", [](Stack& s) {
    EnvVar variable;
    variable.name = "KEY";
    variable.value.append(SecretPart{SecretId(std::size_t{7}), Encoding::kNone});
    api(s).env.push_back(variable);
  });
}

TEST(IrVerify, Ports) {
  expect_broken("service api: port `http` has the number 0", [](Stack& s) { api(s).ports[0].number = 0; });
  expect_broken("service api: port `http` exists twice", [](Stack& s) { api(s).ports.push_back(api(s).ports[0]); });
  expect_broken("service api: health asks the port `http`, which does not exist", [](Stack& s) { api(s).ports[0].name = "web"; });
  expect_broken("service api: a reference in env DATABASE_URL addresses the port `pg`, which `db` does not have",
                [](Stack& s) { db(s).ports.clear(); });
  expect_broken("service api: metrics asks the port `metrics`, which does not exist", [](Stack& s) {
    api(s).metrics = Metrics{"metrics", "/metrics", {}};
  });
}

TEST(IrVerify, Health) {
  expect_broken("service api: the path of health does not start with `/`", [](Stack& s) {
    api(s).health->probe = HttpProbe{"health", "http"};
  });
  expect_broken("service db: health runs an empty command", [](Stack& s) { db(s).health->probe = ExecProbe{}; });
  expect_broken("service db: health in shell form has more than one word", [](Stack& s) {
    db(s).health->probe = ExecProbe{{"a", "b"}, true};
  });
  expect_broken("service db: health comes from the user but has no place", [](Stack& s) { db(s).health->origin.span = {}; });
}

TEST(IrVerify, MountsAndFiles) {
  expect_broken("service db: mount target `data` is not absolute", [](Stack& s) { db(s).mounts[0].target = "data"; });
  expect_broken("service db: a mount at `/data` names the file `x.conf`, which the service does not have", [](Stack& s) {
    db(s).mounts[0].kind = Mount::Kind::kFile;
    db(s).mounts[0].source = "x.conf";
  });
  expect_broken("service db: file `../x.conf` leaves the output folder", [](Stack& s) {
    db(s).files.push_back({"../x.conf", "/x", FileFormat::kText, "", {}, {}});
  });
}

TEST(IrVerify, Services) {
  expect_broken("service api: has one of uid and gid without the other", [](Stack& s) { api(s).uid = Field<std::uint32_t>{10001, {}}; });
  expect_broken("service api: is a service with the fields of a task", [](Stack& s) { api(s).task.manual = true; });
  expect_broken("task migrate: is a task with replicas", [](Stack& s) {
    s.services[ServiceId(std::size_t{2})].replicas = Field<std::uint32_t>{2, {}};
  });
  expect_broken("service api: runs the stage `celery`, which image `api` does not have", [](Stack& s) { api(s).target = "celery"; });
}

TEST(IrVerify, Edges) {
  expect_broken("edge api -> db: has no cause", [](Stack& s) { s.edges[0].causes.clear(); });
  expect_broken("edge api -> db: goes to the port `mysql`, which does not exist", [](Stack& s) { s.edges[0].port = "mysql"; });
  expect_broken("edge api -> db: has a condition but is no start edge", [](Stack& s) {
    s.edges[0].kind = EdgeKind::kNetwork;
    s.edges[0].condition = Condition::kHealthy;
  });
  expect_broken("edge api -> db: exists twice", [](Stack& s) { s.edges.push_back(s.edges[0]); });
  expect_broken("edge db -> api: is out of order", [](Stack& s) {
    Edge edge = s.edges[0];
    std::swap(edge.from, edge.to);
    edge.port.clear();
    s.edges.push_back(edge);
  });
  expect_broken("an edge leads nowhere", [](Stack& s) { s.edges[0].to = ServiceId(); });
}

TEST(IrVerify, Images) {
  expect_broken("image api: is pulled but has no reference", [](Stack& s) { image(s).reference.clear(); });
  expect_broken("image api: is built but has no stage", [](Stack& s) {
    build(s);
    image(s).stages.clear();
  });
  expect_broken("image api: stage dev: starts from `later`, which is no earlier stage", [](Stack& s) {
    build(s);
    image(s).stages[1].from_stage = "later";
  });
  expect_broken("image api: target `production` is no stage", [](Stack& s) {
    build(s);
    image(s).stages.pop_back();
  });
  expect_broken("image api: stage production: is used before it is defined", [](Stack& s) {
    build(s);
    Step copy;
    copy.kind = StepKind::kCopy;
    copy.words = {"/app"};
    copy.target = "/app";
    copy.from = "production";
    image(s).stages[1].steps.push_back(copy);
  });
  expect_broken("image api: stage dev: an instruction has no words", [](Stack& s) {
    build(s);
    image(s).stages[1].steps.emplace_back();
  });
}

}  // namespace
}  // namespace stackc::ir
