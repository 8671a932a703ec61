// What becomes of each key: the tree is walked once, beside a tree made of the table, so the cost is that of the file.
#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/text.h"
#include "frontend/compose/lower_context.h"

namespace stackc::compose {

using base::cat;

namespace {

struct Verdict {
  Fate fate;
  std::string_view note;
};
struct Row {
  std::string_view path, value;
  std::array<Verdict, 3> targets;
};
constexpr Fate kExact = Fate::kExact, kApproximated = Fate::kApproximated, kDropped = Fate::kDropped;
constexpr Row kRows[] = {
#define STACKC_FATE(path, value, kubernetes, kubernetes_note, swarm, swarm_note, compose, compose_note) \
  {path, value, {{{kubernetes, kubernetes_note}, {swarm, swarm_note}, {compose, compose_note}}}},
#include "../schemas/translate.def"
#undef STACKC_FATE
};

struct Node {
  const Row* row = nullptr;
  std::map<std::string_view, Node> inside;
  [[nodiscard]] const Node* find(std::string_view key) const {
    auto found = inside.find(key);
    if (found == inside.end()) found = inside.find("*");
    return found == inside.end() ? nullptr : &found->second;
  }
};

const Node& table() {
  static const Node kRoot = [] {
    Node root;
    for (const Row& row : kRows) {
      Node* at = &root;
      for (const std::string_view step : base::split(row.path, '.')) at = &at->inside[step];
      at->row = &row;
    }
    return root;
  }();
  return kRoot;
}

class Walk {
 public:
  explicit Walk(std::size_t target) : target_(target) {}

  // `above` is the row that counts for keys without one of their own.
  void map(const model::Map& map, const Node* at, const Row* above, const std::string& path) {
    for (const model::Member& member : map) {
      const model::How how = member.value->how;
      const bool made = how == model::How::kDefault || how == model::How::kInferred;
      if (member.key.starts_with("x-") || (made && !(path.empty() && member.key == "name"))) continue;
      const Node* node = at == nullptr ? nullptr : at->find(member.key);
      key(member, node, node != nullptr && node->row != nullptr ? node->row : above, cat({path, path.empty() ? "" : ".", member.key}));
    }
  }
  std::vector<KeyFate> take() { return std::move(fates_); }

 private:
  void key(const model::Member& member, const Node* node, const Row* row, const std::string& path) {
    const model::Value& value = *member.value;
    const bool inner = node != nullptr && !node->inside.empty() && value.is_map() && !value.map->empty();
    // A resource with members of its own counts once for itself, too: networks.*, volumes.*.
    if (inner) {
      if (node->row != nullptr && path.compare(0, 9, "services.") != 0) add(member, *node->row, path);
      return map(*value.map, node, row, path);
    }
    if (value.is_null() && !(node != nullptr && node->row != nullptr)) return;
    if (value.is_null() && path.compare(0, 9, "services.") == 0) return;
    if (row != nullptr) add(member, *row, path);
  }
  void add(const model::Member& member, const Row& row, const std::string& path) {
    const source::Span span = member.key_span.valid() ? member.key_span : member.value->span;
    if (!span.valid()) return;
    Verdict verdict = row.targets[target_];
    if (!row.value.empty() && scalar(member.value) == row.value) verdict = {kExact, ""};
    fates_.push_back({path, span, verdict.fate, verdict.note});
  }

  std::size_t target_;
  std::vector<KeyFate> fates_;
};

}  // namespace

std::vector<KeyFate> fates(const Project& project, std::string_view target) {
  if (project.root == nullptr || !project.root->is_map()) return {};
  Walk walk(target == "kubernetes" || target == "k8s" ? 0 : target == "swarm" ? 1 : 2);
  walk.map(*project.root->map, &table(), nullptr, "");
  return walk.take();
}

}  // namespace stackc::compose
