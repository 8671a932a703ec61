#include "base/json.h"
#include "base/text.h"
#include "diag/render.h"

namespace stackc::diag {

using base::JsonWriter;

static void write_position(JsonWriter& json, std::string_view name, const source::SourceManager& sources, source::FileId file,
                           std::uint32_t offset) {
  source::Position at = sources.position(file, offset);
  json.key(name).begin_object().member("line", at.line).member("column", at.column).member("offset", offset).end_object();
}

static void write_range(JsonWriter& json, const source::SourceManager& sources, source::Span span) {
  json.member("file", sources.path(span.file));
  write_position(json, "start", sources, span.file, span.begin);
  write_position(json, "end", sources, span.file, span.end);
}

static void write_fixes(JsonWriter& json, const Diagnostic& diagnostic, const source::SourceManager& sources) {
  json.key("fixes").begin_array();
  for (const Fix& fix : diagnostic.fixes) {
    json.begin_object().member("title", fix.title).key("safe").boolean(fix.safety == Safety::kSafe);
    json.key("edits").begin_array();
    for (const Edit& edit : fix.edits) {
      json.begin_object();
      write_range(json, sources, edit.span);
      json.member("text", edit.text).end_object();
    }
    json.end_array().end_object();
  }
  json.end_array();
}

std::string render_json(std::span<const Diagnostic> diagnostics, const source::SourceManager& sources) {
  JsonWriter json;
  json.begin_array();
  for (const Diagnostic& diagnostic : diagnostics) {
    const RuleInfo& rule = info(diagnostic.rule);
    json.begin_object()
        .member("code", code_text(rule.code))
        .member("rule", rule.name)
        .member("severity", severity_name(diagnostic.severity));
    json.member("message", diagnostic.message);
    if (diagnostic.span.valid()) {
      write_range(json, sources, diagnostic.span);
    } else if (!diagnostic.path.empty()) {
      json.member("file", diagnostic.path);
    }
    if (!diagnostic.primary.empty()) json.member("primary", diagnostic.primary);
    json.key("labels").begin_array();
    for (const Label& label : diagnostic.labels) {
      if (!label.span.valid()) continue;
      json.begin_object().member("text", label.text);
      write_range(json, sources, label.span);
      json.end_object();
    }
    json.end_array();
    json.key("help").begin_array();
    for (const std::string& help : diagnostic.help) json.string(help);
    json.end_array();
    write_fixes(json, diagnostic, sources);
    json.end_object();
  }
  return json.end_array().finish();
}

}  // namespace stackc::diag
