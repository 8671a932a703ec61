#include "emit/compose/compose.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "diag/rules/target.h"
#include "diag/rules/translation.h"
#include "ir/test_stack.h"

namespace stackc::emit {
namespace {

using ir::TestStack;

ir::Edge edge(TestStack& t, std::string_view from, std::string_view to, ir::Condition condition, bool required = true) {
  ir::Edge edge;
  edge.from = t.find(from);
  edge.to = t.find(to);
  edge.condition = condition;
  edge.required = required;
  edge.causes.emplace_back("a test", t.origin("cause"));
  return edge;
}

ir::Text url_with(ir::SecretId secret) {
  ir::Text text("postgresql://shop:");
  text.append(ir::SecretPart{secret, ir::Encoding::kUrl});
  text.append("@db:5432/shop");
  return text;
}

void make_built(ir::Stack& stack, ir::ImageId id) {
  ir::Image& image = stack.images[id];
  image.built = true;
  image.reference = "acme/" + image.name;
  image.dockerfile = "infra/" + image.name + "/Dockerfile";
}

// db, api (built) that waits for db and a migration, a worker of the same image, a task on request.
void fill_shop(TestStack& t) {
  const ir::SecretId password = t.secret("db_password", "DB_PASSWORD");
  t.stack().secrets[password].dev_value = ir::Field<std::string>{"shop", t.origin("dev: shop")};
  auto db = t.service("db");
  db.port("pg", 5432).publish("pg", 5442).health_exec({"pg_isready", "-U", "$USER"}).volume("db_data", "/var/lib/data");
  ir::Text sole;
  sole.append(ir::SecretPart{password, ir::Encoding::kNone});
  db.env("POSTGRES_PASSWORD", sole);
  db->env.back().reads_file = true;
  db->env.back().file_name = "POSTGRES_PASSWORD_FILE";
  auto api = t.service("api");
  api.port("http", 8000).health_http("/health", "http", {"python", "-c", "ask()"});
  api.env("DATABASE_URL", url_with(password)).env("PRICE", "5$ off").env("DEBUG", "no");
  api->doc = "the web API";
  make_built(t.stack(), api->image);
  api->command = {ir::Text("serve")};
  const ir::ImageId image = api->image;
  auto worker = t.service("worker");
  worker->image = image;
  worker->command = {ir::Text("work"), ir::Text("--queue=${x}")};
  auto migrate = t.task("migrate");
  migrate->image = image;
  migrate->command = {ir::Text("migrate")};
  auto seed = t.task("seed");
  seed->image = image;
  seed->task.manual = true;
  t.stack().edges = {edge(t, "api", "db", ir::Condition::kHealthy), edge(t, "api", "migrate", ir::Condition::kCompleted),
                     edge(t, "worker", "db", ir::Condition::kStarted, false), edge(t, "migrate", "db", ir::Condition::kHealthy)};
}

struct Made {
  OutputSet outputs;
  diag::Sink sink;
  [[nodiscard]] std::string text(const std::string& path) const {
    auto found = outputs.files().find(path);
    return found == outputs.files().end() ? "(no " + path + ")" : found->second.text;
  }
  [[nodiscard]] std::size_t count(diag::Rule rule) const {
    return static_cast<std::size_t>(
        std::count_if(sink.all().begin(), sink.all().end(), [&](const diag::Diagnostic& d) { return d.rule == rule; }));
  }
};
Made make(std::vector<ir::Stack> stacks) {
  Made made;
  ir::Project project;
  project.stacks = std::move(stacks);
  project.source_path = "stack.yaml";
  emit_compose(project, made.outputs, made.sink);
  return made;
}
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Compose, DevelopmentFile) {
  TestStack t;
  fill_shop(t);
  const Made made = make({t.stack()});
  EXPECT_EQ(made.text("compose.yaml"), std::string("# ") + kHeader + R"(
name: shop

services:
  db:
    image: db:1
    restart: unless-stopped
    environment:
      POSTGRES_PASSWORD: ${DB_PASSWORD:?set in .env}
    ports:
      - "127.0.0.1:5442:5432"
    volumes:
      - db_data:/var/lib/data
    healthcheck:
      test: [CMD, pg_isready, "-U", $$USER]
      interval: 30s
      timeout: 5s
      retries: 3

  # the web API
  api:
    image: acme/api:dev
    build:
      context: "."
      dockerfile: infra/api/Dockerfile
      target: dev
    restart: unless-stopped
    depends_on:
      db:
        condition: service_healthy
      migrate:
        condition: service_completed_successfully
    environment:
      DATABASE_URL: postgresql://shop:${DB_PASSWORD:?set in .env}@db:5432/shop
      PRICE: 5$$ off
      DEBUG: "no"
    command: [serve]
    healthcheck:
      test: [CMD, python, "-c", ask()]
      interval: 30s
      timeout: 5s
      retries: 3

  worker:
    image: acme/api:dev
    pull_policy: never
    restart: unless-stopped
    depends_on:
      db:
        condition: service_started
        required: false
    command: [work, "--queue=$${x}"]

  migrate:
    image: acme/api:dev
    pull_policy: never
    restart: "no"
    depends_on:
      db:
        condition: service_healthy
    command: [migrate]

  seed:
    image: acme/api:dev
    pull_policy: never
    profiles: [tasks]
    restart: "no"

volumes:
  db_data: {}
)");
  for (const diag::Diagnostic& d : made.sink.all()) EXPECT_NE(d.severity, diag::Severity::kError) << d.message;
  EXPECT_EQ(made.count(diag::rule::compose_loopback), 1u);
  EXPECT_EQ(made.count(diag::rule::compose_url_secret), 1u);
}

TEST(Compose, EnvironmentExample) {
  TestStack t;
  fill_shop(t);
  t.stack().secrets[ir::SecretId(0)].hint = "openssl rand -hex 32";
  const Made made = make({t.stack()});
  EXPECT_EQ(made.text(".env.example"), std::string("# ") + kHeader + R"(
# Copy this file to .env and set its values there. Never commit .env.

# ---- Secrets: throw-away values for development
# Read by db, api. Stands in a URL: letters, digits and - . _ ~ only.
# Make one: openssl rand -hex 32
DB_PASSWORD=shop

# ---- What api gets; to change it, edit stack.yaml
# DATABASE_URL=postgresql://shop:${DB_PASSWORD}@db:5432/shop
# PRICE=5$ off
# DEBUG=no
)");
}

TEST(Compose, ProductionFile) {
  TestStack dev, t;
  fill_shop(dev);
  fill_shop(t);
  ir::Stack& stack = t.stack();
  stack.environment = "prod";
  stack.mode = ir::Mode::kProd;
  ir::Service& api = stack.services[t.find("api")];
  api.uid = ir::Field<std::uint32_t>{10001, {}};
  api.gid = ir::Field<std::uint32_t>{10001, {}};
  api.read_only_root.value = true;
  api.writable = {"/tmp", "/app/cache"};
  api.drop_capabilities.value = true;
  api.no_new_privileges.value = true;
  api.replicas = ir::Field<std::uint32_t>{3, {}};
  api.resources.cpu_millicores = ir::Field<std::uint32_t>{1500, {}};
  api.resources.memory_bytes = ir::Field<std::uint64_t>{1ull << 30, {}};
  api.resources.reserve_memory_bytes = ir::Field<std::uint64_t>{512ull << 20, {}};
  api.stop_grace_seconds = 90;
  const Made made = make({dev.stack(), stack});
  const std::string text = made.text("compose.prod.yaml");
  for (const char* part : {
           "name: shop-prod\n",
           "image: acme/api:${IMAGE_TAG:?set in .env.prod}\n",
           "      target: production\n",
           "${DB_PASSWORD:?set in .env.prod}",
           "    ports:\n      - \"5442:5432\"\n",
           "    tmpfs:\n      - /tmp\n      - /app/cache:uid=10001,gid=10001\n",
           "    stop_grace_period: 1m30s\n    user: \"10001:10001\"\n    read_only: true\n    cap_drop: [ALL]\n",
           "    security_opt: [no-new-privileges:true]\n",
           "    deploy:\n      replicas: 3\n      resources:\n        limits:\n          cpus: \"1.5\"\n          memory: 1g\n        "
           "reservations:\n          memory: 512m\n",
           "    logging:\n      driver: json-file\n      options:\n        max-size: 10m\n        max-file: \"3\"\n",
       })
    EXPECT_TRUE(has(text, part)) << part << "\n" << text;
  EXPECT_FALSE(has(text, "pull_policy"));
  EXPECT_TRUE(has(made.text(".env.prod.example"), "\nDB_PASSWORD=\n")) << made.text(".env.prod.example");
  EXPECT_TRUE(has(made.text(".env.prod.example"), "\nIMAGE_TAG=\n"));
  EXPECT_TRUE(has(made.text("compose.yaml"), "name: shop\n"));
}

TEST(Compose, FileSecrets) {
  TestStack t;
  fill_shop(t);
  t.stack().secrets[ir::SecretId(0)].deliver = ir::Deliver::kFile;
  const Made made = make({t.stack()});
  const std::string text = made.text("compose.yaml");
  EXPECT_TRUE(has(text, "POSTGRES_PASSWORD_FILE: /run/secrets/db_password\n    secrets:\n      - db_password\n")) << text;
  EXPECT_TRUE(has(text, "secrets:\n  db_password:\n    file: ./secrets/db_password.txt\n"));
  EXPECT_TRUE(has(made.text("secrets/.gitignore"), "\n*\n!.gitignore\n"));
  EXPECT_EQ(made.count(diag::rule::compose_secret_file), 1u);  // the URL of api
}

TEST(Compose, SecretsThatAProgramReadsFromAFile) {
  TestStack dev, prod;
  for (TestStack* t : {&dev, &prod}) {
    const ir::SecretId key = t->secret("key", "KEY");
    t->service("api")->secret_files.push_back(key);
  }
  prod.stack().environment = "prod";
  prod.stack().mode = ir::Mode::kProd;
  const Made made = make({dev.stack(), prod.stack()});
  EXPECT_TRUE(has(made.text("compose.yaml"), "    secrets:\n      - key\n"));
  EXPECT_TRUE(has(made.text("compose.yaml"), "secrets:\n  key:\n    environment: KEY\n"));
  EXPECT_TRUE(has(made.text(".env.example"), "# Read by api.\nKEY=\n"));
  EXPECT_TRUE(has(made.text("compose.prod.yaml"), "secrets:\n  key:\n    file: ./secrets/key.txt\n"));
  EXPECT_TRUE(has(made.text(".env.prod.example"), "# key is the content of secrets/key.txt\n"));
  EXPECT_TRUE(has(made.text("secrets/.gitignore"), "\n*\n"));
}

TEST(Compose, SaysWhatIsLost) {
  TestStack t;
  fill_shop(t);
  ir::Stack& stack = t.stack();
  stack.volumes[ir::VolumeId(0)].size_bytes = ir::Field<std::uint64_t>{1, t.origin("size")};
  t.service("db").health_tcp("pg");
  t.service("api")->health->live = ir::HttpProbe{"/live", "http"};
  t.service("db")->replicas = ir::Field<std::uint32_t>{2, t.origin("replicas")};
  stack.edges.push_back(edge(t, "worker", "seed", ir::Condition::kStarted));
  t.service("worker").env("SHA", [] {
    ir::Text text;
    text.append(ir::Symbol::kGitSha);
    return text;
  }());
  const Made made = make({stack});
  for (diag::Rule rule : {diag::rule::compose_volume_size, diag::rule::compose_no_probe, diag::rule::compose_live,
                          diag::rule::compose_replicas_port, diag::rule::compose_symbol})
    EXPECT_EQ(made.count(rule), 1u) << diag::info(rule).name;
  EXPECT_EQ(made.count(diag::rule::compose_condition), 3u);  // api and migrate wait for db to be healthy, worker for a task on request
  for (const diag::Diagnostic& d : made.sink.all()) EXPECT_TRUE(d.span.valid()) << d.message;
  EXPECT_TRUE(has(made.text("compose.yaml"), "SHA: ${GIT_SHA:-unknown}"));
}

TEST(Compose, RefusesWhatItCannotWrite) {
  TestStack t;
  fill_shop(t);
  ir::Stack& stack = t.stack();
  stack.secrets[ir::SecretId(0)].dev_value->value = "p@ss' $";
  stack.images[t.service("api")->image].build_args.emplace_back("URL", ir::Field<ir::Text>{url_with(ir::SecretId(0)), t.origin("arg")});
  ir::ConfigFile file;
  file.path = "infra/db/db.json";
  file.target = "/etc/db.json";
  file.format = ir::FileFormat::kJson;
  file.value.data = ir::ValueMap{{"url", ir::Value{url_with(ir::SecretId(0))}}};
  t.service("db")->files.push_back(file);
  const Made made = make({stack});
  EXPECT_EQ(made.count(diag::rule::compose_url_value), 1u);
  EXPECT_EQ(made.count(diag::rule::dotenv_form), 1u);
  EXPECT_EQ(made.count(diag::rule::plain_secret), 2u);
  EXPECT_FALSE(has(made.text("compose.yaml"), "p@ss"));
}

TEST(Compose, ConfigFilesOfTwoEnvironments) {
  TestStack dev, prod;
  fill_shop(dev);
  fill_shop(prod);
  prod.stack().environment = "prod";
  prod.stack().mode = ir::Mode::kProd;
  for (TestStack* t : {&dev, &prod}) {
    ir::ConfigFile same{"infra/same.yml", "/etc/same.yml", ir::FileFormat::kYaml, "", {}, {}};
    same.value.data = ir::ValueMap{{"interval", ir::Value{ir::Text("15s")}}};
    ir::ConfigFile other{"infra/other.conf", "/etc/other.conf", ir::FileFormat::kText, t == &dev ? "a" : "b", {}, {}};
    t->service("db")->files = {same, other};
  }
  const Made made = make({dev.stack(), prod.stack()});
  for (const diag::Diagnostic& d : made.sink.all()) EXPECT_NE(d.severity, diag::Severity::kError) << d.message;
  EXPECT_EQ(made.text("infra/same.yml"), std::string("# ") + kHeader + "\ninterval: 15s\n");
  EXPECT_EQ(made.text("infra/other.conf"), "a\n");
  EXPECT_EQ(made.text("infra/other.prod.conf"), "b\n");
  EXPECT_TRUE(has(made.text("compose.prod.yaml"),
                  "      - ./infra/same.yml:/etc/same.yml:ro\n      - ./infra/other.prod.conf:/etc/other.conf:ro\n"));
}

TEST(Compose, AnotherFolder) {
  TestStack t;
  fill_shop(t);
  t.stack().outputs["compose.yaml"] = "deploy/compose.yaml";
  t.stack().outputs["infra/api/Dockerfile"] = "deploy/api.Dockerfile";
  ir::Mount source;
  source.kind = ir::Mount::Kind::kBind;
  source.source = "apps/api";
  source.target = "/app";
  source.dev_only = true;
  t.service("api")->mounts.push_back(source);
  const std::string text = make({t.stack()}).text("deploy/compose.yaml");
  EXPECT_TRUE(has(text, "      context: \"..\"\n      dockerfile: deploy/api.Dockerfile\n")) << text;
  EXPECT_TRUE(has(text, "      - ../apps/api:/app\n"));
  EXPECT_TRUE(has(text, "    develop:\n      watch:\n        - path: ../apps/api\n          action: restart\n"));
}

TEST(Compose, OnlyTheSelectedEnvironments) {
  TestStack dev, other;
  fill_shop(dev);
  fill_shop(other);
  dev.stack().emit.clear();
  other.stack().environment = "ci";
  const Made made = make({dev.stack(), other.stack()});
  EXPECT_EQ(made.outputs.files().size(), 2u);
  EXPECT_TRUE(has(made.text("compose.ci.yaml"), "name: shop-ci\n"));
  EXPECT_TRUE(has(made.text(".env.ci.example"), "DB_PASSWORD=shop\n"));
}

TEST(Compose, SharedImageDoesNotInheritTheHealthOfAnother) {
  TestStack t;
  fill_shop(t);
  ir::Stage stage;
  stage.name = "production";
  ir::Step check;
  check.kind = ir::StepKind::kHealthcheck;
  stage.steps.push_back(check);
  t.stack().images[t.service("api")->image].stages.push_back(stage);
  const std::string text = make({t.stack()}).text("compose.yaml");
  const std::size_t worker = text.find("\n  worker:");
  EXPECT_TRUE(has(text.substr(worker, text.find("\n  migrate:") - worker), "    healthcheck:\n      disable: true\n")) << text;
}

TEST(Compose, ColonsInPathsNeedTheLongForm) {
  TestStack t;
  auto db = t.service("db");
  ir::Mount mount;
  mount.kind = ir::Mount::Kind::kBind;
  mount.source = "data/a:b";
  mount.target = "/data";
  mount.read_only = true;
  db->mounts.push_back(mount);
  EXPECT_TRUE(has(make({t.stack()}).text("compose.yaml"),
                  "      - type: bind\n        source: ./data/a:b\n        target: /data\n        read_only: true\n"));
}

}  // namespace
}  // namespace stackc::emit
