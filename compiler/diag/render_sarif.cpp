// SARIF 2.1.0 (OASIS). One run; columns are UTF-16 code units from 1, as `columnKind` says.
#include <algorithm>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "diag/fingerprint.h"
#include "diag/render.h"

namespace stackc::diag {

using base::JsonWriter;

// A path as a relative URI reference (RFC 3986): what is not allowed in a path segment is percent-encoded.
static std::string uri_of(std::string_view path) {
  std::string out;
  for (char c : path) {
    if (base::is_alnum(c) || std::string_view("-._~/!$&'()*+,;=@").find(c) != std::string_view::npos) {
      out += c;
    } else {
      auto byte = static_cast<unsigned char>(c);
      out += base::cat({"%", std::string(1, "0123456789ABCDEF"[byte >> 4]), std::string(1, "0123456789ABCDEF"[byte & 15])});
    }
  }
  return out;
}

static void write_region(JsonWriter& json, std::string_view name, const source::SourceManager& sources, source::Span span) {
  json.key(name).begin_object();
  json.member("startLine", sources.position(span.file, span.begin).line);
  json.member("startColumn", sources.column_utf16(span.file, span.begin) + 1);
  json.member("endLine", sources.position(span.file, span.end).line);
  json.member("endColumn", sources.column_utf16(span.file, span.end) + 1);
  json.end_object();
}

static void write_artifact(JsonWriter& json, std::string_view path) {
  json.key("artifactLocation").begin_object().member("uri", uri_of(path)).end_object();
}

static void write_location(JsonWriter& json, const source::SourceManager& sources, source::Span span, std::string_view message) {
  json.begin_object().key("physicalLocation").begin_object();
  write_artifact(json, sources.path(span.file));
  write_region(json, "region", sources, span);
  json.end_object();
  if (!message.empty()) json.key("message").begin_object().member("text", message).end_object();
  json.end_object();
}

// A fix as changes by file.
static void write_fix(JsonWriter& json, const Fix& fix, const source::SourceManager& sources) {
  std::vector<source::FileId> files;
  for (const Edit& edit : fix.edits)
    if (edit.span.valid() && std::find(files.begin(), files.end(), edit.span.file) == files.end()) files.push_back(edit.span.file);
  json.begin_object().key("description").begin_object();
  json.member("text", base::cat({fix.title, fix.safety == Safety::kSafe ? "" : " (unsafe)"})).end_object();
  json.key("artifactChanges").begin_array();
  for (source::FileId file : files) {
    json.begin_object();
    write_artifact(json, sources.path(file));
    json.key("replacements").begin_array();
    for (const Edit& edit : fix.edits) {
      if (!(edit.span.file == file)) continue;
      json.begin_object();
      write_region(json, "deletedRegion", sources, edit.span);
      json.key("insertedContent").begin_object().member("text", edit.text).end_object().end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().end_object();
}

static void write_fixes(JsonWriter& json, const Diagnostic& diagnostic, const source::SourceManager& sources) {
  bool any = std::any_of(diagnostic.fixes.begin(), diagnostic.fixes.end(), [](const Fix& fix) { return !fix.edits.empty(); });
  if (!any) return;
  json.key("fixes").begin_array();
  for (const Fix& fix : diagnostic.fixes)
    if (!fix.edits.empty()) write_fix(json, fix, sources);
  json.end_array();
}

static void write_result(JsonWriter& json, const Diagnostic& diagnostic, const source::SourceManager& sources, std::size_t rule_index,
                         std::string_view fingerprint) {
  json.begin_object().member("ruleId", code_text(info(diagnostic.rule).code)).member("ruleIndex", static_cast<std::int64_t>(rule_index));
  json.member("level", severity_name(diagnostic.severity));
  std::string text = diagnostic.message;
  for (const std::string& help : diagnostic.help) text += base::cat({"; ", help});
  json.key("message").begin_object().member("text", text).end_object();
  json.key("locations").begin_array();
  if (diagnostic.span.valid()) {
    write_location(json, sources, diagnostic.span, diagnostic.primary);
  } else if (!diagnostic.path.empty()) {
    json.begin_object().key("physicalLocation").begin_object();
    write_artifact(json, diagnostic.path);
    json.end_object().end_object();
  }
  json.end_array();
  json.key("partialFingerprints").begin_object().member("stackcContent/v1", fingerprint).end_object();
  if (!diagnostic.labels.empty()) {
    json.key("relatedLocations").begin_array();
    for (const Label& label : diagnostic.labels)
      if (label.span.valid()) write_location(json, sources, label.span, label.text);
    json.end_array();
  }
  write_fixes(json, diagnostic, sources);
  json.end_object();
}

std::string render_sarif(std::span<const Diagnostic> diagnostics, const source::SourceManager& sources) {
  std::vector<Rule> used;
  for (const Diagnostic& diagnostic : diagnostics) used.push_back(diagnostic.rule);
  std::sort(used.begin(), used.end());
  used.erase(std::unique(used.begin(), used.end()), used.end());
  JsonWriter json;
  json.begin_object();
  json.member("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
  json.member("version", "2.1.0").key("runs").begin_array().begin_object();
  json.key("tool").begin_object().key("driver").begin_object().member("name", "stackc").key("rules").begin_array();
  for (Rule rule : used) {
    const RuleInfo& about = info(rule);
    json.begin_object().member("id", code_text(about.code)).member("name", about.name);
    json.key("shortDescription").begin_object().member("text", about.summary).end_object();
    json.key("fullDescription").begin_object().member("text", about.documentation).end_object();
    json.key("defaultConfiguration").begin_object().member("level", severity_name(about.severity)).end_object().end_object();
  }
  json.end_array().end_object().end_object();
  json.member("columnKind", "utf16CodeUnits").key("results").begin_array();
  std::vector<std::string> prints = fingerprints(diagnostics, sources);
  for (std::size_t i = 0; i < diagnostics.size(); ++i) {
    const Diagnostic& diagnostic = diagnostics[i];
    auto index = static_cast<std::size_t>(std::lower_bound(used.begin(), used.end(), diagnostic.rule) - used.begin());
    write_result(json, diagnostic, sources, index, prints[i]);
  }
  json.end_array().end_object().end_array().end_object();
  return json.finish();
}

}  // namespace stackc::diag
