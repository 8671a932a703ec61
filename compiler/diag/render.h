// Diagnostics as text: for people (text: snippet and caret; concise: one line each), and for programs. Input is sorted already
// (Sink::sorted). Each form is one file; formats.def lists them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "diag/diagnostic.h"

namespace stackc::diag {

enum class OutputFormat { kText, kConcise, kJson, kSarif, kGithub, kGitlab, kCheckstyle, kJunit };
std::optional<OutputFormat> parse_format(std::string_view name);
std::string format_names();  // "text, concise, json, ..."

// What a form is made of. `files`: every file that was looked at, for the forms that also tell what is in order (junit).
struct RenderInput {
  std::span<const Diagnostic> diagnostics;
  const source::SourceManager& sources;
  std::span<const std::string> files = {};
  bool color = false;  // text and concise
};
std::string render(OutputFormat format, const RenderInput& input);

// One diagnostic after another, with an empty line between. `color`: ANSI colours.
std::string render_text(std::span<const Diagnostic> diagnostics, const source::SourceManager& sources, bool color);
// path:line:column: severity[CODE] message; `[*]` behind the code: a safe fix is there.
std::string render_concise(const RenderInput& input);
// An array; lines and columns from 1, columns in characters; ends are exclusive. Edits carry byte offsets too.
std::string render_json(std::span<const Diagnostic> diagnostics, const source::SourceManager& sources);
// SARIF 2.1.0 with the rules that occur, fingerprints and fixes; columns in UTF-16 code units.
std::string render_sarif(std::span<const Diagnostic> diagnostics, const source::SourceManager& sources);
// Commands of GitHub Actions that become annotations of a pull request.
std::string render_github(const RenderInput& input);
// The Code Quality report of GitLab: fingerprints hold no line numbers and are unique in the report.
std::string render_gitlab(const RenderInput& input);
std::string render_checkstyle(const RenderInput& input);  // XML of Checkstyle 4.3
std::string render_junit(const RenderInput& input);       // a test suite for each file, a failure for each finding

std::string_view severity_name(Severity severity);  // note, warning, error

}  // namespace stackc::diag
