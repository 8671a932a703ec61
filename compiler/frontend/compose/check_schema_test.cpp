#include "frontend/compose/check_schema.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "diag/rules/compose.h"

namespace stackc::compose {
namespace {

struct Checked {
  std::string text;  // "line:column code message | help | help", one line for each
  bool good = false;
  std::vector<diag::Diagnostic> found;
};

Checked check(std::string_view yaml, const LoadOptions& options = {}, std::string_view symbolic = {}) {
  source::SourceManager sources;
  diag::Sink sink;
  base::RealFileSystem files;
  Project project;
  Context context{project, options, files, sources, sink};
  const source::FileId file = sources.add("compose.yaml", std::string(yaml));
  const yaml::Tree tree = yaml::read(sources, file, sink);
  Marks marks;
  model::Value* root = value_of(context, tree.documents.front(), marks);
  if (!symbolic.empty()) {
    model::Value* value = root->find("services")->find("a")->find(symbolic);
    EXPECT_NE(value, nullptr);
    value->symbolic = true;
  }
  Checked out;
  out.good = check_schema(context, *root);
  out.found = sink.sorted(sources);
  for (const diag::Diagnostic& diagnostic : out.found) {
    const source::Position at = sources.position(diagnostic.span.file, diagnostic.span.begin);
    out.text += base::cat({std::to_string(at.line), ":", std::to_string(at.column), "-",
                           std::to_string(diagnostic.span.end - diagnostic.span.begin), " ",
                           std::to_string(diag::info(diagnostic.rule).code), " ", diagnostic.message});
    for (const std::string& help : diagnostic.help) out.text += " | " + help;
    out.text += '\n';
  }
  return out;
}

TEST(CheckSchema, AcceptsAFileOfEveryKind) {
  const Checked result = check(R"(
version: "3"
name: shop
x-common: &common {restart: always}
services:
  web:
    <<: *common
    image: nginx
    build: .
    ports: ["80:80", 81, {target: 82, published: "8000-8010"}]
    environment: {A: 1, B: null, C: true, D: text}
    labels: [a=b]
    depends_on: {db: {condition: service_healthy}}
    x-mine: [1, 2]
    container_name: -x-y-
    ulimits: {nofile: 10, Nproc: [odd, but, nobody, looks]}
    deploy: null
    cpu_percent: 5.0
  db: {image: postgres, volumes: [a:/b, {type: volume, source: c, target: /d}]}
networks: {n: null}
volumes: {a: , c: {driver_opts: {size: 1}}}
jobs: {nightly: {image: x, triggers: {schedule: ["0 3 * * *"]}}}
)");
  EXPECT_EQ(result.text, "");
  EXPECT_TRUE(result.good);
}

struct Bad {
  std::string_view name, yaml, expected;
};
const Bad kBad[] = {
    {"UnknownKey", "services:\n  a:\n    imagee: x\n", "3:5-6 1501 unknown key `imagee` in a service | did you mean `image`?\n"},
    {"UnknownKeyWithTheRightOneThere", "services:\n  a:\n    image: x\n    imagee: x\n",
     "4:5-6 1501 unknown key `imagee` in a service | remove it, or call it `x-imagee` to keep it for other programs\n"},
    {"UnknownKeyOfFew", "services: {a: {credential_spec: {path: x}}}\n",
     "1:34-4 1501 unknown key `path` in `credential_spec` | it takes `config`, `file`, `registry`\n"},
    {"KeyTooHigh", "services:\n  a:\n    deploy:\n      limits: {cpus: 1}\n",
     "4:7-6 1501 unknown key `limits` in `deploy` | `limits` stands under `resources`\n"},
    {"KeyTooDeep", "services:\n  a:\n    build:\n      context: .\n      ports: [\"80\"]\n",
     "5:7-5 1501 unknown key `ports` in `build` | `ports` is a key of a service: indent it less\n"},
    {"ServiceAtTheTop", "web:\n  image: nginx\n",
     "1:1-3 1501 unknown key `web` in the compose file | `web` looks like a service: services stand under `services:`\n"},
    {"LegacyKey", "services: {a: {net: host}}\n",
     "1:16-3 1508 `net` is no key of a service | write `network_mode`, or `networks` for networks of the project\n"},
    {"NumberForText", "services: {a: {user: 1000}}\n",
     "1:22-4 1502 `user` takes a text, but `1000` is a number | put it into quotes: `\"1000\"`\n"},
    {"NumberForVersion", "version: 3.8\n",
     "1:10-3 1502 `version` takes a text, but `3.8` is a number | remove `version`: it is obsolete\n"},
    {"TextForList", "services: {a: {cap_add: ALL}}\n",
     "1:25-3 1502 `cap_add` takes a list, but this is a text | write `cap_add: [\"ALL\"]`\n"},
    {"TextForBoolean", "services: {a: {use_api_socket: \"true\"}}\n",
     "1:32-6 1502 `use_api_socket` takes `true` or `false`, but this is a text | leave out the quotes\n"},
    {"NothingForMapping", "services:\n",
     "1:1-8 1502 `services` takes a mapping, but it is empty | give it a value, or remove `services`\n"},
    {"PairInList", "services:\n  a:\n    environment:\n      - A: b\n",
     "4:9-1 1502 an entry of `environment` takes a text, but this is a mapping | write `- A=b`, or leave out all the dashes of "
     "`environment`\n"},
    {"MappingForText", "services:\n  a:\n    image: {name: x}\n",
     "3:5-5 1502 `image` takes a text, but this is a mapping | `image`: Image that the container is made from\n"},
    {"NamesInList", "volumes: [data]\n",
     "1:1-7 1502 `volumes` takes a mapping, but this is a list | entries of `volumes` are keys: write `data:` without the dash\n"},
    {"MissingKey", "services: {a: {volumes: [{target: /x}]}}\n", "1:27-6 1503 a mount needs `type` | `type`: Kind of the mount\n"},
    {"MissingKeys", "services: {a: {develop: {watch: [{target: /x}]}}}\n", "1:35-6 1503 a watch entry needs `path`, `action`\n"},
    {"MissingChoice", "jobs: {a: {triggers: {}}}\n", "1:12-8 1503 `triggers` needs `manual` or `schedule`\n"},
    {"BadName", "services:\n  my app: {}\n",
     "2:3-6 1504 `my app` cannot be a name in `services` | a name has letters of `a` to `z`, digits, `.`, `_` and `-`, no blanks\n"},
    {"VariableInName", "volumes: {\"${NAME}\": {}}\n",
     "1:11-9 1504 `${NAME}` cannot be a name in `volumes` | variables are not replaced in keys\n"},
    {"EmptyName", "services: {a: {labels: {\"\": x}}}\n", "1:25-2 1504 an entry of `labels` has an empty name\n"},
    {"Word", "services: {a: {volumes: [{type: file}]}}\n",
     "1:33-4 1505 `type` does not take `file` | it takes `bind`, `volume`, `tmpfs`, `cluster`, `npipe` or `image`\n"},
    {"WordWithoutItsPrefix", "services: {a: {depends_on: {b: {condition: healthy}}}}\n",
     "1:44-7 1505 `condition` does not take `healthy` | did you mean `service_healthy`?\n"},
    {"NearWord", "services: {a: {cgroup: hosts}}\n", "1:24-5 1505 `cgroup` does not take `hosts` | did you mean `host`?\n"},
    {"Pattern", "services: {a: {pull_policy: alway}}\n", "1:29-5 1505 `pull_policy` does not take `alway` | did you mean `always`?\n"},
    {"Range", "services: {a: {cpu_percent: 101, cpu_count: -1}}\n",
     "1:29-3 1506 `101` is out of range for `cpu_percent`: it takes 0 to 100\n1:45-2 1506 `-1` is out of range for `cpu_count`: it takes 0 "
     "and above\n"},
    {"Repeat", "services: {a: {security_opt: [x, y, x]}}\n", "1:37-1 1507 `x` stands twice in `security_opt` | remove one of them\n"},
    {"RepeatOfMany", "services: {a: {expose: [1, 2, 3, 4, 5, 6, 7, 8, 1.0]}}\n",
     "1:49-3 1507 `1.0` stands twice in `expose` | remove one of them\n"},
    {"RepeatOfMappings", "services: {a: {ports: [{target: 1, mode: host}, {mode: host, target: 1}]}}\n",
     "1:50-4 1507 an entry stands twice in `ports` | remove one of them\n"},
    {"NotFinite", "x-a: [.inf]\nservices: {a: {cpus: .nan}}\n",
     "1:7-4 1509 `.inf` is not a number that a compose file may have | put it into quotes if it is a text\n"
     "2:22-4 1509 `.nan` is not a number that a compose file may have | put it into quotes if it is a text\n"},
    {"ListAtTheTop", "- a\n", "1:1-3 1502 a compose file is a mapping with `services:` and its like at the top\n"},
    {"HalfForInteger", "services: {a: {scale: 1.5}}\n",
     "1:23-3 1502 `scale` takes a whole number or a text, but `1.5` is a number | put it into quotes: `\"1.5\"`\n"},
};
class CheckSchemaBad : public testing::TestWithParam<Bad> {};
TEST_P(CheckSchemaBad, SaysWhatIsWrong) {
  const Checked result = check(GetParam().yaml);
  EXPECT_EQ(result.text, GetParam().expected);
  EXPECT_FALSE(result.good);
}
INSTANTIATE_TEST_SUITE_P(All, CheckSchemaBad, testing::ValuesIn(kBad), [](const auto& each) { return std::string(each.param.name); });

TEST(CheckSchema, ReportsEverythingInOneRun) {
  const Checked result = check("services:\n  a: {imagee: x, ports: 80, deploy: {replicas: [], nodes: 1}}\n  b c: {}\nvolume: {}\n");
  EXPECT_EQ(result.found.size(), 6U) << result.text;
}

TEST(CheckSchema, DoesNotJudgeVariablesThatNobodyKnows) {
  EXPECT_TRUE(check("services: {a: {cgroup: \"${X}\"}}\n", {}, "cgroup").good);
  EXPECT_TRUE(check("services: {a: {use_api_socket: \"${X}\"}}\n", {}, "use_api_socket").good);
  EXPECT_FALSE(check("services: {a: {cap_add: \"${X}\"}}\n", {}, "cap_add").good);  // whatever it is, it is a text
}

TEST(CheckSchema, AnchorsPatternsWhereTheSpecificationDoes) {
  LoadOptions strict;
  strict.quirks.patterns_unanchored = false;
  EXPECT_TRUE(check("services: {a: {container_name: \"a b c\"}}\n").found.size() == 1);
  EXPECT_TRUE(check("services: {a: {container_name: -ab-}}\n").good);
  EXPECT_FALSE(check("services: {a: {container_name: -ab-}}\n", strict).good);
}

TEST(CheckSchema, OffersEdits) {
  const Checked quotes = check("services: {a: {user: 1000}}\n");
  ASSERT_EQ(quotes.found.size(), 1U);
  ASSERT_EQ(quotes.found[0].fixes.size(), 1U);
  EXPECT_EQ(quotes.found[0].fixes[0].edits[0].text, "\"1000\"");
  const Checked key = check("services: {a: {imagee: x}}\n");
  ASSERT_EQ(key.found[0].fixes.size(), 1U);
  EXPECT_EQ(key.found[0].fixes[0].edits[0].text, "image");
}

TEST(CheckSchema, StaysLinear) {
  std::string yaml = "services:\n  a:\n    expose:\n";
  for (int i = 0; i < 20000; ++i) yaml += "      - \"" + std::to_string(i) + "\"\n";
  for (int i = 0; i < 20000; ++i) yaml += "  s" + std::to_string(i) + ": {image: x, ports: [\"80\"], environment: {A: b}}\n";
  EXPECT_TRUE(check(yaml).good);
}

}  // namespace
}  // namespace stackc::compose
