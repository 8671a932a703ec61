#include "schema/schema.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/file_system.h"

namespace stackc::schema {
namespace {

TEST(Schema, FindsKeysOfAnObject) {
  const Key* key = find_key(Object::kService, "replicas");
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(key->shape, Shape::kScalar);
  EXPECT_EQ(key->type, Type::kInt);
  EXPECT_EQ(find_key(Object::kService, "systems"), nullptr);
  EXPECT_EQ(find_key(Object::kCi, "systems")->words, "github");
}

TEST(Schema, EveryObjectHasRowsAndTheyStandTogether) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(Object::kNoObject); ++i) {
    const auto object = static_cast<Object>(i);
    EXPECT_FALSE(keys(object).empty()) << object_name(object);
    for (const Key& key : keys(object)) {
      EXPECT_EQ(key.owner, object);
      EXPECT_FALSE(key.doc.empty()) << key.name;
      EXPECT_EQ(find_key(object, key.name), &key) << "the key stands twice: " << key.name;
      if (key.type == Type::kEnum) {
        EXPECT_FALSE(key.words.empty()) << key.name;
      }
      if (key.shape == Shape::kObject) {
        EXPECT_NE(key.element, Object::kNoObject) << key.name;
      }
    }
  }
}

TEST(Schema, TypesAreFoundByName) {
  EXPECT_EQ(find_type("duration"), Type::kDuration);
  EXPECT_EQ(find_type("image-prefix"), Type::kImagePrefix);
  EXPECT_EQ(find_type("number"), std::nullopt);
}

struct CheckCase {
  Type type;
  std::string_view text;
  bool good;
};
TEST(Schema, ChecksScalars) {
  const CheckCase cases[] = {
      {Type::kVersion, "3.10", true},
      {Type::kVersion, "latest", false},
      {Type::kSize, "512Mi", true},
      {Type::kSize, "512M", false},
      {Type::kPublish, "127.0.0.1:80", true},
      {Type::kPublish, "a:80", false},
      {Type::kBool, "yes", false},
      {Type::kBool, "true", true},
      {Type::kInt, "1.5", false},
      {Type::kName, "web_1", false},
      {Type::kIdent, "web_1", true},
      {Type::kUrl, "example.com", false},
      {Type::kUrl, "https://a.b", true},
      {Type::kHost, "a.b", true},
      {Type::kHost, "http://a.b", false},
      {Type::kString, "", true},
      {Type::kPath, "", false},
      {Type::kPercent, "99.5%", true},
      {Type::kPercent, "101%", false},
  };
  for (const CheckCase& test : cases) EXPECT_EQ(!check(test.type, test.text, {}), test.good) << info(test.type).name << " " << test.text;
}

TEST(Schema, AnEnumNamesItsWords) {
  const auto problem = check(Type::kEnum, "prdo", "dev|prod");
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->message, "`prdo` is not one of `dev`, `prod`");
  EXPECT_EQ(problem->replacement, "prod");
}

TEST(Schema, MeasuresInTheSmallestUnit) {
  EXPECT_EQ(measure(Type::kSize, "1Ki"), 1024);
  EXPECT_EQ(measure(Type::kDuration, "1ms"), 1000);
  EXPECT_EQ(measure(Type::kCpu, "0.5"), 500);
  EXPECT_EQ(measure(Type::kHost, "a"), std::nullopt);
  EXPECT_EQ(measure(Type::kSize, "many"), std::nullopt);
}

// STACKC_UPDATE=1 writes the file anew.
TEST(Schema, TheCommittedJsonSchemaIsCurrent) {
  base::RealFileSystem files;
  const std::string path = std::string(STACKC_SOURCE_DIR) + "/schemas/stack.schema.json";
  std::string error;
  if (std::getenv("STACKC_UPDATE") != nullptr) {
    ASSERT_TRUE(files.write(path, json_schema(), false, error)) << error;
  }
  EXPECT_EQ(files.read(path, error), json_schema()) << "run this test with STACKC_UPDATE=1";
}

}  // namespace
}  // namespace stackc::schema
