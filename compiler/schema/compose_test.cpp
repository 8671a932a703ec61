#include "schema/compose.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "base/file_system.h"

namespace stackc::schema::compose {
namespace {

std::vector<Object> all_objects() {
  std::vector<Object> objects;
  for (std::size_t i = 0; i < static_cast<std::size_t>(Object::kNone); ++i) objects.push_back(static_cast<Object>(i));
  return objects;
}

TEST(ComposeTable, FindsRowsOfKeysAndOfNames) {
  ASSERT_NE(row(Object::kService, "image"), nullptr);
  EXPECT_EQ(row(Object::kService, "image")->text, Text::kImage);
  EXPECT_EQ(row(Object::kJob, "image")->owner, Object::kJob);
  EXPECT_EQ(row(Object::kService, "imagee"), nullptr);
  EXPECT_EQ(row(Object::kService, "x-mine"), nullptr);
  ASSERT_NE(row(Object::kServices, "web"), nullptr);
  EXPECT_EQ(row(Object::kServices, "web")->element, Object::kService);
  EXPECT_EQ(row(Object::kServices, "[]")->name, "*");
  ASSERT_NE(item(Object::kPorts), nullptr);
  EXPECT_EQ(item(Object::kPorts)->short_form, Short::kPort);
  EXPECT_EQ(item(Object::kService), nullptr);
  EXPECT_EQ(row(Object::kNone, "a"), nullptr);
  EXPECT_TRUE(extensible(Object::kService));
  EXPECT_FALSE(extensible(Object::kServices));
}

TEST(ComposeTable, EveryRowIsFoundByItsNameAndIsWhole) {
  std::size_t rows = 0;
  for (const Object object : all_objects()) {
    EXPECT_FALSE(keys(object).empty()) << object_id(object);
    for (const Key& key : keys(object)) {
      ++rows;
      const std::string where = object_id(object) + "." + std::string(key.name);
      EXPECT_EQ(key.owner, object) << where;
      if (key.name == "[]") {
        EXPECT_EQ(item(object), &key) << where;
      } else {
        EXPECT_EQ(row(object, key.name), &key) << where << " stands twice";
      }
      EXPECT_FALSE(key.doc.empty()) << where;
      EXPECT_NE(key.doc.back(), '.') << where;
      EXPECT_NE(key.forms & ~kDistinct, 0) << where;
      if ((key.forms & kList) != 0) {
        EXPECT_NE(item(key.element), nullptr) << where;
      }
      EXPECT_TRUE((key.forms & kDistinct) == 0 || (key.forms & kList) != 0) << where;
      EXPECT_EQ(key.text == Text::kWords || key.text == Text::kPattern,
                !key.words.empty() && key.words.find("..") == std::string_view::npos)
          << where;
      const bool list_merge = key.merge == Merge::kAppend || key.merge == Merge::kUnique;
      EXPECT_TRUE(!list_merge || (key.forms & kList) != 0) << where;
      EXPECT_TRUE(key.merge != Merge::kUnique || key.identity != Identity::kNone) << where;
    }
    EXPECT_EQ(names(object) != Names::kNone, row(object, "any name") != nullptr) << object_id(object);
  }
  EXPECT_GT(rows, 450U);
}

TEST(ComposeTable, EveryObjectIsReachedAndHasItsOwnId) {
  std::set<std::string> ids;
  std::set<Object> seen{Object::kRoot};
  std::vector<Object> work{Object::kRoot};
  while (!work.empty()) {
    const Object object = work.back();
    work.pop_back();
    for (const Key& key : keys(object))
      if (key.element != Object::kNone && seen.insert(key.element).second) work.push_back(key.element);
  }
  for (const Object object : all_objects()) {
    EXPECT_TRUE(seen.contains(object)) << object_id(object);
    EXPECT_TRUE(ids.insert(object_id(object)).second) << object_id(object);
  }
}

TEST(ComposeTable, KnowsWhichNamesAMappingTakes) {
  EXPECT_TRUE(takes_name(Object::kServices, "web-1.a_B"));
  EXPECT_FALSE(takes_name(Object::kServices, "web 1"));
  EXPECT_FALSE(takes_name(Object::kServices, ""));
  EXPECT_TRUE(takes_name(Object::kUlimits, "nofile"));
  EXPECT_FALSE(takes_name(Object::kUlimits, "NOFILE"));
  EXPECT_TRUE(takes_name(Object::kPairs, "a b"));
  EXPECT_FALSE(takes_name(Object::kPairs, ""));
  EXPECT_FALSE(takes_name(Object::kService, "image"));
}

TEST(ComposeTable, JudgesTexts) {
  const Key* policy = row(Object::kService, "pull_policy");
  for (const std::string_view good : {"always", "every_12h", "every_1d12h", "if_not_present"}) EXPECT_TRUE(fits(*policy, good)) << good;
  for (const std::string_view bad : {"", "every_", "every_h", "Always", "always "}) EXPECT_FALSE(fits(*policy, bad)) << bad;
  const Key* order = row(Object::kUpdate, "order");
  EXPECT_TRUE(fits(*order, "stop-first"));
  EXPECT_FALSE(fits(*order, "stop"));
  EXPECT_FALSE(fits(*order, "start-first|stop-first"));
  EXPECT_TRUE(fits(*row(Object::kService, "container_name"), "-ab-"));  // the pattern has no anchors
  EXPECT_FALSE(fits(*row(Object::kService, "container_name"), "-ab-", true));
  EXPECT_FALSE(fits(*row(Object::kService, "container_name"), "a"));
  EXPECT_TRUE(fits(*row(Object::kService, "user"), "anything"));
}

TEST(ComposeTable, SaysWhatToWriteInsteadOfOldKeys) {
  EXPECT_NE(legacy_key(Object::kService, "net").find("network_mode"), std::string_view::npos);
  EXPECT_EQ(legacy_key(Object::kService, "image"), "");
  for (const Object object : all_objects())
    for (const Key& key : keys(object)) EXPECT_EQ(legacy_key(object, key.name), "") << key.name << " is no old key";
}

// STACKC_UPDATE=1 writes the files anew.
void expect_current(const std::string& name, const std::string& content) {
  base::RealFileSystem files;
  const std::string path = std::string(STACKC_SOURCE_DIR) + "/schemas/" + name;
  std::string error;
  if (std::getenv("STACKC_UPDATE") != nullptr) {
    ASSERT_TRUE(files.write(path, content, false, error)) << error;
  }
  EXPECT_TRUE(files.read(path, error) == content) << path << ": run this test with STACKC_UPDATE=1";
}
TEST(ComposeFiles, TheCommittedSchemaIsCurrent) { expect_current("compose.schema.json", json_schema()); }
TEST(ComposeFiles, TheCommittedReferenceIsCurrent) { expect_current("compose.md", reference_page()); }
TEST(ComposeFiles, TheCommittedCompletionDataIsCurrent) { expect_current("compose.completion.json", completion_data()); }

}  // namespace
}  // namespace stackc::schema::compose
