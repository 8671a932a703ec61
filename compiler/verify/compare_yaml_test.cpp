#include <gtest/gtest.h>

#include "emit/writer/yaml_writer.h"
#include "verify/verify.h"

namespace stackc::verify {
namespace {

ir::Value text(std::string value) { return {ir::Text(std::move(value))}; }
ir::Value map(ir::ValueMap entries) { return {std::move(entries)}; }

TEST(CompareYaml, SeesEveryKindOfDifference) {
  struct Row {
    const char* yaml;
    ir::Value meant;
    bool equal;
  };
  const Row rows[] = {
      {"a: x\n", map({{"a", text("x")}}), true},
      {"a: y\n", map({{"a", text("y")}}), false},  // YAML 1.1: true
      {"a: \"y\"\n", map({{"a", text("y")}}), true},
      {"a: 80\n", map({{"a", text("80")}}), false},
      {"a: 80\n", map({{"a", {std::int64_t{80}}}}), true},
      {"a: '80'\n", map({{"a", {std::int64_t{80}}}}), false},
      {"a: _\n", map({{"a", text("_")}}), false},  // a float without digits for some
      {"a: Yes\n", map({{"a", text("Yes")}}), false},
      {"a: .inf\n", map({{"a", text(".inf")}}), false},
      {"a: =\n", map({{"a", text("=")}}), false},
      {"a: <<\n", map({{"a", text("<<")}}), false},
      {"a: _x\n", map({{"a", text("_x")}}), true},
      {"a: 22:22\n", map({{"a", text("22:22")}}), false},
      {"a: 1.10\n", map({{"a", {std::string("1.10")}}}), true},
      {"a: true\n", map({{"a", {true}}}), true},
      {"a:\n", map({{"a", {}}}), true},
      {"a: 2024-01-01\n", map({{"a", text("2024-01-01")}}), false},
      {"b: x\n", map({{"a", text("x")}}), false},
      {"a: x\nb: x\n", map({{"a", text("x")}}), false},
      {"[a, b]\n", {ir::ValueList{text("a"), text("b")}}, true},
      {"[a]\n", {ir::ValueList{text("a"), text("b")}}, false},
      {"a: x\n---\nb: y\n", map({{"a", text("x")}}), false},
      {"a: &x 1\nb: *x\n", map({{"a", {std::int64_t{1}}}, {"b", {std::int64_t{1}}}}), false},
      {",", map({}), false},
      {"a: [\n", map({}), false},
      {"", map({}), false},
  };
  for (const Row& row : rows)
    EXPECT_EQ(compare_yaml(row.yaml, row.meant).empty(), row.equal) << row.yaml << compare_yaml(row.yaml, row.meant);
}

}  // namespace
}  // namespace stackc::verify
