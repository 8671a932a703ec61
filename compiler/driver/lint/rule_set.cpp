#include "driver/lint/rule_set.h"

#include <algorithm>

#include "base/text.h"

namespace stackc::driver::lint {

namespace {

struct Group {
  std::string_view name;
  int begin, end;
};
// The subjects of diag/rules/, as ranges of codes.
constexpr Group kGroups[] = {
    {"all", 1000, 10000},  {"yaml", 1000, 1100},   {"stack", 1100, 1500},    {"compose", 1500, 1800},      {"lint", 1800, 1900},
    {"files", 1900, 2000}, {"graph", 2000, 3000},  {"security", 3000, 4000}, {"image", 4000, 5000},        {"storage", 5000, 6000},
    {"port", 6000, 7000},  {"target", 7000, 8000}, {"style", 8000, 9000},    {"translation", 9000, 10000},
};
// Habits of writing on which people differ: nobody hears of them without asking.
constexpr Group kOptIn[] = {{"opinions", 8030, 8050}};
// The file cannot be read, or the linter was set up wrongly.
constexpr Group kAlwaysOn[] = {{"yaml", 1000, 1100}, {"set up", 1850, 1900}, {"files", 1900, 2000}};

bool in(std::span<const Group> groups, int code) {
  return std::any_of(groups.begin(), groups.end(), [&](const Group& group) { return code >= group.begin && code < group.end; });
}

int best(const std::vector<Selector>& selectors, int code) {
  int weight = -1;
  for (const Selector& selector : selectors)
    if (selector.has(code)) weight = std::max(weight, selector.weight);
  return weight;
}

}  // namespace

std::optional<Selector> parse_selector(std::string_view text) {
  std::string lower = base::to_lower(text);
  std::string_view digits = lower;
  if (digits.starts_with("stk")) {
    digits.remove_prefix(3);
    if (digits.empty()) return Selector{1000, 10000, 0};
  }
  if (!digits.empty() && digits.size() <= 4 && std::all_of(digits.begin(), digits.end(), base::is_digit)) {
    int value = static_cast<int>(base::parse_uint(digits).value_or(0));
    int width = 1;
    for (std::size_t i = digits.size(); i < 4; ++i) width *= 10;
    Selector selector{value * width, (value + 1) * width, static_cast<int>(digits.size()) + 1};
    for (const diag::RuleInfo& rule : diag::all_rules())
      if (selector.has(rule.code)) return selector;
    return std::nullopt;
  }
  for (const Group& group : kGroups)
    if (lower == group.name) return Selector{group.begin, group.end, &group == kGroups ? 0 : 1};
  for (const diag::RuleInfo& rule : diag::all_rules())
    if (lower == rule.name) return Selector{rule.code, rule.code + 1, 5};
  return std::nullopt;
}

std::string suggest_selector(std::string_view text) {
  std::vector<std::string> codes;
  for (const diag::RuleInfo& rule : diag::all_rules()) codes.push_back(diag::code_text(rule.code));
  std::vector<std::string_view> names(codes.begin(), codes.end());
  for (const diag::RuleInfo& rule : diag::all_rules()) names.push_back(rule.name);
  for (const Group& group : kGroups) names.push_back(group.name);
  return std::string(base::nearest(text, names));
}

bool RuleSet::always_on(int code) { return in(kAlwaysOn, code); }
bool RuleSet::opt_in(int code) { return in(kOptIn, code); }

RuleSet::RuleSet() : state_(10000) {
  for (const Group& group : kOptIn)
    for (int code = group.begin; code < group.end; ++code) state_[static_cast<std::size_t>(code)].on = false;
}

void RuleSet::apply(const Layer& layer) {
  if (!layer.has_select && layer.extend_select.empty() && layer.ignore.empty()) return;
  for (const diag::RuleInfo& rule : diag::all_rules()) {
    if (always_on(rule.code)) continue;
    State& state = state_[static_cast<std::size_t>(rule.code)];
    int wanted = std::max(best(layer.select, rule.code), best(layer.extend_select, rule.code));
    int unwanted = best(layer.ignore, rule.code);
    if (layer.has_select) state.on = wanted > unwanted;
    if (wanted > unwanted) state.on = true;
    if (unwanted >= 0 && unwanted >= wanted) state.on = false;
  }
}

void RuleSet::set_severity(const Selector& selector, diag::Severity severity) {
  for (const diag::RuleInfo& rule : diag::all_rules()) {
    if (!selector.has(rule.code) || always_on(rule.code)) continue;
    State& state = state_[static_cast<std::size_t>(rule.code)];
    state.overridden = true;
    state.severity = severity;
  }
}

diag::Severity RuleSet::severity(const diag::Diagnostic& diagnostic) const {
  const State& state = state_[static_cast<std::size_t>(diagnostic.rule)];
  return state.overridden ? state.severity : diagnostic.severity;
}

}  // namespace stackc::driver::lint
