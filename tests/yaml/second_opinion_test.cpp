// Beside the reference: libyaml and yaml-cpp see the same events as we do, on the case files and on generated documents that all three have
// to accept. Where they are known to differ from the reference (README.md) nothing is asked of them.
#include <gtest/gtest.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>
#include <yaml.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "generate.h"
#include "syntax/yaml/tree.h"

namespace {

using namespace stackc;

void events_of(const yaml::Node& node, std::string& out) {
  switch (node.kind) {
    case yaml::Kind::kScalar:
      out += "=" + std::string(node.text) + "\n";
      break;
    case yaml::Kind::kAlias:
      out += "*\n";
      break;
    case yaml::Kind::kSeq:
      out += "[\n";
      for (const yaml::Node* item : node.items) events_of(*item, out);
      out += "]\n";
      break;
    case yaml::Kind::kMap:
      out += "{\n";
      for (const yaml::Entry& entry : node.entries) {
        events_of(*entry.key, out);
        events_of(*entry.value, out);
      }
      out += "}\n";
      break;
  }
}

// False: refused, or a block scalar is a whole document (in column 1 the reference takes even `---` for its text, as nobody else does).
bool our_events(const std::string& text, std::string& out) {
  source::SourceManager sources;
  source::FileId file = sources.add("case.yaml", text);
  diag::Sink sink;
  yaml::Tree tree = yaml::read(sources, file, sink);
  for (const yaml::Document& document : tree.documents) {
    events_of(*document.root, out);
    if (document.root->style == yaml::Style::kLiteral || document.root->style == yaml::Style::kFolded) return false;
  }
  return !sink.has_errors();
}

bool libyaml_events(const std::string& text, std::string& out) {
  yaml_parser_t parser;
  yaml_parser_initialize(&parser);
  yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  bool good = true;
  for (bool end = false; good && !end;) {
    yaml_event_t event;
    good = yaml_parser_parse(&parser, &event) != 0;
    if (!good) break;
    switch (event.type) {
      case YAML_SCALAR_EVENT:
        out += "=" + std::string(reinterpret_cast<const char*>(event.data.scalar.value), event.data.scalar.length) + "\n";
        break;
      case YAML_ALIAS_EVENT:
        out += "*\n";
        break;
      case YAML_SEQUENCE_START_EVENT:
        out += "[\n";
        break;
      case YAML_SEQUENCE_END_EVENT:
        out += "]\n";
        break;
      case YAML_MAPPING_START_EVENT:
        out += "{\n";
        break;
      case YAML_MAPPING_END_EVENT:
        out += "}\n";
        break;
      default:
        break;
    }
    end = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return good;
}

// yaml-cpp turns plain ~, null and nothing into one event: so do we, for this comparison.
struct Recorder : YAML::EventHandler {
  std::string out;
  int documents = 0;
  void OnDocumentStart(const YAML::Mark&) override { ++documents; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override { out += "=\n"; }
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override { out += "*\n"; }
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string& value) override { out += "=" + value + "\n"; }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override { out += "[\n"; }
  void OnSequenceEnd() override { out += "]\n"; }
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override { out += "{\n"; }
  void OnMapEnd() override { out += "}\n"; }
};

std::string nulls_as_nothing(std::string events) {
  for (const char* null : {"=~\n", "=null\n", "=Null\n", "=NULL\n"}) {
    for (std::size_t at = 0; (at = events.find(null, at)) != events.npos;) {
      if (at == 0 || events[at - 1] == '\n') events.replace(at, std::string(null).size(), "=\n");
      ++at;
    }
  }
  return events;
}

std::vector<std::string> inputs() {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(STACKC_CASES)) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    out.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  yaml_test::Random random(3);
  for (int i = 0; i < 3000; ++i) out.push_back(yaml_test::grammar_document(random));
  return out;
}

// yaml-cpp breaks lines and checks bytes in its own way, makes single bytes of \\N and \\_, takes `...` for a document, drops lines of
// blanks, and misreads `?` with its key on the next line.
bool plain_enough(const std::string& text) {
  for (const char* piece : {"\\N", "\\_", "...", "\n \n", "\n  \n", "\n   \n", "\n    \n", "\n     \n", "? \n", "?\n"}) {
    if (text.find(piece) != text.npos) return false;
  }
  for (char c : text) {
    if (static_cast<unsigned char>(c) > 0x7e || (static_cast<unsigned char>(c) < 0x20 && c != '\n')) return false;
  }
  return true;
}

TEST(SecondOpinion, LibyamlSeesTheSameEvents) {
  std::size_t compared = 0;
  for (const std::string& text : inputs()) {
    std::string ours;
    std::string theirs;
    if (text.find("?x") != text.npos) continue;  // in brackets it takes `?` for the sign of a key even where no blank follows
    if (!our_events(text, ours) || !libyaml_events(text, theirs)) continue;
    ++compared;
    EXPECT_EQ(ours, theirs) << text;
  }
  EXPECT_GT(compared, 600u);
}

TEST(SecondOpinion, YamlCppSeesTheSameEvents) {
  std::size_t compared = 0;
  for (const std::string& text : inputs()) {
    std::string ours;
    if (!plain_enough(text) || !our_events(text, ours)) continue;
    std::istringstream in(text);
    Recorder recorder;
    try {
      YAML::Parser parser(in);
      while (recorder.documents < 20 && parser.HandleNextDocument(recorder)) {
      }
    } catch (const YAML::Exception&) {
      continue;
    }
    ++compared;
    EXPECT_EQ(nulls_as_nothing(ours), nulls_as_nothing(recorder.out)) << text;
  }
  EXPECT_GT(compared, 600u);
}

}  // namespace
