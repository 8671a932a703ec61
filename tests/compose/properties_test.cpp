// What holds for every case that is accepted: a second run gives the same bytes, the order of keys in a file does not matter, and the
// project as it is printed, YAML or JSON, is read again as the same project.
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "base/json.h"
#include "base/text.h"
#include "json.h"
#include "ours.h"

namespace {

using namespace stackc;
using namespace stackc::compose_test;

const std::string kFolder = STACKC_COMPOSE_CASES;

class ComposeProperties : public testing::Test {
 protected:
  void SetUp() override {
    std::string error;
    for (Case& c : read_corpus(kFolder, error)) {
      if (c.swarm || c.stage != "project" || !c.interpolate) continue;
      if (write_case(c, scratch_.path())) cases_.push_back(std::move(c));
    }
    ASSERT_EQ(error, "");
    ASSERT_GT(cases_.size(), 300u);
  }
  Scratch scratch_;
  std::vector<Case> cases_;
};

struct Printed {
  bool accepted = false;
  std::string yaml, json, tree;
};

Printed print(const Case& c, const std::string& folder) {
  base::RealFileSystem files;
  source::SourceManager sources;
  diag::Sink sink;
  auto project = compose::load(options_of(c, folder), files, sources, sink);
  Printed out;
  out.accepted = !sink.has_errors() && project != nullptr && project->root != nullptr;
  if (out.accepted) out = {true, compose::to_yaml(*project), compose::to_json(*project), model::to_json(*project->root)};
  return out;
}

// The project as one file of its own, with all that is resolved already.
Verdict read_again(const Case& c, const std::string& name, const std::string& text, const std::string& root) {
  Case again;
  again.name = c.name;
  again.files.emplace_back(name, text);
  again.compose_files.push_back(name);
  again.profiles = {"*"};
  again.environment = c.environment;
  again.environment["COMPOSE_DISABLE_ENV_FILE"] = "1";
  again.environment.erase("COMPOSE_PROJECT_NAME");
  again.environment.erase("COMPOSE_ENV_FILES");
  again.all_resources = true;
  again.consistency = c.consistency;
  again.normalize = c.normalize;
  again.resolve_paths = c.resolve_paths;
  again.resolve_environment = c.resolve_environment;
  if (!write_case(again, root)) return {};
  return our_verdict(again, root);
}

bool has_ssh(const Printed& first) { return first.tree.find("\"ssh\"") != std::string::npos; }

TEST_F(ComposeProperties, ASecondRunGivesTheSameBytes) {
  std::size_t compared = 0;
  for (const Case& c : cases_) {
    Printed first = print(c, scratch_.path() + "/" + c.name);
    Printed second = print(c, scratch_.path() + "/" + c.name);
    EXPECT_EQ(first.accepted, second.accepted) << c.name;
    EXPECT_EQ(first.yaml, second.yaml) << c.name;
    EXPECT_EQ(first.tree, second.tree) << c.name;
    compared += first.accepted ? 1 : 0;
  }
  EXPECT_GT(compared, 300u);
}

// "" if the text is read as the same project.
std::string not_read_again(const Case& c, const Printed& first, bool yaml, const std::string& root) {
  Json expected;
  Json found;
  const std::string& text = yaml ? first.yaml : first.json;
  Verdict again = read_again(c, yaml ? "again.yaml" : "again.json", text, root);
  if (!again.accepted) return again.error + "\n" + text;
  if (!parse_json(replaced(first.tree, root, "/case"), expected) || !parse_json(again.json, found)) return "no JSON";
  sort_unordered(expected);
  sort_unordered(found);
  return differences(expected, found, 4);
}

TEST_F(ComposeProperties, WhatIsPrintedIsReadAgain) {
  std::map<std::string, bool> known;
  std::istringstream lines(read_file(kFolder + "/../printed.tsv"));
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line[0] != '#') known[line.substr(0, line.find('\t'))] = false;
  }
  std::size_t compared = 0;
  for (const Case& c : cases_) {
    Printed first = print(c, scratch_.path() + "/" + c.name);
    if (!first.accepted || has_ssh(first)) continue;  // SSH keys are printed as the reference prints them, and that is not read again
    auto there = known.find(c.name);
    for (bool yaml : {true, false}) {
      if (!yaml && first.tree.find("\"models\"") != std::string::npos) continue;  // the JSON leaves them out, as the reference's
      std::string wrong = not_read_again(c, first, yaml, scratch_.path());
      if (there != known.end())
        there->second = there->second || !wrong.empty();
      else
        EXPECT_EQ(wrong, "") << c.topic << "/" << c.name << (yaml ? ", YAML" : ", JSON");
      ++compared;
    }
  }
  for (const auto& [name, wrong] : known) EXPECT_TRUE(wrong) << "listed in printed.tsv, but read again as it was: " << name;
  EXPECT_GT(compared, 600u);
}

// The members of every mapping the other way round, as JSON, which is YAML.
std::string turned(const model::Value& value) {
  std::string out;
  if (value.is_map()) {
    for (const model::Member& member : *value.map)
      out = base::cat({base::json_quote(member.key), ": ", turned(*member.value), out.empty() ? "" : ", ", out});
    return "{" + out + "}";
  }
  if (value.is_list()) {
    for (const model::Value* item : *value.list) out += (out.empty() ? "" : ", ") + turned(*item);
    return "[" + out + "]";
  }
  if (value.is_null()) return "null";
  return value.is_string() ? base::json_quote(value.text) : std::string(value.text);
}

TEST_F(ComposeProperties, TheOrderOfKeysDoesNotMatter) {
  std::size_t compared = 0;
  for (const Case& c : cases_) {
    Printed first = print(c, scratch_.path() + "/" + c.name);
    if (!first.accepted) continue;
    Case other = c;
    bool usable = true;
    for (auto& [path, text] : other.files) {
      if (!path.ends_with(".yaml") && !path.ends_with(".yml")) continue;
      usable = usable && text.find('!') == text.npos && text.find("\n---") == text.npos && text.find("<<") == text.npos &&
               text.find("extends") == text.npos;
      compose::LoadOptions options;
      options.working_directory = "/";
      options.files = {"/f.yaml"};
      options.project_name = "raw";
      options.until = compose::Stage::kRaw;
      base::MemoryFileSystem files;
      std::string error;
      files.write("/f.yaml", text, false, error);
      source::SourceManager sources;
      diag::Sink sink;
      auto raw = compose::load(options, files, sources, sink);
      usable = usable && !sink.has_errors() && raw != nullptr && raw->root != nullptr;
      if (usable) text = turned(*raw->root);
    }
    if (!usable) continue;
    ASSERT_TRUE(write_case(other, scratch_.path()));
    Printed second = print(other, scratch_.path() + "/" + c.name);
    EXPECT_TRUE(second.accepted) << c.topic << "/" << c.name;
    Json left;
    Json right;
    ASSERT_TRUE(parse_json(first.tree, left)) << c.name;
    if (!parse_json(second.tree, right)) continue;
    sort_unordered(left);
    sort_unordered(right);
    EXPECT_EQ(differences(left, right, 4), "") << c.topic << "/" << c.name;
    ++compared;
  }
  EXPECT_GT(compared, 250u);
}

}  // namespace
