// Every cases/NAME.yaml is read; the tree is compared with NAME.tree, the value with NAME.json, the errors with NAME.err (which stands
// there exactly if there are some). UPDATE_CASES=1 in the environment writes these files instead.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "syntax/yaml/tree.h"

namespace {

using namespace stackc;
namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string place(const source::SourceManager& sources, source::Span span) {
  source::Position begin = sources.position(span.file, span.begin);
  source::Position end = sources.position(span.file, span.end);
  return std::to_string(begin.line) + ":" + std::to_string(begin.column) + "-" + std::to_string(end.line) + ":" +
         std::to_string(end.column);
}

std::string errors_text(const source::SourceManager& sources, const diag::Sink& sink) {
  std::string out;
  for (const diag::Diagnostic& d : sink.sorted(sources)) {
    out += place(sources, d.span) + " " + std::string(diag::info(d.rule).name) + ": " + d.message + "\n";
    for (const diag::Label& label : d.labels) out += "  " + place(sources, label.span) + " " + label.text + "\n";
    for (const std::string& help : d.help) out += "  help: " + help + "\n";
  }
  return out;
}

void expect_file(const fs::path& path, const std::string& text, bool wanted) {
  if (std::getenv("UPDATE_CASES") != nullptr) {
    fs::remove(path);
    if (wanted) std::ofstream(path, std::ios::binary) << text;
    return;
  }
  EXPECT_EQ(fs::exists(path), wanted) << path;
  if (wanted) {
    EXPECT_EQ(read_file(path), text) << path;
  }
}

std::vector<fs::path> cases() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(STACKC_CASES)) {
    if (entry.path().extension() == ".yaml") out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

class Case : public testing::TestWithParam<fs::path> {};

TEST_P(Case, ReadsAsExpected) {
  fs::path path = GetParam();
  source::SourceManager sources;
  source::FileId file = sources.add(path.filename().string(), read_file(path));
  diag::Sink sink;
  yaml::Tree tree = yaml::read(sources, file, sink);
  bool good = !sink.has_errors();
  EXPECT_EQ(good, path.filename().string().rfind("error_", 0) != 0);
  expect_file(path.replace_extension(".tree"), yaml::dump_tree(tree, sources, file), good);
  expect_file(path.replace_extension(".json"), yaml::dump_json(tree), good);
  expect_file(path.replace_extension(".err"), errors_text(sources, sink), !good);
}

std::string name_of(const testing::TestParamInfo<fs::path>& test) { return test.param.stem().string(); }
INSTANTIATE_TEST_SUITE_P(Yaml, Case, testing::ValuesIn(cases()), name_of);

}  // namespace
