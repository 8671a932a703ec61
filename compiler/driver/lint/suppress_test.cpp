#include "driver/lint/suppress.h"

#include <gtest/gtest.h>

#include "diag/fix.h"

namespace stackc::driver::lint {
namespace {

class Suppress : public testing::Test {
 protected:
  void read(const std::string& text) {
    file_ = sources_.add("compose.yaml", text);
    comments_ = Suppressions::read(sources_, file_, sink_);
  }
  std::vector<int> codes() const {
    std::vector<int> out;
    for (const diag::Diagnostic& d : sink_.all()) out.push_back(static_cast<int>(d.rule));
    return out;
  }
  std::string fixed() {
    auto all = [](source::FileId, const void*) { return true; };
    diag::Fixed result = diag::apply_fixes(sink_.all(), sources_, diag::Safety::kSafe, all, nullptr);
    return result.texts.empty() ? std::string(sources_.text(file_)) : result.texts.begin()->second;
  }
  source::SourceManager sources_;
  source::FileId file_;
  diag::Sink sink_;
  Suppressions comments_;
};
using Codes = std::vector<int>;

TEST_F(Suppress, SameLineAndLineAbove) {
  read("a: 1  # stackc: ignore[STK2001] reason\n# stackc: ignore[STK31, start-cycle]\n\n# another comment\nb: 2\nc: 3\n");
  EXPECT_TRUE(comments_.covers(2001, 1));
  EXPECT_FALSE(comments_.covers(2002, 1));
  EXPECT_FALSE(comments_.covers(2001, 2));
  EXPECT_TRUE(comments_.covers(3102, 5));
  EXPECT_TRUE(comments_.covers(2001, 5));
  EXPECT_FALSE(comments_.covers(2001, 6));
  EXPECT_TRUE(sink_.all().empty());
}
TEST_F(Suppress, AFileAndEverything) {
  read("a: 1\n# stackc: ignore-file[graph] old\nb: 2 # stackc: ignore\n");
  EXPECT_TRUE(comments_.covers(2001, 1));
  EXPECT_TRUE(comments_.covers(2001, 99));
  EXPECT_FALSE(comments_.covers(3001, 1));
  EXPECT_TRUE(comments_.covers(3001, 3));
  EXPECT_EQ(codes(), Codes{1803});
}
TEST_F(Suppress, TextIsNoComment) {
  read("a: \"# stackc: ignore[STK2001]\"\nb: |\n  # stackc: ignore[STK2001]\n  x\n");
  EXPECT_TRUE(comments_.empty());
}
TEST_F(Suppress, UnusedOnesAreReportedAndRemoved) {
  read(
      "# stackc: ignore[STK2001] gone\na: 1\r\n# keep\nb: 2  # stackc: ignore[STK2001, STK3102] two\nc: 3 # why # stackc: "
      "ignore[STK2001]\n");
  EXPECT_TRUE(comments_.covers(3102, 4));
  comments_.report_unused(sources_, RuleSet(), sink_);
  EXPECT_EQ(codes(), (Codes{1801, 1801, 1801}));
  EXPECT_EQ(fixed(), "a: 1\r\n# keep\nb: 2  # stackc: ignore[STK3102] two\nc: 3 # why\n");
}
TEST_F(Suppress, RulesThatAreOffAreNotJudged) {
  read("a: 1  # stackc: ignore[STK8030]\n");
  comments_.report_unused(sources_, RuleSet(), sink_);
  EXPECT_TRUE(sink_.all().empty());
}
TEST_F(Suppress, MistakesAreNamed) {
  read(
      "a: 1 # stackc: ignore[STK20011]\nb: 1 # stackc: ingore[STK2001]\nc: 1 # stackc: ignore STK2001 x\nd: 1 # stackc: ignore[STK2001\ne: "
      "1 # stackc:\n");
  EXPECT_EQ(codes(), (Codes{1802, 1804, 1804, 1804, 1804}));
  EXPECT_EQ(sink_.all()[1].help.front(), "did you mean `ignore`?");
  EXPECT_FALSE(comments_.covers(2001, 3));
  comments_.report_unused(sources_, RuleSet(), sink_);
  EXPECT_EQ(sink_.all().size(), 5u) << "what was told is not told again";
}
TEST_F(Suppress, OtherLinters) {
  read(
      "# dclint disable-file no-version-field\n"
      "a: 1 # hadolint ignore=DL3002,SC1000\n"
      "# dclint disable-line service-image-require-explicit-tag\n"
      "b: 2\n"
      "# kics-scan ignore-block\n"
      "c:\n"
      "  d: 3\n"
      "e: 4\n"
      "f: 5 # checkov:skip=CKV_DOCKER_2,CKV_X:reason\n"
      "# check=skip=SecretsUsedInArgOrEnv;error=true\n"
      "g: 6\n");
  EXPECT_TRUE(comments_.covers(8001, 9));
  EXPECT_TRUE(comments_.covers(4004, 2));
  EXPECT_FALSE(comments_.covers(4004, 4));
  EXPECT_TRUE(comments_.covers(4101, 4));
  EXPECT_FALSE(comments_.covers(4101, 6));
  EXPECT_TRUE(comments_.covers(3102, 6));
  EXPECT_TRUE(comments_.covers(3102, 7));
  EXPECT_FALSE(comments_.covers(3102, 8));
  EXPECT_TRUE(comments_.covers(2109, 1));
  EXPECT_TRUE(comments_.covers(3001, 11));
  comments_.report_unused(sources_, RuleSet(), sink_);
  EXPECT_TRUE(sink_.all().empty());
}

}  // namespace
}  // namespace stackc::driver::lint
