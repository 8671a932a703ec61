#include "emit/github/github.h"

#include <gtest/gtest.h>

#include "diag/rules/target.h"
#include "diag/rules/translation.h"
#include "emit/github/actions.h"
#include "emit/github/workflow.h"
#include "ir/test_stack.h"

namespace stackc::emit {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// An API built here on PostgreSQL, tested and deployed.
struct Shop {
  ir::TestStack t;
  ir::Ci ci;
  Shop() {
    ir::SecretId password = t.secret("db_password", "DB_PASSWORD");
    auto db = t.service("db");
    db.port("pg", 5432).health_exec({"pg_isready", "-U", "shop user"});
    t.stack().images[db->image].reference = "postgres:15-alpine";
    ir::Text sole;
    sole.append(ir::SecretPart{password});
    db.env("POSTGRES_PASSWORD", sole);
    t.service("cache").port("redis", 6379);
    auto api = t.service("api");
    api->family = "python";
    ir::Image& image = t.stack().images[api->image];
    image.built = true;
    image.reference = "acme/api";
    image.dockerfile = "infra/api/Dockerfile";
    image.stages.push_back({});
    image.stages.back().from_image = "python:3.10-slim-bookworm";
    image.stages.back().steps.push_back({});
    image.stages.back().steps.back().words = {"/opt/poetry/bin/pip install poetry==2.1.4"};
    ir::Text url("postgresql://shop:");
    url.append(ir::SecretPart{password, ir::Encoding::kUrl});
    url.append("@db:5432/db");
    api.env("DATABASE_URL", url).env("CACHE_URL", "redis://cache:6379").env("MODE", "a ${{ b }}");
    api.uses("db", "url", "env DATABASE_URL").uses("cache", "url", "env CACHE_URL");
    ci.systems = {"github"};
    ci.test = ir::Ci::Test{api.id(), {db.id()}, {{"pytest -q", {}}, {"ls | wc -l", {}}}, "codecov"};
    ci.images = ir::Ci::Images{"acme", {"sha", "latest"}, "registry", "trivy"};
    ci.deploy = ir::Ci::Deploy{"main", true};
    ci.origin = t.origin("ci");
  }
  std::string emit(ir::Mode mode, std::vector<std::string> targets, diag::Sink& sink) {
    t.stack().mode = mode;
    t.stack().emit = std::move(targets);
    t.stack().ci = ci;
    ir::Project project;
    project.stacks.push_back(t.stack());
    OutputSet outputs;
    emit_github(project, outputs, sink);
    auto found = outputs.files().find(".github/workflows/ci.yml");
    return found == outputs.files().end() ? "" : found->second.text;
  }
};

TEST(Github, TestsRunBesideTheDatabase) {
  Shop shop;
  diag::Sink sink;
  const std::string text = shop.emit(ir::Mode::kDev, {"compose"}, sink);
  EXPECT_TRUE(has(text, "on:\n  push:\n    branches:\n      - main\n  pull_request: {}\n")) << text;
  EXPECT_TRUE(has(text,
                  "      db:\n        image: postgres:15-alpine\n        env:\n          POSTGRES_PASSWORD: ci-only\n        ports:\n      "
                  "    - \"5432:5432\"\n"));
  EXPECT_TRUE(has(text, R"(options: "--health-cmd \"pg_isready -U 'shop user'\" --health-interval 5s)")) << text;
  EXPECT_TRUE(has(text, "      DATABASE_URL: postgresql://shop:ci-only@localhost:5432/db\n"))
      << "the host moves, the database of the same name does not";
  EXPECT_FALSE(has(text, "CACHE_URL")) << "the tests do not need the cache, so it is not there";
  EXPECT_TRUE(has(text, "      MODE: a ${{ '${{' }} b }}\n"));
  EXPECT_TRUE(has(text, "python-version: \"3.10\"\n"));
  EXPECT_TRUE(has(text, "run: pipx install poetry==2.1.4\n"));
  EXPECT_TRUE(has(text, "run: poetry run pytest -q\n"));
  EXPECT_TRUE(has(text, "run: ls | wc -l\n        shell: poetry run bash -eo pipefail {0}\n"));
  EXPECT_TRUE(has(text, "uses: codecov/codecov-action@671740ac38dd9b0130fbe1cec585b89eea48d3de  # v5.5.2\n"));
}

TEST(Github, ToolsAsTheImageInstallsThem) {
  struct Case {
    const char *family, *from, *command, *bind;
    std::vector<std::string> expected;
  };
  const Case kCases[] = {
      {"python",
       "python:3.12-slim",
       "pip install --no-compile -r /tmp/requirements.txt",
       "api/requirements.txt",
       {"python-version: \"3.12\"", "run: python -m pip install -r api/requirements.txt\n", "run: pytest -q\n"}},
      {"python",
       "mirror.example/python:3.13",
       "/opt/uv/bin/pip install uv==0.8.22",
       "",
       {"python-version: \"3.13\"", "run: pipx install uv==0.8.22\n", "run: uv sync --locked\n", "run: uv run pytest -q\n"}},
      {"node",
       "node:20-bookworm-slim",
       "npm install -g pnpm@10.12.4",
       "",
       {"node-version: \"20\"", "run: npm install --global pnpm@10.12.4\n", "run: pnpm install --frozen-lockfile\n", "run: pytest -q\n"}},
      {"node", "node:22", "npm ci", "", {"node-version: \"22\"", "run: npm ci\n"}},
  };
  for (const Case& one : kCases) {
    Shop shop;
    auto api = shop.t.service("api");
    api->family = one.family;
    ir::Stage& stage = shop.t.stack().images[api->image].stages[0];
    stage.from_image = one.from;
    stage.steps[0].words = {one.command};
    if (*one.bind != '\0') {
      ir::RunMount mount;
      mount.type = ir::RunMount::Type::kBind;
      mount.source = one.bind;
      stage.steps[0].mounts.push_back(mount);
    }
    diag::Sink sink;
    const std::string text = shop.emit(ir::Mode::kDev, {"compose"}, sink);
    for (const std::string& part : one.expected) EXPECT_TRUE(has(text, part)) << part << "in\n" << text;
  }
}

TEST(Github, EveryActionIsAFullCommit) {
  for (const gh::Action& action :
       {gh::kCheckout, gh::kSetupPython, gh::kSetupNode, gh::kSetupBuildx, gh::kLogin, gh::kBuildPush, gh::kCodecov, gh::kTrivy}) {
    EXPECT_EQ(action.commit.size(), 40u) << action.name;
    EXPECT_EQ(action.commit.find_first_not_of("0123456789abcdef"), std::string_view::npos) << action.name;
    EXPECT_EQ(action.version[0], 'v');
  }
}

TEST(Github, ImagesArePushedFromTheBranchOnly) {
  Shop shop;
  diag::Sink sink;
  const std::string text = shop.emit(ir::Mode::kProd, {"k8s"}, sink);
  EXPECT_TRUE(has(text, "if: github.event_name == 'push' && github.ref == 'refs/heads/main'\n"));
  EXPECT_TRUE(has(text,
                  "          - image: api\n            reference: acme/api\n            context: \".\"\n            file: "
                  "infra/api/Dockerfile\n            target: production\n"));
  EXPECT_TRUE(has(text, "${{ matrix.reference }}:${{ github.sha }}\n            ${{ matrix.reference }}:latest\n"));
  EXPECT_TRUE(has(text, "cache-to: type=registry,ref=${{ matrix.reference }}:buildcache,mode=max\n"));
  EXPECT_FALSE(has(text, "registry: ")) << "Docker Hub has no name here";
  EXPECT_TRUE(has(text, "image-ref: ${{ matrix.reference }}:${{ github.sha }}\n"));
}

TEST(Github, RegistriesByPrefix) {
  EXPECT_EQ(gh::registry_host("acme"), "");
  EXPECT_EQ(gh::registry_host("docker.io/acme"), "");
  EXPECT_EQ(gh::registry_host("ghcr.io/acme"), "ghcr.io");
  EXPECT_EQ(gh::registry_host("localhost:5000/x"), "localhost:5000");
  Shop shop;
  shop.ci.images->push = "ghcr.io/acme";
  shop.ci.images->cache = "gha";
  diag::Sink sink;
  const std::string text = shop.emit(ir::Mode::kProd, {"k8s"}, sink);
  EXPECT_TRUE(has(text, "      packages: write\n"));
  EXPECT_TRUE(has(text, "password: ${{ secrets.GITHUB_TOKEN }}\n"));
  EXPECT_TRUE(has(text, "cache-from: type=gha,scope=${{ matrix.image }}\n"));
}

TEST(Github, DeploymentWaitsForTasks) {
  Shop shop;
  auto migrate = shop.t.task("migrate");
  const ir::ServiceId task = migrate.id(), api = shop.t.find("api");
  ir::Edge edge;
  edge.from = api;
  edge.to = task;
  edge.condition = ir::Condition::kCompleted;
  shop.t.stack().edges.push_back(edge);
  diag::Sink sink;
  const std::string text = shop.emit(ir::Mode::kProd, {"k8s"}, sink);
  EXPECT_TRUE(has(text, "kubectl -n shop delete job migrate --ignore-not-found\n")) << text;
  EXPECT_TRUE(has(text, "-l 'app.kubernetes.io/name notin (api)'\n"));
  EXPECT_TRUE(has(text, "kubectl -n shop wait --for=condition=complete job/migrate --timeout=600s\n"));
  EXPECT_TRUE(has(text, "kustomize edit set image \\\n            acme/api=acme/api:\"$GITHUB_SHA\"\n"));
  EXPECT_TRUE(has(text, "working-directory: deploy/k8s/overlays/dev\n"));
}

TEST(Github, ComposeIsDeployedOverSsh) {
  Shop shop;
  diag::Sink sink;
  const std::string text = shop.emit(ir::Mode::kProd, {"compose"}, sink);
  EXPECT_TRUE(has(text, "docker compose --env-file .env.dev -f compose.dev.yaml up --detach --wait --remove-orphans </dev/null\n")) << text;
  ASSERT_EQ(sink.all().size(), 1u);
  EXPECT_EQ(sink.all()[0].rule, diag::rule::ci_no_rolling);
}

TEST(Github, Complaints) {
  {
    Shop shop;
    shop.ci.systems = {"jenkins"};
    diag::Sink sink;
    EXPECT_EQ(shop.emit(ir::Mode::kDev, {"compose"}, sink), "");
    ASSERT_EQ(sink.errors(), 1u);
    EXPECT_EQ(sink.all()[0].rule, diag::rule::ci_unknown_system);
    EXPECT_EQ(sink.all()[0].span, shop.ci.origin.span);
  }
  {
    Shop shop;
    shop.ci.images.reset();
    diag::Sink sink;
    shop.emit(ir::Mode::kProd, {"k8s"}, sink);
    ASSERT_EQ(sink.errors(), 1u);
    EXPECT_EQ(sink.all()[0].rule, diag::rule::ci_deploy_nothing);
  }
  {
    Shop shop;
    shop.ci.test->needs = {shop.t.find("api")};
    shop.t.service("api")->family = "go";
    diag::Sink sink;
    shop.emit(ir::Mode::kDev, {"compose"}, sink);
    ASSERT_EQ(sink.all().size(), 3u);
    EXPECT_EQ(sink.all()[0].rule, diag::rule::ci_built_service);
    EXPECT_EQ(sink.all()[1].rule, diag::rule::ci_unknown_tools);
    EXPECT_EQ(sink.all()[2].rule, diag::rule::ci_deploy_by_hand);
  }
  {
    Shop shop;
    shop.t.service("db")->command = {ir::Text("postgres"), ir::Text("--fsync=off")};
    diag::Sink sink;
    shop.emit(ir::Mode::kProd, {"k8s"}, sink);
    ASSERT_EQ(sink.all().size(), 1u);
    EXPECT_EQ(sink.all()[0].rule, diag::rule::ci_service_command);
  }
}

TEST(Github, NothingWithoutCi) {
  ir::TestStack t;
  t.service("api");
  ir::Project project;
  project.stacks.push_back(t.stack());
  OutputSet outputs;
  diag::Sink sink;
  emit_github(project, outputs, sink);
  EXPECT_TRUE(outputs.files().empty());
  EXPECT_TRUE(sink.all().empty());
}

}  // namespace
}  // namespace stackc::emit
