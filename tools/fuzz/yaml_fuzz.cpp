// Any bytes through the YAML reader and both dumps. Beside what the sanitizers see, these hold for every input, also for a broken one:
//   - spans lie in the file, children in their parents, in order; comments do not overlap
//   - an alias of an accepted tree has a target, a map has keys and values
//   - the dump of a tree read a second time is the same
//   - the source text of a quoted scalar, read alone, is a document with the same value
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "syntax/yaml/tree.h"

namespace {

using namespace stackc;

void check_span(source::Span span, source::Span in) {
  STACKC_CHECK(span.begin <= span.end && span.begin >= in.begin && span.end <= in.end, "a span outside of its parent");
}

void check_tree(const yaml::Tree& tree, source::Span file, bool accepted) {
  std::uint32_t before = 0;
  for (const yaml::Document& document : tree.documents) {
    check_span(document.span, file);
    STACKC_CHECK(document.root != nullptr && document.span.begin >= before, "documents are in order and have a root");
    before = document.span.end;
    std::vector<const yaml::Node*> open{document.root};
    while (!open.empty()) {
      const yaml::Node* node = open.back();
      open.pop_back();
      check_span(node->span, file);
      STACKC_CHECK(node->kind != yaml::Kind::kAlias || !accepted || node->properties->target != nullptr, "an alias without target");
      std::uint32_t last = node->span.begin;
      auto child = [&](const yaml::Node* n) {
        STACKC_CHECK(n != nullptr, "a missing child");
        check_span(n->span, node->span);
        STACKC_CHECK(n->span.begin >= last, "children out of order");
        last = n->span.end;
        open.push_back(n);
      };
      for (const yaml::Entry& entry : node->entries) {
        child(entry.key);
        child(entry.value);
      }
      for (const yaml::Node* item : node->items) child(item);
    }
  }
  before = 0;
  for (const yaml::Comment& comment : tree.comments) {
    check_span(comment.span, file);
    STACKC_CHECK(comment.span.begin >= before, "comments out of order");
    before = comment.span.end;
  }
}

void check_quoted(const yaml::Tree& tree, const source::SourceManager& sources) {
  int left = 8;
  for (const yaml::Document& document : tree.documents) {
    std::vector<const yaml::Node*> open{document.root};
    while (!open.empty() && left > 0) {
      const yaml::Node* node = open.back();
      open.pop_back();
      for (const yaml::Entry& entry : node->entries) {
        open.push_back(entry.key);
        open.push_back(entry.value);
      }
      open.insert(open.end(), node->items.begin(), node->items.end());
      if (node->kind != yaml::Kind::kScalar || (node->style != yaml::Style::kSingle && node->style != yaml::Style::kDouble)) continue;
      --left;
      source::SourceManager alone;
      source::FileId file = alone.add("quoted.yaml", std::string(sources.text(node->span)));
      diag::Sink sink;
      yaml::Tree again = yaml::read(alone, file, sink);
      STACKC_CHECK(!sink.has_errors() && again.documents.size() == 1 && again.documents[0].root->text == node->text,
                   "a quoted text read alone differs");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  source::SourceManager sources;
  source::FileId file = sources.add("fuzz.yaml", text);
  diag::Sink sink;
  yaml::Options options;
  options.max_depth = 100;
  yaml::Tree tree = yaml::read(sources, file, sink, options);
  check_tree(tree, {file, 0, static_cast<std::uint32_t>(size)}, !sink.has_errors());
  for (const diag::Diagnostic& d : sink.all()) {
    check_span(d.span, {file, 0, static_cast<std::uint32_t>(size)});
    for (const diag::Label& label : d.labels) check_span(label.span, {file, 0, static_cast<std::uint32_t>(size)});
  }
  if (!sink.has_errors()) check_quoted(tree, sources);
  std::string dump = yaml::dump_tree(tree, sources, file);
  source::FileId again = sources.add("fuzz.yaml", text);
  diag::Sink other;
  yaml::Tree second = yaml::read(sources, again, other, options);
  STACKC_CHECK(dump == yaml::dump_tree(second, sources, again) && sink.errors() == other.errors(), "two readings differ");
  if (!sink.has_errors() && tree.node_count < 2000) STACKC_CHECK(!yaml::dump_json(tree).empty(), "no value");
  return 0;
}
