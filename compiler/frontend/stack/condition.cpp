// `$if`: whether a part of a template is there. A mapping from a parameter (dots reach into mappings), `$mode` or `$emit` to what it has to
// be.
#include <algorithm>

#include "base/text.h"
#include "diag/rules/stack.h"
#include "frontend/stack/environment.h"

namespace stackc::frontend {
namespace {

using base::cat;
namespace rule = diag::rule;

// Versions number by number: `15` is below `15.1`, `3.9` below `3.10`.
int compare_versions(std::string_view left, std::string_view right) {
  const auto numbers = [](std::string_view text) {
    std::vector<std::uint64_t> out;
    for (std::string_view part : base::split(text.substr(0, text.find('-')), '.')) out.push_back(base::parse_uint(part).value_or(0));
    return out;
  };
  const std::vector<std::uint64_t> a = numbers(left);
  const std::vector<std::uint64_t> b = numbers(right);
  if (a == b) return 0;
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end()) ? -1 : 1;
}

bool is_unset(const Node* value) {
  return value == nullptr || value->is_null() || (value->is_map() && value->members.empty()) || (value->is_list() && value->items.empty());
}

}  // namespace

// One word against a wanted value: a scalar (equal), a list (one of), {not: ...}, {from: version}, {below: version}.
bool Environment::text_matches(const std::string& text, const Node& wanted) const {
  if (wanted.is_scalar()) return wanted.text == text;
  if (wanted.is_list())
    return std::any_of(wanted.items.begin(), wanted.items.end(), [&](const Node& item) { return text_matches(text, item); });
  for (const Member& member : wanted.members) {
    if (member.key == "not") {
      if (text_matches(text, member.value)) return false;
    } else if (member.key == "from") {
      if (compare_versions(text, member.value.text) < 0) return false;
    } else if (member.key == "below") {
      if (compare_versions(text, member.value.text) >= 0) return false;
    } else {
      sink_.report(rule::bad_template, member.key_span, cat({"a condition has no `", member.key, "`"}))
          .help("conditions are a value, a list, `not`, `from`, `below`");
      return false;
    }
  }
  return true;
}

// Several words: one of them has to match; for {not: x} none may be x.
bool Environment::words_match(const std::vector<std::string>& words, const Node& wanted) const {
  if (const Node* no = wanted.find("not"))
    return std::none_of(words.begin(), words.end(), [&](const std::string& word) { return text_matches(word, *no); });
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return text_matches(word, wanted); });
}

bool Environment::condition_holds(const Node* value, const Node& wanted) {
  if (wanted.is_scalar() && wanted.text == "$set") return !is_unset(value);
  if (wanted.is_scalar() && wanted.text == "$unset") return is_unset(value);
  if (value == nullptr || value->is_null()) return wanted.find("not") != nullptr;
  const auto word = [&](const Node& item) -> std::optional<std::string> {
    const Value result = item.is_scalar() ? evaluate(item, {.record = false}) : Value{};
    if (result.kind == Value::Kind::kService) return services_[result.service].name;
    return result.kind == Value::Kind::kText ? result.text.plain() : std::nullopt;
  };
  std::vector<std::string> words;
  if (value->is_scalar()) {
    if (auto text = word(*value)) words.push_back(std::move(*text));
  }
  for (const Node& item : value->items)
    if (auto text = word(item)) words.push_back(std::move(*text));
  return words_match(words, wanted);
}

bool Environment::conditions_hold(const Node& conditions, std::uint32_t scope) {
  if (!conditions.is_map()) {
    sink_.report(rule::bad_template, conditions.span, "`$if` takes a mapping: parameter to value");
    return false;
  }
  for (const Member& member : conditions.members) {
    if (member.key == "$mode") {
      if (!words_match({std::string(info_.mode == ir::Mode::kDev ? "dev" : "prod")}, member.value)) return false;
      continue;
    }
    if (member.key == "$emit") {
      std::vector<std::string> words = info_.emit;
      if (std::find(words.begin(), words.end(), "kubernetes") != words.end()) words.emplace_back("k8s");
      if (!words_match(words, member.value)) return false;
      continue;
    }
    scalar::Reference reference;
    reference.path.push_back({"param", false, {}});
    for (std::string_view part : base::split(member.key, '.')) reference.path.push_back({std::string(part), false, {}});
    bool known = false;
    const Node* value = find_tree(reference, scope, nullptr, known);
    if (!known && find_param(reference.path[1].name, scope) == nullptr) {
      sink_.report(rule::bad_template, member.key_span, cat({"the template has no parameter `", reference.path[1].name, "`"}));
      return false;
    }
    if (!condition_holds(value, member.value)) return false;
  }
  return true;
}

}  // namespace stackc::frontend
