#include "syntax/interpolation/interpolation.h"

#include <gtest/gtest.h>

#include <map>

namespace stackc::interpolation {
namespace {

std::optional<std::string_view> lookup(std::string_view name) {
  static const std::map<std::string_view, std::string_view> values = {
      {"SET", "value"}, {"EMPTY", ""}, {"ONE", "1"}, {"_u", "under"}, {"DOLLAR", "$SET"}};
  const auto found = values.find(name);
  return found == values.end() ? std::nullopt : std::optional(found->second);
}

struct Row {
  std::string_view text;
  std::string_view expected;
};

TEST(Interpolation, EveryForm) {
  const Row rows[] = {
      {"", ""},
      {"plain", "plain"},
      {"$SET", "value"},
      {"${SET}", "value"},
      {"<$SET>", "<value>"},
      {"$SET$ONE", "value1"},
      {"${SET}${ONE}", "value1"},
      {"$SET-x", "value-x"},
      {"$SETx", ""},
      {"${UNSET}", ""},
      {"$_u", "under"},
      {"${SET:-d}", "value"},
      {"${SET-d}", "value"},
      {"${EMPTY:-d}", "d"},
      {"${EMPTY-d}", ""},
      {"${UNSET:-d}", "d"},
      {"${UNSET-d}", "d"},
      {"${UNSET:-}", ""},
      {"${SET:?e}", "value"},
      {"${SET?e}", "value"},
      {"${EMPTY?e}", ""},
      {"${SET:+a}", "a"},
      {"${SET+a}", "a"},
      {"${EMPTY:+a}", ""},
      {"${EMPTY+a}", "a"},
      {"${UNSET:+a}", ""},
      {"${UNSET+a}", ""},
  };
  for (const Row& row : rows) {
    const Result result = substitute(row.text, lookup);
    EXPECT_EQ(result.text, row.expected) << row.text;
    EXPECT_TRUE(result.problems.empty()) << row.text;
  }
}

TEST(Interpolation, Edges) {
  const Row rows[] = {
      {"$$", "$"},
      {"$$SET", "$SET"},
      {"$$$SET", "$value"},
      {"$${SET}", "${SET}"},
      {"$", "$"},
      {"a$", "a$"},
      {"$1", "$1"},
      {"$ x", "$ x"},
      {"$}", "$}"},
      {"$(cmd)", "$(cmd)"},
      {"$-", "$-"},
      {"$\xc3\xa4", "$\xc3\xa4"},
      {"${UNSET-b:?c}", "b:?c"},
      {"${UNSET:-a-b}", "a-b"},
      {"${UNSET:-${SET}}", "value"},
      {"${UNSET:-${NONE:-${SET}}}", "value"},
      {"${UNSET:-$SET and ${ONE}}", "value and 1"},
      {"${UNSET:-$$SET}", "$SET"},
      {"${SET:+${ONE}}", "1"},
      {"${UNSET:-a}${UNSET:-b}", "ab"},
      {"${UNSET:-a} ${UNSET:-b}}", "a b}"},
      {"${UNSET:-{}}", "{}"},
      {"${UNSET:-{}", "{"},
      {"${UNSET:-{a}}", "{a}"},
      {"${UNSET:-{\"k\": 1}}", "{\"k\": 1}"},
      {"${SET:-{}", "value"},
      {"${DOLLAR}", "$SET"},
      {"${SET:-${}}", "value"},
      {"${UNSET:+${}}", ""},
      {"${UNSET:-x}\n${UNSET:-y}", "x\ny"},
  };
  for (const Row& row : rows) {
    const Result result = substitute(row.text, lookup);
    EXPECT_EQ(result.text, row.expected) << row.text;
    EXPECT_TRUE(result.problems.empty()) << row.text;
  }
}

TEST(Interpolation, Refused) {
  struct Bad {
    std::string_view text;
    Range range;
    std::string_view part_of_message;
  };
  const Bad rows[] = {
      {"${}", {0, 3}, "names no variable"},        {"a ${ SET}", {2, 9}, "blank before the name"},
      {"${SET }", {0, 7}, "write `${SET}`"},       {"${SET/x/y}", {0, 10}, "only `:-`"},
      {"${SET=x}", {0, 8}, "write `${SET:-...}`"}, {"${SET:=x}", {0, 9}, "write `${SET:-...}`"},
      {"${SET:0:1}", {0, 10}, "only `:-`"},        {"${#SET}", {0, 7}, "is no variable"},
      {"${1}", {0, 4}, "starts with a digit"},     {"${SET", {0, 5}, "is not closed"},
      {"${SET:-x", {0, 8}, "`}` is missing"},      {"${SET:-a\nb}", {0, 8}, "over the end of the line"},
      {"${UNSET:-${X:-y}", {9, 16}, ""},
  };
  for (const Bad& row : rows) {
    const Result result = substitute(row.text, lookup);
    if (row.part_of_message.empty()) {
      EXPECT_TRUE(result.problems.size() <= 1) << row.text;
      continue;
    }
    ASSERT_EQ(result.problems.size(), 1u) << row.text;
    const Problem& problem = result.problems[0];
    EXPECT_EQ(problem.kind, Problem::Kind::kInvalid);
    EXPECT_EQ(problem.range.begin, row.range.begin) << row.text;
    EXPECT_EQ(problem.range.end, row.range.end) << row.text;
    EXPECT_NE(problem.message.find(row.part_of_message), std::string::npos) << problem.message;
  }
  EXPECT_EQ(substitute("${} ${SET} ${ X}", lookup).problems.size(), 2u);
}

TEST(Interpolation, Required) {
  const Result unset = substitute("x ${UNSET:?set $SET first}", lookup);
  ASSERT_EQ(unset.problems.size(), 1u);
  EXPECT_EQ(unset.problems[0].kind, Problem::Kind::kRequired);
  EXPECT_EQ(unset.problems[0].variable, "UNSET");
  EXPECT_EQ(unset.problems[0].operand, "set value first");
  EXPECT_EQ(unset.problems[0].message, "required variable `UNSET` is not set: set value first");
  EXPECT_EQ(unset.problems[0].range.begin, 2u);
  EXPECT_EQ(unset.problems[0].range.end, 26u);
  EXPECT_EQ(substitute("${EMPTY:?}", lookup).problems.at(0).message, "required variable `EMPTY` is empty");
  EXPECT_TRUE(substitute("${SET:+${ONE:?}}", lookup).problems.empty());
  EXPECT_EQ(substitute("${SET:+${UNSET?}}", lookup).problems.size(), 1u);
  EXPECT_TRUE(substitute("${EMPTY:+${UNSET?}}", lookup).problems.empty()) << "the branch that is not taken is not read";
}

TEST(Interpolation, UnknownStays) {
  const Options keep{true};
  const Row rows[] = {
      {"${UNSET}", "${UNSET}"}, {"$UNSET/x", "${UNSET}/x"}, {"${UNSET:?no}", "${UNSET}"},
      {"${UNSET:-d}", "d"},     {"${SET}", "value"},        {"${UNSET:-$NONE}", "${NONE}"},
  };
  for (const Row& row : rows) {
    const Result result = substitute(row.text, lookup, keep);
    EXPECT_EQ(result.text, row.expected) << row.text;
    EXPECT_TRUE(result.problems.empty()) << row.text;
    EXPECT_EQ(result.symbolic, row.expected.find('$') != std::string_view::npos) << row.text;
  }
  EXPECT_EQ(substitute("${EMPTY:?no}", lookup, keep).problems.size(), 1u) << "empty is not unknown";
}

TEST(Interpolation, VariablesThatWereAskedFor) {
  const std::string_view text = "$SET ${UNSET:-${NONE}} ${ONE:-$NEVER}";
  const Result result = substitute(text, lookup);
  ASSERT_EQ(result.variables.size(), 4u);
  const std::string_view names[] = {"SET", "UNSET", "NONE", "ONE"};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(result.variables[i].name, names[i]);
  EXPECT_TRUE(result.variables[0].known);
  EXPECT_FALSE(result.variables[1].known);
  EXPECT_EQ(result.variables[1].op, Operator::kDefaultEmpty);
  EXPECT_EQ(result.variables[1].operand, "${NONE}");
  const Range range = result.variables[2].range;
  EXPECT_EQ(text.substr(range.begin, range.end - range.begin), "${NONE}");
}

TEST(Interpolation, AllVariablesInTheOrderOfTheReference) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"$A $B", "A B"},
      {"${A} ${B}", "A B"},
      {"${A:-1} ${B:-2} ${C}", "C B A"},
      {"${A:-1} ${C} ${D:-2}", "C D A"},
      {"${A:-1} ${C} $E", "C A E"},
      {"${A:-$X} ${B:+$Y$Z}", "B Y Z A X"},
      {"${A:?$X}", "A"},
      {"${A-1}\n${B-2}", "A B"},
      {"$$A ${ B} ${C", ""},
  };
  for (const auto& [text, names] : rows) {
    std::string got;
    for (const Variable& variable : variables(text)) (got += got.empty() ? "" : " ") += variable.name;
    EXPECT_EQ(got, names) << text;
  }
}

