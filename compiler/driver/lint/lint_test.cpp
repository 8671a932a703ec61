#include "driver/lint/lint.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "driver/lint/baseline.h"
#include "driver/lint/projects.h"

namespace stackc::driver::lint {
namespace {

using base::cat;

class Lint : public testing::Test {
 protected:
  void write(const std::string& path, const std::string& text) {
    std::string error;
    files_.write("/w/" + path, text, false, error);
  }
  Report run(const std::vector<std::string>& paths, bool fix = false, unsigned jobs = 1) {
    Request request;
    request.working_directory = "/w";
    for (const std::string& path : paths) request.inputs.push_back({path, rules_});
    request.fix = fix;
    request.jobs = jobs;
    return lint(request, files_);
  }
  static std::string told(const Report& report, int code = 0) {
    std::string out;
    for (const diag::Diagnostic& d : report.findings) {
      if (code != 0 && static_cast<int>(d.rule) != code) continue;
      std::string place = d.path;
      if (d.span.valid())
        place = cat({report.sources.path(d.span.file), ":", std::to_string(report.sources.position(d.span.file, d.span.begin).line)});
      out += cat({place, " ", diag::code_text(static_cast<int>(d.rule)), "\n"});
    }
    return out;
  }
  base::MemoryFileSystem files_;
  std::shared_ptr<const RuleSet> rules_ = std::make_shared<RuleSet>();
};

constexpr const char* kOld = "version: '3'\nservices:\n  web:\n    image: nginx:1.29\n";

TEST_F(Lint, FindsAndFixes) {
  write("compose.yaml", kOld);
  EXPECT_EQ(told(run({"compose.yaml"}), 8001), "compose.yaml:1 STK8001\n");
  Report fixed = run({"compose.yaml"}, true);
  EXPECT_EQ(told(fixed, 8001), "");
  ASSERT_EQ(fixed.changes.size(), 1u);
  EXPECT_EQ(fixed.changes[0].after, "services:\n  web:\n    image: nginx:1.29\n");
  EXPECT_EQ(fixed.fixed, 1u);
  std::string error;
  EXPECT_EQ(files_.read("/w/compose.yaml", error), kOld) << "writing is for others";
}
TEST_F(Lint, SuppressedFindingsAreNotFixed) {
  write("compose.yaml", cat({"# stackc: ignore[STK8001] old tools\n", kOld}));
  Report report = run({"compose.yaml"}, true);
  EXPECT_EQ(told(report, 8001), "");
  EXPECT_TRUE(report.changes.empty());
}
TEST_F(Lint, UselessCommentsGo) {
  write("compose.yaml", "services:\n  web:\n    image: nginx:1.29  # stackc: ignore[STK4101]\n");
  Report report = run({"compose.yaml"}, true);
  ASSERT_EQ(report.changes.size(), 1u);
  EXPECT_EQ(report.changes[0].after, "services:\n  web:\n    image: nginx:1.29\n");
}
TEST_F(Lint, UnreadableInputIsNoCleanInput) {
  files_.make_unreadable("/w/b.yaml");
  Report report = run({"a.yaml", "b.yaml"});
  EXPECT_TRUE(report.unusable);
  EXPECT_EQ(told(report), "a.yaml STK1901\nb.yaml STK1901\n");
}
TEST_F(Lint, BrokenYamlIsAlwaysToldAndNeverFixed) {
  write("compose.yaml", "# stackc: ignore-file[yaml]\nversion: '3'\nservices: {web: [\n");
  Report report = run({"compose.yaml"}, true);
  EXPECT_TRUE(report.changes.empty());
  EXPECT_TRUE(std::any_of(report.findings.begin(), report.findings.end(), [](const diag::Diagnostic& d) {
    return static_cast<int>(d.rule) < 1100;
  })) << told(report);
}

TEST_F(Lint, AnOverrideIsReadOverItsBase) {
  write("compose.yaml", kOld);
  write("compose.override.yaml", "services:\n  web:\n    privileged: true\n");
  EXPECT_EQ(told(run({"compose.override.yaml"}), 3102), "compose.override.yaml:3 STK3102\n");
  EXPECT_EQ(told(run({"compose.override.yaml"}), 8001), "") << "what stands in the base alone is told when the base is asked for";
  EXPECT_EQ(told(run({"compose.override.yaml"}), 1760), "") << "it is not read alone";
  Report both = run({"compose.yaml", "compose.override.yaml"});
  EXPECT_EQ(told(both, 8001), "compose.yaml:1 STK8001\n") << "once, though the base is checked alone and merged";
  EXPECT_EQ(told(both, 3102), "compose.override.yaml:3 STK3102\n");
}
TEST_F(Lint, AVariantStandsAloneIfItIsComplete) {
  write("docker-compose.yml", "services:\n  web:\n    image: nginx:1.29\n  db: {image: \"postgres:18\"}\n");
  write("docker-compose.part.yml", "services:\n  web:\n    privileged: true\n");
  write("docker-compose.whole.yml", "services:\n  web:\n    image: nginx\n");
  write("docker-compose.new.yml", "services:\n  other:\n    privileged: true\n");
  EXPECT_EQ(told(run({"docker-compose.part.yml"}), 1760), "");
  EXPECT_EQ(told(run({"docker-compose.part.yml"}), 3102), "docker-compose.part.yml:3 STK3102\n");
  EXPECT_EQ(told(run({"docker-compose.whole.yml"}), 4101), "docker-compose.whole.yml:3 STK4101\n");
  EXPECT_NE(told(run({"docker-compose.new.yml"}), 1760), "") << "the base has no such service";
}
TEST_F(Lint, StackFilesToo) {
  write("stack.yaml",
        "stack: shop\nlanguage: 1\nservices:\n  a: {image: \"nginx:1.29\", depends: {b: started}}\n  b: {image: \"nginx:1.29\", depends: "
        "{a: started}}\n");
  EXPECT_NE(told(run({"stack.yaml"}), 2001), "");
  EXPECT_EQ(type_of("stack.yaml", "services:\n  web: {}\n"), FileType::kCompose);
  EXPECT_EQ(type_of("stack.yaml", ""), FileType::kStack);
  EXPECT_EQ(type_of("x.yaml", "a: 1\n\"stack\": b\n"), FileType::kStack);
  EXPECT_EQ(type_of("x.yaml", "a:\n  stack: b\nstackx: 1\n"), FileType::kCompose);
}

TEST_F(Lint, ThreadsDoNotMatter) {
  std::vector<std::string> paths;
  for (int i = 0; i < 60; ++i) {
    paths.push_back(cat({"p", std::to_string(i % 7), "/compose.", std::to_string(i), ".yaml"}));
    write(paths.back(), i % 3 == 0 ? kOld : "services:\n  web:\n    image: nginx\n    privileged: true\n");
  }
  Report one = run(paths, true, 1);
  Report four = run(paths, true, 4);
  EXPECT_EQ(told(one), told(four));
  ASSERT_EQ(one.changes.size(), four.changes.size());
  for (std::size_t i = 0; i < one.changes.size(); ++i) EXPECT_EQ(one.changes[i].path, four.changes[i].path);
  EXPECT_EQ(one.changes.size(), 20u);
}

TEST_F(Lint, BaselineKnowsFindingsByContent) {
  write("sub/compose.yaml", kOld);
  Report first = run({"sub/compose.yaml"});
  ASSERT_FALSE(first.findings.empty());
  Baseline made("/w", "/w");
  made.add(first.findings, first.sources);
  source::SourceManager sources;
  diag::Sink sink;
  Baseline known("/w", "/w");
  ASSERT_TRUE(known.read(sources, sources.add("baseline.json", made.write()), sink)) << made.write();
  EXPECT_EQ(known.write(), made.write());
  write("sub/compose.yaml", "# moved\n\nversion: '3'\nservices:\n  web:\n    image: nginx:1.29\n    privileged: true\n");
  Report second = run({"sub/compose.yaml"});
  EXPECT_EQ(known.filter(second.findings, second.sources), first.findings.size());
  EXPECT_EQ(told(second), "sub/compose.yaml:7 STK3102\n");
  EXPECT_EQ(known.gone(), 0u);
}
TEST_F(Lint, ABrokenBaselineIsRefused) {
  for (const char* text :
       {"", "[]", "{\"version\": 2, \"findings\": []}", "{\"version\": 1}", "{\"version\": 1, \"findings\": [{}]}", "{"}) {
    source::SourceManager sources;
    diag::Sink sink;
    Baseline baseline("/w", "/w");
    EXPECT_FALSE(baseline.read(sources, sources.add("b.json", text), sink)) << text;
    EXPECT_TRUE(sink.has_errors()) << text;
  }
}

TEST(Projects, Names) {
  EXPECT_TRUE(is_compose_name("compose.prod.yaml"));
  EXPECT_TRUE(is_compose_name("docker-compose-dev.yml"));
  EXPECT_TRUE(is_compose_name("db.compose.yml"));
  EXPECT_FALSE(is_compose_name("composer.yaml"));
  EXPECT_FALSE(is_compose_name("compose.json"));
  base::MemoryFileSystem files;
  std::string error;
  for (const char* name : {"a/compose.yaml", "a/docker-compose.yml", "b/docker-compose.yaml"}) files.write(name, "", false, error);
  EXPECT_EQ(base_of(files, "a/compose.x.yaml"), "a/compose.yaml");
  EXPECT_EQ(base_of(files, "a/docker-compose.x.yaml"), "a/docker-compose.yml");
  EXPECT_EQ(base_of(files, "b/compose.x.yaml"), "b/docker-compose.yaml");
  EXPECT_EQ(base_of(files, "a/compose.yaml"), "");
  EXPECT_EQ(base_of(files, "c/compose.x.yaml"), "");
}

}  // namespace
}  // namespace stackc::driver::lint
