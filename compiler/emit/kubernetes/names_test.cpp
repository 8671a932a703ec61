#include "emit/kubernetes/names.h"

#include <gtest/gtest.h>

#include "emit/kubernetes/model.h"

namespace stackc::emit::k8s {
namespace {

TEST(K8sNames, ServiceNames) {
  for (const char* good : {"a", "deal-brain", "x9"}) EXPECT_TRUE(is_service_name(good)) << good;
  for (const char* bad : {"", "9a", "-a", "a-", "a_b", "A", "a.b"}) EXPECT_FALSE(is_service_name(bad)) << bad;
  EXPECT_TRUE(is_service_name(std::string(54, 'a')));
  EXPECT_FALSE(is_service_name(std::string(55, 'a')));
}

TEST(K8sNames, AnnotationKeys) {
  for (const char* good : {"a", "a.b/C_d-e", "traefik.http.routers.x.rule"}) EXPECT_TRUE(is_annotation_key(good)) << good;
  for (const char* bad : {"", "/a", "a/", "-a", "a b", "a/b/c", "A.b/c"}) EXPECT_FALSE(is_annotation_key(bad)) << bad;
}

TEST(K8sNames, Dashed) {
  EXPECT_EQ(dns_name("db_data"), "db-data");
  EXPECT_EQ(dns_name("/var/run/postgresql"), "var-run-postgresql");
  EXPECT_EQ(port_name("otlp_grpc_receiver_x"), "otlp-grpc-recei");
  EXPECT_EQ(config_key("infra/a b.yml"), "infra-a-b.yml");
}

TEST(K8sNames, Quantities) {
  EXPECT_EQ(cpu_quantity(500), "500m");
  EXPECT_EQ(cpu_quantity(2000), "2");
  EXPECT_EQ(byte_quantity(1ull << 30), "1Gi");
  EXPECT_EQ(byte_quantity(1536ull << 20), "1536Mi");
  EXPECT_EQ(byte_quantity(250'000'000), "250M");
  EXPECT_EQ(byte_quantity(1'024'000), "1000Ki");
  EXPECT_EQ(byte_quantity(1001), "1001");
  EXPECT_EQ(byte_quantity(0), "0");
}

// What the kubelet makes of a value: `$$` is `$`, `$(NAME)` the variable, anything else stays.
std::string kubelet(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '$' && i + 1 < text.size() ? text[i + 1] : ' ';
    if (next == '$') {
      out += '$', ++i;
    } else if (next == '(') {
      out += "<expanded>";
    } else {
      out += text[i];
    }
  }
  return out;
}

TEST(K8sNames, EscapesOutliveTheKubelet) {
  for (const char* text : {"", "$", "$$", "a$b", "$(A)", "$$(A)", "$$$(A)", "cost 5$", "$($)"}) {
    EXPECT_EQ(kubelet(escape_expansion(text)), text);
    if (!has_expansion(text)) {
      EXPECT_EQ(kubelet(text), text);
    }
  }
}

Yaml tree(std::initializer_list<std::pair<std::string, Yaml>> entries) {
  Yaml out = Yaml::map();
  for (const auto& [key, value] : entries) out.set(key, value);
  return out;
}
std::string patch_text(const Yaml& from, const Yaml& to) { return write_yaml(Yaml::seq(json_patch(from, to)), ""); }

TEST(K8sPatch, Operations) {
  const Yaml one =
      tree({{"a/b", Yaml::integer(1)}, {"keep", Yaml::string("x")}, {"list", Yaml::strings({"p", "q", "r"})}, {"gone", Yaml::null()}});
  EXPECT_TRUE(json_patch(one, one).empty());
  const Yaml two =
      tree({{"a/b", Yaml::integer(2)}, {"keep", Yaml::string("x")}, {"list", Yaml::strings({"p"})}, {"n~w", Yaml::boolean(true)}});
  EXPECT_EQ(patch_text(one, two),
            "- op: replace\n  path: /a~1b\n  value: 2\n- op: remove\n  path: /list/2\n- op: remove\n  path: /list/1\n- op: remove\n  path: "
            "/gone\n"
            "- op: add\n  path: /n~0w\n  value: true\n");
  EXPECT_EQ(patch_text(tree({{"l", Yaml::strings({"p"})}}), tree({{"l", Yaml::strings({"p", "q"})}})),
            "- op: add\n  path: /l/1\n  value: q\n");
}

TEST(K8sPatch, TypesCount) {
  EXPECT_FALSE(equal(Yaml::string("1"), Yaml::integer(1)));
  EXPECT_FALSE(equal(Yaml::boolean(true), Yaml::boolean(false)));
  EXPECT_TRUE(equal(tree({{"a", Yaml::null()}, {"b", Yaml::null()}}), tree({{"b", Yaml::null()}, {"a", Yaml::null()}})))
      << "maps have no order";
}

}  // namespace
}  // namespace stackc::emit::k8s
