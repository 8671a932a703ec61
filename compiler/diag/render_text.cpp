// The text form: message, place, then the source line of the primary range and of each label, the range underlined (^^^ primary, ---
// label).
#include <algorithm>
#include <vector>

#include "base/text.h"
#include "base/utf8.h"
#include "diag/render.h"

namespace stackc::diag {

using base::cat;

static constexpr std::size_t kWindow = 140;  // characters of a source line that are shown

namespace {

struct Paint {
  bool on;
  [[nodiscard]] std::string operator()(std::string_view code, std::string_view text) const {
    return on ? cat({"\x1b[", code, "m", text, "\x1b[0m"}) : std::string(text);
  }
};

struct Annotation {
  source::Span span;
  source::Position at;
  std::string_view text;
  bool primary;
};

// A source line as characters that can be printed: one column each, tabs and control characters replaced.
std::vector<std::string> printable(std::string_view line) {
  std::vector<std::string> out;
  if (line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
  for (std::size_t i = 0; i < line.size();) {
    base::CodePoint point = base::decode_utf8(line, i);
    if (point.length == 0 || (point.value < 0x20 && point.value != '\t') || (point.value >= 0x7f && point.value < 0xa0)) {
      out.emplace_back("\xef\xbf\xbd");
    } else {
      out.emplace_back(point.value == '\t' ? std::string_view(" ") : line.substr(i, point.length));
    }
    i += point.length == 0 ? 1 : point.length;
  }
  return out;
}

// One line of source, and below it a line of marks for each annotation on it.
class Snippet {
 public:
  Snippet(const Annotation& first, const source::SourceManager& sources, std::size_t gutter, const Paint& paint)
      : cells_(printable(sources.line_text(first.span.file, first.at.line))), sources_(sources), gutter_(gutter), paint_(paint) {
    std::size_t begin = first.at.column - 1;
    from_ = begin > kWindow * 2 / 3 && cells_.size() > kWindow ? begin - kWindow / 3 : 0;
    to_ = std::min(cells_.size(), from_ + kWindow);
  }

  void line(std::string& out, std::uint32_t number) const {
    std::string text = std::to_string(number);
    out += paint_("34", cat({std::string(gutter_ - text.size(), ' '), text, " |"}));
    out += from_ > 0 ? " ..." : " ";
    for (std::size_t i = from_; i < to_; ++i) out += cells_[i];
    while (out.ends_with(' ')) out.pop_back();
    if (to_ < cells_.size()) out += "...";
    out += "\n";
  }

  void mark(std::string& out, const Annotation& note) const {
    std::size_t begin = std::clamp(static_cast<std::size_t>(note.at.column - 1), from_, to_);
    source::Position last = sources_.position(note.span.file, note.span.end);
    std::size_t end = last.line == note.at.line ? last.column - 1 : cells_.size();
    std::size_t width = std::max<std::size_t>(1, std::clamp(end, begin, to_) - begin);
    std::string text(width, note.primary ? '^' : '-');
    if (!note.text.empty()) text += cat({" ", note.text});
    out += paint_("34", cat({std::string(gutter_, ' '), " |"}));
    out += cat({" ", std::string((from_ > 0 ? 3 : 0) + begin - from_, ' '), paint_(note.primary ? "1;31" : "1;34", text), "\n"});
  }

 private:
  std::vector<std::string> cells_;
  const source::SourceManager& sources_;
  std::size_t gutter_;
  const Paint& paint_;
  std::size_t from_ = 0, to_ = 0;  // the part that is shown
};

void show(std::string& out, const std::vector<Annotation>& notes, const source::SourceManager& sources, std::size_t gutter,
          const Paint& paint) {
  for (std::size_t i = 0; i < notes.size();) {
    const Annotation& first = notes[i];
    if (i == 0 || first.span.file != notes[i - 1].span.file) {
      out += cat({std::string(gutter, ' '), paint("34", i == 0 ? "-->" : ":::"), " ", sources.path(first.span.file), ":",
                  std::to_string(first.at.line), ":", std::to_string(first.at.column), "\n"});
    }
    out += paint("34", cat({std::string(gutter, ' '), " |"}));
    out += "\n";
    Snippet snippet(first, sources, gutter, paint);
    snippet.line(out, first.at.line);
    for (; i < notes.size() && notes[i].span.file == first.span.file && notes[i].at.line == first.at.line; ++i) snippet.mark(out, notes[i]);
  }
}

void one(std::string& out, const Diagnostic& diagnostic, const source::SourceManager& sources, const Paint& paint) {
  const RuleInfo& rule = info(diagnostic.rule);
  const char* color = diagnostic.severity == Severity::kError ? "1;31" : diagnostic.severity == Severity::kWarning ? "1;33" : "1;36";
  out += paint(color, cat({severity_name(diagnostic.severity), "[", code_text(rule.code), "]"}));
  out += cat({": ", diagnostic.message, "\n"});
  std::size_t gutter = 1;
  if (diagnostic.span.valid()) {
    std::vector<Annotation> notes;
    notes.push_back({diagnostic.span, sources.position(diagnostic.span.file, diagnostic.span.begin), diagnostic.primary, true});
    for (const Label& label : diagnostic.labels)
      if (label.span.valid()) notes.push_back({label.span, sources.position(label.span.file, label.span.begin), label.text, false});
    for (const Annotation& note : notes) gutter = std::max(gutter, std::to_string(note.at.line).size());
    show(out, notes, sources, gutter, paint);
  } else if (!diagnostic.path.empty()) {
    out += cat({" ", paint("34", "-->"), " ", diagnostic.path, "\n"});
  }
  for (const std::string& help : diagnostic.help) out += cat({std::string(gutter, ' '), " ", paint("34", "="), " help: ", help, "\n"});
  for (const Fix& fix : diagnostic.fixes)
    out +=
        cat({std::string(gutter, ' '), " ", paint("34", "="), fix.safety == Safety::kSafe ? " fix: " : " fix (unsafe): ", fix.title, "\n"});
}

}  // namespace

std::string render_text(std::span<const Diagnostic> diagnostics, const source::SourceManager& sources, bool color) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!out.empty()) out += "\n";
    one(out, diagnostic, sources, Paint{color});
  }
  return out;
}

}  // namespace stackc::diag
