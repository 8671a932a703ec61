#include "verify/verify.h"

#include <gtest/gtest.h>

namespace stackc::verify {
namespace {

std::vector<std::string> faults_of(emit::Format format, std::string text, ir::Value meant) {
  emit::Output output;
  output.format = format;
  output.text = std::move(text);
  output.meant = std::move(meant);
  output.has_meant = true;
  emit::OutputSet outputs;
  diag::Sink sink;
  outputs.put("file", std::move(output), sink);
  return verify_outputs(outputs, {"file"});
}

TEST(VerifyOutputs, SeesTextThatNoFileHas) {
  for (const char* text : {"a: x\n\n", "a: x\r\n"}) EXPECT_EQ(faults_of(emit::Format::kText, text, {}).size(), 1u) << text;
  EXPECT_TRUE(faults_of(emit::Format::kText, "a: x\n", {}).empty());
}

TEST(VerifyOutputs, ADockerfileHasToMeanItsLines) {
  ir::Value nothing{ir::ValueList{}};
  EXPECT_EQ(faults_of(emit::Format::kDockerfile, "FROM scratch\n", nothing).size(), 1u);
  EXPECT_EQ(faults_of(emit::Format::kDockerfile, "FORM scratch\n", nothing).size(), 1u);
}

TEST(VerifyOutputs, ManyFilesAreAllRead) {
  emit::OutputSet outputs;
  diag::Sink sink;
  std::vector<std::string> paths;
  for (int i = 0; i < 100; ++i) {
    emit::Output output;
    output.format = emit::Format::kYaml;
    output.text = i % 10 == 0 ? "- 1\n" : "- x\n";
    output.meant = ir::Value{ir::ValueList{ir::Value{ir::Text("x")}}};
    output.has_meant = true;
    paths.push_back("file" + std::to_string(100 + i));
    outputs.put(paths.back(), std::move(output), sink);
  }
  std::vector<std::string> faults = verify_outputs(outputs, paths);
  ASSERT_EQ(faults.size(), 10u);
  EXPECT_TRUE(faults[0].starts_with("file100: "));
  EXPECT_TRUE(faults[9].starts_with("file190: "));
}

}  // namespace
}  // namespace stackc::verify
