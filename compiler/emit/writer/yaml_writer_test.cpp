#include "emit/writer/yaml_writer.h"

#include <gtest/gtest.h>

#include "emit/writer/yaml_scalar.h"

namespace stackc::emit {
namespace {

struct ScalarCase {
  const char* text;
  const char* block;
  const char* flow;
};
// What each text looks like as a value in block context, and in flow context or as a key.
constexpr ScalarCase kScalars[] = {
    {"", "\"\"", "\"\""},
    {"api", "api", "api"},
    {"two words", "two words", "two words"},
    {" lead", "\" lead\"", "\" lead\""},
    {"trail ", "\"trail \"", "\"trail \""},
    {"y", "\"y\"", "\"y\""},
    {"No", "\"No\"", "\"No\""},
    {"TRUE", "\"TRUE\"", "\"TRUE\""},
    {"null", "\"null\"", "\"null\""},
    {"~", "\"~\"", "\"~\""},
    {".NaN", "\".NaN\"", "\".NaN\""},
    {"nullable", "nullable", "nullable"},
    {"1", "\"1\"", "\"1\""},
    {"1.10", "\"1.10\"", "\"1.10\""},
    {"0x1f", "\"0x1f\"", "\"0x1f\""},
    {"0o17", "\"0o17\"", "\"0o17\""},
    {"1_000", "\"1_000\"", "\"1_000\""},
    {"22:22", "\"22:22\"", "\"22:22\""},
    {"5442:5432", "\"5442:5432\"", "\"5442:5432\""},
    {"2024-01-31", "\"2024-01-31\"", "\"2024-01-31\""},
    {"2001-12-14T21:59:43Z", "\"2001-12-14T21:59:43Z\"", "\"2001-12-14T21:59:43Z\""},
    {"1e3", "\"1e3\"", "\"1e3\""},
    {"e1", "\"e1\"", "\"e1\""},
    {"+1", "\"+1\"", "\"+1\""},
    {".5", "\".5\"", "\".5\""},
    {"./data", "./data", "./data"},
    {"10s", "10s", "10s"},
    {"512m", "512m", "512m"},
    {"15-alpine", "15-alpine", "15-alpine"},
    {"127.0.0.1:80:80", "\"127.0.0.1:80:80\"", "\"127.0.0.1:80:80\""},
    {"postgres:15-alpine", "postgres:15-alpine", "postgres:15-alpine"},
    {"a: b", "\"a: b\"", "\"a: b\""},
    {"a:", "\"a:\"", "\"a:\""},
    {"a #b", "\"a #b\"", "\"a #b\""},
    {"a#b", "a#b", "a#b"},
    {"#b", "\"#b\"", "\"#b\""},
    {"-", "\"-\"", "\"-\""},
    {"- a", "\"- a\"", "\"- a\""},
    {"---", "\"---\"", "\"---\""},
    {"...", "\"...\"", "\"...\""},
    {"*a", "\"*a\"", "\"*a\""},
    {"&a", "\"&a\"", "\"&a\""},
    {"!a", "\"!a\"", "\"!a\""},
    {"%a", "\"%a\"", "\"%a\""},
    {"@a", "\"@a\"", "\"@a\""},
    {"`a", "\"`a\"", "\"`a\""},
    {"|", "\"|\"", "\"|\""},
    {">", "\">\"", "\">\""},
    {"?a", "\"?a\"", "\"?a\""},
    {"=", "\"=\"", "\"=\""},
    {"<<", "\"<<\"", "\"<<\""},
    {"${VAR:-x}", "${VAR:-x}", "\"${VAR:-x}\""},
    {"${{ github.sha }}", "${{ github.sha }}", "\"${{ github.sha }}\""},
    {"[a]", "\"[a]\"", "\"[a]\""},
    {"a, b", "a, b", "\"a, b\""},
    {"it's", "it's", "it's"},
    {"'a'", "\"'a'\"", "\"'a'\""},
    {"say \"a\"", "say \"a\"", "say \"a\""},
    {"\"a\"", "'\"a\"'", "'\"a\"'"},
    {"\"a' b", "\"\\\"a' b\"", "\"\\\"a' b\""},
    {"\\d+", "'\\d+'", "'\\d+'"},
    {"a\tb", "\"a\\tb\"", "\"a\\tb\""},
    {"a\nb", "\"a\\nb\"", "\"a\\nb\""},
    {"a\x01", "\"a\\x01\"", "\"a\\x01\""},
    {"\x7f", "\"\\x7F\"", "\"\\x7F\""},
    {"h\xc3\xa9", "h\xc3\xa9", "h\xc3\xa9"},
    {"a\xc2\xa0", "\"a\\xA0\"", "\"a\\xA0\""},
    {"a\xe2\x80\xa8", "\"a\\u2028\"", "\"a\\u2028\""},
    {"\xef\xbb\xbf", "\"\\uFEFF\"", "\"\\uFEFF\""},
    {"\xf0\x9f\x90\xb3", "\xf0\x9f\x90\xb3", "\xf0\x9f\x90\xb3"},
    {"\xf0\x9f\xbf\xbe", "\"\\U0001FFFE\"", "\"\\U0001FFFE\""},
};

TEST(YamlScalar, Table) {
  for (const ScalarCase& c : kScalars) {
    EXPECT_EQ(yaml_scalar(c.text, false, false), c.block) << c.text;
    EXPECT_EQ(yaml_scalar(c.text, true, false), c.flow) << c.text;
    EXPECT_EQ(yaml_scalar(c.text, false, true), c.flow) << c.text;
  }
}

TEST(YamlScalar, LiteralBlocks) {
  EXPECT_TRUE(is_literal_block("a\nb"));
  EXPECT_TRUE(is_literal_block("a\n\n  b\n"));
  for (const char* text : {"a", "", " a\nb", "\na", "a \nb", "a\n\tb", "a\n  \nb", "a\n\n", "a\r\nb", "\n", "a\x01\nb"})
    EXPECT_FALSE(is_literal_block(text)) << text;
}

TEST(YamlWriter, BlockStyle) {
  Yaml inner = Yaml::map();
  inner.set("image", Yaml::string("postgres:15-alpine"));
  inner.set("ports", Yaml::seq({Yaml::quoted("5442:5432")}));
  inner.set("empty", Yaml::map());
  inner.set("none", Yaml::seq());
  inner.set("script", Yaml::string("set -e\n\nrun\n"));
  inner.set("keep", Yaml::string("a\nb"));
  Yaml services = Yaml::map();
  services.set("db", std::move(inner.comment("the database\nof all")));
  services.set("yes", std::move(Yaml::null().blank_before()));
  Yaml root = Yaml::map();
  root.set("name", Yaml::string("x"));
  root.set("services", std::move(services.blank_before()));
  root.set("on", std::move(Yaml::string("push").plain_key()));
  EXPECT_EQ(write_yaml(root, "made"),
            "# made\n"
            "name: x\n"
            "\n"
            "services:\n"
            "  # the database\n"
            "  # of all\n"
            "  db:\n"
            "    image: postgres:15-alpine\n"
            "    ports:\n"
            "      - \"5442:5432\"\n"
            "    empty: {}\n"
            "    none: []\n"
            "    script: |\n"
            "      set -e\n"
            "\n"
            "      run\n"
            "    keep: |-\n"
            "      a\n"
            "      b\n"
            "\n"
            "  \"yes\": null\n"
            "on: push\n");
}

TEST(YamlWriter, Sequences) {
  Yaml first = Yaml::map();
  first.set("name", std::move(Yaml::string("a").comment("inside")));
  first.set("args", Yaml::strings({"x", "y"}));
  Yaml root = Yaml::seq();
  root.push(std::move(first.comment("above")));
  root.push(Yaml::seq({Yaml::seq({Yaml::integer(1), Yaml::integer(2)}), Yaml::boolean(true)}));
  root.push(Yaml::string("a\nb"));
  root.push(Yaml::number("0.50"));
  EXPECT_EQ(write_yaml(root, ""),
            "# above\n"
            "# inside\n"
            "- name: a\n"
            "  args:\n"
            "    - x\n"
            "    - \"y\"\n"
            "- - - 1\n"
            "    - 2\n"
            "  - true\n"
            "- |-\n"
            "  a\n"
            "  b\n"
            "- 0.50\n");
}

TEST(YamlWriter, SideComments) {
  Yaml pin = Yaml::string("actions/checkout@0123");
  pin.side_comment("v1\nx");
  Yaml document = Yaml::map().set("uses", pin).set("list", Yaml::seq({pin, Yaml::integer(1)}));
  EXPECT_EQ(write_yaml(document, ""), "uses: actions/checkout@0123  # v1 x\nlist:\n  - actions/checkout@0123  # v1 x\n  - 1\n");
}

TEST(YamlWriter, FlowOnlyWhereItFits) {
  Yaml root = Yaml::map();
  root.set("test", std::move(Yaml::strings({"CMD", "a, b", "x"}).flow()));
  Yaml pair = Yaml::map();
  pair.set("a", Yaml::integer(1)).set("b", Yaml::seq());
  root.set("pair", std::move(pair.flow()));
  root.set("long", std::move(Yaml::strings({std::string(60, 'a'), std::string(60, 'b')}).flow()));
  EXPECT_EQ(write_yaml(root, ""),
            "test: [CMD, \"a, b\", x]\npair: {a: 1, b: []}\nlong:\n  - " + std::string(60, 'a') + "\n  - " + std::string(60, 'b') + "\n");
}

TEST(YamlWriter, SetReplacesAndFindFinds) {
  Yaml root = Yaml::map();
  root.set("a", Yaml::integer(1)).set("b", Yaml::integer(2)).set("a", Yaml::integer(3)).set_if(false, "c", Yaml::null());
  EXPECT_EQ(write_yaml(root, ""), "a: 3\nb: 2\n");
  EXPECT_NE(root.find("b"), nullptr);
  EXPECT_EQ(root.find("c"), nullptr);
}

TEST(YamlWriter, ScalarDocuments) {
  EXPECT_EQ(write_yaml(Yaml::null(), ""), "null\n");
  EXPECT_EQ(write_yaml(Yaml::map(), ""), "{}\n");
  EXPECT_EQ(write_yaml(Yaml::string("a\nb"), ""), "\"a\\nb\"\n");
}

TEST(Json, KeepsOrderAndEscapes) {
  Yaml root = Yaml::map();
  root.set("b", Yaml::string("q\"\\\n\x01")).set("a", Yaml::seq({Yaml::null(), Yaml::boolean(false), Yaml::number("0.50")}));
  EXPECT_EQ(write_json(root), "{\n  \"b\": \"q\\\"\\\\\\n\\u0001\",\n  \"a\": [\n    null,\n    false,\n    0.50\n  ]\n}\n");
}

TEST(Yaml, ValueRoundTrip) {
  Yaml root = Yaml::map();
  root.set("s", Yaml::string("1"))
      .set("i", Yaml::integer(-7))
      .set("d", Yaml::number("3.50"))
      .set("t", Yaml::boolean(true))
      .set("z", Yaml::null());
  root.set("l", Yaml::seq({Yaml::string("a"), Yaml::map()}));
  const Yaml again = from_value(to_value(root));
  EXPECT_EQ(write_yaml(again, ""), write_yaml(root, ""));
  EXPECT_EQ(write_yaml(again, ""), "s: \"1\"\ni: -7\nd: 3.50\nt: true\nz: null\nl:\n  - a\n  - {}\n");
}

}  // namespace
}  // namespace stackc::emit
