// What rules ask of the text (the rules themselves: tests/golden/lint).
#include "rules/compose/view.h"

#include <gtest/gtest.h>

#include <deque>

#include "rules/compose/edits.h"

namespace stackc::rules::compose {
namespace {

// A tree of values as the loader makes it from a file in canonical form; only texts, lists and mappings.
class Project {
 public:
  const Value* read(const std::string& path, std::string text) {
    source::FileId file = sources_.add(path, std::move(text));
    diag::Sink sink;
    trees_.push_back(yaml::read(sources_, file, sink));
    EXPECT_FALSE(sink.has_errors());
    Value* raw = convert(*trees_.back().documents.at(0).root);
    return raw;
  }
  source::SourceManager& sources() { return sources_; }
  model::Store& store() { return store_; }

 private:
  Value* convert(const yaml::Node& node) {
    if (node.kind == yaml::Kind::kMap) {
      Value* map = store_.map(node.span);
      for (const yaml::Entry& entry : node.entries) store_.set(*map, entry.key->text, convert(*entry.value), entry.key->span);
      return map;
    }
    if (node.kind == yaml::Kind::kSeq) {
      Value* list = store_.list(node.span);
      for (const yaml::Node* item : node.items) store_.append(*list, convert(*item));
      return list;
    }
    Value* text = node.empty ? store_.null(node.span) : store_.string(node.text, node.span);
    text->quoted = node.style != yaml::Style::kPlain;
    return text;
  }
  source::SourceManager sources_;
  std::deque<yaml::Tree> trees_;
  model::Store store_;
};

TEST(View, WholeLines) {
  Project project;
  const Value* root = project.read("a.yaml", "version: '3'  # old\nservices:\n  web: {image: x}\n  api:\n    image: y\nx-end: 1");
  auto lines = [&](const Value& map, std::string_view key) {
    auto span = whole_lines(project.sources(), *static_cast<const model::Map*>(map.map)->find(key));
    return span ? std::string(project.sources().text(*span)) : "none";
  };
  EXPECT_EQ(lines(*root, "version"), "version: '3'  # old\n");
  EXPECT_EQ(lines(*root, "x-end"), "x-end: 1");
  EXPECT_EQ(lines(*root->find("services"), "api"), "  api:\n    image: y\n");
  EXPECT_EQ(lines(*root->at({"services", "web"}), "image"), "none");
}

TEST(View, AppendedLines) {
  Project project;
  const Value* root = project.read("a.yaml", "services:\n  web:\n    image: x  # this\n  api: {image: y}");
  auto edit = append_lines(project.sources(), *root->at({"services", "web"}), "a:\n  b: c\n");
  ASSERT_TRUE(edit);
  EXPECT_EQ(edit->text, "    a:\n      b: c\n");
  EXPECT_EQ(edit->span.begin, 38u);
  EXPECT_FALSE(append_lines(project.sources(), *root->at({"services", "api"}), "a: b\n"));
}

TEST(View, HasWord) {
  std::size_t at = 0;
  EXPECT_TRUE(has_word("/usr/bin/curl -f x", "curl", at));
  EXPECT_EQ(at, 9u);
  EXPECT_TRUE(has_word("true && curl", "curl", at));
  EXPECT_FALSE(has_word("/scripts/curl-check", "curl", at));
  EXPECT_FALSE(has_word("libcurl x", "curl", at));
}

}  // namespace
}  // namespace stackc::rules::compose
