// What the cases of tests/golden/lint_cli cannot say: standard input, terminals, files that may not be written.
#include <gtest/gtest.h>

#include "driver/run.h"

namespace stackc::driver {
namespace {

class LintCommand : public testing::Test {
 protected:
  int run(std::vector<const char*> words) {
    io_.out.clear();
    io_.err.clear();
    words.insert(words.begin(), {"stackc", "lint"});
    return driver::run(static_cast<int>(words.size()), words.data(), files_, io_);
  }
  void write(const std::string& path, const std::string& text) {
    std::string error;
    files_.write(path, text, false, error);
  }
  void SetUp() override {
    io_.working_directory = "/w";
    io_.standard_input = [this] { return input_; };
  }
  base::MemoryFileSystem files_;
  Io io_;
  std::string input_ = "version: '3'\nservices:\n  web:\n    image: nginx:1.29\n";
};

TEST_F(LintCommand, StandardInput) {
  EXPECT_EQ(run({"-", "--select", "STK8001", "--format", "concise", "-q"}), 1);
  EXPECT_EQ(io_.out, "<stdin>:1:1: warning[STK8001] [*] the key `version` means nothing any more\n");
  EXPECT_EQ(run({"-", "--stdin-filename", "a/compose.yaml", "--select", "STK8001", "--format", "concise", "-q"}), 1);
  EXPECT_EQ(io_.out, "a/compose.yaml:1:1: warning[STK8001] [*] the key `version` means nothing any more\n");
  EXPECT_EQ(run({"-", "--select", "STK8001", "--diff", "-q"}), 1);
  EXPECT_NE(io_.out.find("-version: '3'"), std::string::npos);
}
TEST_F(LintCommand, StandardInputHasTheSettingsAndTheBaseOfItsFolder) {
  write("/w/a/.stackc.yaml", "lint: {ignore: [STK8001]}");
  write("/w/a/compose.yaml", input_);
  input_ = "services:\n  web:\n    privileged: true\n";
  EXPECT_EQ(run({"-", "--stdin-filename", "a/compose.override.yaml", "--format", "concise", "-q", "--fail-on", "error"}), 0) << io_.out;
  EXPECT_EQ(io_.out, "a/compose.override.yaml:3:17: warning[STK3102] `web` has all rights of the host\n");
}
TEST_F(LintCommand, AsAFilter) {
  EXPECT_EQ(run({"-", "--fix", "--select", "STK8001"}), 0);
  EXPECT_EQ(io_.out, "services:\n  web:\n    image: nginx:1.29\n");
  input_ = "services:\n  web:\n    image: nginx:1.29\n";
  EXPECT_EQ(run({"-", "--fix", "--select", "STK8001", "-q"}), 0);
  EXPECT_EQ(io_.out, input_) << "what is in order comes out as it is";
}
TEST_F(LintCommand, ColorsOnTerminalsUnlessNobodyWantsThem) {
  write("/w/compose.yaml", input_);
  std::vector<const char*> call{"--select", "STK8001", "--format", "concise"};
  run(call);
  EXPECT_EQ(io_.out.find('\x1b'), std::string::npos);
  io_.out_color = true;
  run(call);
  EXPECT_NE(io_.out.find('\x1b'), std::string::npos);
  io_.environment["NO_COLOR"] = "1";
  run(call);
  EXPECT_EQ(io_.out.find('\x1b'), std::string::npos);
  call.insert(call.end(), {"--color", "always"});
  run(call);
  EXPECT_NE(io_.out.find('\x1b'), std::string::npos);
}
TEST_F(LintCommand, FixesThatCannotBeWrittenAreNoSuccess) {
  write("/w/compose.yaml", input_);
  files_.make_symlink("/w/compose.yaml");
  EXPECT_EQ(run({"compose.yaml", "--fix", "--select", "STK8001"}), 2);
  EXPECT_NE(io_.err.find("cannot write `compose.yaml`: it is a symbolic link"), std::string::npos) << io_.err;
}
TEST_F(LintCommand, CrlfAndByteOrderMarkStay) {
  write("/w/compose.yaml",
        "\xef\xbb\xbf"
        "version: '3'\r\nservices:\r\n  web:\r\n    image: nginx:1.29\r\n");
  EXPECT_EQ(run({"--fix", "--select", "STK8001", "-q"}), 0) << io_.out << io_.err;
  EXPECT_EQ(files_.files().at("w/compose.yaml"),
            "\xef\xbb\xbf"
            "services:\r\n  web:\r\n    image: nginx:1.29\r\n");
}

}  // namespace
}  // namespace stackc::driver
