#include "emit/make/make.h"

#include <gtest/gtest.h>

#include "diag/rules/target.h"
#include "emit/make/make_writer.h"
#include "ir/test_stack.h"

namespace stackc::emit {
namespace {

using ir::TestStack;

void fill_shop(TestStack& t) {
  t.secret("db_password", "DB_PASSWORD");
  t.service("db").port("pg", 5432).publish("pg", 5442);
  auto api = t.service("api");
  api.port("http", 8000, ir::Protocol::kHttp).publish("http", 8020).health_http("/health?a=$b", "http");
  t.stack().images[api->image].built = true;
  const ir::ImageId image = api->image;
  auto migrate = t.task("migrate");
  migrate->image = image;
  migrate->task.undo = {"alembic", "downgrade", "-1"};
  auto test = t.task("test");
  test->image = image;
  ir::Ci ci;
  ci.test.emplace();
  ci.test->on = t.find("api");
  for (const char* command : {"ruff check .", "black --check .", "pytest -k 'not slow'"})
    ci.test->run.push_back({command, t.origin(command)});
  t.stack().ci = ci;
}

struct Made {
  OutputSet outputs;
  diag::Sink sink;
  std::string text;
};
Made make_it(std::vector<ir::Stack> stacks) {
  Made made;
  ir::Project project;
  project.stacks = std::move(stacks);
  emit_make(project, made.outputs, made.sink);
  made.text = made.outputs.files().at("Makefile").text;
  return made;
}
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(MakeWriter, Escapes) {
  MakeWriter out;
  out.variable("A", ":=", "$x # \x01(B)");
  out.rule({"t", "a \x01(C)", "what it does", {"echo \"$HOME\" '#' \x01(A)\nmore"}});
  EXPECT_EQ(out.finish("head"), "# head\nA := $$x \\# $(B)\n\nt: a $(C) ## what it does\n\techo \"$$HOME\" '#' $(A) more\n\n.PHONY: t\n");
}

TEST(Make, OneEnvironment) {
  TestStack t;
  fill_shop(t);
  const Made made = make_it({t.stack()});
  for (const char* part : {
           "ENVIRONMENTS := dev\nenv ?= dev\n",
           "COMPOSE = $(DOCKER_COMPOSE) --file $(COMPOSE_FILE_$(env)) --env-file $(ENV_FILE_$(env))\n",
           "COMPOSE_FILE_dev := compose.yaml\n",
           "URLS_dev := 'http://localhost:8020/health?a=$$b'\n",
           "BUILD_FIRST_dev := build\n",
           "SERVICES := db api\n",
           "\nup: env-file ## Start everything and wait until it is healthy\n\t$(COMPOSE) up --detach --wait $(UP_FLAGS_$(env))\n",
           "\nmigrate: env-file $(BUILD_FIRST_$(env)) ## Run the task migrate\n\t$(COMPOSE) run --rm migrate\n",
           "\nmigrate-undo: env-file $(BUILD_FIRST_$(env)) ## Undo the last migrate\n\t$(COMPOSE) run --rm migrate alembic downgrade -1\n",
           "\ntask-test: ",
           "\napi: env-file $(BUILD_FIRST_$(env)) ## Run api\n\t$(COMPOSE) up api\n",
           "/src --env HOME=/tmp api sh -c 'pytest -k '\\''not slow'\\'''\n",
           "sh -c 'ruff check --fix .'\n",
           "sh -c 'black .'\n",
           "down --volumes --remove-orphans\n",
           "$(addprefix logs-,$(SERVICES)): logs-%:\n\t$(COMPOSE) logs --follow --tail=100 $*\n",
       })
    EXPECT_TRUE(has(made.text, part)) << part << "\n" << made.text;
  for (const char* part : {"docker-compose", "k8s-", "rollback", "watch", "GIT_SHA", "secrets:"})
    EXPECT_FALSE(has(made.text, part)) << part;
  ASSERT_EQ(made.sink.all().size(), 1u);
  EXPECT_EQ(made.sink.all()[0].rule, diag::rule::make_name_taken);
}

TEST(Make, Environments) {
  TestStack prod, dev, k8s;
  for (TestStack* t : {&prod, &dev, &k8s}) fill_shop(*t);
  k8s.service("api")->secret_files.push_back(ir::SecretId(0));
  prod.stack().environment = "prod";
  prod.stack().mode = ir::Mode::kProd;
  prod.stack().secrets[ir::SecretId(0)].deliver = ir::Deliver::kFile;
  prod.service("api")->secret_files.push_back(ir::SecretId(0));
  prod.stack().secrets[ir::SecretId(0)].hint = "openssl rand -hex 32";
  ir::Text sha;
  sha.append(ir::Symbol::kGitSha);
  prod.service("api").env("SHA", sha);
  k8s.stack().environment = "live";
  k8s.stack().mode = ir::Mode::kProd;
  k8s.stack().emit = {"k8s"};
  ir::Mount source;
  source.kind = ir::Mount::Kind::kBind;
  source.source = "apps";
  source.target = "/app";
  source.dev_only = true;
  dev.service("api")->mounts.push_back(source);
  const Made made = make_it({prod.stack(), dev.stack(), k8s.stack()});
  for (const char* part : {
           "ENVIRONMENTS := dev prod\nenv ?= dev\n",
           "COMPOSE_FILE_prod := compose.prod.yaml\n",
           "PROJECT_prod := shop-prod\n",
           "UP_FLAGS_prod := --no-build\n",
           "BUILD_FIRST_prod :=\n",
           "PULL_FLAGS_prod :=\n",
           "\nrollback: ## Run the images of another release (env=prod TAG=...)\n",
           "export GIT_SHA := $(shell git rev-parse HEAD",
           "@test -e secrets/db_password.txt || { mkdir -p secrets && chmod 0700 secrets && { openssl rand -hex 32; } > "
           "secrets/db_password.txt; } || { rm -f secrets/db_password.txt; exit 1; }\n",
           "setup: env-file secrets ##",
           "\tkubectl diff --kustomize deploy/k8s/overlays/live || test $$? = 1\n",
           "\nk8s-apply: ##",
           "\nk8s-secrets: ##",
           "\t@kubectl --namespace shop create secret generic shop-secrets --from-literal=db_password=\"$$(cat secrets/db_password.txt)\" "
           "--dry-run=client",
           "\t$(COMPOSE) watch --no-up\n",
       })
    EXPECT_TRUE(has(made.text, part)) << part << "\n" << made.text;
}

TEST(Make, SecretsOfAClusterAreNotCommitted) {
  TestStack t;
  fill_shop(t);
  t.stack().emit = {"k8s"};
  EXPECT_EQ(make_it({t.stack()}).outputs.files().count("secrets/.gitignore"), 0u);
  t.service("api")->secret_files.push_back(ir::SecretId(0));
  EXPECT_TRUE(has(make_it({t.stack()}).outputs.files().at("secrets/.gitignore").text, "\n*\n!.gitignore\n"));
}

TEST(Make, WithoutCompose) {
  TestStack t;
  fill_shop(t);
  t.stack().emit = {"kubernetes"};
  const Made made = make_it({t.stack()});
  EXPECT_FALSE(has(made.text, "COMPOSE"));
  EXPECT_TRUE(has(made.text, "k8s-apply"));
}

}  // namespace
}  // namespace stackc::emit
