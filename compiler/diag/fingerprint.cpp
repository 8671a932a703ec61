#include "diag/fingerprint.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>

#include "base/text.h"

namespace stackc::diag {

using base::cat;

namespace {

// Goes down a file once, keeping for each indentation the line that opened it.
class Outline {
 public:
  Outline(const source::SourceManager& sources, source::FileId file) : sources_(sources), file_(file) {}

  // The keys above a line, outermost first; lines must not go back.
  std::string above(std::uint32_t line) {
    for (; next_ < line; ++next_) enter(sources_.line_text(file_, next_));
    std::string_view text = sources_.line_text(file_, line);
    std::size_t indent = std::min(text.find_first_not_of(' '), text.size());
    std::string out;
    for (const auto& [depth, key] : open_)
      if (depth < indent) out += cat({key, "\n"});
    return out;
  }

 private:
  void enter(std::string_view text) {
    std::size_t indent = text.find_first_not_of(' ');
    if (indent == std::string_view::npos || text[indent] == '#') return;
    while (!open_.empty() && open_.back().first >= indent) open_.pop_back();
    open_.emplace_back(indent, text.substr(indent, text.find(':', indent) - indent));
  }
  const source::SourceManager& sources_;
  source::FileId file_;
  std::uint32_t next_ = 1;
  std::vector<std::pair<std::size_t, std::string_view>> open_;
};

}  // namespace

std::string path_of(const Diagnostic& diagnostic, const source::SourceManager& sources) {
  return diagnostic.span.valid() ? sources.path(diagnostic.span.file) : diagnostic.path;
}

std::vector<std::string> content_hashes(std::span<const Diagnostic> diagnostics, const source::SourceManager& sources) {
  std::vector<std::size_t> order(diagnostics.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const source::Span& x = diagnostics[a].span;
    const source::Span& y = diagnostics[b].span;
    return std::tuple(x.file.value, x.begin) < std::tuple(y.file.value, y.begin);
  });
  std::vector<std::string> out(diagnostics.size());
  std::optional<Outline> outline;  // of the file at hand
  source::FileId file;
  for (std::size_t i : order) {
    const Diagnostic& d = diagnostics[i];
    std::string code = code_text(static_cast<int>(d.rule));
    if (!d.span.valid()) {
      out[i] = base::sha256_hex(cat({code, "\n", d.message}));
      continue;
    }
    if (!outline || !(file == d.span.file)) {
      outline.emplace(sources, d.span.file);
      file = d.span.file;
    }
    std::uint32_t line = sources.position(d.span.file, d.span.begin).line;
    out[i] = base::sha256_hex(
        cat({code, "\n", outline->above(line), base::trim(sources.line_text(d.span.file, line)), "\n", sources.text(d.span)}));
  }
  return out;
}

std::vector<std::string> fingerprints(std::span<const Diagnostic> diagnostics, const source::SourceManager& sources) {
  std::vector<std::string> out = content_hashes(diagnostics, sources);
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::string key = cat({path_of(diagnostics[i], sources), "\n", out[i]});
    std::size_t n = seen[key]++;
    out[i] = base::sha256_hex(n == 0 ? key : cat({key, "\n", std::to_string(n)}));
  }
  return out;
}

}  // namespace stackc::diag
