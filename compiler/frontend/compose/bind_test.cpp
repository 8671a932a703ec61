#include "frontend/compose/bind.h"

#include <gtest/gtest.h>

#include "frontend/compose/test_load.h"

namespace stackc::compose {
namespace {

struct Case {
  std::string_view key, written, bound;  // "" if it is left out
};
class BoundKey : public testing::TestWithParam<Case> {};

TEST_P(BoundKey, HasItsType) {
  const Case& c = GetParam();
  Loaded loaded({{"a.yaml", base::cat({"services: {web: {image: x, ", c.key, ": ", c.written, "}}\n"})}});
  EXPECT_FALSE(loaded.sink.has_errors()) << loaded.found();
  EXPECT_EQ(loaded.json(base::cat({"services.web.", c.key})), c.bound);
}

constexpr Case kCases[] = {
    {"mem_limit", "64m", R"("67108864")"},
    {"mem_limit", "64", R"("64")"},
    {"mem_limit", "0", ""},
    {"memswap_limit", "-1", R"("-1")"},
    {"stop_grace_period", "90s", R"("1m30s")"},
    {"stop_grace_period", "0s", R"("0s")"},
    {"cpus", "0.1", "0.1"},
    {"cpus", "'1.50'", "1.5"},
    {"cpus", "0.333333333333", "0.33333334"},
    {"cpu_count", "0", ""},
    {"cpu_quota", "1.9", "1"},
    {"privileged", "false", ""},
    {"privileged", "true", "true"},
    {"init", "false", "false"},
    {"attach", "'yes'", "true"},
    {"hostname", "''", ""},
    {"command", "null", "null"},
    {"environment", "{A: 1.10, B: true, C: null, D: 0123}", R"({"A":"1.1","B":"true","C":null,"D":"83"})"},
    {"labels", "{a: null, b: 1e3}", R"({"a":"","b":"1000"})"},
    {"labels", "{}", ""},
    {"sysctls", "[a=1, b]", R"({"a":"1","b":""})"},
    {"extra_hosts", "['b:[::1]', 'a=1,2']", R"(["a=1","a=2","b=::1"])"},
    {"extra_hosts", "{a: 1.1.1.1}", R"(["a=1.1.1.1"])"},
    {"group_add", "[1, a]", R"(["1","a"])"},
    {"expose", "[80, '81']", R"(["80","81"])"},
    {"ulimits", "{nofile: 5, core: {soft: 0, hard: 2}, cpu: 0}", R"({"core":{"hard":2},"cpu":{},"nofile":5})"},
    {"gpus", "all", R"([{"count":-1}])"},
    {"healthcheck", "{test: a b, interval: 90s, retries: 2.5, disable: false}",
     R"({"interval":"1m30s","retries":2,"test":["CMD-SHELL","a b"]})"},
    {"deploy", "{}", R"({"placement":{},"resources":{}})"},
    {"deploy", "{replicas: 0, update_config: {delay: 0s, parallelism: 0}}",
     R"({"placement":{},"replicas":0,"resources":{},"update_config":{"parallelism":0}})"},
    {"develop", "{watch: [{path: ., action: rebuild}]}", R"({"watch":[{"action":"rebuild","exec":{"command":null},"path":"/p"}]})"},
    {"blkio_config", "{weight: 70000, device_read_bps: [{path: /a, rate: 1k}]}",
     R"({"device_read_bps":[{"Path":"/a","Rate":"1024"}],"weight":4464})"},
    {"provider", "{type: t, options: {a: 1, b: [x, true]}}", R"({"options":{"a":["1"],"b":["x","true"]},"type":"t"})"},
    {"ports", "[{target: 80, published: 8080, x-a: 1}]", R"([{"mode":"ingress","protocol":"tcp","published":"8080","target":80}])"},
    {"volumes", "[{type: tmpfs, target: /t, tmpfs: {size: 1m, mode: 01777}}]",
     R"([{"target":"/t","tmpfs":{"mode":1023,"size":"1048576"},"type":"tmpfs"}])"},
    {"volumes", "[{type: bind, source: /a, target: /t, bind: {create_host_path: false}}]",
     R"([{"bind":{"create_host_path":false},"source":"/a","target":"/t","type":"bind"}])"},
    {"x-mine", "1", ""},
};
INSTANTIATE_TEST_SUITE_P(All, BoundKey, testing::ValuesIn(kCases));

TEST(Bind, ModesOfFiles) {
  Loaded loaded({{"a.yaml",
                  "services: {web: {image: x, configs: [{source: c, mode: 0440}, {source: c, target: /b, mode: '0440'}, {source: c, "
                  "target: /x, mode: 440}]}}\nconfigs: {c: {file: f}}\n"}});
  EXPECT_EQ(loaded.json("services.web.configs"),
            R"([{"mode":"0440","source":"c"},{"mode":"0440","source":"c","target":"/b"},{"mode":"0670","source":"c","target":"/x"}])");
}

TEST(Bind, TopLevel) {
  Loaded loaded({{"a.yaml", "services: {web: {image: x, labels: {x-a: 1, b: c}}}\nx-mine: {a: 1.0, b: 2024-01-01}\nname: n\n"}});
  EXPECT_EQ(loaded.found(), "");
  EXPECT_EQ(loaded.json("x-mine"), R"({"a":1,"b":"2024-01-01T00:00:00Z"})");
  EXPECT_EQ(loaded.json("name"), R"("n")");
  EXPECT_EQ(loaded.json("networks"), R"({"default":{"ipam":{},"name":"n_default"}})");
  EXPECT_EQ(loaded.json("services.web"),
            R"({"command":null,"entrypoint":null,"image":"x","labels":{"#extensions":"map[x-a:1]","b":"c"},"networks":{"default":null}})");
}

TEST(Bind, ExtensionKeysBySpecification) {
  LoadOptions options;
  options.quirks.extension_keys = false;
  Loaded loaded({{"a.yaml", "services: {web: {image: x, labels: {x-a: 1}}}\n"}}, options);
  EXPECT_EQ(loaded.json("services.web.labels"), R"({"x-a":"1"})");
}

TEST(Bind, WrongOnes) {
  Loaded loaded({{"a.yaml",
                  "services:\n  web:\n    image: x\n    mem_limit: 10x\n    stop_grace_period: '5'\n    extra_hosts: [a]\n    gpus: "
                  "[{count: b}]\n    group_add: [1.5]\n    attach: maybe\n    storage_opt: {a: true}\n"}});
  std::string found = loaded.found();
  for (std::string_view line :
       {"a.yaml:4:18 1558", "a.yaml:5:2", "a.yaml:6:19 1561 `a` has no address", "a.yaml:7:20 1563 `b` is no number of devices",
        "a.yaml:8:17 1564 `group_add` takes text, not `1.5`", "a.yaml:9:13 1564 `attach` takes `true` or `false`, not `maybe`",
        "a.yaml:10:22 1564 `a` takes text, not `true`"})
    EXPECT_NE(found.find(line), std::string::npos) << line << "\n" << found;
}

// A key of the table without a type would slip through untouched.
TEST(Bind, EveryKeyHasAType) {
  using schema::compose::Object;
  for (int i = 0; i < static_cast<int>(Object::kNone); ++i) {
    for (const schema::compose::Key& key : schema::compose::keys(static_cast<Object>(i))) {
      bool opaque = key.name == "[]" || key.name == "*";
      if (!opaque) {
        EXPECT_NE(type_of(key), Type::kAsIs) << key.name << " of " << schema::compose::object_name(key.owner);
      }
    }
  }
}

}  // namespace
}  // namespace stackc::compose
