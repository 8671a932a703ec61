#include "diag/fix.h"

#include <gtest/gtest.h>

#include "diag/rules/yaml.h"

namespace stackc::diag {
namespace {

class Apply : public testing::Test {
 protected:
  source::FileId add(std::string text) { return sources_.add("compose.yaml", std::move(text)); }
  void fix(source::FileId file, std::vector<std::tuple<std::uint32_t, std::uint32_t, std::string>> edits, Safety safety = Safety::kSafe) {
    std::vector<Edit> made;
    made.reserve(edits.size());
    for (auto& [begin, end, text] : edits) made.push_back({{file, begin, end}, text});
    std::uint32_t at = std::get<0>(edits.front());
    sink_.report(rule::yaml_syntax, {file, at, at + 1}, std::to_string(next_++)).fix("x", safety, std::move(made));
  }
  Fixed apply(Safety up_to = Safety::kSafe) {
    return apply_fixes(
        sink_.all(), sources_, up_to, [](source::FileId file, const void*) { return file.index() < 2; }, nullptr);
  }
  source::SourceManager sources_;
  Sink sink_;
  int next_ = 0;
};

TEST_F(Apply, EditsAreByteRanges) {
  source::FileId file =
      add("\xef\xbb\xbf"
          "a: 1\r\nb: 2\r\n");
  fix(file, {{6, 7, "one"}});
  fix(file, {{9, 9, "x"}, {12, 13, ""}});
  EXPECT_EQ(apply().texts.at(0),
            "\xef\xbb\xbf"
            "a: one\r\nxb: \r\n");
}
TEST_F(Apply, OfTwoThatTouchTheFirstIsMade) {
  source::FileId file = add("abcdef");
  fix(file, {{2, 4, "X"}});
  fix(file, {{0, 1, "A"}, {3, 5, "Y"}});  // begins earlier
  fix(file, {{5, 6, "Z"}});               // at the edge of what the second one replaces
  Fixed fixed = apply();
  EXPECT_EQ(fixed.texts.at(0), "AbcYf");
  EXPECT_EQ(fixed.applied, 1u);
  EXPECT_EQ(fixed.diagnostics, std::vector<std::size_t>{1});
}
TEST_F(Apply, TwoInsertsAtOnePlaceAreTwoRounds) {
  source::FileId file = add("ab");
  fix(file, {{1, 1, "X"}});
  fix(file, {{1, 1, "Y"}});
  EXPECT_EQ(apply().texts.at(0), "aXb");
}
TEST_F(Apply, UnsafeOnesOnlyWhenAsked) {
  source::FileId file = add("ab");
  fix(file, {{0, 1, "X"}}, Safety::kUnsafe);
  EXPECT_EQ(apply().applied, 0u);
  EXPECT_EQ(apply(Safety::kUnsafe).texts.at(0), "Xb");
}
TEST_F(Apply, WhatCannotBeMadeWholeIsNotMade) {
  source::FileId first = add("ab");
  add("cd");
  source::FileId foreign = add("ef");
  fix(first, {{0, 1, "X"}, {1, 9, "beyond"}});
  fix(first, {{1, 2, "b"}});               // changes nothing
  fix(first, {{0, 2, "X"}, {1, 2, "Y"}});  // overlaps itself
  sink_.report(rule::yaml_syntax, {first, 0, 1}, "m").fix("x", Safety::kSafe, {{{first, 0, 1}, "Q"}, {{foreign, 0, 1}, "Q"}});
  EXPECT_EQ(apply().applied, 0u);
  EXPECT_TRUE(apply().texts.empty());
}

}  // namespace
}  // namespace stackc::diag
