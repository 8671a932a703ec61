#include "rules/compose/edits.h"

namespace stackc::rules::compose {

std::optional<diag::Edit> append_lines(const source::SourceManager& sources, const Value& mapping, std::string_view lines) {
  if (!mapping.is_map() || mapping.map->empty() || !mapping.span.valid() || !is_block(sources, mapping)) return std::nullopt;
  std::optional<source::Span> last;
  std::string_view blanks;
  for (const Member& member : *mapping.map) {
    if (!member.key_span.valid() || member.key_span.file != mapping.span.file) continue;
    if (member.key_span.begin < mapping.span.begin || member.key_span.begin >= mapping.span.end) continue;
    std::optional<source::Span> span = whole_lines(sources, member);
    if (!span) return std::nullopt;
    if (!last || span->end > last->end) last = span, blanks = indentation(sources, member.key_span);
  }
  if (!last) return std::nullopt;
  std::string_view text = sources.text(mapping.span.file);
  std::string out = last->end == text.size() && !text.ends_with('\n') ? "\n" : "";
  while (!lines.empty()) {
    std::size_t end = lines.find('\n');
    out += cat({blanks, lines.substr(0, end), "\n"});
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  }
  return diag::Edit{{last->file, last->end, last->end}, std::move(out)};
}

std::string health_lines(std::string_view test) {
  return cat({"healthcheck:\n  test: ", test, "\n  interval: 10s\n  timeout: 5s\n  retries: 5\n  start_period: 10s\n"});
}

}  // namespace stackc::rules::compose
