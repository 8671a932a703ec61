// stack.profile.json -> Profile. JSON is YAML, so the one reader serves; the shape is small and checked by hand.
#include <cmath>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "diag/rules/image.h"
#include "passes/layer_costs.h"
#include "passes/pipeline.h"
#include "syntax/yaml/tree.h"

namespace stackc::passes {
namespace {

class Reader {
 public:
  explicit Reader(diag::Sink& sink) : sink_(sink) {}

  void top(const yaml::Node& root) {
    if (root.kind != yaml::Kind::kMap) return wrong(root, "expected an object with `masks` and `cost_seconds`");
    for (const yaml::Entry& entry : root.entries) {
      if (entry.key->text == "masks") {
        masks(*entry.value);
      } else if (entry.key->text == "cost_seconds") {
        costs(*entry.value);
      } else {
        wrong(*entry.key, base::cat({"unknown key `", entry.key->text, "`"}));
      }
    }
  }
  Profile profile;

 private:
  void wrong(const yaml::Node& node, std::string message) { sink_.report(diag::rule::bad_profile, node.span, std::move(message)); }

  bool number(const yaml::Node& node, double& value) {
    const std::string text(node.text);
    char* end = nullptr;
    value = node.kind == yaml::Kind::kScalar && node.style == yaml::Style::kPlain && !text.empty() ? std::strtod(text.c_str(), &end) : -1;
    if (end == nullptr || *end != '\0' || !std::isfinite(value) || value < 0) {
      wrong(node, "expected a number that is not negative");
      return false;
    }
    return true;
  }

  void masks(const yaml::Node& list) {
    if (list.kind != yaml::Kind::kSeq) return wrong(list, "`masks` is a list");
    for (const yaml::Node* item : list.items) {
      const yaml::Node* paths = item->find("paths");
      const yaml::Node* count = item->find("count");
      if (item->kind != yaml::Kind::kMap || paths == nullptr || count == nullptr || item->entries.size() != 2 ||
          paths->kind != yaml::Kind::kSeq) {
        wrong(*item, "a mask is `{\"paths\": [...], \"count\": N}`");
        continue;
      }
      Profile::Mask mask;
      if (!number(*count, mask.weight)) continue;
      for (const yaml::Node* path : paths->items) {
        if (path->kind != yaml::Kind::kScalar) {
          wrong(*path, "a path is a string");
        } else {
          mask.paths.emplace_back(path->text);
        }
      }
      profile.masks.push_back(std::move(mask));
    }
  }

  void costs(const yaml::Node& map) {
    if (map.kind != yaml::Kind::kMap) return wrong(map, "`cost_seconds` is an object");
    for (const yaml::Entry& entry : map.entries) {
      double seconds = 0;
      if (!is_cost_class(entry.key->text)) {
        wrong(*entry.key, base::cat({"unknown class of layers `", entry.key->text, "`"}));
      } else if (number(*entry.value, seconds)) {
        profile.cost_seconds.emplace_back(entry.key->text, seconds);
      }
    }
  }

  diag::Sink& sink_;
};

}  // namespace

Profile read_profile(const source::SourceManager& sources, source::FileId file, diag::Sink& sink) {
  const std::size_t errors = sink.errors();
  yaml::Tree tree = yaml::read(sources, file, sink);
  if (sink.errors() != errors) return {};
  Reader reader(sink);
  if (tree.documents.empty() || tree.documents.front().root == nullptr) {
    sink.report(diag::rule::bad_profile, source::Span{file, 0, 0}, "the file is empty");
    return {};
  }
  reader.top(*tree.documents.front().root);
  return sink.errors() == errors ? std::move(reader.profile) : Profile{};
}

}  // namespace stackc::passes
