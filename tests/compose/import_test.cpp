// Every accepted case of the corpus that is a project by itself becomes a stack file, and what that compiles to is read again: it is the
// same project. imported.tsv lists the cases that cannot be imported so, each with its reason; one that can be is an error there.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "corpus.h"
#include "driver/commands.h"

namespace stackc::compose_test {
namespace {

const std::string kFolder = STACKC_COMPOSE_CASES;

// Whether nothing but its files makes the project.
bool is_plain(const Case& c) {
  const bool usual = c.interpolate && c.normalize && c.consistency && c.resolve_paths && c.resolve_environment && !c.swarm;
  return usual && c.stage == "project" && c.standard_input.empty() && c.env_files.empty() && c.profiles.empty() && c.services.empty() &&
         c.environment.empty() && c.project_name.empty() && c.project_directory.empty();
}

std::string main_file(const Case& c) {
  if (c.compose_files.size() == 1) return c.compose_files.front();
  const bool there = std::any_of(c.files.begin(), c.files.end(), [](const auto& file) { return file.first == "compose.yaml"; });
  const bool over =
      std::any_of(c.files.begin(), c.files.end(), [](const auto& file) { return file.first.find("override") != std::string::npos; });
  return c.compose_files.empty() && there && !over ? "compose.yaml" : "";
}

// What importing says against it: errors, and keys that are left out.
std::string imported(const Case& c) {
  base::MemoryFileSystem files;
  const std::string folder = base::cat({"/case/", c.name});
  std::string error;
  for (const auto& [path, text] : c.files) files.write(base::cat({folder, "/", path}), text, false, error);
  driver::Options options;
  options.import.files = {base::cat({folder, "/", main_file(c)})};
  options.import.check = true;
  driver::Io io;
  io.working_directory = folder;
  driver::import_files(options, files, io);
  std::string out;
  for (const std::string_view line : base::split(io.err, '\n'))
    if (line.starts_with("error[") || line.starts_with("warning[STK9501]")) out += base::cat({line, "\n"});
  return out;
}

TEST(Import, EveryCaseBecomesAStackThatMeansTheSame) {
  std::string error;
  const std::vector<Case> cases = read_corpus(kFolder, error);
  ASSERT_EQ(error, "");
  std::map<std::string, std::map<std::string, Verdict>> goldens;
  std::set<std::string> excepted;
  const std::string listing = read_file(kFolder + "/../imported.tsv");
  for (const std::string_view line : base::split(listing, '\n'))
    if (!line.empty() && !line.starts_with('#')) excepted.emplace(line.substr(0, line.find('\t')));
  std::size_t count = 0;
  for (const Case& c : cases) {
    auto [golden, is_new] = goldens.try_emplace(c.topic);
    if (is_new) golden->second = parse_golden(read_file(base::cat({kFolder, "/", c.topic, ".golden"})));
    if (!is_plain(c) || main_file(c).empty() || !golden->second[c.name].accepted) continue;
    ++count;
    const std::string found = imported(c);
    const bool listed = excepted.erase(c.name) != 0;
    EXPECT_EQ(found.empty(), !listed) << c.name << (listed ? " is listed in imported.tsv, but can be imported" : "\n" + found);
  }
  EXPECT_GE(count, 250U);
  EXPECT_TRUE(excepted.empty()) << *excepted.begin() << " in imported.tsv is no case of the corpus";
}

}  // namespace
}  // namespace stackc::compose_test
