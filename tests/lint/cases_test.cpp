// The cases of the lint rules: tests/golden/lint/STK2103-some-name/. What they look like stands in tests/golden/lint/README.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "annotations.h"
#include "base/text.h"
#include "diag/render.h"
#include "driver/lint/configuration.h"
#include "driver/lint/lint.h"
#include "driver/lint/projects.h"
#include "driver/pipeline.h"
#include "frontend/compose/project.h"

namespace stackc::lint_cases {
namespace {

namespace fs = std::filesystem;
namespace lint = driver::lint;
using base::cat;

const fs::path kRoot = fs::path(STACKC_SOURCE_DIR) / "tests/golden/lint";

bool updating() { return std::getenv("STACKC_UPDATE_GOLDENS") != nullptr; }

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

// Paths that are linted, and all texts (without annotations) on a disk in memory, in the folder /case.
struct Subject {
  std::map<std::string, Annotated> files;  // linted: name -> what is expected
  std::map<std::string, std::string> others;
  fs::path folder;  // on the real disk

  [[nodiscard]] base::MemoryFileSystem disk() const {
    base::MemoryFileSystem made;
    std::string error;
    for (const auto& [name, file] : files) made.write("/case/" + name, file.text, false, error);
    for (const auto& [name, text] : others) made.write("/case/" + name, text, false, error);
    return made;
  }
};

// What a `.stackc.yaml` of the case says of files that belong together.
std::vector<lint::Project> projects(base::FileSystem& disk) {
  source::SourceManager sources;
  diag::Sink sink;
  lint::Options options;
  lint::Configuration configuration(options, "/case", disk, sources, sink);
  std::vector<lint::Project> declared = configuration.of_folder("/case").projects;
  EXPECT_TRUE(sink.all().empty()) << diag::render_text(sink.all(), sources, false);
  return declared;
}

lint::Report run(const Subject& subject, base::FileSystem& disk, const std::shared_ptr<const lint::RuleSet>& rules, bool fix,
                 diag::Safety safety) {
  lint::Request request;
  for (const auto& [name, file] : subject.files) request.inputs.push_back({name, rules});
  request.projects = projects(disk);
  request.working_directory = "/case";
  request.fix = fix;
  request.fixes = safety;
  request.jobs = 1;
  request.stack_steps = driver::run_pipeline;
  return lint::lint(request, disk);
}

std::shared_ptr<const lint::RuleSet> every_rule() {
  auto rules = std::make_shared<lint::RuleSet>();
  lint::Layer layer;
  layer.has_select = true;
  layer.select.push_back(*lint::parse_selector("all"));
  rules->apply(layer);
  return rules;
}
std::shared_ptr<const lint::RuleSet> only(int code) {
  auto rules = std::make_shared<lint::RuleSet>();
  lint::Layer layer;
  layer.has_select = true;
  layer.select.push_back({code, code + 1, 5});
  rules->apply(layer);
  return rules;
}

// Every file of the disk that compose can read, as a canonical tree; "" where it cannot.
std::map<std::string, std::string> canonical(const Subject& subject, base::FileSystem& disk) {
  std::map<std::string, std::string> trees;
  for (const auto& [name, file] : subject.files) {
    source::SourceManager sources;
    diag::Sink sink;
    compose::LoadOptions options;
    options.files = {name};
    std::string base = lint::base_of(disk, "/case/" + name);
    if (!base.empty()) options.files.insert(options.files.begin(), base);
    options.working_directory = "/case";
    options.profiles = {"*"};
    options.all_resources = true;
    options.resolve_environment = false;
    options.until = compose::Stage::kResolved;  // as it runs: `83` and `"83"` are one value of a variable
    auto project = compose::load(options, disk, sources, sink);
    if (project == nullptr || project->root == nullptr || sink.has_errors()) continue;
    std::vector<std::string> extensions;  // mean nothing by themselves
    for (const model::Member& member : *project->root->map)
      if (member.key.starts_with("x-")) extensions.emplace_back(member.key);
    for (const std::string& key : extensions) project->root->map->erase(key);
    trees[name] = model::to_json(*project->root);
  }
  return trees;
}

class CaseTest : public testing::Test {
 public:
  CaseTest(fs::path folder, int code) : folder_(std::move(folder)), code_(code) {}

