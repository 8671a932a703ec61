#include <gtest/gtest.h>

#include "frontend/stack/test_compile.h"

namespace stackc::frontend {
namespace {

const std::string kHead = "stack: s\nlanguage: 1\n";
const std::string kShop = kHead + R"(params:
  public_host: {type: host, default: localhost}
secrets:
  pass: {dev: x}
volumes: {models: {backup: true, size: 2Gi}}
services:
  db: {use: t/database, with: {version: 10.10, password: "${secret.pass}"}, publish: {pg: 5442}}
  # The shop itself.
  # Two lines.
  web:
    use: t/web
    with: {include: [apps, data]}
    publish: {http: "127.0.0.1:8020"}
    env: {URL: "${db.url | scheme('pg+async')}", PUBLIC_API: "${web.public_url}", MODE: "${env.name}", WATCH: "${watch.soft_url}"}
    mounts: {/models: models, /config: {bind: ./config, read_only: true}}
    budget: 250MB
  worker: {use: t/worker, with: {image_of: web}, env_of: web, env: {BROKER: b, MODE: own}}
  watch: {use: t/watch, with: {watch: [web], routes: {/: web}}, depends: {db: healthy}}
tasks:
  migrate: {image_of: web, env_of: web, run: migrate up head, undo: "migrate down && true", before: [web], manual: true}
environments:
  dev: {mode: dev, emit: [compose]}
  prod:
    mode: prod
    emit: [k8s]
    params: {public_host: shop.example}
    secrets: {deliver: file}
    services:
      db: {publish: null}
      web: {replicas: 3, env: {MODE: null, MORE: "1"}, resources: {cpu: 0.5, memory: 1Gi}}
  big: {extends: prod, services: {web: {replicas: 9}}}
)";

TEST(CompileStack, MakesAStackForEachEnvironment) {
  Compiled c;
  compile_into(c, kShop);
  ASSERT_EQ(c.errors(), "");
  ASSERT_EQ(c.result.project.stacks.size(), 3u);
  EXPECT_EQ(c.stack(0).environment, "dev");
  EXPECT_EQ(c.stack(0).mode, ir::Mode::kDev);
  EXPECT_EQ(c.stack(1).emit, std::vector<std::string>{"kubernetes"});
  EXPECT_EQ(c.service("web", 1).replicas->value, 3u);
  EXPECT_EQ(c.service("web", 2).replicas->value, 9u);
  EXPECT_EQ(c.service("web", 1).resources.memory_bytes->value, 1u << 30);
  EXPECT_TRUE(c.service("db", 0).publish.size() == 1 && c.service("db", 1).publish.empty());
  for (const ir::Stack& stack : c.result.project.stacks) EXPECT_EQ(ir::verify(stack), std::vector<std::string>());
}

TEST(CompileStack, ResolvesReferencesAfterTheMerge) {
  Compiled c;
  compile_into(c, kShop);
  EXPECT_EQ(env(c, "web", "URL"), "pg+async://app:<pass|url>@db:5432/db");
  EXPECT_EQ(env(c, "web", "MODE", 0), "dev");
  EXPECT_EQ(env(c, "web", "MODE", 1), "(none)");
  EXPECT_EQ(env(c, "web", "MORE", 2), "1");
  EXPECT_EQ(env(c, "web", "PUBLIC_API", 0), "http://localhost:8020");
  EXPECT_EQ(env(c, "web", "PUBLIC_API", 1), "http://shop.example:8020");
  EXPECT_EQ(env(c, "worker", "MODE"), "own");
  EXPECT_EQ(env(c, "worker", "URL"), env(c, "web", "URL"));
}

TEST(CompileStack, RecordsReferences) {
  Compiled c;
  compile_into(c, kShop);
  EXPECT_EQ(references(c, "web"), "start db.url:pg in env URL\nsoft watch.soft_url:http in env WATCH\n");
  EXPECT_EQ(references(c, "worker"),
            "start db.url:pg in env_of web\naddress web.public_url: in env_of web\nsoft watch.soft_url:http in env_of web\nimage "
            "web.image: in with.image_of\n");
  EXPECT_EQ(references(c, "watch"),
            "network web.host: in with.watch\nnetwork web.port.http:http in with.watch\nstart web.host: in with.routes\n");
  const source::Span span = c.service("web").references[0].origin.span;
  EXPECT_EQ(c.sources.text(span), "${db.url | scheme('pg+async')}");
}

TEST(CompileStack, VersionsStayText) {
  Compiled c;
  compile_into(c, kShop);
  EXPECT_EQ(c.stack().images[c.service("db").image].reference, "postgres:10.10");
  EXPECT_EQ(command(c, "db"), "serve --new");  // 10.10 is not below 10.2
}

TEST(CompileStack, SharesImages) {
  Compiled c;
  compile_into(c, kShop);
  EXPECT_EQ(c.service("worker").image, c.service("web").image);
  EXPECT_EQ(c.service("migrate").image, c.service("web").image);
  const ir::Image& image = c.stack().images[c.service("web").image];
  EXPECT_TRUE(image.built);
  EXPECT_EQ(image.reference, "s/web");
  EXPECT_EQ(image.dockerfile, "infra/web/Dockerfile");
  EXPECT_EQ(image.budget_bytes->value, 250'000'000u);
  ASSERT_EQ(image.build_args.size(), 1u);
  EXPECT_EQ(image.build_args[0].first, "PUBLIC_API");
}

TEST(CompileStack, LowersSteps) {
  Compiled c;
  compile_into(c, kShop);
  const ir::Image& image = c.stack().images[c.service("web").image];
  ASSERT_EQ(image.stages.size(), 2u);
  EXPECT_EQ(image.stages[0].steps[1].uid, 10001u);
  const std::vector<ir::Step>& steps = image.stages[1].steps;
  ASSERT_EQ(steps.size(), 7u);  // no apt: the list is empty
  EXPECT_EQ(steps[0].words, std::vector<std::string>{"apps"});
  EXPECT_EQ(steps[0].target, "./apps");
  EXPECT_EQ(steps[1].writes, std::vector<std::string>{"/app/data"});
  EXPECT_EQ(steps[2].kind, ir::StepKind::kArg);
  EXPECT_EQ(steps[3].reads, std::vector<std::string>{"lock.txt"});
  EXPECT_EQ(steps[5].ports, std::vector<std::uint16_t>{8000});
  EXPECT_EQ(steps[6].words, std::vector<std::string>{"serve"});
}

TEST(CompileStack, DevModeLaysItsOwnOver) {
  Compiled c;
  compile_into(c, kShop);
  EXPECT_EQ(c.service("web", 0).dev_command.size(), 2u);
  EXPECT_TRUE(c.service("web", 1).dev_command.empty());
  EXPECT_EQ(command(c, "web", 0), "serve");
  const auto dev_mounts = [&](std::string_view name, std::size_t index) {
    std::size_t count = 0;
    for (const ir::Mount& mount : c.service(name, index).mounts) count += mount.dev_only ? 1 : 0;
    return count;
  };
  EXPECT_EQ(dev_mounts("web", 0), 2u);
  EXPECT_EQ(dev_mounts("worker", 0), 2u);  // the same image, the same code
  EXPECT_EQ(dev_mounts("web", 1), 0u);
  EXPECT_TRUE(c.stack(0).secrets.begin()->dev_value.has_value());
  EXPECT_FALSE(c.stack(1).secrets.begin()->dev_value.has_value());
}

TEST(CompileStack, LowersFactsFilesAndHealth) {
  Compiled c;
  compile_into(c, kShop);
  const ir::Service& db = c.service("db");
  EXPECT_EQ(db.image_uid, 70u);
  EXPECT_TRUE(db.stateful);
  EXPECT_EQ(db.data_directory, "/data");
  EXPECT_EQ(db.env[0].file_name, "PASSWORD_FILE");
  const ir::Service& web = c.service("web");
  EXPECT_EQ(web.health->image_argv, (std::vector<std::string>{"ask", "8000", "/health", "5"}));
  EXPECT_EQ(web.doc, "The shop itself.\nTwo lines.");
  const ir::Service& watch = c.service("watch");
  ASSERT_EQ(watch.files.size(), 2u);
  const auto& map = std::get<ir::ValueMap>(watch.files[0].value.data);
  EXPECT_EQ(std::get<std::int64_t>(map[0].second.data), 3);
  EXPECT_EQ(std::get<std::string>(map[1].second.data), "1.50");
  EXPECT_TRUE(std::holds_alternative<ir::Text>(map[2].second.data));
  const auto& target = std::get<ir::ValueMap>(std::get<ir::ValueList>(map[3].second.data)[0].data);
  EXPECT_EQ(std::get<std::int64_t>(target[1].second.data), 8000);
  EXPECT_EQ(watch.files[1].text, "begin\n1 / -> web\nprice $5\n");
  EXPECT_EQ(watch.depends[0].condition, ir::Condition::kHealthy);
}

TEST(CompileStack, LowersVolumesSecretsAndTasks) {
  Compiled c;
  compile_into(c, kShop);
  ASSERT_EQ(c.stack().volumes.size(), 2u);
  EXPECT_EQ(c.stack().volumes[ir::VolumeId(0)].size_bytes->value, 2ull << 30);
  EXPECT_EQ(c.stack().volumes[ir::VolumeId(1)].name, "db_data");
  const ir::Secret& secret = c.stack(1).secrets[ir::SecretId(0)];
  EXPECT_EQ(secret.env_name, "PASS");
  EXPECT_EQ(secret.deliver, ir::Deliver::kFile);
  const ir::Service& task = c.service("migrate");
  EXPECT_EQ(task.kind, ir::ServiceKind::kTask);
  EXPECT_EQ(command(c, "migrate"), "migrate up head");
  EXPECT_EQ(task.task.undo, (std::vector<std::string>{"/bin/sh", "-c", "migrate down && true"}));
  EXPECT_TRUE(task.task.manual);
  EXPECT_EQ(task.restart, "no");
}

TEST(CompileStack, EveryOriginIsInTheTextOfSomebody) {
  Compiled c;
  compile_into(c, kShop);
  for (const ir::Service& service : c.stack(1).services)
    for (const ir::EnvVar& variable : service.env) {
      ASSERT_TRUE(variable.origin.span.valid()) << variable.name;
      const bool in_stdlib = c.sources.path(variable.origin.span.file).starts_with("lib/");
      EXPECT_EQ(in_stdlib, variable.origin.by == ir::By::kStdlib) << variable.name;
    }
}

TEST(CompileStack, TheOrderOfKeysDoesNotMatter) {
  Compiled a;
  Compiled b;
  compile_into(a, kHead + "services:\n  web: {use: t/web, publish: {http: 1}}\nenvironments:\n  d: {mode: dev}\n");
  compile_into(b, "environments:\n  d: {mode: dev}\nservices:\n  web: {publish: {http: 1}, use: t/web}\nlanguage: 1\nstack: s\n");
  EXPECT_EQ(ir::dump(a.stack(), nullptr), ir::dump(b.stack(), nullptr));
}

TEST(CompileStack, WithoutEnvironmentsThereIsDev) {
  Compiled c;
  compile_into(c, kHead + "services: {web: {image: nginx:1}}\n");
  ASSERT_EQ(c.errors(), "");
  EXPECT_EQ(c.stack().environment, "dev");
  EXPECT_EQ(c.stack().emit, std::vector<std::string>{"compose"});
}

TEST(CompileStack, TheProxyGivesThePublicUrl) {
  Compiled c;
  base::MemoryFileSystem files;
  std::string error;
  std::string proxy = kTestWatch;
  proxy = base::replace_all(base::replace_all(proxy, "t/watch", "t/proxy"), "family: prometheus", "family: nginx");
  files.write("lib/t/proxy.yaml", proxy, false, error);
  files.write("lib/t/web.yaml", kTestWeb, false, error);
  const source::FileId file = c.sources.add("s", kHead +
                                                     "services:\n  web: {use: t/web, env: {A: '${api.public_url}', B: '${web.public_url}', "
                                                     "C: '${api.public_host}'}}\n  api: {use: t/web}\n" +
                                                     "  proxy: {use: t/proxy, with: {routes: {/: web, /api: api}}, publish: {http: 80}}\n");
  c.result = compile_stack(c.sources, file, Library::folder(files, "lib"), {}, c.sink);
  ASSERT_EQ(c.errors(), "");
  EXPECT_EQ(env(c, "web", "A"), "http://localhost/api");
  EXPECT_EQ(env(c, "web", "B"), "http://localhost");
  EXPECT_EQ(env(c, "web", "C"), "localhost");
}

TEST(Library, EmbeddedHasTheTemplatesOfTheProject) {
  const std::vector<std::string> names = Library::embedded().names();
  EXPECT_NE(std::find(names.begin(), names.end(), "data/postgres"), names.end());
  EXPECT_TRUE(Library::embedded().text("data/postgres").has_value());
  EXPECT_FALSE(Library::embedded().text("data/nothing").has_value());
}

TEST(Library, TheGoldenStackCompiles) {
  base::RealFileSystem files;
  std::string error;
  const auto text = files.read(std::string(STACKC_SOURCE_DIR) + "/tests/golden/stacks/deal-brain/stack.yaml", error);
  ASSERT_TRUE(text) << error;
  Compiled c;
  c.result = compile_stack(c.sources, c.sources.add("stack.yaml", *text), Library::embedded(), {}, c.sink);
  EXPECT_EQ(c.errors(), "");
  ASSERT_EQ(c.result.project.stacks.size(), 3u);
  for (const ir::Stack& stack : c.result.project.stacks) EXPECT_EQ(ir::verify(stack), std::vector<std::string>());
  EXPECT_EQ(env(c, "api", "DATABASE_URL"), "postgresql+asyncpg://dealbrain:<db_password|url>@db:5432/dealbrain");
}

}  // namespace
}  // namespace stackc::frontend
