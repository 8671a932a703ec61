// Diagnostics: what was seen, where, and what to write instead. Rules (code, severity, documentation) stand in rules/; nothing below
// driver/ prints.
//
//   sink.report(rule::unknown_key, span, cat({"unknown key `", key, "`"})).label(other, "first defined here").help("did you mean
//   `ports`?");
//
// Message style: lower-case start, no full stop, code in backticks, what was seen first; the narrowest range; a label only if it adds a
// fact.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "diag/rule.h"
#include "source/source.h"

namespace stackc::diag {

enum class Severity : std::uint8_t { kNote, kWarning, kError };

struct RuleInfo {
  int code;               // 1001 prints as STK1001; stable, never reused
  std::string_view name;  // unknown-key
  Severity severity;
  std::string_view summary;
  std::string_view documentation;  // Markdown: why it matters, what to write
};
const RuleInfo& info(Rule rule);
std::span<const RuleInfo> all_rules();
std::string code_text(int code);                           // 1001 -> "STK1001"
const RuleInfo* find_rule(std::string_view code_or_name);  // "STK1001", "stk1001", "unknown-key"; none if there is no such rule

struct Label {
  source::Span span;
  std::string text;
};
struct Edit {
  source::Span span;  // an empty span inserts
  std::string text;
};
enum class Safety : std::uint8_t { kSafe, kUnsafe };
struct Fix {
  std::string title;
  Safety safety = Safety::kUnsafe;
  std::vector<Edit> edits;  // byte ranges on the source as it was read, not overlapping
};

struct Diagnostic {
  Rule rule{};
  Severity severity = Severity::kError;
  source::Span span;  // without a valid file: about the run, not a place (an unwritable output); then `path` may name a file
  std::string path;
  std::string message;
  std::string primary;  // text beside the caret, may be empty
  std::vector<Label> labels;
  std::vector<std::string> help;
  std::vector<Fix> fixes;
};

class Sink;

// Adds to the diagnostic just reported. Valid until the next report().
class Builder {
 public:
  Builder(Sink& sink, std::size_t index) : sink_(sink), index_(index) {}
  Builder& label(source::Span span, std::string text);
  Builder& primary(std::string text);  // beside the caret
  Builder& help(std::string text);
  Builder& fix(std::string title, Safety safety, std::vector<Edit> edits);

 private:
  Sink& sink_;
  std::size_t index_;
};

// Collects the diagnostics of a run. Keeps at most kMax of each rule (a broken 10 MB file would give a million) and kMaxTotal; counts the
// rest.
// Two reports of one rule at one span with one message are one: environments of a stack see the same source.
class Sink {
 public:
  static constexpr std::size_t kMax = 1000;
  static constexpr std::size_t kMaxTotal = 20'000;
  Builder report(Rule rule, source::Span span, std::string message);
  Builder report_path(Rule rule, std::string path, std::string message);  // about a file that was not read
  // Until leave() all that is reported gets a label: how the reading came to this file.
  void enter(source::Span span, std::string text) { trail_.push_back({span, std::move(text)}); }
  void leave() { trail_.pop_back(); }
  [[nodiscard]] std::vector<Diagnostic> sorted(const source::SourceManager& sources) const;  // by file, place, code, message
  [[nodiscard]] std::size_t errors() const { return errors_; }
  [[nodiscard]] std::size_t warnings() const { return warnings_; }
  [[nodiscard]] std::size_t dropped() const { return dropped_; }
  [[nodiscard]] bool has_errors() const { return errors_ != 0; }
  [[nodiscard]] const std::vector<Diagnostic>& all() const { return items_; }

 private:
  friend class Builder;
  Builder add(Diagnostic diagnostic);
  std::size_t slot_of(const Diagnostic& diagnostic) const;  // where it is in seen_, or the free slot where it would be
  void grow();
  std::vector<Diagnostic> items_;
  std::vector<std::uint32_t> seen_;  // open addressing over items_: index + 1, 0 is free; a power of two
  std::vector<std::uint16_t> kept_;  // by code
  std::vector<Label> trail_;         // the outermost first
  Diagnostic scrap_;                 // what a builder writes to when the diagnostic was dropped
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
  std::size_t dropped_ = 0;
};

}  // namespace stackc::diag
