#include "driver/deliver.h"

#include <gtest/gtest.h>

#include "diag/rules/files.h"
#include "driver/manifest.h"

namespace stackc::driver {
namespace {

class Deliver : public testing::Test {
 protected:
  void want(std::string path, std::string text) {
    emit::Output output;
    output.text = std::move(text);
    diag::Sink sink;
    outputs_.put(std::move(path), std::move(output), sink);
  }
  Delivery go() {
    sink_ = diag::Sink();
    options_.command = "stackc build";
    return deliver(outputs_, options_, disk_, sources_, sink_);
  }
  bool reported(diag::Rule rule) const {
    for (const auto& d : sink_.all())
      if (d.rule == rule) return true;
    return false;
  }
  std::string read(const std::string& path) {
    std::string error;
    return disk_.read(path, error).value_or("<none>");
  }
  void write(const std::string& path, std::string_view text) {
    std::string error;
    ASSERT_TRUE(disk_.write(path, text, false, error));
  }
  emit::OutputSet outputs_;
  DeliveryOptions options_;
  base::MemoryFileSystem disk_;
  source::SourceManager sources_;
  diag::Sink sink_;
};

TEST_F(Deliver, WritesOnceThenKeeps) {
  want("a/b.txt", "1\n");
  EXPECT_FALSE(go().clean);
  EXPECT_EQ(read("a/b.txt"), "1\n");
  EXPECT_TRUE(go().clean);
  EXPECT_FALSE(sink_.has_errors());
}

TEST_F(Deliver, RefusesForeignFilesAndWritesNothingThen) {
  write("b.txt", "mine\n");
  want("a.txt", "1\n");
  want("b.txt", "2\n");
  go();
  EXPECT_TRUE(reported(diag::rule::foreign_output));
  EXPECT_EQ(read("a.txt"), "<none>");
  EXPECT_EQ(read("b.txt"), "mine\n");
  options_.force = true;
  go();
  EXPECT_EQ(read("b.txt"), "2\n");
}

TEST_F(Deliver, AdoptsAForeignFileWithTheSameContent) {
  write("a.txt", "1\n");
  want("a.txt", "1\n");
  go();
  EXPECT_FALSE(sink_.has_errors());
}

TEST_F(Deliver, TellsEditsFromDrift) {
  want("a.txt", "1\n");
  go();
  write("a.txt", "edited\n");
  outputs_ = {};
  want("a.txt", "2\n");
  go();
  EXPECT_TRUE(reported(diag::rule::edited_output));
  EXPECT_EQ(read("a.txt"), "edited\n");
  options_.mode = DeliveryMode::kCheck;
  Delivery check = go();
  EXPECT_TRUE(reported(diag::rule::drift));
  EXPECT_EQ(sink_.all()[0].help[0], "run `stackc build --force`");
  EXPECT_NE(check.diff.find("-edited\n+2\n"), std::string::npos);
  write("a.txt", "1\n");
  go();
  EXPECT_EQ(sink_.all()[0].help[0], "run `stackc build`");
}

TEST_F(Deliver, RemovesWhatIsNoLongerMade) {
  want("x/old.txt", "1\n");
  want("keep.txt", "1\n");
  go();
  outputs_ = {};
  want("keep.txt", "1\n");
  options_.partial = true;
  go();
  EXPECT_EQ(read("x/old.txt"), "1\n");
  options_.partial = false;
  write("x/old.txt", "edited\n");
  go();
  EXPECT_TRUE(reported(diag::rule::edited_output));
  write("x/old.txt", "1\n");
  go();
  EXPECT_EQ(read("x/old.txt"), "<none>");
  EXPECT_FALSE(sink_.has_errors());
}

TEST_F(Deliver, NothingLeavesTheFolder) {
  disk_.make_symlink("link");
  want("link/a.txt", "1\n");
  want("../b.txt", "1\n");
  go();
  EXPECT_EQ(sink_.errors(), 2u);
  EXPECT_TRUE(reported(diag::rule::output_escape));
  EXPECT_TRUE(disk_.files().empty());
}

TEST_F(Deliver, BrokenManifestsAreRefused) {
  for (const char* text : {"{", "[]", "{\"manifest\": 2, \"outputs\": {}}", "{\"manifest\": 1, \"outputs\": {\"../x\": \"0\"}}",
                           "{\"manifest\": 1, \"outputs\": {\"x\": \"0\"}}"}) {
    write(std::string(kManifestName), text);
    want("a.txt", "1\n");
    go();
    EXPECT_TRUE(reported(diag::rule::bad_manifest)) << text;
    EXPECT_EQ(read("a.txt"), "<none>");
  }
}

TEST_F(Deliver, WriteErrorsAreReported) {
  disk_.make_read_only();
  want("a.txt", "1\n");
  go();
  EXPECT_TRUE(reported(diag::rule::unwritable_output));
}

TEST_F(Deliver, DryRunAndDiffWriteNothing) {
  want("a.txt", "1\n");
  for (DeliveryMode mode : {DeliveryMode::kDryRun, DeliveryMode::kDiff, DeliveryMode::kCheck}) {
    options_.mode = mode;
    EXPECT_FALSE(go().clean);
    EXPECT_TRUE(disk_.files().empty());
  }
}

}  // namespace
}  // namespace stackc::driver
