#include "base/file_system.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace stackc::base {
namespace {

class RealFiles : public testing::Test {
 protected:
  void SetUp() override {
    const char* base = std::getenv("TMPDIR");
    folder_ = std::string(base == nullptr ? "/tmp" : base) + "/stackc-XXXXXX";
    ASSERT_NE(::mkdtemp(folder_.data()), nullptr);
  }
  void TearDown() override {
    std::string error;
    for (const std::string& name : files_.list(folder_)) files_.remove(folder_ + "/" + name, error);
    files_.remove(folder_, error);
  }
  std::string at(const std::string& name) const { return folder_ + "/" + name; }
  static unsigned mode(const std::string& path) {
    struct stat info {};
    return ::lstat(path.c_str(), &info) == 0 ? info.st_mode & 0777U : 0U;
  }
  RealFileSystem files_;
  std::string folder_;
};

TEST_F(RealFiles, WriteKeepsTheModeOfAFile) {
  std::string error;
  ASSERT_TRUE(files_.write(at("compose.yaml"), "a", false, error)) << error;
  ASSERT_EQ(::chmod(at("compose.yaml").c_str(), 0640), 0);
  ASSERT_TRUE(files_.write(at("compose.yaml"), "b", false, error)) << error;
  EXPECT_EQ(mode(at("compose.yaml")), 0640U);
  EXPECT_EQ(files_.read(at("compose.yaml"), error), "b");
  ASSERT_TRUE(files_.write(at("compose.yaml"), "c", true, error)) << error;
  EXPECT_EQ(mode(at("compose.yaml")), 0751U);
}

TEST_F(RealFiles, NewFilesAreAsTheUmaskSays) {
  std::string error;
  const mode_t before = ::umask(027);
  ASSERT_TRUE(files_.write(at("plain"), "a", false, error)) << error;
  ASSERT_TRUE(files_.write(at("run"), "a", true, error)) << error;
  ::umask(before);
  EXPECT_EQ(mode(at("plain")), 0640U);
  EXPECT_EQ(mode(at("run")), 0750U);
}

TEST_F(RealFiles, ALinkIsReplacedAndItsTargetLeftAlone) {
  std::string error;
  ASSERT_TRUE(files_.write(at("target"), "old", false, error)) << error;
  ASSERT_EQ(::symlink("target", at("link").c_str()), 0);
  ASSERT_TRUE(files_.write(at("link"), "new", false, error)) << error;
  EXPECT_EQ(files_.kind(at("link")), FileKind::kFile);
  EXPECT_EQ(files_.read(at("target"), error), "old");
}

TEST_F(RealFiles, RealPathFollowsLinks) {
  std::string error;
  ASSERT_TRUE(files_.write(at("target"), "a", false, error)) << error;
  ASSERT_EQ(::symlink("target", at("link").c_str()), 0);
  ASSERT_EQ(::symlink("nowhere", at("dead").c_str()), 0);
  EXPECT_EQ(files_.real_path(at("link")), files_.real_path(at("target")));
  EXPECT_EQ(files_.real_path(at("dead")), std::nullopt);
}

TEST_F(RealFiles, NothingIsLeftBesideAFileThatCannotBeWritten) {
  std::string error;
  ASSERT_TRUE(files_.write(at("file"), "a", false, error)) << error;
  EXPECT_FALSE(files_.write(at("file/below"), "b", false, error));
  EXPECT_NE(error.find("is not a directory"), std::string::npos) << error;
  EXPECT_EQ(files_.list(folder_), std::vector<std::string>{"file"});
}

}  // namespace
}  // namespace stackc::base
