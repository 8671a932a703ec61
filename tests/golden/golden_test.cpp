// Golden cases: every folder below tests/golden with a file `cmd` is one test. README.md tells the format.
// STACKC_UPDATE_GOLDENS=1 rewrites the expectations (tools/update_goldens); the difference is then reviewed like code.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/file_system.h"
#include "base/text.h"
#include "diag/diagnostic.h"
#include "driver/run.h"
#include "syntax/yaml/tree.h"

namespace stackc {
namespace {

namespace fs = std::filesystem;
using base::cat;

const fs::path kRoot = fs::path(STACKC_SOURCE_DIR) / "tests/golden";
bool updating() { return std::getenv("STACKC_UPDATE_GOLDENS") != nullptr; }

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void spit(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::map<std::string, std::string> tree(const fs::path& folder) {
  std::map<std::string, std::string> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files[fs::relative(entry.path(), folder).generic_string()] = slurp(entry.path());
  return files;
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  for (std::string_view word : base::split(line, ' '))
    if (!word.empty()) words.emplace_back(word);
  return words;
}

struct Outcome {
  std::string transcript;
  std::map<std::string, std::string> files;  // what the commands made or changed
};

class Case {
 public:
  explicit Case(fs::path folder) : folder_(std::move(folder)) {
    for (auto& [path, text] : tree(folder_))
      if (path != "cmd" && path != "transcript" && !path.starts_with("expected/")) inputs_[path] = text;
    std::istringstream in(slurp(folder_ / "cmd"));
    for (std::string line; std::getline(in, line);)
      if (!line.empty() && line[0] != '#') lines_.push_back(line);
  }

  Outcome run() {
    base::MemoryFileSystem disk;
    std::string error;
    for (const auto& [path, text] : inputs_) disk.write(path, text, false, error);
    Outcome result;
    std::string last_build;
    for (const std::string& line : lines_) {
      if (line[0] == '!') {
        prepare(words_of(line.substr(1)), disk);
        continue;
      }
      driver::Io io;
      int code = command(line, disk, io);
      if (code == 0 && line.starts_with("build") && line.find("--") == std::string::npos) last_build = line;
      result.transcript +=
          cat({"$ stackc ", line, "\n", io.out, io.err.empty() ? "" : "--- stderr\n", io.err, "exit ", std::to_string(code), "\n\n"});
    }
    if (!last_build.empty()) {
      auto before = disk.files();
      driver::Io io;
      EXPECT_EQ(command(last_build, disk, io), 0);
      EXPECT_TRUE(before == disk.files()) << "a second build changed something";
    }
    for (const auto& [path, text] : disk.files()) {
      auto input = inputs_.find(path);
      if (!made_.contains(path) && (input == inputs_.end() || input->second != text)) result.files[path] = text;
    }
    return result;
  }

 private:
  static int command(const std::string& line, base::FileSystem& disk, driver::Io& io) {
    std::vector<std::string> words = words_of(line);
    std::vector<const char*> argv{"stackc"};
    for (const std::string& word : words) argv.push_back(word.c_str());
    return driver::run(static_cast<int>(argv.size()), argv.data(), disk, io);
  }

  // ! repeat PATH COUNT TEXT | hex PATH DIGITS... | write PATH TEXT... | unreadable PATH | symlink PATH | readonly
  void prepare(const std::vector<std::string>& words, base::MemoryFileSystem& disk) {
    std::string error;
    const std::string& verb = words.at(0);
    if (verb == "readonly") return disk.make_read_only();
    const std::string& path = words.at(1);
    made_.insert(path);
    std::string text;
    if (verb == "repeat") {
      for (std::uint64_t n = base::parse_uint(words.at(2)).value(); n > 0; --n) text += words.at(3);
    } else if (verb == "hex") {
      for (std::size_t i = 2; i < words.size(); ++i) text.push_back(static_cast<char>(std::stoi(words[i], nullptr, 16)));
    } else if (verb == "write") {
      for (std::size_t i = 2; i < words.size(); ++i) text += cat({i > 2 ? " " : "", words[i]});
      text = base::replace_all(text, "\\n", "\n");
      text = base::replace_all(text, "\\t", "\t");
    } else if (verb == "unreadable") {
      return disk.make_unreadable(path);
    } else if (verb == "symlink") {
      return disk.make_symlink(path);
    } else {
      FAIL() << "unknown step `" << verb << "`";
    }
    disk.write(path, text, false, error);
  }

  fs::path folder_;
  std::map<std::string, std::string> inputs_;
  std::vector<std::string> lines_;
  std::set<std::string> made_;  // by steps of the case, not by commands
};

class Golden : public testing::Test {
 public:
  explicit Golden(fs::path folder) : folder_(std::move(folder)) {}

  void TestBody() override {
    Case golden(folder_);
    Outcome seen = golden.run();
    Outcome again = golden.run();
    EXPECT_EQ(seen.transcript, again.transcript) << "two runs differ";
    EXPECT_TRUE(seen.files == again.files) << "two runs differ";
    for (const auto& [path, text] : seen.files) check_output(path, text);
    if (updating()) return update(seen);
    EXPECT_EQ(slurp(folder_ / "transcript"), seen.transcript);
    auto expected = tree(folder_ / "expected");
    for (const auto& [path, text] : expected) EXPECT_TRUE(seen.files.contains(path)) << path << " is expected and was not made";
    for (const auto& [path, text] : seen.files) EXPECT_EQ(expected.contains(path) ? expected[path] : "<not expected>", text) << path;
  }

 private:
  static void check_output(const std::string& path, const std::string& text) {
    EXPECT_EQ(text.find(fs::current_path().string()), std::string::npos) << path << " holds a path of this machine";
    if (!path.ends_with(".yaml") && !path.ends_with(".yml") && !path.ends_with(".json")) return;
    source::SourceManager sources;
    diag::Sink sink;
    yaml::read(sources, sources.add(path, text), sink);
    EXPECT_FALSE(sink.has_errors()) << path << " is no YAML for our own reader: " << (sink.all().empty() ? "" : sink.all()[0].message);
  }

  void update(const Outcome& seen) {
    spit(folder_ / "transcript", seen.transcript);
    fs::remove_all(folder_ / "expected");
    for (const auto& [path, text] : seen.files) spit(folder_ / "expected" / path, text);
  }

  fs::path folder_;
};

// Every rule occurs in some transcript, but for the listed ones; and a listed one that occurs has to leave the list.
TEST(Coverage, EveryRuleIsInAGolden) {
  std::string all;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot))
    if (entry.is_regular_file() && entry.path().filename() == "transcript") all += slurp(entry.path());
  all += slurp(kRoot.parent_path() / "compose/messages.txt");       // what the corpus of compose files makes us say
  for (const auto& entry : fs::directory_iterator(kRoot / "lint"))  // STK2103-some-name: its test shows the rule
    if (std::string name = entry.path().filename().string(); name.starts_with("STK")) all += cat({"[", name.substr(0, 7), "]"});
  std::set<std::string> exempt;
  std::istringstream list(slurp(kRoot / "uncovered_rules.txt"));
  for (std::string line; std::getline(list, line);)
    if (!line.empty() && line[0] != '#') exempt.insert(line.substr(0, line.find(' ')));
  for (const diag::RuleInfo& rule : diag::all_rules()) {
    std::string code = diag::code_text(rule.code);
    bool covered = all.find(cat({"[", code, "]"})) != std::string::npos;
    EXPECT_TRUE(covered || exempt.contains(code)) << code << " " << rule.name << " is in no golden";
    EXPECT_FALSE(covered && exempt.contains(code)) << code << " is in a golden now: remove it from uncovered_rules.txt";
    exempt.erase(code);
  }
  for (const std::string& code : exempt) ADD_FAILURE() << code << " in uncovered_rules.txt is no rule";
}

}  // namespace

void register_goldens() {
  std::set<fs::path> folders;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot))
    if (entry.is_regular_file() && entry.path().filename() == "cmd") folders.insert(entry.path().parent_path());
  for (const fs::path& folder : folders) {
    std::string name = fs::relative(folder, kRoot).generic_string();
    testing::RegisterTest("Golden", name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [folder]() -> testing::Test* { return new Golden(folder); });
  }
}

}  // namespace stackc

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  stackc::register_goldens();
  return RUN_ALL_TESTS();
}
