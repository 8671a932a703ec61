// What we say about every case of the corpus: one line for each finding of the front end, with its place and its rule. messages.txt holds
// them all, for a reviewer to read; a changed message is a change of the product.
//
//   compose_messages_test             the test
//   compose_messages_test --update    writes messages.txt
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <memory>

#include "diag/diagnostic.h"
#include "ours.h"

namespace {

using namespace stackc;
using namespace stackc::compose_test;

const std::string kFolder = STACKC_COMPOSE_CASES;

std::string line_of(const diag::Diagnostic& diagnostic, const source::SourceManager& sources) {
  static constexpr const char* kWords[] = {"note", "warning", "error"};
  std::string out = "  ";
  if (diagnostic.span.valid()) {
    source::Position at = sources.position(diagnostic.span.file, diagnostic.span.begin);
    out += sources.path(diagnostic.span.file) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": ";
  } else if (!diagnostic.path.empty()) {
    out += diagnostic.path + ": ";
  }
  return out + kWords[static_cast<int>(diagnostic.severity)] + "[" + diag::code_text(diag::info(diagnostic.rule).code) + "] " +
         diagnostic.message + "\n";
}

std::string messages() {
  std::string error;
  std::vector<Case> cases = read_corpus(kFolder, error);
  if (!error.empty()) return error;
  Scratch scratch;
  std::string out;
  for (const Case& c : cases) {
    if (c.swarm || c.stage != "project" || !write_case(c, scratch.path())) continue;
    base::RealFileSystem files;
    source::SourceManager sources;
    diag::Sink sink;
    compose::load(options_of(c, scratch.path() + "/" + c.name), files, sources, sink);
    std::string lines;
    for (const diag::Diagnostic& diagnostic : sink.sorted(sources)) lines += line_of(diagnostic, sources);
    if (!lines.empty()) out += c.topic + "/" + c.name + "\n" + lines;
  }
  return replaced(out, scratch.path(), "/case");
}

TEST(ComposeMessages, AreWhatWasReviewed) { EXPECT_EQ(read_file(kFolder + "/../messages.txt"), messages()); }

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc > 1 && std::string(argv[1]) == "--update") {
    std::ofstream(kFolder + "/../messages.txt", std::ios::binary) << messages();
    return 0;
  }
  return RUN_ALL_TESTS();
}
