#include "emit/writer/text.h"

#include <gtest/gtest.h>

#include "diag/rules/files.h"
#include "emit/writer/dotenv.h"
#include "emit/writer/output.h"

namespace stackc::emit {
namespace {

TEST(Text, RenderAsksForEveryKindOfPart) {
  ir::Text text("postgres://u:");
  text.append(ir::SecretPart{ir::SecretId(0), ir::Encoding::kUrl});
  text.append("@db/$x:");
  text.append(ir::Symbol::kGitSha);
  const std::string out = render(
      text, [](const std::string& words) { return "<" + words + ">"; },
      [](const ir::SecretPart& part) { return part.encoding == ir::Encoding::kUrl ? "URL" : "RAW"; }, [](ir::Symbol) { return "SHA"; });
  EXPECT_EQ(out, "<postgres://u:>URL<@db/$x:>SHA");
}

TEST(Text, ShellWords) {
  EXPECT_EQ(shell_word("a/b=c"), "a/b=c");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("$HOME"), "'$HOME'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
}

TEST(Text, Durations) {
  EXPECT_EQ(go_duration(0), "0s");
  EXPECT_EQ(go_duration(90), "1m30s");
  EXPECT_EQ(go_duration(3600), "1h");
  EXPECT_EQ(go_duration(86400), "24h");
}

TEST(Text, FinalNewline) {
  EXPECT_EQ(with_final_newline("a\n\n"), "a\n");
  EXPECT_EQ(with_final_newline("a"), "a\n");
  EXPECT_EQ(with_final_newline("\n"), "");
}

TEST(Dotenv, PortableForm) {
  EXPECT_EQ(dotenv_value(""), "");
  EXPECT_EQ(dotenv_value("postgresql://u:p@db:5432/x?y=1,2%+"), "postgresql://u:p@db:5432/x?y=1,2%+");
  EXPECT_EQ(dotenv_value("a b"), "'a b'");
  EXPECT_EQ(dotenv_value("a#b"), "'a#b'");
  EXPECT_EQ(dotenv_value("$x`y`\"z\""), "'$x`y`\"z\"'");
  EXPECT_EQ(dotenv_value("a\\d"), "'a\\d'");
  EXPECT_EQ(dotenv_value("it's"), "\"it's\"");
  EXPECT_EQ(dotenv_value("l1\nl2"), "'l1\nl2'");
  for (const char* value : {"it's $5", "'\"", "a\\", "a\\\\b", "a\rb", "'\\x"}) EXPECT_EQ(dotenv_value(value), std::nullopt) << value;
}

TEST(Dotenv, Writer) {
  DotenvWriter out;
  out.blank();
  out.comment("head\n\ntail");
  out.blank();
  out.blank();
  EXPECT_TRUE(out.set("A", "1"));
  EXPECT_FALSE(out.set("B", "it's $5"));
  EXPECT_EQ(out.finish(), "# head\n#\n# tail\n\nA=1\n");
}

TEST(OutputSet, EqualTextsAreOneAndOthersClash) {
  OutputSet outputs;
  diag::Sink sink;
  outputs.put("a", {.text = "x\n", .format = Format::kText, .executable = false, .target = "compose", .meant = {}}, sink);
  outputs.put("a", {.text = "x\n", .format = Format::kText, .executable = false, .target = "make", .meant = {}}, sink);
  EXPECT_EQ(sink.errors(), 0u);
  outputs.put("a", {.text = "y\n", .format = Format::kText, .executable = false, .target = "make", .meant = {}}, sink);
  ASSERT_EQ(sink.errors(), 1u);
  EXPECT_EQ(sink.all()[0].rule, diag::rule::output_clash);
  EXPECT_EQ(sink.all()[0].path, "a");
  EXPECT_EQ(sink.all()[0].message, "`compose` and `make` make different contents for `a`");
  EXPECT_EQ(outputs.files().at("a").text, "x\n");
}

TEST(OutputSet, Renames) {
  ir::Stack stack;
  stack.outputs["compose.yaml"] = "deploy/compose.yaml";
  EXPECT_EQ(placed(stack, "compose.yaml"), "deploy/compose.yaml");
  EXPECT_EQ(placed(stack, "Makefile"), "Makefile");
}

}  // namespace
}  // namespace stackc::emit
