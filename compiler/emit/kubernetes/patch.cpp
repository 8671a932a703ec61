// RFC 6902: the operations that turn one tree into another. Maps by key, lists item by item; what is added at the end of a list uses its
// index.
#include <algorithm>

#include "base/text.h"
#include "emit/kubernetes/model.h"

namespace stackc::emit::k8s {
namespace {

std::string pointer_step(std::string_view key) { return base::replace_all(base::replace_all(key, "~", "~0"), "/", "~1"); }

const Yaml* get(const Yaml& map, std::string_view key) {
  for (const auto& [name, value] : map.entries())
    if (name == key) return &value;
  return nullptr;
}

Yaml operation(const char* op, const std::string& path, const Yaml* value) {
  Yaml out = Yaml::map().set("op", Yaml::string(op)).set("path", Yaml::string(path));
  if (value != nullptr) out.set("value", *value);
  return out;
}

void compare(const Yaml& from, const Yaml& to, const std::string& path, std::vector<Yaml>& out) {
  if (equal(from, to)) return;
  if (from.kind() == Yaml::Kind::kMap && to.kind() == Yaml::Kind::kMap) {
    for (const auto& [key, value] : from.entries()) {
      const std::string step = base::cat({path, "/", pointer_step(key)});
      if (const Yaml* other = get(to, key)) {
        compare(value, *other, step, out);
      } else {
        out.push_back(operation("remove", step, nullptr));
      }
    }
    for (const auto& [key, value] : to.entries())
      if (get(from, key) == nullptr) out.push_back(operation("add", base::cat({path, "/", pointer_step(key)}), &value));
    return;
  }
  if (from.kind() == Yaml::Kind::kSeq && to.kind() == Yaml::Kind::kSeq) {
    const std::size_t common = std::min(from.items().size(), to.items().size());
    for (std::size_t i = 0; i < common; ++i) compare(from.items()[i], to.items()[i], base::cat({path, "/", std::to_string(i)}), out);
    for (std::size_t i = common; i < to.items().size(); ++i)
      out.push_back(operation("add", base::cat({path, "/", std::to_string(i)}), &to.items()[i]));
    for (std::size_t i = from.items().size(); i > common; --i)  // from the end, so that the indices before stay
      out.push_back(operation("remove", base::cat({path, "/", std::to_string(i - 1)}), nullptr));
    return;
  }
  out.push_back(operation("replace", path, &to));
}

}  // namespace

bool equal(const Yaml& left, const Yaml& right) {
  if (left.kind() != right.kind() || left.text() != right.text() || left.flag() != right.flag()) return false;
  if (left.items().size() != right.items().size() || left.entries().size() != right.entries().size()) return false;
  for (std::size_t i = 0; i < left.items().size(); ++i)
    if (!equal(left.items()[i], right.items()[i])) return false;
  for (const auto& [key, value] : left.entries()) {
    const Yaml* other = get(right, key);
    if (other == nullptr || !equal(value, *other)) return false;
  }
  return true;
}

std::vector<Yaml> json_patch(const Yaml& from, const Yaml& to) {
  std::vector<Yaml> out;
  compare(from, to, "", out);
  return out;
}

}  // namespace stackc::emit::k8s
