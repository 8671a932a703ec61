// GitLab Code Quality (a subset of the Code Climate report). The code stands in the description too, since GitLab shows no check_name.
#include "base/json.h"
#include "base/text.h"
#include "diag/fingerprint.h"
#include "diag/render.h"

namespace stackc::diag {

using base::cat;

static void write_position(base::JsonWriter& json, std::string_view name, source::Position at) {
  json.key(name).begin_object().member("line", static_cast<std::int64_t>(at.line)).member("column", static_cast<std::int64_t>(at.column));
  json.end_object();
}

std::string render_gitlab(const RenderInput& input) {
  std::vector<std::string> prints = fingerprints(input.diagnostics, input.sources);
  base::JsonWriter json;
  json.begin_array();
  for (std::size_t i = 0; i < input.diagnostics.size(); ++i) {
    const Diagnostic& d = input.diagnostics[i];
    const RuleInfo& rule = info(d.rule);
    std::string code = code_text(rule.code);
    std::string_view severity = d.severity == Severity::kError ? "major" : d.severity == Severity::kWarning ? "minor" : "info";
    json.begin_object().member("description", cat({code, " ", rule.name, ": ", d.message})).member("check_name", code);
    json.member("fingerprint", prints[i]).member("severity", severity);
    std::string path = path_of(d, input.sources);
    json.key("location").begin_object().member("path", path.empty() ? "." : std::string_view(path));
    if (d.span.valid()) {
      json.key("positions").begin_object();
      write_position(json, "begin", input.sources.position(d.span.file, d.span.begin));
      write_position(json, "end", input.sources.position(d.span.file, d.span.end));
      json.end_object();
    } else {
      json.key("lines").begin_object().member("begin", std::int64_t{1}).end_object();
    }
    json.end_object().end_object();
  }
  return json.end_array().finish();
}

}  // namespace stackc::diag
