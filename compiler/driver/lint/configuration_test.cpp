#include "driver/lint/configuration.h"

#include <gtest/gtest.h>

#include "driver/lint/discover.h"

namespace stackc::driver::lint {
namespace {

constexpr auto rule_of(int code) { return diag::Rule{static_cast<std::uint16_t>(code)}; }

class Configured : public testing::Test {
 protected:
  void write(const std::string& path, const std::string& text = "") {
    std::string error;
    files_.write(path, text, false, error);
  }
  std::vector<std::string> discovered(const std::string& folder = "/w") {
    Configuration configuration(options_, folder, files_, sources_, sink_);
    return discover(options_, configuration, files_, sink_);
  }
  bool on(int code, const std::string& path) {
    Configuration configuration(options_, "/w", files_, sources_, sink_);
    return configuration.rules_of(path)->on(rule_of(code));
  }
  std::string messages() const {
    std::string out;
    for (const diag::Diagnostic& d : sink_.sorted(sources_)) {
      if (d.span.valid()) out += sources_.path(d.span.file) + ":" + std::to_string(sources_.position(d.span.file, d.span.begin).line) + " ";
      out += d.message + (d.help.empty() ? "" : " (" + d.help.front() + ")") + "\n";
    }
    return out;
  }
  Options options_;
  base::MemoryFileSystem files_;
  source::SourceManager sources_;
  diag::Sink sink_;
};
using Paths = std::vector<std::string>;

TEST_F(Configured, NearerFilesWinAndRootStops) {
  write("/.stackc.yaml", "lint: {ignore: [graph]}");
  write("/w/.stackc.yaml", "lint: {extend-select: [STK2001], severity: {STK2001: note}}");
  write("/w/far/.stackc.yaml", "root: true\nlint:\n  select: [security]\n");
  EXPECT_FALSE(on(2002, "/w/compose.yaml"));
  EXPECT_TRUE(on(2001, "/w/sub/compose.yaml"));
  EXPECT_TRUE(on(3102, "/w/sub/compose.yaml"));
  EXPECT_FALSE(on(2001, "/w/far/compose.yaml"));
  EXPECT_TRUE(on(3102, "/w/far/a/compose.yaml"));
  EXPECT_TRUE(on(1001, "/w/far/compose.yaml")) << "what cannot be read is always told";
  EXPECT_EQ(messages(), "");
}
TEST_F(Configured, TheLongerSelectorWinsAndTheCommandLineComesLast) {
  write("/w/.stackc.yaml", "lint: {select: [STK3102, style], ignore: [STK31, STK8030]}");
  EXPECT_TRUE(on(3102, "/w/a.yaml"));
  EXPECT_FALSE(on(3101, "/w/a.yaml"));
  EXPECT_TRUE(on(8031, "/w/a.yaml"));
  EXPECT_FALSE(on(8030, "/w/a.yaml"));
  options_.ignore = {"STK3102"};
  options_.extend_select = {"STK8030"};
  EXPECT_FALSE(on(3102, "/w/a.yaml"));
  EXPECT_TRUE(on(8030, "/w/a.yaml"));
  options_.isolated = true;
  options_.ignore.clear();
  options_.extend_select.clear();
  EXPECT_TRUE(on(3101, "/w/a.yaml"));
  EXPECT_FALSE(on(8031, "/w/a.yaml")) << "off by default";
}
TEST_F(Configured, PerFile) {
  write("/w/.stackc.yaml", "lint: {per-file-ignores: {\"dev/*.yaml\": [security], prod.yaml: STK2}}");
  options_.per_file_ignores = {"x/**:STK4101"};
  EXPECT_FALSE(on(3102, "/w/dev/a.yaml"));
  EXPECT_TRUE(on(3102, "/w/dev/sub/a.yaml"));
  EXPECT_FALSE(on(2001, "/w/any/prod.yaml"));
  EXPECT_FALSE(on(4101, "/w/x/y/z.yaml"));
  EXPECT_TRUE(on(4101, "/w/y.yaml"));
}
TEST_F(Configured, MistakesHavePlaces) {
  write(
      "/w/.stackc.yaml",
      "rot: true\nlint:\n  ingore: []\n  select: {a: b}\n  ignore: [STK3102x]\n  severity: {STK2001: fatal}\n  fail-on: 3\n  colour: x\n");
  options_.select = {"securty"};
  options_.severity = {"STK2001"};
  on(2001, "/w/a.yaml");
  EXPECT_EQ(messages(),
            "`--select` names no rule: `securty` (did you mean `security`?)\n"
            "`--severity` takes RULE=error, RULE=warning or RULE=note, not `STK2001`\n"
            ".stackc.yaml:1 the configuration has no key `rot` (did you mean `root`?)\n"
            ".stackc.yaml:3 `lint` has no key `ingore` (did you mean `ignore`?)\n"
            ".stackc.yaml:4 `select` is a list of texts\n"
            ".stackc.yaml:5 there is no rule `STK3102x` (did you mean `STK3102`?)\n"
            ".stackc.yaml:6 a severity is error, warning or note\n"
            ".stackc.yaml:7 `fail-on` is error, warning or note\n"
            ".stackc.yaml:8 `lint` has no key `colour` (the keys are `select`, `extend-select`, `ignore`, `severity`, `per-file-ignores`, "
            "`exclude`, `projects`, `fail-on`, `baseline`)\n");
}
TEST_F(Configured, ConfigFileThatIsMissing) {
  options_.config = "nowhere.yaml";
  on(2001, "/w/a.yaml");
  EXPECT_EQ(messages(), "cannot read `nowhere.yaml`: no such file or directory\n");
}

TEST_F(Configured, DiscoveryByName) {
  for (const char* name :
       {"compose.yaml", "docker-compose.prod.yml", "a/compose.dev.yml", "a/db.compose.yaml", ".hidden/compose.yml", "stack.yaml",
        "composer.yaml", "other.yaml", ".git/compose.yaml", "node_modules/x/compose.yaml", "a/docker-compose-test.yaml"})
    write(std::string("/w/") + name);
  EXPECT_EQ(discovered(), (Paths{".hidden/compose.yml", "a/compose.dev.yml", "a/db.compose.yaml", "a/docker-compose-test.yaml",
                                 "compose.yaml", "docker-compose.prod.yml", "stack.yaml"}));
  options_.paths = {"other.yaml", "a", "a/compose.dev.yml", "./other.yaml", "-"};
  EXPECT_EQ(discovered(), (Paths{"other.yaml", "a/compose.dev.yml", "a/db.compose.yaml", "a/docker-compose-test.yaml", "<stdin>"}));
}
TEST_F(Configured, GitignoreNestedNegatedAndFromAbove) {
  write("/r/.git/HEAD");
  write("/r/.git/info/exclude", "local/\n");
  write("/r/.gitignore", "vendor/\n*.gen.yaml\n/w/only/*\n!/w/only/keep\n");
  write("/r/w/.gitignore", "!compose.gen.yaml\n");
  for (const char* name : {"compose.yaml", "vendor/compose.yaml", "compose.gen.yaml", "compose.x.gen.yaml", "local/compose.yaml",
                           "only/a/compose.yaml", "only/keep/compose.yaml"})
    write(std::string("/r/w/") + name);
  EXPECT_EQ(discovered("/r/w"), (Paths{"compose.gen.yaml", "compose.yaml", "only/keep/compose.yaml"}));
  options_.paths = {"vendor/compose.yaml"};
  EXPECT_EQ(discovered("/r/w"), Paths{"vendor/compose.yaml"}) << "named is named";
  options_.paths.clear();
  options_.respect_gitignore = false;
  EXPECT_EQ(discovered("/r/w").size(), 7u);
}
TEST_F(Configured, ExcludesAndForce) {
  write("/w/.stackc.yaml", "lint: {exclude: [/old, \"*.tpl.yaml\"]}");
  for (const char* name : {"compose.yaml", "old/compose.yaml", "sub/old/compose.yaml", "compose.tpl.yaml"})
    write(std::string("/w/") + name);
  EXPECT_EQ(discovered(), (Paths{"compose.yaml", "sub/old/compose.yaml"}));
  options_.exclude = {"sub"};
  options_.paths = {".", "old/compose.yaml"};
  EXPECT_EQ(discovered(), (Paths{"compose.yaml", "old/compose.yaml"}));
  options_.force_exclude = true;
  EXPECT_EQ(discovered(), (Paths{"compose.yaml"}));
}
TEST_F(Configured, PatternsAndLinks) {
  for (const char* name : {"a/one.yaml", "a/b/two.yaml", "a/three.txt"}) write(std::string("/w/") + name);
  files_.make_symlink("/w/loop");
  options_.paths = {"a/**/*.yaml"};
  EXPECT_EQ(discovered(), (Paths{"a/b/two.yaml", "a/one.yaml"}));
  options_.paths = {"x/*.yaml"};
  EXPECT_TRUE(discovered().empty());
  EXPECT_EQ(messages(), "`x/*.yaml` matches no file\n");
}

}  // namespace
}  // namespace stackc::driver::lint
