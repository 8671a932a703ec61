#include "driver/lint/glob.h"

#include <gtest/gtest.h>

namespace stackc::driver::lint {
namespace {

bool parts(std::string_view pattern, std::string_view path) {
  std::vector<std::string> p = split_path(pattern);
  std::vector<std::string> n = split_path(path);
  return match_parts(p, n);
}

TEST(Glob, OnePart) {
  EXPECT_TRUE(match_part("*.yaml", "compose.yaml"));
  EXPECT_TRUE(match_part("*", ""));
  EXPECT_TRUE(match_part("c?m[a-p]*[!x]", "compose"));
  EXPECT_FALSE(match_part("c?m[a-b]*", "compose"));
  EXPECT_TRUE(match_part("[[:digit:]]a", "7a"));
  EXPECT_FALSE(match_part("[[:digit:]]a", "xa"));
  EXPECT_TRUE(match_part("\\*", "*"));
  EXPECT_FALSE(match_part("\\*", "x"));
  EXPECT_TRUE(match_part("[]a]", "]"));
  EXPECT_FALSE(match_part("[abc", "a"));
  EXPECT_FALSE(match_part("abc", "ab"));
  EXPECT_FALSE(match_part("ab", "abc"));
  EXPECT_TRUE(match_part("a*b*c", "aXbYbZc"));
}

TEST(Glob, ManyStarsAreNotExponential) {
  std::string pattern;
  for (int i = 0; i < 300; ++i) pattern += "*a";
  EXPECT_FALSE(match_part(pattern + "b", std::string(5000, 'a')));
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "**/a/";
  std::string path;
  for (int i = 0; i < 2000; ++i) path += "a/";
  EXPECT_FALSE(parts(deep + "b", path));
}

TEST(Glob, PartsAndDoubleStars) {
  EXPECT_TRUE(parts("**/compose.yaml", "compose.yaml"));
  EXPECT_TRUE(parts("**/compose.yaml", "a/b/compose.yaml"));
  EXPECT_TRUE(parts("a/**/b", "a/b"));
  EXPECT_TRUE(parts("a/**/b", "a/x/y/b"));
  EXPECT_FALSE(parts("a/**", "a"));
  EXPECT_TRUE(parts("a/**", "a/b/c"));
  EXPECT_FALSE(parts("a/*", "a/b/c"));
  EXPECT_TRUE(parts("**", "a"));
}

TEST(Glob, NormalPaths) {
  EXPECT_EQ(normal_path("/a/./b/../c//"), "/a/c");
  EXPECT_EQ(normal_path("/../.."), "/");
}

std::string verdict(std::string_view list, std::string_view path, bool folder = false) {
  switch (IgnoreList(list).match(split_path(path), folder)) {
    case IgnoreList::Verdict::kIgnored:
      return "ignored";
    case IgnoreList::Verdict::kKept:
      return "kept";
    default:
      return "none";
  }
}

TEST(IgnoreList, NamesMatchAnywhereBelow) {
  EXPECT_EQ(verdict("build\n", "build", true), "ignored");
  EXPECT_EQ(verdict("build\n", "a/b/build"), "ignored");
  EXPECT_EQ(verdict("build\n", "builder"), "none");
}
TEST(IgnoreList, ASlashAnchors) {
  EXPECT_EQ(verdict("/build\n", "build"), "ignored");
  EXPECT_EQ(verdict("/build\n", "a/build"), "none");
  EXPECT_EQ(verdict("a/build\n", "a/build"), "ignored");
  EXPECT_EQ(verdict("a/build\n", "x/a/build"), "none");
  EXPECT_EQ(verdict("**/a/build\n", "x/a/build"), "ignored");
}
TEST(IgnoreList, FoldersOnly) {
  EXPECT_EQ(verdict("tmp/\n", "tmp", true), "ignored");
  EXPECT_EQ(verdict("tmp/\n", "tmp", false), "none");
  EXPECT_EQ(verdict("tmp/\n", "a/tmp", true), "ignored");  // a slash at the end does not anchor
}
TEST(IgnoreList, TheLastMatchDecides) {
  EXPECT_EQ(verdict("*.yaml\n!compose.yaml\n", "a/compose.yaml"), "kept");
  EXPECT_EQ(verdict("!compose.yaml\n*.yaml\n", "compose.yaml"), "ignored");
}
TEST(IgnoreList, CommentsBlanksAndEscapes) {
  EXPECT_EQ(verdict("# x\n\nx\r\n", "x"), "ignored");
  EXPECT_EQ(verdict("\\#x\n", "#x"), "ignored");
  EXPECT_EQ(verdict("\\!x\n", "!x"), "ignored");
  EXPECT_EQ(verdict("x  \n", "x"), "ignored");
  EXPECT_EQ(verdict("x\\ \n", "x "), "ignored");
  EXPECT_EQ(verdict("/\n!\n", "x"), "none");
  EXPECT_EQ(verdict("\xef\xbb\xbfx\n", "x"), "ignored");
}
TEST(IgnoreList, DoubleStars) {
  EXPECT_EQ(verdict("logs/**\n", "logs", true), "none");
  EXPECT_EQ(verdict("logs/**\n", "logs/a/b"), "ignored");
  EXPECT_EQ(verdict("logs/**/x\n", "logs/x"), "ignored");
  EXPECT_EQ(verdict("a**b\n", "aXXb"), "ignored");  // within a part as one star
}

}  // namespace
}  // namespace stackc::driver::lint
