// What is no YAML to the reference loader has to be refused here too, at the right place.
#include <gtest/gtest.h>

#include "frontend/compose/test_load.h"

namespace stackc::compose {
namespace {

struct Case {
  std::string_view name, text, place;  // place: line:column of the first error
};
constexpr Case kCases[] = {
    {"UnclosedSingleQuote", "services:\n  web:\n    image: 'nginx\n", "3:12"},
    {"UnclosedDoubleQuote", "services:\n  web:\n    image: \"nginx\n", "3:12"},
    {"MissingColonAtTheEnd", "services:\n  web:\n    image: x\n    tty\n", "4:5"},
    {"StrayTextAtTheEnd", "services:\n  web: {image: x}\nstray\n", "3:1"},
    {"TextGluedToDashes", "---x\nservices: {web: {image: x}}\n", "2:1"},
    {"QuotedKeyWithoutBlank", "\"services\":{\"web\":{image: x}}\n\"a\":b\n", "1:11"},
    {"DuplicateKeys", "services:\n  web:\n    image: x\n    image: y\n", "4:5"},
    {"TwoMergeKeys", "x-a: &a {b: c}\nservices:\n  web:\n    <<: *a\n    <<: *a\n", "5:5"},
    {"EmptyItemInAList", "services: {web: {image: x, command: [1,,2]}}\n", "1:40"},
    {"ListBeginsWithAComma", "services: {web: {image: x, command: [,1]}}\n", "1:38"},
    {"EmptyItemInAMapping", "services: {web: {image: x,, tty: true}}\n", "1:27"},
    {"ControlCharacter", "services:\n  web:\n    image: a\x01z\n", "3:13"},
    {"InvalidUtf8", "services:\n  web:\n    image: a\xffz\n", "3:13"},
    {"ByteOrderMarkInTheMiddle", "services:\n\xef\xbb\xbf  web:\n    image: x\n", "1:1"},
    {"TabAsIndentation", "services:\n\tweb:\n\t\timage: x\n", "2:1"},
    {"TabAfterADash", "services:\n  web:\n    image: x\n    command:\n    -\ta: b\n      c: d\n", ""},
    {"UnknownTagHandle", "services: {web: {image: !e!x y}}\n", "1:25"},
    {"OtherYamlVersion", "%YAML 1.3\n---\nservices: {web: {image: x}}\n", "1:1"},
    {"DirectiveWithoutDocument", "%TAG ! tag:x,2000:\nservices: {web: {image: x}}\n", ""},
    {"NoKey", "services: {web: {image: x}}\n: v\n", "2:1"},
    {"BlockTextWithoutIndentation", "services:\n  web:\n    image: |\n    nginx\n", "4:5"},
    {"AliasOfItsOwnParent", "services: {web: &w {image: x, labels: *w}}\n", "1:39"},
    {"UnknownAlias", "services: {web: *none}\n", "1:17"},
    {"OddAnchorName", "services: {web: {image: & x}}\n", "1:25"},
    {"ACommaAlone", ",\n", "1:1"},
    {"ACommaAfterJson", "{\"services\": {}},\n", "1:17"},
    {"QuestionMarkAfterTheRoot", "services: {}\n? x\n", ""},
};

class YamlRefused : public testing::TestWithParam<Case> {};

TEST_P(YamlRefused, IsRefusedAtItsPlace) {
  const Case& c = GetParam();
  Loaded loaded({{"compose.yaml", c.text}});
  EXPECT_TRUE(loaded.sink.has_errors());
  std::string found = loaded.found();
  std::string start = base::cat({"compose.yaml:", c.place, c.place.empty() ? "" : " "});
  EXPECT_EQ(found.substr(0, start.size()), start) << found;
}
INSTANTIATE_TEST_SUITE_P(List, YamlRefused, testing::ValuesIn(kCases), [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace stackc::compose