TEST(Interpolation, LargeResultsAreRefused) {
  const Options small{false, 8};
  EXPECT_TRUE(substitute("$SET", lookup, small).problems.empty());
  const Result large = substitute("$SET$SET$SET", lookup, small);
  ASSERT_EQ(large.problems.size(), 1u);
  EXPECT_EQ(large.problems[0].kind, Problem::Kind::kTooLarge);
  EXPECT_EQ(large.problems[0].range.begin, 4u);
}

TEST(Interpolation, DeepAndLongTextsEnd) {
  std::string deep;
  for (int i = 0; i < 10'000; ++i) deep += "${U:-";
  deep += std::string(10'000, '}');
  const Result result = substitute(deep, lookup);
  ASSERT_EQ(result.problems.size(), 1u);
  EXPECT_EQ(result.problems[0].kind, Problem::Kind::kTooDeep);
  EXPECT_EQ(variables(deep).size(), static_cast<std::size_t>(kMaxDepth) + 1);
  std::string wide;
  for (int i = 0; i < 100'000; ++i) wide += "${U:-a}$$ ${ ";
  EXPECT_EQ(substitute(wide, lookup).problems.size(), 100'000u);
  EXPECT_EQ(variables(wide).size(), 100'000u);
}

}  // namespace
}  // namespace stackc::interpolation