  void TestBody() override {
    bool any_bad = false;
    bool any_good = false;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      std::string name = entry.path().filename().string();
      if (name.find("fixed") != std::string::npos) continue;
      bool bad = name.starts_with("bad");
      bool good = name.starts_with("good");
      if (!bad && !good) continue;
      SCOPED_TRACE((folder_ / name).string());
      Subject subject = entry.is_directory() ? folder(entry.path()) : file(name);
      any_bad = any_bad || bad;
      any_good = any_good || good;
      for (const auto& [path, annotated] : subject.files)
        for (const std::string& line : annotated.broken) ADD_FAILURE() << path << ": an annotation that nobody understands: " << line;
      bad ? check_bad(subject) : check_good(subject);
      if (bad) check_fixes(subject);
    }
    EXPECT_TRUE(any_bad) << folder_ << " has no bad*.yaml";
    EXPECT_TRUE(any_good) << folder_ << " has no good*.yaml";
  }

 private:
  // One file; what else lies in the folder of the case is there too, but not linted.
  Subject file(const std::string& name) {
    Subject subject;
    subject.folder = folder_;
    subject.files[name] = read_annotations(slurp(folder_ / name));
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      std::string other = fs::relative(entry.path(), folder_).generic_string();
      bool is_case = other.starts_with("bad") || other.starts_with("good");
      if (entry.is_regular_file() && !is_case) subject.others[other] = slurp(entry.path());
    }
    return subject;
  }
  // A folder bad*/ or good*/: every compose and stack file in it is linted, together.
  static Subject folder(const fs::path& path) {
    Subject subject;
    subject.folder = path;
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      if (!entry.is_regular_file()) continue;
      std::string name = fs::relative(entry.path(), path).generic_string();
      std::string base = entry.path().filename().string();
      if (base.find("fixed.") != std::string::npos) continue;
      if (lint::is_compose_name(base) || lint::is_stack_name(base)) {
        subject.files[name] = read_annotations(slurp(entry.path()));
      } else {
        subject.others[name] = slurp(entry.path());
      }
    }
    return subject;
  }

  static std::map<std::string, std::vector<Expected>> seen(const lint::Report& report) {
    std::map<std::string, std::vector<Expected>> out;
    for (const diag::Diagnostic& d : report.findings) {
      Expected e;
      std::string path = d.path;
      if (d.span.valid()) {
        path = report.sources.path(d.span.file);
        source::Position begin = report.sources.position(d.span.file, d.span.begin);
        source::Position end = report.sources.position(d.span.file, d.span.end);
        e.line = begin.line;
        e.begin = begin.column;
        std::string_view line = report.sources.line_text(d.span.file, begin.line);
        source::Position line_end = report.sources.position(
            d.span.file, report.sources.line_begin(d.span.file, begin.line) + static_cast<std::uint32_t>(line.size()));
        e.end = end.line == begin.line ? std::max(end.column, begin.column + 1) : std::max(line_end.column, begin.column + 1);
      }
      e.code = static_cast<int>(d.rule);
      e.message = d.message;
      out[path].push_back(std::move(e));
    }
    for (auto& [path, list] : out) std::sort(list.begin(), list.end());
    return out;
  }

  void check_bad(const Subject& subject) {
    base::MemoryFileSystem disk = subject.disk();
    auto found = seen(run(subject, disk, every_rule(), false, diag::Safety::kSafe));
    bool hit = false;
    for (const auto& [name, annotated] : subject.files) {
      std::set<int> codes{code_};
      for (const Expected& e : annotated.expected) codes.insert(e.code);
      std::vector<Expected> mine = found[name];
      hit = hit || std::any_of(mine.begin(), mine.end(), [&](const Expected& e) { return e.code == code_; });
      std::vector<Expected> all = mine;
      std::erase_if(mine, [&](const Expected& e) { return !codes.contains(e.code); });
      if (updating()) {
        std::ofstream(subject.folder / name, std::ios::binary) << write_annotations(annotated.text, mine);
      } else {
        EXPECT_TRUE(mine == annotated.expected) << name << "\nexpected\n"
                                                << show(annotated.expected) << "found\n"
                                                << show(mine) << "all findings\n"
                                                << show(all);
      }
    }
    std::string everything;
    for (const auto& [path, list] : found) everything += cat({path, "\n", show(list)});
    EXPECT_TRUE(hit) << "no finding of STK" << code_ << " among\n" << everything;
  }

  void check_good(const Subject& subject) {
    base::MemoryFileSystem disk = subject.disk();
    auto found = seen(run(subject, disk, every_rule(), false, diag::Safety::kSafe));
    for (const auto& [path, list] : found) {
      std::vector<Expected> wrong = list;
      std::erase_if(wrong, [&](const Expected& e) { return e.code != code_ && e.code >= 1100; });
      EXPECT_TRUE(wrong.empty()) << path << "\nfound\n" << show(wrong);
    }
    if (code_ >= 1800) {  // a good file that cannot be loaded would prove nothing
      for (const auto& [name, tree] : subject.files) {
        bool broken = std::any_of(found[name].begin(), found[name].end(), [](const Expected& e) {
          return e.code < 1800 && diag::info(diag::Rule{static_cast<std::uint16_t>(e.code)}).severity == diag::Severity::kError;
        });
        EXPECT_FALSE(broken) << name << " is not sound\n" << show(found[name]);
      }
    }
  }

  static fs::path fixed_path(const Subject& subject, const std::string& name, std::string_view kind) {
    fs::path path = subject.folder / name;
    return path.parent_path() / cat({path.stem().string(), ".", kind, path.extension().string()});
  }

  void check_fixes(const Subject& subject) {
    base::MemoryFileSystem disk = subject.disk();
    std::map<std::string, std::string> safe = check_fix(subject, disk, diag::Safety::kSafe, "fixed", {});
    check_fix(subject, disk, diag::Safety::kUnsafe, "unsafe-fixed", safe);
  }

  // What fixing makes of each file is the golden beside it. `known`: results that need no golden of this kind, since safe fixes alone gave
  // them.
  std::map<std::string, std::string> check_fix(const Subject& subject, base::MemoryFileSystem disk, diag::Safety safety,
                                               std::string_view kind, const std::map<std::string, std::string>& known) {
    std::map<std::string, std::string> before = canonical(subject, disk);
    lint::Report report = run(subject, disk, only(code_), true, safety);
    std::map<std::string, std::string> changed;
    std::string error;
    for (const lint::Change& change : report.changes) {
      changed[change.path] = change.after;
      disk.write("/case/" + change.path, change.after, false, error);
    }
    for (const auto& [name, annotated] : subject.files) {
      fs::path golden = fixed_path(subject, name, kind);
      auto change = changed.find(name);
      auto same = known.find(name);
      bool needed = change != changed.end() && (same == known.end() || same->second != change->second);
      if (!needed) {
        EXPECT_FALSE(fs::exists(golden)) << golden << " is there, but no such fix is offered";
      } else if (updating()) {
        std::ofstream(golden, std::ios::binary) << change->second;
      } else {
        EXPECT_EQ(slurp(golden), change->second) << golden;
      }
    }
    if (changed.empty()) return changed;
    EXPECT_TRUE(run(subject, disk, only(code_), true, safety).changes.empty()) << "fixing twice changes something";
    if (safety == diag::Safety::kSafe) {
      for (const auto& [name, tree] : canonical(subject, disk)) {
        auto was = before.find(name);
        EXPECT_TRUE(was == before.end() || was->second == tree) << name << ": a safe fix changed what the file means\n" << tree;
      }
    }
    return changed;
  }

  fs::path folder_;
  int code_;
};

}  // namespace

void register_cases() {
  std::set<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(kRoot))
    if (entry.is_directory() && entry.path().filename().string().starts_with("STK"))
      folders.insert(entry.path());  // others are goldens of commands
  for (const fs::path& folder : folders) {
    std::string name = folder.filename().string();
    std::string_view digits = std::string_view(name).substr(std::min<std::size_t>(name.starts_with("STK") ? 3 : 0, name.size()), 4);
    int code = static_cast<int>(base::parse_uint(digits).value_or(0));
    testing::RegisterTest("LintCase", name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [folder, code]() -> testing::Test* { return new CaseTest(folder, code); });
  }
}

}  // namespace stackc::lint_cases

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  stackc::lint_cases::register_cases();
  return RUN_ALL_TESTS();
}
