#include "syntax/dotenv/dotenv.h"

#include <gtest/gtest.h>

namespace stackc::dotenv {
namespace {

std::optional<std::string_view> outside(std::string_view name) {
  if (name == "HOME") return "/home/me";
  if (name == "WINS") return "outside";
  if (name == "NOTHING") return "";
  return std::nullopt;
}

// NAME=<value> for each assignment, or the first problem.
std::string read(std::string_view text, Format format = Format::kCompose) {
  const File file = parse(text, outside, format);
  if (!file.problems.empty()) return "error: " + file.problems.front().message;
  std::string out;
  for (const Assignment& assignment : file.assignments) out += assignment.name + "=<" + assignment.value + ">";
  return out;
}

struct Row {
  std::string_view text;
  std::string_view expected;
};

TEST(Dotenv, Statements) {
  const Row rows[] = {
      {"", ""},
      {"\n\n", ""},
      {"# comment", ""},
      {"  # comment\n A=1 \n", "A=<1>"},
      {"\xef\xbb\xbf"
       "A=1",
       "A=<1>"},
      {"A=1\nB=2", "A=<1>B=<2>"},
      {"A=1\r\nB=2\r\n", "A=<1>B=<2>"},
      {"A: 1", "A=<1>"},
      {"A = 1", "A=<1>"},
      {"A=", "A=<>"},
      {"A=\nB=1", "A=<>B=<1>"},
      {"export A=1", "A=<1>"},
      {"export\tA=1", "A=<1>"},
      {"exportA=1", "exportA=<1>"},
      {"export=1", "export=<1>"},
      {"A.B-C_d[0]=1", "A.B-C_d[0]=<1>"},
      {"1A=x", "1A=<x>"},
      {"gr\xc3\xb6\xc3\x9f"
       "e=1",
       "gr\xc3\xb6\xc3\x9f"
       "e=<1>"},
      {"A=1\nA=2", "A=<1>A=<2>"},
      {"HOME\n", "HOME=</home/me>"},
      {"NOTHING\nUNKNOWN\n", "NOTHING=<>"},
      {"A=1=2", "A=<1=2>"},
      {"A\tB=1", "A\tB=<1>"},
      {"HOME", "=<HOME>"},
      {"export\nA=1", "A=<1>"},
  };
  for (const Row& row : rows) EXPECT_EQ(read(row.text), row.expected) << row.text;
}

TEST(Dotenv, Values) {
  const Row rows[] = {
      {"A=a b", "A=<a b>"},
      {"A=a # c", "A=<a>"},
      {"A=a# c", "A=<a# c>"},
      {"A=a\t# c", "A=<a\t# c>"},
      {"A= # c", "A=<# c>"},
      {"A=a   \t", "A=<a>"},
      {"A=a\\nb", "A=<a\\nb>"},
      {"A='a b' # c", "A=<a b>"},
      {"A='a # c'", "A=<a # c>"},
      {"A='$HOME'", "A=<$HOME>"},
      {"A='it\\'s'", "A=<it's>"},
      {"A='a\\nb'", "A=<a\\nb>"},
      {"A='a\nb'\nB=1", "A=<a\nb>B=<1>"},
      {"A=\"a\nb\"", "A=<a\nb>"},
      {"A=\"a\r\nb\"", "A=<a\r\nb>"},
      {"A=\"\\a\\b\\f\\n\\r\\t\\v\\\\\\\"\"", "A=<\a\b\f\n\r\t\v\\\">"},
      {"A=\"\\$HOME\"", "A=<$HOME>"},
      {"A=\"\\x \\c \\'\"", "A=<\\x \\c \\'>"},
      {"A=\"\\0101\"", "A=<A>"},
      {"A=\"\\0377\"", "A=<\xc3\xbf>"},
      {"A=\"\\0400\"", "A=<\\400>"},
      {"A=\"\\012\"", "A=<\\12>"},
      {"A=\"\\0\"", "A=<\\>"},
      {"A=\"\\09991\"", "A=<\\9991>"},
      {"A=\"x\"B=1", "A=<x>B=<1>"},
      {"A=\"x\" # c\nB=1", "A=<x>B=<1>"},
      {"A=\"\"", "A=<>"},
      {"A=a\"b\"", "A=<a\"b\">"},
  };
  for (const Row& row : rows) EXPECT_EQ(read(row.text), row.expected) << row.text;
}

TEST(Dotenv, Expansion) {
  const Row rows[] = {
      {"A=$HOME/x", "A=</home/me/x>"},
      {"A=\"${HOME}/x\"", "A=</home/me/x>"},
      {"A=1\nB=$A$A", "A=<1>B=<11>"},
      {"B=$A\nA=1", "B=<>A=<1>"},
      {"WINS=file\nB=$WINS", "WINS=<file>B=<outside>"},
      {"A=${X:-d}", "A=<d>"},
      {"A=$$HOME", "A=<$HOME>"},
      {"A=\"\\\"${X:-y\\tz}\\\"\"", "A=<\"y\tz\">"},
      {"A=${X:?needed}", "error: required variable `X` is not set: needed"},
  };
  for (const Row& row : rows) EXPECT_EQ(read(row.text), row.expected) << row.text;
  const std::string_view text = "A=x$HOME\nB=\"\\t${X:-d}\"";
  const File file = parse(text, outside);
  ASSERT_EQ(file.variables.size(), 2u);
  EXPECT_EQ(file.variables[0].name, "HOME");
  EXPECT_EQ(text.substr(file.variables[0].range.begin, 5), "$HOME");
  EXPECT_EQ(file.variables[1].name, "X");
  EXPECT_EQ(text[file.variables[1].range.begin], 'X');
}

TEST(Dotenv, Errors) {
  struct Bad {
    std::string_view text;
    std::uint32_t begin;
    std::string_view part;
  };
  const Bad rows[] = {
      {"A B=1", 1, "blank"},
      {"A B\n", 1, "blank"},
      {"A=1\nB!=2\n", 5, "`!` cannot stand"},
      {"A=1\n=+\n+", 7, "`+` cannot stand"},
      {"A='x", 2, "closing quote"},
      {"A=\"x\nB=1", 2, "closing quote"},
      {"A=${", 2, "is not closed"},
      {"export ", 6, "a name is missing"},
  };
  for (const Bad& row : rows) {
    const File file = parse(row.text, outside);
    ASSERT_EQ(file.problems.size(), 1u) << row.text;
    EXPECT_EQ(file.problems[0].range.begin, row.begin) << row.text;
    EXPECT_NE(file.problems[0].message.find(row.part), std::string::npos) << file.problems[0].message;
  }
  const File several = parse("A B=1\nC=2\n+=3\nD=4\n", outside);
  EXPECT_EQ(several.problems.size(), 2u);
  EXPECT_EQ(several.assignments.size(), 2u) << "reading goes on behind a mistake";
}

TEST(Dotenv, Places) {
  const std::string_view text = "# c\nexport A = 'x'  # d\nB: y\n";
  const File file = parse(text, outside);
  ASSERT_EQ(file.assignments.size(), 2u);
  const auto at = [&](Range range) { return text.substr(range.begin, range.end - range.begin); };
  EXPECT_EQ(at(file.assignments[0].name_range), "A");
  EXPECT_EQ(at(file.assignments[0].value_range), "'x'");
  EXPECT_EQ(file.assignments[0].quote, '\'');
  EXPECT_EQ(at(file.assignments[1].name_range), "B");
  EXPECT_EQ(at(file.assignments[1].value_range), "y");
}

TEST(Dotenv, Raw) {
  const Row rows[] = {
      {"A=1\nB=2", "A=<1>B=<2>"},
      {"A=\"x\"", "A=<\"x\">"},
      {"A=$HOME # c", "A=<$HOME # c>"},
      {"  A= x ", "A=< x >"},
      {"# c\n\nA=1\r\n", "A=<1>"},
      {"\xef\xbb\xbf"
       "A=1",
       "A=<1>"},
      {"HOME\nUNKNOWN", "HOME=</home/me>"},
      {"A=1=2", "A=<1=2>"},
      {"A+!=1", "A+!=<1>"},
      {"export A=1", "error: a blank cannot stand in the name of a variable: `export A`"},
      {"HOME ", "error: a blank cannot stand in the name of a variable: `HOME `"},
      {"=x", "error: the name of a variable is missing before `=`"},
      {"A=\xff", "error: the line is no UTF-8"},
  };
  for (const Row& row : rows) EXPECT_EQ(read(row.text, Format::kRaw), row.expected) << row.text;
  EXPECT_EQ(read("A=" + std::string(65533, 'x'), Format::kRaw).size(), 65533u + 4);
  EXPECT_TRUE(read("A=" + std::string(65534, 'x'), Format::kRaw).starts_with("error: a line is longer"));
}

TEST(Dotenv, Oddities) {
  const std::pair<std::string_view, std::size_t> compose[] = {{"A=1\n", 0}, {"A= # c\n", 1}, {"A =1\n", 1}, {"HOME", 1}};
  for (const auto& [text, count] : compose) EXPECT_EQ(parse(text, outside).oddities.size(), count) << text;
  const std::pair<std::string_view, std::size_t> raw[] = {{"A=1", 0}, {"A='x'", 1}, {"A=x ", 1}, {"A=x # c", 1}, {"A=${B}", 1}};
  for (const auto& [text, count] : raw) EXPECT_EQ(parse(text, outside, Format::kRaw).oddities.size(), count) << text;
}

TEST(Dotenv, LongFilesAreLinear) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "A" + std::to_string(i) + "=\"$A" + std::to_string(i - 2) + "\\t\"\nB !\nA=\n";
  const File file = parse(text.substr(0, 300'000), outside);
  EXPECT_GT(file.problems.size(), 9'000u);
  std::string doubling = "A=12345678\n";
  for (int i = 0; i < 100; ++i) doubling += "A=$A$A\n";
  const File large = parse(doubling, outside);
  EXPECT_EQ(large.assignments.size() + large.problems.size(), 101u);
  EXPECT_GT(large.problems.size(), 70u);
}

}  // namespace
}  // namespace stackc::dotenv
