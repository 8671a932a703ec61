#include "syntax/scalar/template.h"

#include <gtest/gtest.h>

#include <vector>

namespace stackc::scalar {
namespace {

// Pieces as one line: literals in quotes, references as path|filter(args).
std::string shown(const Template& parsed) {
  std::string out;
  for (const Piece& piece : parsed.pieces) {
    if (!out.empty()) out += ' ';
    if (const auto* literal = std::get_if<std::string>(&piece)) {
      out += "'" + *literal + "'";
      continue;
    }
    const auto& reference = std::get<Reference>(piece);
    out += reference.path_text();
    for (const Filter& filter : reference.filters) {
      out += "|" + filter.name;
      for (const std::string& arg : filter.args) out += "(" + arg + ")";
    }
  }
  return out;
}

struct Case {
  std::string_view text;
  std::string_view pieces;
};

TEST(TemplateText, Pieces) {
  const std::vector<Case> cases = {
      {"", ""},
      {"plain", "'plain'"},
      {"${db.url}", "db.url"},
      {"${ db.url }", "db.url"},
      {"${redis.url}/0", "redis.url '/0'"},
      {"a${b.c}d${e.f}", "'a' b.c 'd' e.f"},
      {"$${HOME}", "'${HOME}'"},
      {"$$${a.b}", "'$${a.b}'"},
      {"cost: $5", "'cost: $5'"},
      {"$(x) $", "'$(x) $'"},
      {"${db.url | scheme('postgresql+asyncpg')}", "db.url|scheme(postgresql+asyncpg)"},
      {"${a.b|replace('-', '_')|lower}", "a.b|replace(-)(_)|lower"},
      {"${a.b | default('it''s')}", "a.b|default(it's)"},
      {"${a.b | default(\"x\\\"y\")}", "a.b|default(x\"y)"},
      {"${a.b | default(-1.5)}", "a.b|default(-1.5)"},
      {"${a.b | default(true)}", "a.b|default(true)"},
      {"${a.b[2].c}", "a.b[2].c"},
      {"${api.port.http}", "api.port.http"},
      {"${my-api.public_url}", "my-api.public_url"},
  };
  for (const Case& test : cases) {
    const Template parsed = parse_template(test.text);
    EXPECT_TRUE(parsed.errors.empty()) << test.text << ": " << (parsed.errors.empty() ? "" : parsed.errors[0].message);
    EXPECT_EQ(shown(parsed), test.pieces) << test.text;
  }
}

struct ErrorCase {
  std::string_view text;
  std::uint32_t begin, end;
  std::string_view part;  // of the message
};

TEST(TemplateText, Errors) {
  const std::vector<ErrorCase> cases = {
      {"x ${HOME} y", 2, 9, "has no dot"},
      {"${A:-b}", 0, 7, "has no dot"},
      {"${}", 0, 3, "starts with a name"},
      {"${.a}", 0, 5, "starts with a name"},
      {"${a.}", 3, 4, "missing after the dot"},
      {"${a.b", 0, 5, "no closing `}`"},
      {"${a.b |}", 6, 7, "filter is missing"},
      {"${a.b | f(}", 9, 11, "argument"},
      {"${a.b | f('x}", 10, 13, "closing quote"},
      {"${a.b c}", 6, 7, "unexpected `c`"},
      {"${a[x]}", 3, 5, "index"},
      {"${a.b | f('x' 'y')}", 9, 14, "not closed"},
  };
  for (const ErrorCase& test : cases) {
    const Template parsed = parse_template(test.text);
    ASSERT_EQ(parsed.errors.size(), 1u) << test.text;
    EXPECT_EQ(parsed.errors[0].range.begin, test.begin) << test.text;
    EXPECT_EQ(parsed.errors[0].range.end, test.end) << test.text;
    EXPECT_NE(parsed.errors[0].message.find(test.part), std::string::npos) << test.text << ": " << parsed.errors[0].message;
  }
}

TEST(TemplateText, ReportsEachBrokenReference) {
  const Template parsed = parse_template("${A} and ${b.c} and ${D}");
  EXPECT_EQ(parsed.errors.size(), 2u);
  EXPECT_TRUE(parsed.errors[0].undotted);
}

TEST(TemplateText, LoopVariablesNeedNoDotInTemplates) {
  EXPECT_FALSE(parse_template("${s}").errors.empty());
  const Template parsed = parse_template("${s}", true);
  ASSERT_TRUE(parsed.errors.empty());
  ASSERT_NE(parsed.sole_reference(), nullptr);
  EXPECT_EQ(parsed.sole_reference()->path.size(), 1u);
}

TEST(TemplateText, RangesPointIntoTheText) {
  const std::string_view text = "url: ${db.uri | scheme('x')}";
  const Template parsed = parse_template(text);
  const auto& reference = std::get<Reference>(parsed.pieces[1]);
  EXPECT_EQ(text.substr(reference.path[1].range.begin, reference.path[1].range.end - reference.path[1].range.begin), "uri");
  EXPECT_EQ(text.substr(reference.filters[0].range.begin, 6), "scheme");
  EXPECT_EQ(text.substr(reference.range.begin, reference.range.end - reference.range.begin), "${db.uri | scheme('x')}");
}

}  // namespace
}  // namespace stackc::scalar
