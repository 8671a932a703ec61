#include <gtest/gtest.h>

#include "syntax/yaml/scalar.h"

namespace stackc::yaml {
namespace {

Scalar resolve(std::string_view text, std::string_view tag = {}) {
  Properties properties;
  properties.tag = properties.full_tag = tag;
  Node node;
  node.text = text;
  node.properties = &properties;
  return resolve_scalar(node);
}

TEST(ScalarType, Words) {
  for (const char* text : {"", "~", "null", "Null", "NULL"}) EXPECT_EQ(resolve(text).type, ScalarType::kNull) << text;
  for (const char* text : {"true", "True", "TRUE", "false", "False", "FALSE"}) EXPECT_EQ(resolve(text).type, ScalarType::kBool) << text;
  for (const char* text : {"yes", "no", "on", "off", "y", "n", "tRUE", "nULL", "None"})
    EXPECT_EQ(resolve(text).type, ScalarType::kString) << text;
  EXPECT_EQ(resolve("<<").type, ScalarType::kMerge);
}

TEST(ScalarType, Integers) {
  EXPECT_EQ(resolve("0777").magnitude, 511u);
  EXPECT_EQ(resolve("0o17").magnitude, 15u);
  EXPECT_EQ(resolve("0x1F").magnitude, 31u);
  EXPECT_EQ(resolve("0b11").magnitude, 3u);
  EXPECT_EQ(resolve("1_000").magnitude, 1000u);
  EXPECT_EQ(resolve("18446744073709551615").magnitude, 18446744073709551615u);
  EXPECT_EQ(resolve("-9223372036854775808").type, ScalarType::kInt);
  EXPECT_EQ(resolve("-9223372036854775809").type, ScalarType::kFloat);
  EXPECT_EQ(resolve("22:22").type, ScalarType::kString);
}

TEST(ScalarType, Floats) {
  EXPECT_EQ(resolve("08").type, ScalarType::kFloat);
  EXPECT_EQ(resolve("1e3").number, 1000);
  EXPECT_EQ(resolve(".5").number, 0.5);
  EXPECT_EQ(resolve("1.10").number, 1.1);
  EXPECT_EQ(resolve("1e400").type, ScalarType::kString);
  EXPECT_EQ(resolve("1.2.3").type, ScalarType::kString);
}

TEST(ScalarType, Times) {
  EXPECT_EQ(resolve("2024-01-02").text, "2024-01-02T00:00:00Z");
  EXPECT_EQ(resolve("2001-12-14t21:59:43.10-05:00").text, "2001-12-15T02:59:43.1Z");
  EXPECT_EQ(resolve("2023-02-29").type, ScalarType::kString);
  EXPECT_EQ(resolve("2024-2-29 1:2:3").text, "2024-02-29T01:02:03Z");
}

TEST(ScalarType, TagsDecide) {
  EXPECT_EQ(resolve("12", "tag:yaml.org,2002:str").type, ScalarType::kString);
  EXPECT_TRUE(resolve("x", "tag:yaml.org,2002:int").misfit);
  EXPECT_EQ(resolve("1", "tag:yaml.org,2002:float").number, 1);
  EXPECT_EQ(resolve("aGk=", "tag:yaml.org,2002:binary").text, "hi");
  EXPECT_TRUE(resolve("a", "tag:yaml.org,2002:binary").misfit);
  EXPECT_EQ(resolve("12", "!mine").type, ScalarType::kOther);
}

}  // namespace
}  // namespace stackc::yaml
