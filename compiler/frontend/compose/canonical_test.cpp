#include <gtest/gtest.h>

#include "frontend/compose/edit.h"
#include "frontend/compose/test_load.h"

namespace stackc::compose {
namespace {

struct Case {
  std::string_view key, written, canonical;
};
class CanonicalKey : public testing::TestWithParam<Case> {};

TEST_P(CanonicalKey, IsWrittenOut) {
  const Case& c = GetParam();
  Loaded loaded({{"a.yaml", base::cat({"services: {web: {image: x, ", c.key, ": ", c.written, "}, db: {image: y}}\n"})}},
                until(Stage::kCanonical));
  EXPECT_EQ(loaded.found(), "");
  EXPECT_EQ(loaded.json(base::cat({"services.web.", c.key})), c.canonical);
}

constexpr Case kCases[] = {
    {"build", ".", R"({"context":"/p"})"},
    {"depends_on", "[db]", R"({"db":{"condition":"service_started","required":true}})"},
    {"depends_on", "{db: {condition: service_healthy}}", R"({"db":{"condition":"service_healthy","required":true}})"},
    {"networks", "[a, b]", R"({"a":null,"b":null})"},
    {"dns", "1.1.1.1", R"(["1.1.1.1"])"},
    {"dns", "['', 1.1.1.1]", R"(["1.1.1.1"])"},
    {"env_file", "a.env", R"([{"path":"/p/a.env","required":true}])"},
    {"env_file", "[{path: a.env, required: false}]", R"([{"path":"/p/a.env","required":false}])"},
    {"gpus", "all", R"([{"count":"all"}])"},
    {"secrets", "[s]", R"([{"source":"s","target":"/run/secrets/s"}])"},
    {"configs", "[c]", R"([{"source":"c"}])"},
    {"ports", "[80]", R"([{"mode":"ingress","protocol":"tcp","target":80}])"},
    {"ports", "['127.0.0.1:8080-8081:80-81/udp']",
     R"([{"host_ip":"127.0.0.1","mode":"ingress","protocol":"udp","published":"8080","target":80},{"host_ip":"127.0.0.1","mode":"ingress","protocol":"udp","published":"8081","target":81}])"},
    {"ports", "[{target: 80}]", R"([{"mode":"ingress","protocol":"tcp","target":80}])"},
    {"volumes", "['./a:/b/../c:ro,z']",
     R"([{"bind":{"create_host_path":true,"selinux":"z"},"read_only":true,"source":"/p/a","target":"/c","type":"bind"}])"},
    {"volumes", "['data:/d:nocopy']", R"([{"source":"data","target":"/d","type":"volume","volume":{"nocopy":true}}])"},
    {"volumes", "[/data]", R"([{"target":"/data","type":"volume","volume":{}}])"},
    {"volumes", "[ab]", R"([{"target":"ab","type":"volume"}])"},
    {"devices", "['/dev/a:/dev/b']", R"([{"permissions":"rwm","source":"/dev/a","target":"/dev/b"}])"},
    {"command", "a 'b c'", R"(["a","b c"])"},
    {"command", "''", "[]"},
    {"command", "null", "null"},
    {"environment", "[A=1, B, 'C=']", R"({"A":"1","B":null,"C":""})"},
    {"environment", "{A: 1, B: null}", R"({"A":1,"B":null})"},
    {"labels", "[a, 'b =c']", R"({"a":null,"b ":"c"})"},
    {"tmpfs", "/run", R"(["/run"])"},
};
INSTANTIATE_TEST_SUITE_P(All, CanonicalKey, testing::ValuesIn(kCases));

TEST(Canonical, BuildForms) {
  Loaded loaded(
      {{"a.yaml",
        "services: {web: {build: {context: ., ssh: [default, k=./id], additional_contexts: [a=./x, 'b=https://y'], sbom: true}}}\n"}},
      until(Stage::kCanonical));
  EXPECT_EQ(loaded.found(), "");
  EXPECT_EQ(loaded.json("services.web.build"),
            R"({"additional_contexts":{"a":"/p/x","b":"https://y"},"context":"/p","sbom":"true","ssh":{"default":null,"k":"/p/id"}})");
}

TEST(Canonical, ExternalName) {
  Loaded loaded({{"a.yaml", "services: {web: {image: x}}\nvolumes: {v: {external: {name: n}}}\n"}}, until(Stage::kCanonical));
  EXPECT_EQ(loaded.json("volumes.v"), R"({"external":true,"name":"n"})");
  EXPECT_EQ(loaded.found(), "a.yaml:2:32 1556 `external.name` is deprecated\n");
  Loaded conflict({{"a.yaml", "services: {web: {image: x}}\nvolumes: {v: {name: m, external: {name: n}}}\n"}}, until(Stage::kCanonical));
  EXPECT_NE(conflict.found().find("a.yaml:2:41 1557 `name` and `external.name` differ @a.yaml:2:21 this is `name`\n"), std::string::npos);
}

TEST(Canonical, ErrorsPointIntoTheScalar) {
  Loaded loaded({{"a.yaml",
                  "services:\n  web:\n    image: x\n    ports: ['80/foo', 1.5]\n    volumes: ['data::b']\n    devices: [a:b:c:d]\n    "
                  "command: a 'b\n    environment: ['A =1']\n    build: {context: ., ssh: [k], additional_contexts: [z]}\n"}},
                until(Stage::kCanonical));
  std::string found = loaded.found();
  for (std::string_view line : {"a.yaml:4:17 1550", "a.yaml:4:23 1550", "a.yaml:5:20 1551", "a.yaml:6:20 1552", "a.yaml:7:16 1555",
                                "a.yaml:8:20 1562 the name `A` has a blank before `=`", "a.yaml:9:31 1553 `k` is no SSH key",
                                "a.yaml:9:57 1554 `z` is not `name=where`"})
    EXPECT_NE(found.find(line), std::string::npos) << line << "\n" << found;
}

TEST(Canonical, PiecesKnowTheirPlace) {
  Loaded loaded(
      {{"a.yaml",
        "services:\n  web:\n    image: x\n    ports: [\"127.0.0.1:8080:80\"]\n    volumes: [data:/d:ro]\n    environment: [A=1]\n"}},
      until(Stage::kCanonical));
  const model::Value& service = *loaded.project->root->at({"services", "web"});
  const model::Value& port = *(*service.find("ports")->list)[0];
  EXPECT_EQ(port.how, model::How::kShortForm);
  EXPECT_EQ(loaded.sources.text(port.find("published")->span), "8080");
  EXPECT_EQ(loaded.sources.text(port.find("target")->span), "80");
  EXPECT_EQ(loaded.sources.text(port.find("host_ip")->span), "127.0.0.1");
  const model::Value& mount = *(*service.find("volumes")->list)[0];
  EXPECT_EQ(loaded.sources.text(mount.find("source")->span), "data");
  EXPECT_EQ(loaded.sources.text(mount.find("target")->span), "/d");
  EXPECT_EQ(loaded.sources.text(service.at({"environment", "A"})->span), "1");
  EXPECT_EQ(loaded.sources.text(static_cast<const model::Map*>(service.find("environment")->map)->find("A")->key_span), "A");
}

TEST(Canonical, UnknownVariablesStay) {
  LoadOptions options = until(Stage::kCanonical);
  options.unknown_variables = UnknownVariables::kKeep;
  Loaded loaded({{"a.yaml",
                  "services:\n  web:\n    image: x\n    ports: ['${PORT}:80', '80:${T}/${P}', '${PORTS}', '${PORT:-8080}:80']\n    "
                  "volumes: ['${DIR}/x:/b:ro']\n    command: a ${B} 'c ${D}'\n    gpus: ${G}\n    build: {context: ., ssh: ['${K}'], "
                  "additional_contexts: ['${X}']}\n"}},
                options);
  EXPECT_EQ(loaded.found(), "");
  EXPECT_EQ(
      loaded.json("services.web.ports"),
      R"([{"mode":"ingress","protocol":"tcp","published":"${PORT}","target":80},{"mode":"ingress","protocol":"${P}","published":"80","target":"${T}"},"${PORTS}",{"mode":"ingress","protocol":"tcp","published":"8080","target":80}])");
  EXPECT_EQ(loaded.json("services.web.command"), R"(["a","${B}","c ${D}"])");
  EXPECT_EQ(loaded.json("services.web.gpus"), R"("${G}")");
  EXPECT_EQ(loaded.json("services.web.build.additional_contexts"), R"(["${X}"])");
  EXPECT_EQ(loaded.json("services.web.volumes"), R"([{"read_only":true,"source":"${DIR}/x","target":"/b","type":"volume","volume":{}}])");
}

TEST(Edit, Addresses) {
  for (std::string_view good : {"127.0.0.1", "0.0.0.0", "::1", "::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::ffff:1.2.3.4"})
    EXPECT_TRUE(is_ip_address(good)) << good;
  for (std::string_view bad : {"", "localhost", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1::2::3", ":::", "12345::", "fe80::1%eth0",
                               "1:2:3:4:5:6:7", ":1:2:3:4:5:6:7"})
    EXPECT_FALSE(is_ip_address(bad)) << bad;
}

}  // namespace
}  // namespace stackc::compose
