#include "frontend/compose/lower.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "diag/rules/translation.h"
#include "frontend/compose/images.h"
#include "frontend/compose/test_load.h"

namespace stackc::compose {
namespace {

LoadOptions loading() {
  LoadOptions options;
  options.profiles = {"*"};
  options.unknown_variables = UnknownVariables::kKeep;
  return options;
}

struct Lowered : Loaded {
  ir::Stack stack;
  diag::Sink said;
  explicit Lowered(std::string_view text, bool building = true, std::string_view env = "")
      : Loaded({{"compose.yaml", text}, {".env", env}, {"api.env", "SECRET_KEY=abc\nLEVEL=info\n"}}, loading()) {
    EXPECT_EQ(sink.errors(), 0u) << found();
    LowerOptions options;
    options.building = building;
    options.emit = {"kubernetes"};
    stack = lower(*project, options, said, sources);
    EXPECT_EQ(ir::verify(stack), std::vector<std::string>());
  }
  [[nodiscard]] const ir::Service& service(std::string_view name) const { return stack.services[stack.find_service(name)]; }
  [[nodiscard]] std::string variable(std::string_view name, std::string_view key) const {
    for (const ir::EnvVar& found : service(name).env)
      if (found.name == key) return ir::describe(found.value, stack);
    return "(none)";
  }
  [[nodiscard]] std::string ports(std::string_view name) const {
    std::string out;
    for (const ir::Port& port : service(name).ports)
      out += base::cat({out.empty() ? "" : " ", port.name, "=", std::to_string(port.number), "/", ir::spell(port.protocol)});
    return out;
  }
  [[nodiscard]] std::string text(source::Span span) const { return std::string(sources.text(span)); }
};

TEST(Lower, PlacesPointIntoTheComposeFile) {
  const Lowered l("services:\n  web:\n    image: acme/web:1\n    environment: {A: one}\n    mem_limit: 64m\n    stop_grace_period: 90s\n");
  EXPECT_EQ(l.text(l.service("web").origin.span), "web");
  EXPECT_EQ(l.text(l.service("web").env.at(0).origin.span), "one");
  EXPECT_EQ(l.service("web").resources.memory_bytes->value, 64u << 20);
  EXPECT_EQ(l.text(l.service("web").resources.memory_bytes->origin.span), "64m");
  EXPECT_EQ(l.service("web").stop_grace_seconds, 90u);
  EXPECT_TRUE(l.stack.compose);
}

TEST(Lower, TasksAreWhatSomebodyWaitsForOrCallsByHand) {
  const Lowered l(R"(services:
  migrate: {image: "acme/app:1", command: [migrate]}
  web:
    image: acme/app:1
    depends_on: {migrate: {condition: service_completed_successfully}, db: {condition: service_healthy, required: false}}
  shell: {image: "acme/app:1", profiles: [tools]}
  extra: {image: "acme/app:1", profiles: [tools], ports: ["1:1"]}
  db: {image: "postgres:16", healthcheck: {test: [CMD, pg_isready]}}
)");
  EXPECT_EQ(l.service("migrate").kind, ir::ServiceKind::kTask);
  EXPECT_FALSE(l.service("migrate").task.manual);
  EXPECT_EQ(l.service("shell").kind, ir::ServiceKind::kTask);
  EXPECT_TRUE(l.service("shell").task.manual);
  EXPECT_EQ(l.service("extra").kind, ir::ServiceKind::kService);
  EXPECT_EQ(l.service("extra").replicas->value, 0u);
  const auto& depends = l.service("web").depends;
  ASSERT_EQ(depends.size(), 2u);
  const bool first = l.stack.services[depends[0].on].name == "migrate";
  EXPECT_EQ(depends[first ? 0 : 1].condition, ir::Condition::kCompleted);
  EXPECT_EQ(depends[first ? 1 : 0].condition, ir::Condition::kHealthy);
  EXPECT_FALSE(depends[first ? 1 : 0].required);
}

TEST(Lower, HealthOfAnImageThatNobodyKnows) {
  const Lowered l("services:\n  a: {image: x:1, depends_on: {b: {condition: service_healthy}}}\n  b: {image: acme/b:1}\n");
  EXPECT_EQ(l.service("a").depends.at(0).condition, ir::Condition::kStarted);
  ASSERT_EQ(l.said.all().size(), 1u);
  EXPECT_EQ(l.said.all()[0].rule, diag::rule::translated_health);
  const Lowered rules("services:\n  a: {image: x:1, depends_on: {b: {condition: service_healthy}}}\n  b: {image: acme/b:1}\n", false);
  EXPECT_EQ(rules.service("a").depends.at(0).condition, ir::Condition::kHealthy);
}

TEST(Lower, HttpProbesOnlyWhereCertain) {
  struct Case {
    const char* test;
    const char* path;  // "": stays a command
    unsigned port;
  };
  for (const Case& c : {
           Case{R"([CMD, curl, -f, "http://localhost:8000/health"])", "/health", 8000},
           Case{R"("curl -fsS http://127.0.0.1/ || exit 1")", "/", 80},
           Case{R"([CMD-SHELL, "wget -q --spider http://localhost:3000/api/health > /dev/null 2>&1 || exit 1"])", "/api/health", 3000},
           Case{R"([CMD, wget, -qO-, "localhost:9090/-/ready"])", "/-/ready", 9090},
           Case{R"([CMD, curl, "http://localhost:8000/health"])", "", 0},          // content with every answer
           Case{R"([CMD, curl, -f, -X, POST, "http://localhost:8000/"])", "", 0},  // no plain request
           Case{R"([CMD, curl, -f, "http://db:8000/"])", "", 0},                   // asks another container
           Case{R"([CMD, curl, -f, "https://localhost/"])", "", 0},                //
           Case{R"("curl -f http://localhost/ | grep ok")", "", 0},                // looks at the answer
           Case{R"("curl -f http://localhost:$$PORT/")", "", 0},                   //
           Case{R"([CMD, pg_isready])", "", 0},
       }) {
    const Lowered l(base::cat({"services:\n  a: {image: acme/a:1, healthcheck: {test: ", c.test, "}}\n"}));
    ASSERT_TRUE(l.service("a").health) << c.test;
    const auto* http = std::get_if<ir::HttpProbe>(&l.service("a").health->probe);
    ASSERT_EQ(http != nullptr, *c.path != '\0') << c.test;
    if (http == nullptr) continue;
    EXPECT_EQ(http->path, c.path);
    EXPECT_EQ(l.service("a").ports.at(0).number, c.port) << c.test;
    EXPECT_TRUE(ir::image_can_ask(*l.service("a").health));
  }
  EXPECT_TRUE(Lowered("services: {a: {image: x:1, healthcheck: {disable: true}}}").service("a").health_off);
  EXPECT_TRUE(Lowered("services: {a: {image: x:1, healthcheck: {test: [NONE]}}}").service("a").health_off);
}

TEST(Lower, SecretsOfTargetsAndTextsOfRules) {
  const std::string_view file = R"(services:
  db:
    image: postgres:16-alpine
    environment: {POSTGRES_PASSWORD: hunter2, POSTGRES_USER: shop, POSTGRES_HOST_AUTH_METHOD: "${METHOD:-md5}"}
  api:
    image: acme/api:1
    env_file: api.env
    environment:
      DATABASE_URL: postgresql://shop:hunter2@db:5432/shop
      CACHE_PASSWORD: "${CACHE_PASSWORD:-weak}"
      KEY: pre-${API_KEY}-post
      ALLOW_EMPTY_PASSWORD: "yes"
      MODEL: ${MODEL}
      PLAIN: ${KNOWN}
      PRICE: 5$$
)";
  const Lowered l(file, true, "KNOWN=value\nAPI_KEY=from-dotenv\n");
  EXPECT_EQ(l.variable("db", "POSTGRES_PASSWORD"), "${secret.postgres_password}");
  EXPECT_EQ(l.variable("db", "POSTGRES_HOST_AUTH_METHOD"), "md5");
  EXPECT_EQ(l.variable("api", "DATABASE_URL"), "postgresql://shop:${secret.postgres_password}@db:5432/shop");
  EXPECT_EQ(l.variable("api", "CACHE_PASSWORD"), "${secret.cache_password}");
  EXPECT_EQ(l.variable("api", "KEY"), "pre-${secret.api_key}-post");
  EXPECT_EQ(l.variable("api", "ALLOW_EMPTY_PASSWORD"), "yes");
  EXPECT_EQ(l.variable("api", "MODEL"), "${secret.model}");  // whoever deploys has the value
  EXPECT_EQ(l.variable("api", "PLAIN"), "value");
  EXPECT_EQ(l.variable("api", "PRICE"), "5$");
  EXPECT_EQ(l.variable("api", "SECRET_KEY"), "${secret.secret_key}");
  EXPECT_EQ(l.variable("api", "LEVEL"), "info");
  for (const ir::Secret& secret : l.stack.secrets) {
    if (secret.name == "postgres_password") {
      EXPECT_EQ(secret.dev_value->value, "hunter2");
    }
    if (secret.name == "cache_password") {
      EXPECT_EQ(secret.dev_value->value, "weak");
    }
    if (secret.name == "api_key" || secret.name == "secret_key") {
      EXPECT_FALSE(secret.dev_value) << "a value of .env went into an output";
    }
  }
  EXPECT_TRUE(l.service("db").env.at(0).reads_file);
  const Lowered rules(file, false, "KNOWN=value\nAPI_KEY=from-dotenv\n");
  EXPECT_EQ(rules.variable("db", "POSTGRES_PASSWORD"), "hunter2");
  EXPECT_EQ(rules.stack.secrets.size(), 0u);
}

TEST(Lower, PortsFromImagesAndAddresses) {
  const Lowered l(R"(services:
  db: {image: "postgres:16"}
  api: {image: "acme/api:1", environment: {DB_HOST: db, DB_NAME: db, PEER: "grpc:50051"}, ports: ["127.0.0.1:8020:8000", "53:53/udp"]}
  grpc: {image: "acme/grpc:1", networks: {default: {aliases: [rpc]}}}
  web: {image: "acme/web:1", environment: {API: "http://api:8000/v1", RPC: "tcp://rpc:7000"}}
)");
  EXPECT_EQ(l.ports("db"), "pg=5432/tcp");
  EXPECT_EQ(l.ports("api"), "http=8000/http udp-53=53/udp");
  EXPECT_EQ(l.ports("grpc"), "tcp-50051=50051/tcp tcp-7000=7000/tcp");
  EXPECT_EQ(l.service("api").publish.at(0).host_ip, "127.0.0.1");
  EXPECT_EQ(l.service("api").publish.at(0).host_port, 8020);
  EXPECT_EQ(l.service("api").references.size(), 2u);  // DB_HOST and PEER; DB_NAME is no address
  EXPECT_EQ(l.service("web").references.at(0).port, "http");
}

TEST(Lower, MountsBuildsAndPaths) {
  const Lowered l(R"(services:
  a:
    build: {context: ./app, target: run, args: {V: "1"}}
    volumes: [data:/data, "./app:/p/app:ro", /var/run/docker.sock:/var/run/docker.sock, /cache, {type: tmpfs, target: /t, tmpfs: {size: 1m}}]
    tmpfs: [/tmp:size=2m]
    configs: [{source: c, target: /etc/c.conf}]
    user: "1000:50"
configs: {c: {content: hello}}
volumes: {data: {}}
)");
  const ir::Service& a = l.service("a");
  const ir::Image& image = l.stack.images[a.image];
  EXPECT_TRUE(image.built && image.external_dockerfile);
  EXPECT_EQ(image.context, "app");
  EXPECT_EQ(image.reference, "p-a");
  EXPECT_EQ(image.build_args.at(0).first, "V");
  ASSERT_EQ(a.mounts.size(), 6u);
  EXPECT_EQ(l.stack.volumes[a.mounts[0].volume].name, "data");
  EXPECT_EQ(a.mounts[1].source, "app");  // although its target has the same text as the folder
  EXPECT_TRUE(a.mounts[1].read_only);
  EXPECT_EQ(a.mounts[2].source, "/var/run/docker.sock");
  EXPECT_FALSE(l.stack.volumes[a.mounts[3].volume].declared);
  EXPECT_EQ(a.mounts[4].size_bytes, 1u << 20);
  EXPECT_EQ(a.mounts[5].size_bytes, 2u << 20);
  EXPECT_EQ(a.files.at(0).text, "hello");
  EXPECT_EQ(a.uid->value, 1000u);
  EXPECT_EQ(a.gid->value, 50u);
}

TEST(Lower, TakesOddProjectsWithoutHarm) {
  for (const std::string_view text : {
           "services: {a: {image: x, ports: [80], expose: [\"1-3\"], healthcheck: {test: [CMD]}}}",
           "services: {a: {image: x, volumes: [{type: npipe, source: '\\\\.\\pipe\\x', target: 'C:\\x'}]}}",
           "services: {a: {image: x, user: 'app:app', cpus: 0, mem_limit: 0, scale: 0}}",
           "services: {a: {provider: {type: cloud}}}",
           "services: {a: {image: x, environment: [A, B=, '=c'], labels: [x], extra_hosts: {h: [1.1.1.1, 2.2.2.2]}}}",
           "services: {a: {image: x}}\nvolumes: {a: {}}\nnetworks: {n: {external: true}}\n",
       }) {
    Loaded loaded({{"compose.yaml", text}}, loading());
    if (loaded.sink.has_errors()) continue;
    for (const bool building : {false, true}) {
      LowerOptions options;
      options.building = building;
      diag::Sink sink;
      EXPECT_EQ(ir::verify(lower(*loaded.project, options, sink, loaded.sources)), std::vector<std::string>()) << text;
    }
  }
}

TEST(Fates, EveryKeyIsAccountedFor) {
  const Lowered l(R"(name: n
services:
  a:
    image: x:1
    x-note: mine
    privileged: true
    network_mode: bridge
    oom_kill_disable: true
    deploy: {mode: global, resources: {limits: {memory: 1g, pids: 5}}}
volumes: {v: {driver_opts: {type: nfs}}}
)");
  const auto all = [&](std::string_view target) {
    std::string out;
    for (const KeyFate& fate : fates(*l.project, target)) {
      EXPECT_TRUE(fate.span.valid()) << fate.path;
      EXPECT_EQ(fate.note.empty(), fate.fate == Fate::kExact) << fate.path;
      out += base::cat({fate.path, fate.fate == Fate::kExact     ? " exact\n"
                                   : fate.fate == Fate::kDropped ? " dropped\n"
                                                                 : " approximated\n"});
    }
    return out;
  };
  EXPECT_EQ(
      all("kubernetes"),
      "name exact\nservices.a.image exact\nservices.a.privileged dropped\nservices.a.network_mode exact\nservices.a.oom_kill_disable "
      "dropped\n"
      "services.a.deploy.mode dropped\nservices.a.deploy.resources.limits.memory exact\nservices.a.deploy.resources.limits.pids dropped\n");
  EXPECT_EQ(
      all("swarm"),
      "name approximated\nservices.a.image exact\nservices.a.privileged dropped\nservices.a.network_mode "
      "exact\nservices.a.oom_kill_disable dropped\n"
      "services.a.deploy.mode exact\nservices.a.deploy.resources.limits.memory exact\nservices.a.deploy.resources.limits.pids exact\n");
  EXPECT_EQ(all("compose").find("dropped"), std::string::npos);
}

TEST(Images, FactsByRepositoryAndVariant) {
  EXPECT_EQ(image_facts("postgres:16-alpine")->uid, 70u);
  EXPECT_EQ(image_facts("docker.io/library/postgres:16")->uid, 999u);
  EXPECT_EQ(image_facts("registry.example:5000/postgres")->family, "postgres");
  EXPECT_EQ(image_facts("acme/postgres:16"), nullptr);
  EXPECT_EQ(image_tag("a:5000/b"), "");
  EXPECT_EQ(image_tag("a:5000/b:1@sha256:0"), "1");
  EXPECT_EQ(image_repository("ghcr.io/acme/api:1"), "acme/api");
}

}  // namespace
}  // namespace stackc::compose
