#include "diag/render.h"

namespace stackc::diag {

std::string_view severity_name(Severity severity) {
  return severity == Severity::kError ? "error" : severity == Severity::kWarning ? "warning" : "note";
}

std::optional<OutputFormat> parse_format(std::string_view name) {
#define STACKC_FORMAT(format, enumerator) \
  if (name == #format) return OutputFormat::enumerator;
#include "diag/formats.def"
#undef STACKC_FORMAT
  return std::nullopt;
}

std::string format_names() {
  std::string out;
#define STACKC_FORMAT(format, enumerator) out += (out.empty() ? #format : ", " #format);
#include "diag/formats.def"
#undef STACKC_FORMAT
  return out;
}

std::string render(OutputFormat format, const RenderInput& input) {
  switch (format) {
    case OutputFormat::kText:
      return render_text(input.diagnostics, input.sources, input.color);
    case OutputFormat::kConcise:
      return render_concise(input);
    case OutputFormat::kJson:
      return render_json(input.diagnostics, input.sources);
    case OutputFormat::kSarif:
      return render_sarif(input.diagnostics, input.sources);
    case OutputFormat::kGithub:
      return render_github(input);
    case OutputFormat::kGitlab:
      return render_gitlab(input);
    case OutputFormat::kCheckstyle:
      return render_checkstyle(input);
    case OutputFormat::kJunit:
      return render_junit(input);
  }
  return "";
}

}  // namespace stackc::diag
