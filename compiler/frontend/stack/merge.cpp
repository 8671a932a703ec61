#include "frontend/stack/merge.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "diag/rules/stack.h"

namespace stackc::frontend {
namespace {

using schema::Key;
using schema::Object;
using schema::Shape;

constexpr std::array<std::string_view, 4> kProbeKeys{"http", "tcp", "exec", "shell"};

bool is_splice(const Node& item) { return item.is_scalar() && item.text == "..."; }

void write_out_short(Node& node, Object object) {
  if (!node.is_scalar()) return;
  const std::string_view name = schema::short_form(object);
  if (name.empty()) return;
  Node scalar = std::move(node);
  node = make_map(scalar);
  if (object == Object::kPort) {
    const std::size_t slash = scalar.has_reference() ? std::string::npos : scalar.text.find('/');
    if (slash != std::string::npos) {
      Node protocol = make_scalar(scalar.text.substr(slash + 1), scalar, false);
      if (!schema::check(schema::Type::kEnum, protocol.text,
                         schema::find_key(object, "protocol")->words))  // a wrong one was reported as part of the whole
        node.members.push_back({"protocol", scalar.span, std::move(protocol)});
      scalar.text.resize(slash);
    }
  }
  const bool folder = object == Object::kMount && !scalar.text.empty() && (scalar.text.front() == '.' || scalar.text.front() == '/');
  const source::Span span = scalar.span;
  node.members.push_back({std::string(folder ? "bind" : name), span, std::move(scalar)});
}

// What the values of a mapping are, or of the one key of an object.
const Key* key_of(Object object, std::string_view name) { return object == Object::kNoObject ? nullptr : schema::find_key(object, name); }

void merge_map_values(Node& base, const Node& patch, const Key& key);

void merge_value(Node& base, const Node& patch, const Key* key) {
  if (key != nullptr && key->shape == Shape::kMap && base.is_map() && patch.is_map()) {
    merge_map_values(base, patch, *key);
    return;
  }
  merge(base, patch, key != nullptr && key->shape == Shape::kObject ? key->element : Object::kNoObject);
}

// Finds members by name without a search for each in long mappings.
class Index {
 public:
  explicit Index(const Node& map) : map_(map) {
    if (map.members.size() < 16) return;
    for (std::size_t i = 0; i < map.members.size(); ++i) names_.emplace(map.members[i].key, i);
  }
  [[nodiscard]] std::size_t find(const std::string& key) const {
    if (names_.empty()) {
      for (std::size_t i = 0; i < map_.members.size(); ++i)
        if (map_.members[i].key == key) return i;
      return npos;
    }
    const auto found = names_.find(key);
    return found == names_.end() ? npos : found->second;
  }
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

 private:
  const Node& map_;
  std::map<std::string, std::size_t> names_;
};

void merge_map_values(Node& base, const Node& patch, const Key& key) {
  const Index index(base);
  const std::size_t before = base.members.size();
  std::vector<Member> added;
  for (const Member& member : patch.members) {
    const std::size_t at = index.find(member.key);
    if (at >= before) {
      added.push_back(member);
      continue;
    }
    Member& target = base.members[at];
    // A changed mapping is still declared where it was; a replaced one is not.
    if (!target.value.is_map() || !member.value.is_map() || key.element == Object::kMount) target.key_span = member.key_span;
    if (key.element == Object::kMount) {
      target.value = member.value;  // a volume is not half of a folder
    } else {
      merge(target.value, member.value, key.element);
    }
  }
  std::move(added.begin(), added.end(), std::back_inserter(base.members));
}

void merge_lists(Node& base, const Node& patch) {
  Node result = patch;
  result.items.clear();
  for (const Node& item : patch.items) {
    if (is_splice(item)) {
      result.items.insert(result.items.end(), base.items.begin(), base.items.end());
    } else {
      result.items.push_back(item);
    }
  }
  base = std::move(result);
}

}  // namespace

void write_out(Node& node, Object object) {
  if (object == Object::kNoObject) return;
  write_out_short(node, object);
  for (Member& member : node.members) {
    const Key* key = schema::find_key(object, member.key);
    if (key == nullptr || key->element == Object::kNoObject) continue;
    if (key->shape == Shape::kObject) write_out(member.value, key->element);
    for (Member& value : member.value.members)
      if (key->shape == Shape::kMap) write_out(value.value, key->element);
    for (Node& item : member.value.items) write_out(item, key->element);
  }
}

void merge(Node& base, const Node& patch, Object object) {
  if (base.is_list() && patch.is_list()) {
    merge_lists(base, patch);
    return;
  }
  if (!base.is_map() || !patch.is_map()) {
    base = patch;
    return;
  }
  if (object == Object::kHealth) {  // another kind of probe replaces the one before
    const bool probes = std::any_of(kProbeKeys.begin(), kProbeKeys.end(), [&](std::string_view key) { return patch.find(key) != nullptr; });
    std::erase_if(base.members, [&](const Member& member) {
      return probes && patch.find(member.key) == nullptr && std::find(kProbeKeys.begin(), kProbeKeys.end(), member.key) != kProbeKeys.end();
    });
  }
  const Index index(base);
  const std::size_t before = base.members.size();
  std::vector<Member> added;
  for (const Member& member : patch.members) {
    const std::size_t at = index.find(member.key);
    if (at >= before) {
      added.push_back(member);
      continue;
    }
    if (!base.members[at].value.is_map() || !member.value.is_map()) base.members[at].key_span = member.key_span;
    merge_value(base.members[at].value, member.value, key_of(object, member.key));
  }
  std::move(added.begin(), added.end(), std::back_inserter(base.members));
}

void drop_nulls(Node& node) {
  std::erase_if(node.members, [](const Member& member) { return member.value.is_null(); });
  for (Member& member : node.members) drop_nulls(member.value);
  for (Node& item : node.items) drop_nulls(item);
}

void report_splices(Node& node, diag::Sink& sink) {
  std::erase_if(node.items, [&](const Node& item) {
    if (!is_splice(item)) return false;
    sink.report(diag::rule::stray_splice, item.span, "`\"...\"` stands for the list that this one replaces, but there is none")
        .help("remove the item");
    return true;
  });
  for (Member& member : node.members) report_splices(member.value, sink);
  for (Node& item : node.items) report_splices(item, sink);
}

}  // namespace stackc::frontend
