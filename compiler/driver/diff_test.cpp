#include "driver/diff.h"

#include <gtest/gtest.h>

#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace stackc::driver {
namespace {

TEST(Diff, EqualTextsHaveNone) { EXPECT_EQ(unified_diff("a\n", "a\n", "x", "x"), ""); }

TEST(Diff, ShowsContextAndRanges) {
  EXPECT_EQ(unified_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n", "f", "f"),
            "--- f\n+++ f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  EXPECT_EQ(unified_diff("", "a\nb\n", "", "f"), "--- /dev/null\n+++ f\n@@ -0,0 +1,2 @@\n+a\n+b\n");
  EXPECT_EQ(unified_diff("a", "a\n", "f", "f"), "--- f\n+++ f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
}

// Applies the hunks of a diff to the old text: what must come out is the new one.
std::string patched(const std::string& old_text, const std::string& diff) {
  auto lines = [](const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
  };
  std::vector<std::string> old_lines = lines(old_text);
  std::string out;
  std::size_t at = 0;
  for (const std::string& line : lines(diff)) {
    if (line.starts_with("---") || line.starts_with("+++")) continue;
    if (line.starts_with("@@")) {
      std::size_t start = std::stoul(line.substr(4));
      bool none = line.substr(4, line.find(' ', 4) - 4).ends_with(",0");
      while (at + (none ? 0 : 1) < start) out += old_lines[at++] + "\n";
      continue;
    }
    if (line[0] != '-') out += line.substr(1) + "\n";
    if (line[0] != '+') ++at;
  }
  while (at < old_lines.size()) out += old_lines[at++] + "\n";
  return out;
}

TEST(Diff, AppliedGivesTheNewText) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    auto make = [&] {
      std::string text;
      for (std::size_t n = random() % 40; n > 0; --n) text += std::string(1, static_cast<char>('a' + random() % 4)) + "\n";
      return text;
    };
    std::string a = make();
    std::string b = make();
    EXPECT_EQ(patched(a, unified_diff(a, b, "f", "f")), b);
  }
}

TEST(Diff, LargeRewritesStayCheap) {
  std::string a;
  std::string b;
  for (int i = 0; i < 20000; ++i) {
    a += "old " + std::to_string(i) + "\n";
    b += "new " + std::to_string(i) + "\n";
  }
  EXPECT_EQ(patched(a, unified_diff(a, b, "f", "f")), b);
}

}  // namespace
}  // namespace stackc::driver
