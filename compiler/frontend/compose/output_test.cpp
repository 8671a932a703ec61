#include "frontend/compose/output.h"

#include <gtest/gtest.h>

#include "frontend/compose/explain.h"

namespace stackc::compose {
namespace {

class Loaded {
 public:
  explicit Loaded(const std::map<std::string, std::string>& texts, LoadOptions options = {}) {
    std::string error;
    for (const auto& [path, text] : texts) files_.write(path, text, false, error);
    options.working_directory = "/app";
    project = load(options, files_, sources, sink);
    for (const diag::Diagnostic& diagnostic : sink.all()) {
      if (diagnostic.severity == diag::Severity::kError) errors += diagnostic.message + "\n";
    }
  }
  std::unique_ptr<Project> project;
  source::SourceManager sources;
  diag::Sink sink;
  std::string errors;

 private:
  base::MemoryFileSystem files_;
};

Loaded loaded(const std::string& text) { return Loaded({{"/app/compose.yaml", text}}); }

TEST(Output, OrderAndShapes) {
  const Loaded it = loaded(R"(
services:
  web10: {image: a, x-note: {b: 1}}
  web2:
    hostname: h
    image: a
    profiles: []
    deploy: {labels: {z: 1}}
    blkio_config: {weight_device: [{path: /dev/a, weight: 10}]}
networks: {n: {}}
x-top: [1, 1.5, 1e6, null, yes, 2024-01-01]
)");
  ASSERT_EQ(it.errors, "");
  EXPECT_EQ(to_yaml(*it.project), R"(name: app
services:
  web2:
    blkio_config:
      weight_device:
        - path: /dev/a
          weight: 10
    deploy:
      labels:
        z: "1"
    hostname: h
    image: a
    networks:
      default: null
  web10:
    image: a
    networks:
      default: null
    x-note:
      b: 1
networks:
  default:
    name: app_default
x-top:
  - 1
  - 1.5
  - 1.0e+06
  - null
  - "yes"
  - 2024-01-01T00:00:00Z
)");
}

TEST(Output, JsonShowsWhatYamlLeavesOut) {
  const Loaded it = loaded("services: {a: {image: 'i$$x', deploy: {}, x-note: 1}}\nmodels: {m: {model: z}}\n");
  ASSERT_EQ(it.errors, "");
  EXPECT_EQ(to_json(*it.project), R"({
  "name": "app",
  "services": {
    "a": {
      "command": null,
      "deploy": {
        "resources": {},
        "placement": {}
      },
      "entrypoint": null,
      "image": "i$$x",
      "networks": {
        "default": null
      }
    }
  },
  "networks": {
    "default": {
      "name": "app_default",
      "ipam": {}
    }
  }
}
)");
  EXPECT_EQ(to_yaml(*it.project).find("command"), std::string::npos);
}

// Each text as a label, written and read again.
TEST(Output, EveryTextIsReadBack) {
  const std::string_view texts[] = {"",
                                    " ",
                                    "a",
                                    "a b",
                                    "a: b",
                                    "a:b",
                                    "a #b",
                                    "#a",
                                    "- a",
                                    "-",
                                    "?",
                                    "!a",
                                    "&a",
                                    "*a",
                                    "%a",
                                    "@a",
                                    "`a`",
                                    "'a'",
                                    "\"a\"",
                                    "true",
                                    "Yes",
                                    "n",
                                    "null",
                                    "~",
                                    "1",
                                    "1.0",
                                    "0x1f",
                                    "0o7",
                                    "1_000",
                                    "22:22",
                                    "1e3",
                                    ".5",
                                    ".inf",
                                    "2024-01-01",
                                    "<<",
                                    "=",
                                    "[a]",
                                    "{a}",
                                    "a,b",
                                    "a\nb",
                                    "a\nb\n",
                                    "a\n\n",
                                    "\na",
                                    " a\nb",
                                    "a \nb",
                                    "a\tb",
                                    "\ta\nb",
                                    "a\rb",
                                    "$",
                                    "$$",
                                    "${A}",
                                    "a\\b",
                                    "C:\\x",
                                    "/a",
                                    "./a",
                                    "../a",
                                    "a:",
                                    ":a",
                                    "a ",
                                    "\xc3\xa4",
                                    "\xe2\x80\xa8",
                                    "\xf0\x9f\x98\x80",
                                    "\xc2\x85",
                                    "...",
                                    "---",
                                    "a\n---\nb",
                                    "a\n  b\n"};
  std::string file = "services:\n  s:\n    image: i\n    labels:\n";
  for (std::size_t i = 0; i < std::size(texts); ++i) {
    std::string quoted = "\"";
    for (const char c : texts[i]) {
      static constexpr char kDigits[] = "0123456789abcdef";
      const auto byte = static_cast<unsigned char>(c);
      if (c == '$') {
        quoted += "$$";
      } else if (byte < 0x20 || c == '"' || c == '\\') {
        ((quoted += "\\x") += kDigits[byte >> 4]) += kDigits[byte & 15];
      } else {
        quoted += c;
      }
    }
    if (texts[i] == "\xc2\x85") quoted = "\"\\x85";
    file += "      k" + std::to_string(i) + ": " + quoted + "\"\n";
  }
  const Loaded first = loaded(file);
  ASSERT_EQ(first.errors, "");
  const std::string written = to_yaml(*first.project);
  const Loaded second = loaded(written);
  ASSERT_EQ(second.errors, "") << written;
  EXPECT_EQ(to_yaml(*second.project), written);
  const model::Value* labels = second.project->root->at({"services", "s", "labels"});
  ASSERT_NE(labels, nullptr);
  for (std::size_t i = 0; i < std::size(texts); ++i) EXPECT_EQ(labels->string("k" + std::to_string(i)), texts[i]) << i;
}

// The hashes are those of docker compose v5.6.0.
TEST(Output, Hash) {
  const Loaded it = loaded(R"(
name: demo
services:
  plain: {image: postgres:16}
  rich:
    image: "a<b>&c"
    build: .
    command: ["sh", "-c", "x"]
    environment: {Z: 1, A: null}
    ports: ["8080:80"]
    deploy: {replicas: 3, resources: {limits: {cpus: "0.5", memory: 64m}}}
    healthcheck: {test: [CMD, a], interval: 90s}
    scale: 3
    depends_on: [plain]
)");
  ASSERT_EQ(it.errors, "");
  EXPECT_EQ(service_hash(*it.project->root->at({"services", "plain"})), "3cd93f93ba0fa523c43085de0fed0b15ed3e7baa0cce135c330e74375b2c9a2a");
  EXPECT_EQ(service_hash(*it.project->root->at({"services", "rich"})), "c0e22d537869e66d3a6ab7b72ee95fbc185bf2b160a50cee81e285255a135b35");
  EXPECT_EQ(service_hash(*it.project->root->at({"services", "rich"}), "linux/arm64"),
            "89a8cea8e93cb74398b5a71de6f86934b579ac52ff7b7797babe3e90b4544121");
}

TEST(Output, NaturalOrder) {
  EXPECT_TRUE(natural_less("a2", "a10"));
  EXPECT_FALSE(natural_less("a10", "a2"));
  EXPECT_TRUE(natural_less("a", "b"));
  EXPECT_TRUE(natural_less("a", "a1"));
  EXPECT_FALSE(natural_less("a1", "a1"));
  EXPECT_TRUE(natural_less("a01", "a1") != natural_less("a1", "a01"));
  EXPECT_EQ(time_text("2024-01-01 10:00:00.5 +0100 CET"), "2024-01-01T10:00:00.5+01:00");
}

TEST(Explain, EveryLayerInOrder) {
  LoadOptions options;
  options.environment["TAG"] = "2";
  const Loaded it({{"/app/compose.yaml", "services:\n  web:\n    image: nginx:1\n    ports: [\"80:80\"]\n"},
                   {"/app/compose.override.yaml", "services:\n  web:\n    image: nginx:${TAG}\n    environment:\n      FOO: ${FOO:-bar}\n"},
                   {"/app/.env", "TAG=1\n"}},
                  options);
  ASSERT_EQ(it.errors, "");
  const auto explain = [&](std::string_view path) {
    std::string error;
    const model::Value* value = find_path(*it.project->root, path, error);
    return value == nullptr ? "error: " + error : explain_value(*it.project, it.sources, path, *value);
  };
  const std::string image = explain("services.web.image");
  EXPECT_EQ(image.find("services.web.image = \"nginx:2\"\n"), 0u) << image;
  const std::size_t base = image.find("compose.yaml:3:12");
  const std::size_t over = image.find("compose.override.yaml:3:12");
  EXPECT_LT(base, over) << image;
  EXPECT_NE(over, std::string::npos) << image;
  EXPECT_NE(image.find("replaced"), std::string::npos) << image;
  EXPECT_NE(explain("services.web.ports[0].target").find("compose.yaml:4:17"), std::string::npos)
      << explain("services.web.ports[0].target");
  EXPECT_NE(explain("services.web.environment.FOO").find("compose.override.yaml:5:12"), std::string::npos);
  EXPECT_NE(explain("services.web.imag").find("did you mean `image`?"), std::string::npos);
  EXPECT_NE(explain("services.web.ports[3]").find("has 1 items"), std::string::npos);
  EXPECT_NE(explain("services.web.image.x").find("has no members"), std::string::npos);
}

TEST(Explain, Variables) {
  LoadOptions options;
  options.environment["TAG"] = "2";
  const Loaded it({{"/app/compose.yaml", "services: {web: {image: \"a:${TAG}\", hostname: \"${H:-h}\"}}\n"}, {"/app/.env", "TAG=1\n"}},
                  options);
  const std::string tag = explain_variable(*it.project, it.sources, "TAG");
  EXPECT_EQ(tag.find("TAG = 2\n  environment\n"), 0u) << tag;
  EXPECT_LT(tag.find(".env:1"), tag.find("used in ")) << tag;
  const std::string host = explain_variable(*it.project, it.sources, "H");
  EXPECT_NE(host.find("default `h` is taken"), std::string::npos) << host;
  EXPECT_EQ(explain_variable(*it.project, it.sources, "NOBODY"), "");
}

}  // namespace
}  // namespace stackc::compose
