#include "diag/fix.h"

#include <algorithm>
#include <tuple>

namespace stackc::diag {

namespace {

struct Candidate {
  const Fix* fix;
  std::size_t diagnostic;
  source::Span first;  // the edit that stands first
};

bool before(const source::Span& a, const source::Span& b) {
  return std::tuple(a.file.index(), a.begin, a.end) < std::tuple(b.file.index(), b.begin, b.end);
}
// Edits that share a byte, or that insert at one place, or at the edge of what another replaces: their order would decide.
bool touch(const source::Span& a, const source::Span& b) { return a.file == b.file && a.begin <= b.end && b.begin <= a.end; }

bool overlaps_itself(const Fix& fix) {
  std::vector<source::Span> spans;
  for (const Edit& edit : fix.edits) spans.push_back(edit.span);
  std::sort(spans.begin(), spans.end(), before);
  for (std::size_t i = 1; i < spans.size(); ++i)
    if (spans[i].file == spans[i - 1].file && (spans[i].begin < spans[i - 1].end || spans[i] == spans[i - 1])) return true;
  return false;
}

bool usable(const Fix& fix, const source::SourceManager& sources, MayEdit* may_edit, const void* context) {
  if (fix.edits.empty()) return false;
  bool changes = false;
  for (const Edit& edit : fix.edits) {
    if (!edit.span.valid() || !may_edit(edit.span.file, context)) return false;
    if (edit.span.begin > edit.span.end || edit.span.end > sources.text(edit.span.file).size()) return false;
    changes = changes || sources.text(edit.span) != edit.text;
  }
  return changes && !overlaps_itself(fix);
}

// Edits that were taken, ordered by place: those of one file do not touch, so only two neighbours can touch a new one.
class Taken {
 public:
  bool free(const Edit& edit) const {
    auto next =
        std::lower_bound(edits_.begin(), edits_.end(), edit.span, [](const Edit* a, const source::Span& b) { return before(a->span, b); });
    if (next != edits_.end() && touch((*next)->span, edit.span)) return false;
    return next == edits_.begin() || !touch((*(next - 1))->span, edit.span);
  }
  void take(const Edit& edit) {
    auto at =
        std::lower_bound(edits_.begin(), edits_.end(), edit.span, [](const Edit* a, const source::Span& b) { return before(a->span, b); });
    edits_.insert(at, &edit);
  }
  [[nodiscard]] const std::vector<const Edit*>& edits() const { return edits_; }

 private:
  std::vector<const Edit*> edits_;
};

}  // namespace

Fixed apply_fixes(std::span<const Diagnostic> diagnostics, const source::SourceManager& sources, Safety up_to, MayEdit* may_edit,
                  const void* context) {
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < diagnostics.size(); ++i) {
    for (const Fix& fix : diagnostics[i].fixes) {
      if ((up_to == Safety::kSafe && fix.safety != Safety::kSafe) || !usable(fix, sources, may_edit, context)) continue;
      source::Span first = fix.edits.front().span;
      for (const Edit& edit : fix.edits)
        if (before(edit.span, first)) first = edit.span;
      candidates.push_back({&fix, i, first});
      break;
    }
  }
  std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) { return before(a.first, b.first); });
  Fixed result;
  Taken taken;
  for (const Candidate& candidate : candidates) {
    const std::vector<Edit>& edits = candidate.fix->edits;
    if (!std::all_of(edits.begin(), edits.end(), [&](const Edit& edit) { return taken.free(edit); })) continue;
    for (const Edit& edit : edits) taken.take(edit);
    ++result.applied;
    result.diagnostics.push_back(candidate.diagnostic);
  }
  const std::vector<const Edit*>& edits = taken.edits();
  for (std::size_t i = 0; i < edits.size();) {
    source::FileId file = edits[i]->span.file;
    std::string_view text = sources.text(file);
    std::string out;
    std::uint32_t at = 0;
    for (; i < edits.size() && edits[i]->span.file == file; ++i) {
      out += text.substr(at, edits[i]->span.begin - at);
      out += edits[i]->text;
      at = edits[i]->span.end;
    }
    out += text.substr(at);
    result.texts.emplace(static_cast<std::uint32_t>(file.index()), std::move(out));
  }
  return result;
}

}  // namespace stackc::diag
