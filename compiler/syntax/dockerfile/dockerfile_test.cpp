#include "syntax/dockerfile/dockerfile.h"

#include <gtest/gtest.h>

namespace stackc::dockerfile {
namespace {

struct Parsed {
  explicit Parsed(std::string text) : id(sources.add("Dockerfile", std::move(text))), file(read(sources, id, sink)) {}
  const Item& only() const {
    for (const Item& item : file.items)
      if (item.kind == ItemKind::kInstruction) return item;
    return file.items.front();
  }
  source::SourceManager sources;
  diag::Sink sink;
  source::FileId id;
  File file;
};

TEST(Dockerfile, EveryByteBelongsToAnItem) {
  const std::string mark = "\xef\xbb\xbf";
  for (const std::string& text : std::vector<std::string>{
           "", "\n", "FROM a", mark + "FROM a\n", mark, "# x\n\nFROM a\r\nRUN a \\\r\n  b\r\n# end", "RUN cat <<E\nx\nE\nCMD x\n",
           "RUN cat <<E\nnever closed", "bad \\\n", "  \t\n FROM a\n", "RUN \\\n\n\\\n", "#escape=`\nRUN a `\n b\n"}) {
    const Parsed p(text);
    std::uint32_t at = 0;
    for (const Item& item : p.file.items) {
      EXPECT_EQ(item.span.begin, at) << text;
      EXPECT_GT(item.span.end, item.span.begin) << text;
      at = item.span.end;
    }
    EXPECT_EQ(at, std::string_view(text).size()) << text;
  }
}

TEST(Dockerfile, Dump) {
  const Parsed p(
      "# syntax=docker/dockerfile:1\n# Check = error=true\n# note\n\nFROM --platform=$X a AS b\nRUN --mount=type=cache,target=/c \\\n    "
      "one \\\n  # in between\n\n  && two\nCMD [\"x\", \"y\"]\n");
  EXPECT_FALSE(p.sink.has_errors());
  EXPECT_EQ(dump(p.file, p.sources, p.id),
            "directive 1-1 syntax docker/dockerfile:1\n"
            "directive 2-2 check error=true\n"
            "comment 3-3 note\n"
            "blank 4-4\n"
            "instruction 5-5 FROM --platform=$X a AS b\n"
            "instruction 6-10 RUN --mount=type=cache,target=/c one   && two\n"
            "instruction 11-11 CMD json [\"x\", \"y\"]\n");
}

TEST(Dockerfile, DirectivesOnlyAtTheTop) {
  const Parsed p("# a comment\n# escape=`\nRUN a \\\n b\n");
  EXPECT_EQ(p.file.escape, '\\');
  EXPECT_EQ(p.only().text, "a  b");
  const Parsed q("# escape=`\nRUN a `\n b\n");
  EXPECT_EQ(q.file.escape, '`');
  EXPECT_EQ(q.only().text, "a  b");
}

struct TextCase {
  const char* source;
  const char* text;
};
TEST(Dockerfile, LogicalLines) {
  for (const TextCase& c : {TextCase{"RUN a\\\nb", "ab"},
                            {"RUN a \\  \nb", "a b"},
                            {"RUN a \\\\\nRUN b", "a \\\\"},
                            {"  run\ta  ", "a"},
                            {"RUN a # no comment", "a # no comment"},
                            {"RUN a \\\n# c\nb", "a b"},
                            {"RUN -- a", "a"},
                            {"RUN --x a", "a"},
                            {"RUN \\\n  a", "a"}})
    EXPECT_EQ(Parsed(c.source).only().text, c.text) << c.source;
}

TEST(Dockerfile, Flags) {
  const Parsed p("COPY --from=b --chown=1:2 --link --exclude=\"a b\" x y\n");
  const Item& item = p.only();
  ASSERT_EQ(item.flags.size(), 4u);
  EXPECT_EQ(item.flags[0].name + "|" + item.flags[0].value, "from|b");
  EXPECT_FALSE(item.flags[2].has_value);
  EXPECT_EQ(item.flags[3].value, "a b");
  EXPECT_EQ(item.words, (std::vector<std::string>{"x", "y"}));
}

TEST(Dockerfile, JsonOrText) {
  for (const char* text : {"CMD [\"a\", \"b\\u00e9\\n\"]", "CMD [ ]", "CMD [\"a\"] "}) EXPECT_TRUE(Parsed(text).only().json) << text;
  for (const char* text :
       {"CMD ['a']", "CMD [a]", "CMD [\"a\",]", "CMD [\"a\"] b", "CMD [\"a\" \"b\"]", "CMD [\"\\x\"]", "CMD a", "CMD [\"a\\ud800\" 1]"})
    EXPECT_FALSE(Parsed(text).only().json) << text;
  EXPECT_EQ(Parsed("CMD [\"\\ud83d\\ude00\\u0041\"]").only().words.front(),
            "\xf0\x9f\x98\x80"
            "A");
}

TEST(Dockerfile, Pairs) {
  const Parsed p("ENV A=1 B=\"two words\" C='$X' D=a\\ b E=$X/${Y} F=\"\\$x\\\"\"\n");
  const auto& pairs = p.only().pairs;
  ASSERT_EQ(pairs.size(), 6u);
  EXPECT_EQ(pairs[1].second, "two words");
  EXPECT_EQ(pairs[2].second, "$X");
  EXPECT_EQ(pairs[3].second, "a b");
  EXPECT_EQ(pairs[4].second, "${X}/${Y}");
  EXPECT_EQ(pairs[5].second, "$x\"");
  EXPECT_EQ(Parsed("ENV A some words").only().pairs.front().second, "some words");
  const Parsed arg("ARG A B=2\n");
  EXPECT_FALSE(arg.only().has_default[0]);
  EXPECT_TRUE(arg.only().has_default[1]);
}

TEST(Dockerfile, Heredocs) {
  const Parsed p("RUN <<EOF sh && cat <<-\"B\"\none $X\nEOF\n\ttwo\n\tB\nCOPY <<f.txt /f\nx\nf.txt\n");
  EXPECT_FALSE(p.sink.has_errors());
  const Item& run = p.file.items[0];
  ASSERT_EQ(run.heredocs.size(), 2u);
  EXPECT_EQ(run.heredocs[0].body, "one $X\n");
  EXPECT_TRUE(run.heredocs[0].expand);
  EXPECT_EQ(run.heredocs[1].body, "two\n");
  EXPECT_FALSE(run.heredocs[1].expand);
  EXPECT_EQ(p.file.items[1].heredocs.front().body, "x\n");
  EXPECT_TRUE(Parsed("RUN a <<<EOF\n").only().heredocs.empty());
  EXPECT_TRUE(Parsed("ENV A=<<E\n").only().heredocs.empty());
}

TEST(Dockerfile, Errors) {
  for (const char* text : {"FRM a", "FROM", "RUN", "COPY --link", "SHELL x", "VOLUME []", "ENV A", "ENV A=1 B", "RUN cat <<E\n",
                           "# escape=x\nFROM a", "# syntax=a\n# syntax=b\nFROM a"})
    EXPECT_TRUE(Parsed(text).sink.has_errors()) << text;
  const Parsed p("FRM a\nRUNN b\n");
  EXPECT_EQ(p.sink.errors(), 2u);  // both in one run
  EXPECT_EQ(p.sources.text(p.sink.all()[1].span), "RUNN");
}

TEST(Dockerfile, Unquote) {
  EXPECT_EQ(unquote("a\"b c\"'d'", '\\'), "ab cd");
  EXPECT_EQ(unquote("\"a\\b\\\\\"", '\\'), "a\\b\\");
  EXPECT_EQ(unquote("`$A$B", '`'), "$A${B}");
  EXPECT_EQ(unquote("$", '\\'), "$");
  EXPECT_EQ(unquote("${A:-x}y", '\\'), "${A:-x}y");
}

}  // namespace
}  // namespace stackc::dockerfile
