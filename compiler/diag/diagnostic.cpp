#include "diag/diagnostic.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "base/text.h"

namespace stackc::diag {

// Names are written with `_` in C++ and with `-` everywhere else.
template <std::size_t N>
struct Name {
  char text[N] = {};
  constexpr explicit Name(const char (&from)[N]) {
    for (std::size_t i = 0; i < N; ++i) text[i] = from[i] == '_' ? '-' : from[i];
  }
};

#define STACKC_RULE(code, name, severity, summary, documentation) static constexpr Name kName_##name(#name);
#include "diag/rules.def"
#undef STACKC_RULE

static constexpr RuleInfo kRules[] = {
#define STACKC_RULE(code, name, severity, summary, documentation) \
  {code, std::string_view(kName_##name.text), Severity::severity, summary, documentation},
#include "diag/rules.def"
#undef STACKC_RULE
};

// From a code to its place in kRules.
struct Index {
  std::uint16_t at[10000] = {};
  constexpr Index() {
    for (std::size_t i = 0; i < std::size(kRules); ++i) at[kRules[i].code] = static_cast<std::uint16_t>(i);
  }
};
static constexpr Index kIndex;

const RuleInfo& info(Rule rule) { return kRules[kIndex.at[static_cast<std::size_t>(rule)]]; }
std::span<const RuleInfo> all_rules() { return kRules; }
std::string code_text(int code) { return base::cat({"STK", std::to_string(code)}); }

const RuleInfo* find_rule(std::string_view text) {
  std::string lower = base::to_lower(text);
  for (const RuleInfo& rule : kRules)
    if (lower == rule.name || lower == base::to_lower(code_text(rule.code))) return &rule;
  return nullptr;
}

static Diagnostic& at(Sink& sink, std::vector<Diagnostic>& items, Diagnostic& scrap, std::size_t index) {
  static_cast<void>(sink);
  return index < items.size() ? items[index] : scrap;
}

Builder& Builder::label(source::Span span, std::string text) {
  at(sink_, sink_.items_, sink_.scrap_, index_).labels.push_back({span, std::move(text)});
  return *this;
}
Builder& Builder::primary(std::string text) {
  at(sink_, sink_.items_, sink_.scrap_, index_).primary = std::move(text);
  return *this;
}
Builder& Builder::help(std::string text) {
  at(sink_, sink_.items_, sink_.scrap_, index_).help.push_back(std::move(text));
  return *this;
}
Builder& Builder::fix(std::string title, Safety safety, std::vector<Edit> edits) {
  at(sink_, sink_.items_, sink_.scrap_, index_).fixes.push_back({std::move(title), safety, std::move(edits)});
  return *this;
}

static std::size_t hash_of(const Diagnostic& diagnostic) {
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a
  auto add = [&](std::uint64_t word) { hash = (hash ^ word) * 1099511628211U; };
  add(static_cast<std::uint64_t>(diagnostic.rule));
  add(diagnostic.span.file.value);
  add((static_cast<std::uint64_t>(diagnostic.span.begin) << 32) | diagnostic.span.end);
  for (char c : diagnostic.message) add(static_cast<unsigned char>(c));
  return static_cast<std::size_t>(hash ^ (hash >> 32));
}

std::size_t Sink::slot_of(const Diagnostic& diagnostic) const {
  std::size_t mask = seen_.size() - 1;
  for (std::size_t at = hash_of(diagnostic) & mask;; at = (at + 1) & mask) {
    if (seen_[at] == 0) return at;
    const Diagnostic& seen = items_[seen_[at] - 1];
    if (seen.rule == diagnostic.rule && seen.span == diagnostic.span && seen.path == diagnostic.path && seen.message == diagnostic.message)
      return at;
  }
}

void Sink::grow() {
  seen_.assign(std::max<std::size_t>(64, seen_.size() * 2), 0);
  for (std::size_t i = 0; i < items_.size(); ++i) seen_[slot_of(items_[i])] = static_cast<std::uint32_t>(i + 1);
}

Builder Sink::add(Diagnostic diagnostic) {
  scrap_ = Diagnostic{};
  if (items_.size() * 2 >= seen_.size()) grow();
  std::size_t slot = slot_of(diagnostic);
  if (seen_[slot] != 0) return Builder(*this, kMaxTotal);
  if (diagnostic.severity == Severity::kError) ++errors_;
  if (diagnostic.severity == Severity::kWarning) ++warnings_;
  if (kept_.empty()) kept_.resize(std::size(kIndex.at));
  std::uint16_t& kept = kept_[static_cast<std::size_t>(diagnostic.rule)];
  if (kept >= kMax || items_.size() >= kMaxTotal) {
    ++dropped_;
    return Builder(*this, kMaxTotal);
  }
  ++kept;
  items_.push_back(std::move(diagnostic));
  seen_[slot] = static_cast<std::uint32_t>(items_.size());
  return Builder(*this, items_.size() - 1);
}

Builder Sink::report(Rule rule, source::Span span, std::string message) {
  Diagnostic diagnostic;
  diagnostic.rule = rule;
  diagnostic.severity = info(rule).severity;
  diagnostic.span = span;
  diagnostic.message = std::move(message);
  for (std::size_t i = trail_.size(); i-- > 0;)
    if (trail_[i].span != span) diagnostic.labels.push_back(trail_[i]);
  return add(std::move(diagnostic));
}

Builder Sink::report_path(Rule rule, std::string path, std::string message) {
  Diagnostic diagnostic;
  diagnostic.rule = rule;
  diagnostic.severity = info(rule).severity;
  diagnostic.path = std::move(path);
  diagnostic.message = std::move(message);
  return add(std::move(diagnostic));
}

std::vector<Diagnostic> Sink::sorted(const source::SourceManager& sources) const {
  std::vector<Diagnostic> out = items_;
  auto key = [&](const Diagnostic& d) {
    return std::tuple<std::string_view, std::uint32_t, std::uint32_t, int, std::string_view>(
        d.span.valid() ? std::string_view(sources.path(d.span.file)) : std::string_view(d.path), d.span.begin, d.span.end,
        info(d.rule).code, d.message);
  };
  std::stable_sort(out.begin(), out.end(), [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  return out;
}

}  // namespace stackc::diag
