#include "emit/kubernetes/kubernetes.h"

#include <gtest/gtest.h>

#include "diag/rules/target.h"
#include "diag/rules/translation.h"
#include "ir/test_stack.h"

namespace stackc::emit {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A database and a built API behind a proxy, in one environment that emits Kubernetes.
struct Shop {
  ir::TestStack t;
  ir::SecretId password;
  diag::Sink sink;
  OutputSet outputs;
  Shop() {
    t.stack().emit = {"k8s"};
    t.stack().environment = "prod";
    t.stack().mode = ir::Mode::kProd;
    password = t.secret("db_password", "DB_PASSWORD");
    auto db = t.service("db");
    db.port("pg", 5432).health_exec({"pg_isready"}).volume("db_data", "/data");
    db->stateful = true;
    db->any_uid = true;
    db->image_uid = 70;
    db->read_only_root.value = true;
    db->writable = {"/tmp", "/var/run/postgresql"};
    auto api = t.service("api");
    api.port("http", 8000, ir::Protocol::kHttp).health_http("/health", "http");
    api->uid = ir::Field<std::uint32_t>{20001, {}};
    api->read_only_root.value = true;
    ir::Image& image = t.stack().images[api->image];
    image.built = true;
    image.reference = "acme/api";
    edge("api", "db");
  }
  void edge(const char* from, const char* to, ir::Condition condition = ir::Condition::kHealthy) {
    ir::Edge edge;
    edge.from = t.find(from);
    edge.to = t.find(to);
    edge.condition = condition;
    t.stack().edges.push_back(edge);
  }
  ir::Text secret_text() {
    ir::Text text;
    text.append(ir::SecretPart{password});
    return text;
  }
  void emit() { emit_all({t.stack()}); }
  void emit_all(std::vector<ir::Stack> stacks) {
    ir::Project project;
    project.stacks = std::move(stacks);
    emit_kubernetes(project, outputs, sink);
  }
  std::string file(const std::string& name) {
    auto found = outputs.files().find("deploy/k8s/" + name);
    return found == outputs.files().end() ? "" : found->second.text;
  }
  bool reported(diag::Rule rule) {
    for (const diag::Diagnostic& diagnostic : sink.all())
      if (diagnostic.rule == rule) return true;
    return false;
  }
};

TEST(Kubernetes, OneObjectAFileNumberedByWave) {
  Shop shop;
  shop.emit();
  EXPECT_EQ(shop.sink.errors(), 0u);
  for (const char* name :
       {"00-namespace-shop", "01-networkpolicy-default-deny", "10-statefulset-db", "10-service-db", "10-service-db-headless",
        "10-serviceaccount-db", "11-deployment-api", "11-service-api", "11-poddisruptionbudget-api", "11-networkpolicy-api"})
    EXPECT_NE(shop.file(std::string("base/") + name + ".yaml"), "") << name;
  EXPECT_TRUE(
      has(shop.file("base/kustomization.yaml"), "resources:\n  - 00-namespace-shop.yaml\n  - 01-networkpolicy-default-deny.yaml\n"));
  EXPECT_TRUE(has(shop.file("overlays/prod/kustomization.yaml"), "images:\n  - name: acme/api\n    newTag: unreleased\n"));
  for (const auto& [path, output] : shop.outputs.files()) EXPECT_TRUE(output.has_meant) << path;
  EXPECT_TRUE(shop.reported(diag::rule::kubernetes_start_order));
}

TEST(Kubernetes, NothingForOtherTargets) {
  Shop shop;
  shop.t.stack().emit = {"compose"};
  shop.emit();
  EXPECT_TRUE(shop.outputs.files().empty());
}

TEST(Kubernetes, StatefulServiceClaimsItsVolume) {
  Shop shop;
  shop.t.stack().volumes[shop.t.volume("db_data")].size_bytes = ir::Field<std::uint64_t>{std::uint64_t{5} << 30, {}};
  shop.emit();
  const std::string text = shop.file("base/10-statefulset-db.yaml");
  EXPECT_TRUE(has(text, "serviceName: db-headless\n"));
  EXPECT_TRUE(has(text, "            storage: 5Gi\n")) << text;
  EXPECT_TRUE(has(text, "        runAsUser: 10001\n")) << "any uid will do, so not the image's 70";
  EXPECT_TRUE(has(text, "            - name: var-run-postgresql\n              mountPath: /var/run/postgresql\n"));
  EXPECT_TRUE(has(shop.file("base/10-service-db-headless.yaml"), "clusterIP: None\n"));
}

TEST(Kubernetes, CollectorsRunOnceAndProxiesTwice) {
  Shop shop;
  auto otel = shop.t.service("otel");
  otel.port("metrics", 9464).health_http("/", "metrics");
  otel->any_uid = true;
  otel->family = "otel";
  auto proxy = shop.t.service("proxy");
  proxy.port("http", 8080).health_http("/", "http");
  proxy->any_uid = true;
  proxy->family = "nginx";
  shop.emit();
  EXPECT_TRUE(has(shop.file("base/10-statefulset-otel.yaml"), "  replicas: 1\n"));
  EXPECT_TRUE(has(shop.file("base/10-deployment-proxy.yaml"), "  replicas: 2\n"));
}

TEST(Kubernetes, SharedVolumeIsOneClaimForSeveralNodes) {
  Shop shop;
  shop.t.service("api").volume("db_data", "/data", true);
  shop.emit();
  EXPECT_TRUE(has(shop.file("base/02-persistentvolumeclaim-db-data.yaml"), "- ReadWriteMany\n"));
  EXPECT_TRUE(has(shop.file("base/11-deployment-api.yaml"),
                  "            - name: db-data\n              mountPath: /data\n              readOnly: true\n"));
  EXPECT_FALSE(has(shop.file("base/10-statefulset-db.yaml"), "volumeClaimTemplates"));
  EXPECT_TRUE(shop.reported(diag::rule::kubernetes_shared_volume));
}

TEST(Kubernetes, SecretsAreReferences) {
  Shop shop;
  ir::Text url("postgresql://u:");
  url.append(ir::SecretPart{shop.password, ir::Encoding::kUrl});
  url.append("@db:5432/a$(b)");
  shop.t.service("api").env("DATABASE_URL", url).env("PLAIN", "a$b $(C) $$").env("PRICE", "5$");
  shop.t.service("db").env("POSTGRES_PASSWORD", shop.secret_text());
  shop.t.stack().secrets[shop.password].deliver = ir::Deliver::kFile;
  shop.t.service("db")->env.back().reads_file = true;
  shop.emit();
  const std::string api = shop.file("base/11-deployment-api.yaml");
  EXPECT_TRUE(has(api,
                  "            - name: DB_PASSWORD\n              valueFrom:\n                secretKeyRef:\n                  name: "
                  "shop-secrets\n                  key: db_password\n            - name: DATABASE_URL\n              value: "
                  "postgresql://u:$(DB_PASSWORD)@db:5432/a$$(b)\n"))
      << api;
  EXPECT_TRUE(has(api, "value: a$$b $$(C) $$$$\n"));
  EXPECT_TRUE(has(api, "value: 5$\n")) << "nothing to expand, nothing to escape";
  const std::string db = shop.file("base/10-statefulset-db.yaml");
  EXPECT_TRUE(has(db, "            - name: POSTGRES_PASSWORD_FILE\n              value: /run/secrets/db_password\n")) << db;
  EXPECT_TRUE(has(db, "            defaultMode: 288\n"));
  EXPECT_TRUE(has(shop.file("base/kustomization.yaml"), "--from-literal=db_password=\"$(cat secrets/db_password.txt)\"\n"));
  EXPECT_TRUE(shop.reported(diag::rule::kubernetes_url_secret));
}

TEST(Kubernetes, HelperNameGivesWay) {
  Shop shop;
  ir::Text url("x:");
  url.append(ir::SecretPart{shop.password});
  shop.t.service("api").env("DB_PASSWORD", "other").env("URL", url);
  shop.emit();
  EXPECT_TRUE(has(shop.file("base/11-deployment-api.yaml"), "value: x:$(DB_PASSWORD_VALUE)\n"));
}

TEST(Kubernetes, ProbesDiffer) {
  Shop shop;
  shop.t.service("api")->health->start_seconds = 60;
  shop.t.service("worker").health_exec({"celery", "ping"});
  shop.t.service("worker")->image = shop.t.service("api")->image;
  shop.t.service("worker")->uid = ir::Field<std::uint32_t>{10001, {}};
  shop.emit();
  const std::string api = shop.file("base/11-deployment-api.yaml");
  EXPECT_TRUE(has(api,
                  "          startupProbe:\n            tcpSocket:\n              port: http\n            periodSeconds: 5\n            "
                  "timeoutSeconds: 5\n            failureThreshold: 30\n"))
      << api;
  EXPECT_TRUE(has(api, "          readinessProbe:\n            httpGet:\n              path: /health\n"));
  EXPECT_TRUE(has(api, "          livenessProbe:\n            tcpSocket:\n"));
  const std::string worker = shop.file("base/10-deployment-worker.yaml");
  EXPECT_TRUE(has(worker, "                - kill -0 1\n")) << worker;
  EXPECT_FALSE(has(worker, "startupProbe"));
  EXPECT_TRUE(has(worker, "  replicas: 1\n"));
}

TEST(Kubernetes, PoliciesFollowTheEdges) {
  Shop shop;
  shop.t.service("api").publish("http", 80);
  shop.emit();
  const std::string api = shop.file("base/11-networkpolicy-api.yaml"), db = shop.file("base/10-networkpolicy-db.yaml");
  EXPECT_TRUE(has(api, "  ingress:\n    - ports:\n        - protocol: TCP\n          port: 8000\n")) << api;
  EXPECT_TRUE(has(api, "cidr: 0.0.0.0/0\n"));
  EXPECT_TRUE(
      has(db, "  ingress:\n    - from:\n        - podSelector:\n            matchLabels:\n              app.kubernetes.io/name: api\n"))
      << db;
  EXPECT_FALSE(has(db, "egress:")) << "a database reaches nothing";
  EXPECT_TRUE(has(shop.file("base/11-service-api-published.yaml"), "type: LoadBalancer\n"));
}

TEST(Kubernetes, LoopbackIsNotPublished) {
  Shop shop;
  shop.t.service("api").publish("http", 9090, "127.0.0.1");
  shop.emit();
  EXPECT_EQ(shop.file("base/11-service-api-published.yaml"), "");
  ASSERT_TRUE(shop.reported(diag::rule::kubernetes_publish));
  EXPECT_FALSE(has(shop.file("base/11-networkpolicy-api.yaml"), "ingress:"));
}

TEST(Kubernetes, TasksAreJobsAndManualOnesWait) {
  Shop shop;
  auto migrate = shop.t.task("migrate");
  migrate->uid = ir::Field<std::uint32_t>{10001, {}};
  migrate->command = {ir::Text("alembic"), ir::Text("upgrade")};
  migrate->task.undo = {"alembic", "downgrade"};
  auto seed = shop.t.task("seed");
  seed->uid = ir::Field<std::uint32_t>{10001, {}};
  seed->task.manual = true;
  shop.edge("api", "migrate", ir::Condition::kCompleted);
  shop.emit();
  const std::string job = shop.file("base/10-job-migrate.yaml");
  EXPECT_TRUE(has(job, "restartPolicy: OnFailure\n")) << job;
  EXPECT_FALSE(has(job, "Probe"));
  EXPECT_TRUE(has(job, "  backoffLimit: 6\n"));
  for (const char* name : {"base/10-cronjob-migrate-undo.yaml", "base/10-cronjob-seed.yaml"}) {
    const std::string text = shop.file(name);
    EXPECT_TRUE(has(text, "  suspend: true\n")) << name;
    EXPECT_TRUE(has(text, "      backoffLimit: 0\n") && has(text, "restartPolicy: Never\n"))
        << name << ": half done, it must not run again";
  }
  EXPECT_TRUE(has(shop.file("base/10-cronjob-migrate-undo.yaml"), "                - downgrade\n"));
}

TEST(Kubernetes, ConfigFilesRestartPods) {
  Shop shop;
  ir::ConfigFile file;
  file.path = "infra/api/app.yaml";
  file.target = "/etc/app.yaml";
  file.format = ir::FileFormat::kYaml;
  file.value.data = ir::ValueMap{{"on", ir::Value{ir::Text("yes")}}};
  shop.t.service("api")->files.push_back(file);
  shop.emit();
  EXPECT_TRUE(has(shop.file("base/11-configmap-api-config.yaml"), "  infra-api-app.yaml: |\n    \"on\": \"yes\"\n"))
      << shop.file("base/11-configmap-api-config.yaml");
  const std::string api = shop.file("base/11-deployment-api.yaml");
  EXPECT_TRUE(has(api, "checksum/config: "));
  EXPECT_TRUE(
      has(api, "              mountPath: /etc/app.yaml\n              subPath: infra-api-app.yaml\n              readOnly: true\n"));
}

TEST(Kubernetes, SecretsInConfigFilesAreRefused) {
  Shop shop;
  ir::ConfigFile file;
  file.path = "a.yaml";
  file.format = ir::FileFormat::kYaml;
  file.value.data = ir::ValueMap{{"password", ir::Value{shop.secret_text()}}};
  file.origin = shop.t.origin("files a.yaml");
  shop.t.service("api")->files.push_back(file);
  shop.emit();
  ASSERT_EQ(shop.sink.errors(), 1u);
  EXPECT_TRUE(shop.reported(diag::rule::plain_secret));
}

TEST(Kubernetes, ResourcesAreCanonical) {
  Shop shop;
  ir::Resources& resources = shop.t.service("api")->resources;
  resources.cpu_millicores = ir::Field<std::uint32_t>{1500, {}};
  resources.memory_bytes = ir::Field<std::uint64_t>{1536ull << 20, {}};
  resources.reserve_memory_bytes = ir::Field<std::uint64_t>{250'000'000, {}};
  shop.emit();
  const std::string api = shop.file("base/11-deployment-api.yaml");
  EXPECT_TRUE(has(api, "              cpu: 100m\n              memory: 250M\n")) << api;
  EXPECT_TRUE(has(api, "              cpu: 1500m\n              memory: 1536Mi\n"));
}

TEST(Kubernetes, SecondEnvironmentIsAPatch) {
  Shop shop;
  shop.t.service("api").env("LEVEL", "INFO");
  ir::Stack first = shop.t.stack(), second = shop.t.stack();
  second.environment = "stage";
  second.services[second.find_service("api")].env[0].value = ir::Text("DEBUG");
  second.services[second.find_service("api")].replicas = ir::Field<std::uint32_t>{1, {}};
  shop.emit_all({first, second});
  const std::string kustomization = shop.file("overlays/stage/kustomization.yaml");
  EXPECT_TRUE(has(kustomization, "namespace: shop-stage\n")) << kustomization;
  EXPECT_FALSE(has(shop.file("overlays/prod/kustomization.yaml"), "namespace:"));
  EXPECT_TRUE(has(kustomization, "  - path: patch-deployment-api.yaml\n"));
  EXPECT_TRUE(has(kustomization, "  - path: delete-poddisruptionbudget-api.yaml\n"));
  EXPECT_TRUE(has(shop.file("overlays/stage/patch-deployment-api.yaml"),
                  "- op: replace\n  path: /spec/template/spec/containers/0/env/0/value\n  value: DEBUG\n"))
      << shop.file("overlays/stage/patch-deployment-api.yaml");
  EXPECT_FALSE(has(shop.file("overlays/prod/kustomization.yaml"), "patches"));
}

struct Refusal {
  diag::Rule rule;
  void (*spoil)(Shop& shop);
};
TEST(Kubernetes, WhatCannotBeIsSaid) {
  const Refusal kRefusals[] = {
      {diag::rule::kubernetes_name, [](Shop& shop) { shop.t.service("a_b"); }},
      {diag::rule::kubernetes_name, [](Shop& shop) { shop.t.stack().name.value = "9shop"; }},
      {diag::rule::kubernetes_name, [](Shop& shop) { shop.t.stack().environment = "Prod_1"; }},
      {diag::rule::kubernetes_name_clash, [](Shop& shop) { shop.t.service("api").port("a_b", 9001).port("a-b", 9002); }},
      {diag::rule::kubernetes_name_clash, [](Shop& shop) { shop.t.volume("a.b"), shop.t.volume("a_b"); }},
      {diag::rule::kubernetes_name_clash, [](Shop& shop) { shop.t.service("db-headless").port("x", 9000).get().any_uid = true; }},
      {diag::rule::kubernetes_root_user, [](Shop& shop) { shop.t.service("rooted"); }},
      {diag::rule::kubernetes_capability, [](Shop& shop) { shop.t.service("api")->cap_add = {"SYS_ADMIN"}; }},
      {diag::rule::kubernetes_resources,
       [](Shop& shop) {
         shop.t.service("api")->resources.memory_bytes = ir::Field<std::uint64_t>{1024, {}};
         shop.t.service("api")->resources.reserve_memory_bytes = ir::Field<std::uint64_t>{2048, {}};
       }},
      {diag::rule::kubernetes_host_gateway,
       [](Shop& shop) {
         ir::Text text("http://");
         text.append(ir::Symbol::kHostGateway);
         shop.t.service("api").env("HOST", text);
       }},
      {diag::rule::kubernetes_config_size,
       [](Shop& shop) {
         ir::ConfigFile file;
         file.path = "big";
         file.text = std::string(1 << 20, 'x');
         shop.t.service("api")->files.push_back(file);
       }},
  };
  for (const Refusal& refusal : kRefusals) {
    Shop shop;
    refusal.spoil(shop);
    shop.emit();
    EXPECT_GE(shop.sink.errors(), 1u) << diag::info(refusal.rule).name;
    EXPECT_TRUE(shop.reported(refusal.rule)) << diag::info(refusal.rule).name;
  }
}

TEST(Kubernetes, WhatIsLostIsSaid) {
  Shop shop;
  auto api = shop.t.service("api");
  ir::Mount bind;
  bind.kind = ir::Mount::Kind::kBind;
  bind.source = "./data";
  bind.target = "/data";
  api->mounts.push_back(bind);
  bind.dev_only = true;
  bind.target = "/src";
  api->mounts.push_back(bind);
  api->resources.swap_bytes = ir::Field<std::uint64_t>{1024, {}};
  api->read_only_root.value = false;
  api->labels["bad key"] = "x";
  api->health.reset();
  api.port("low", 80);
  ir::Text text;
  text.append(ir::Symbol::kGitSha);
  api.env("REVISION", text);
  shop.emit();
  EXPECT_EQ(shop.sink.errors(), 0u);
  for (diag::Rule rule :
       {diag::rule::kubernetes_bind_mount, diag::rule::kubernetes_swap, diag::rule::kubernetes_writable_root, diag::rule::kubernetes_label,
        diag::rule::kubernetes_no_health, diag::rule::kubernetes_low_port, diag::rule::kubernetes_unknown_symbol})
    EXPECT_TRUE(shop.reported(rule)) << diag::info(rule).name;
  EXPECT_FALSE(has(shop.file("base/11-deployment-api.yaml"), "/src"));
}

}  // namespace
}  // namespace stackc::emit
