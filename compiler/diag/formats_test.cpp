#include <gtest/gtest.h>

#include <set>

#include "diag/aliases.h"
#include "diag/fingerprint.h"
#include "diag/render.h"
#include "diag/rules/graph.h"
#include "diag/rules/yaml.h"
#include "diag/xml.h"

namespace stackc::diag {
namespace {

class Formats : public testing::Test {
 protected:
  void SetUp() override {
    file_ = sources_.add("a b/c,ompose.yaml", "services:\n  web:\n    image: x\n  db:\n    image: x\n");
    sink_.report(rule::start_cycle, {file_, 28, 29}, "say \"a\" <b> & 100%\nnext")
        .help("do: this")
        .fix("fix", Safety::kSafe, {{{file_, 28, 29}, "y"}});
    sink_.report(rule::health_overlap, {file_, 47, 48}, "m");
    sink_.report_path(rule::yaml_tab, "gone.yaml", "cannot read");
    found_ = sink_.sorted(sources_);
  }
  std::string render(OutputFormat format) { return diag::render(format, {found_, sources_, files_, false}); }
  source::SourceManager sources_;
  source::FileId file_;
  Sink sink_;
  std::vector<Diagnostic> found_;
  std::vector<std::string> files_{"a b/c,ompose.yaml", "clean.yaml"};
};

TEST_F(Formats, Concise) {
  EXPECT_EQ(render(OutputFormat::kConcise),
            "a b/c,ompose.yaml:3:12: error[STK2001] [*] say \"a\" <b> & 100% next\n"
            "a b/c,ompose.yaml:5:12: warning[STK2006] m\n"
            "gone.yaml: error[STK1002] cannot read\n");
}
TEST_F(Formats, Github) {
  EXPECT_EQ(render(OutputFormat::kGithub),
            "::error title=stackc STK2001 start-cycle,file=a b/c%2Compose.yaml,line=3,endLine=3,col=12,endColumn=13::say \"a\" <b> & "
            "100%25%0Anext%0Ahelp: do: this\n"
            "::warning title=stackc STK2006 health-overlap,file=a b/c%2Compose.yaml,line=5,endLine=5,col=12,endColumn=13::m\n"
            "::error title=stackc STK1002 yaml-tab,file=gone.yaml::cannot read\n");
}
TEST_F(Formats, Checkstyle) {
  EXPECT_EQ(render(OutputFormat::kCheckstyle),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<checkstyle version=\"4.3\">\n  <file name=\"a b/c,ompose.yaml\">\n"
            "    <error line=\"3\" column=\"12\" severity=\"error\" message=\"say &quot;a&quot; &lt;b&gt; &amp; 100%&#10;next; do: this\" "
            "source=\"stackc.STK2001\"/>\n"
            "    <error line=\"5\" column=\"12\" severity=\"warning\" message=\"m\" source=\"stackc.STK2006\"/>\n  </file>\n"
            "  <file name=\"gone.yaml\">\n    <error line=\"1\" column=\"1\" severity=\"error\" message=\"cannot read\" "
            "source=\"stackc.STK1002\"/>\n  </file>\n</checkstyle>\n");
}
TEST_F(Formats, JunitTellsWhatIsInOrderToo) {
  std::string xml = render(OutputFormat::kJunit);
  EXPECT_NE(xml.find("<testsuites name=\"stackc lint\" tests=\"4\" failures=\"3\">"), std::string::npos) << xml;
  EXPECT_NE(xml.find("<testsuite name=\"clean.yaml\" tests=\"1\" failures=\"0\" errors=\"0\">\n    <testcase name=\"lint\" "
                     "classname=\"clean.yaml\"/>"),
            std::string::npos)
      << xml;
  EXPECT_NE(xml.find("<failure type=\"warning\" message=\"m\">a b/c,ompose.yaml:5:12: m</failure>"), std::string::npos) << xml;
}
TEST_F(Formats, SarifHasFixesFingerprintsAndUris) {
  std::string sarif = render(OutputFormat::kSarif);
  for (const char* part :
       {"\"uri\": \"a%20b/c,ompose.yaml\"", "\"stackcContent/v1\"", "\"artifactChanges\"", "\"deletedRegion\"", "\"insertedContent\""})
    EXPECT_NE(sarif.find(part), std::string::npos) << part << sarif;
}
TEST_F(Formats, NamesAndColors) {
  EXPECT_EQ(parse_format("junit"), OutputFormat::kJunit);
  EXPECT_FALSE(parse_format("stylish"));
  EXPECT_EQ(format_names(), "text, concise, json, sarif, github, gitlab, checkstyle, junit");
  EXPECT_NE(render_concise({found_, sources_, {}, true}).find("\x1b[1;31merror[STK2001]\x1b[0m"), std::string::npos);
}

// Lines above and changes elsewhere do not change a fingerprint; the keys above and the marked text do.
TEST(Fingerprints, FollowTheContent) {
  auto print = [](const std::string& text) {
    source::SourceManager sources;
    source::FileId file = sources.add("compose.yaml", text);
    Sink sink;
    auto at = static_cast<std::uint32_t>(text.rfind("image"));
    sink.report(rule::start_cycle, {file, at, at + 5}, "m");
    return fingerprints(sink.all(), sources).front();
  };
  std::string plain = print("services:\n  web:\n    image: x\n");
  EXPECT_EQ(plain, print("# new\nname: n\nservices:\n  a: {}\n  # note\n\n  web:\n    init: true\n    image: x\n"));
  EXPECT_NE(plain, print("services:\n  db:\n    image: x\n"));
  EXPECT_NE(plain, print("services:\n  web:\n    image: y\n"));
}
TEST(Fingerprints, AreUniqueInAReport) {
  source::SourceManager sources;
  source::FileId file = sources.add("compose.yaml", "a: [x, x, x]\n");
  Sink sink;
  for (std::uint32_t at : {4U, 7U, 10U}) sink.report(rule::start_cycle, {file, at, at + 1}, "m");
  std::vector<std::string> prints = fingerprints(sink.all(), sources);
  EXPECT_EQ(std::set<std::string>(prints.begin(), prints.end()).size(), 3u);
  std::vector<std::string> hashes = content_hashes(sink.all(), sources);
  EXPECT_EQ(std::set<std::string>(hashes.begin(), hashes.end()).size(), 1u);
}

TEST(Xml, EscapesWhatXmlCannotHold) {
  XmlWriter xml;
  xml.open("a").attribute("b", "\x01\xff<\t\"").open("c").text("]]>").close().close();
  EXPECT_EQ(xml.finish(),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a b=\"\xef\xbf\xbd\xef\xbf\xbd&lt;&#9;&quot;\">\n  <c>]]&gt;</c>\n</a>\n");
}

TEST(Aliases, AreOfRulesThatExistAndStandOnce) {
  std::set<std::tuple<int, std::string_view, std::string_view>> seen;
  for (const Alias& alias : all_aliases()) {
    EXPECT_NE(find_rule(code_text(alias.code)), nullptr) << alias.code;
    EXPECT_TRUE(seen.emplace(alias.code, alias.tool, alias.name).second) << alias.code << alias.name;
  }
  EXPECT_EQ(codes_of("hadolint", "dl3002"), std::vector<int>{4004});
  EXPECT_TRUE(codes_of("hadolint", "DL9999").empty());
  EXPECT_GT(codes_of("dclint", "").size(), 3u);
}

}  // namespace
}  // namespace stackc::diag
