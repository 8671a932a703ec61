#include "frontend/stack/merge.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace stackc::frontend {
namespace {

Node parse(const std::string& text) {
  source::SourceManager sources;
  diag::Sink sink;
  const source::FileId file = sources.add("t", text);
  const yaml::Tree tree = yaml::read(sources, file, sink);
  Node node = convert(tree, sources, ir::By::kUser, sink);
  EXPECT_FALSE(sink.has_errors()) << text;
  return node;
}

std::string flat(const Node& node) {
  if (node.is_null()) return "null";
  if (node.is_scalar()) return node.text;
  std::string out = node.is_map() ? "{" : "[";
  for (const Member& member : node.members) out += base::cat({out.size() > 1 ? ", " : "", member.key, ": ", flat(member.value)});
  for (const Node& item : node.items) out += base::cat({out.size() > 1 ? ", " : "", flat(item)});
  return out + (node.is_map() ? "}" : "]");
}

struct Case {
  std::string base, patch, result;
  schema::Object object = schema::Object::kNoObject;
};

TEST(Merge, Rfc7396) {
  const std::vector<Case> cases = {
      {"{a: b}", "{a: c}", "{a: c}"},
      {"{a: b}", "{b: c}", "{a: b, b: c}"},
      {"{a: b}", "{a: null}", "{}"},
      {"{a: b, b: c}", "{a: null}", "{b: c}"},
      {"{a: [b]}", "{a: c}", "{a: c}"},
      {"{a: c}", "{a: [b]}", "{a: [b]}"},
      {"{a: {b: c}}", "{a: {b: d, c: null}}", "{a: {b: d}}"},
      {"{a: [{b: c}]}", "{a: [1]}", "{a: [1]}"},
      {"{a: [b, c]}", "{a: [\"...\", d]}", "{a: [b, c, d]}"},
      {"{a: [b, c]}", "{a: [d, \"...\"]}", "{a: [d, b, c]}"},
      {"{a: [b]}", "{a: []}", "{a: []}"},
      {"{health: {http: /a, every: 1s}}", "{health: {exec: [x]}}", "{health: {every: 1s, exec: [x]}}", schema::Object::kService},
      {"{health: {http: /a, every: 1s}}", "{health: {every: 2s}}", "{health: {http: /a, every: 2s}}", schema::Object::kService},
      {"{mounts: {/a: {volume: v}}}", "{mounts: {/a: {bind: ./b}}}", "{mounts: {/a: {bind: ./b}}}", schema::Object::kService},
      {"{env: {A: {value: x, file: true}}}", "{env: {A: y}}", "{env: {A: {value: y, file: true}}}", schema::Object::kService},
      {"{ports: {http: 80/http}}", "{ports: {http: 81}}", "{ports: {http: {protocol: http, number: 81}}}", schema::Object::kService},
  };
  for (const Case& test : cases) {
    Node base = parse(test.base);
    Node patch = parse(test.patch);
    write_out(base, test.object);
    write_out(patch, test.object);
    merge(base, patch, test.object);
    drop_nulls(base);
    EXPECT_EQ(flat(base), test.result) << test.base << " + " << test.patch;
  }
}

// (a + b) + c = a + (b + c): so a chain of environments may be merged before the template is known.
TEST(Merge, IsAssociative) {
  const std::vector<std::string> trees = {"{a: 1, b: {c: 2}, l: [x]}", "{a: null, b: {c: null, d: 3}, l: [\"...\", y]}",
                                          "{b: {d: null, e: 4}, l: [z, \"...\"]}", "{b: null}", "{b: {c: 9}, a: 0}"};
  for (const std::string& a : trees)
    for (const std::string& b : trees)
      for (const std::string& c : trees) {
        Node left = parse(a);
        merge(left, parse(b), schema::Object::kNoObject);
        merge(left, parse(c), schema::Object::kNoObject);
        Node right = parse(b);
        merge(right, parse(c), schema::Object::kNoObject);
        Node whole = parse(a);
        merge(whole, right, schema::Object::kNoObject);
        drop_nulls(left);
        drop_nulls(whole);
        if (b.find("b: null") != std::string::npos && c.find("b: {") != std::string::npos)
          continue;  // RFC 7396: a removal that is then merged into is lost in b + c
        EXPECT_EQ(flat(left), flat(whole)) << a << b << c;
      }
}

TEST(Merge, LongMappings) {
  std::string base = "{";
  std::string patch = "{";
  for (int i = 0; i < 100; ++i) {
    base += base::cat({"k", std::to_string(i), ": 1, "});
    if (i % 2 == 0) patch += base::cat({"k", std::to_string(i), ": 2, "});
  }
  Node node = parse(base + "}");
  merge(node, parse(patch + "new: 3}"), schema::Object::kNoObject);
  EXPECT_EQ(node.members.size(), 101u);
  EXPECT_EQ(node.find("k98")->text, "2");
  EXPECT_EQ(node.find("k99")->text, "1");
}

}  // namespace
}  // namespace stackc::frontend
