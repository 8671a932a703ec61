// Diagnostics as text: for people (snippet and caret), and for programs (json, sarif 2.1.0). Input is sorted already (Sink::sorted).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "diag/diagnostic.h"

namespace stackc::diag {

enum class OutputFormat { kText, kJson, kSarif };
std::optional<OutputFormat> parse_format(std::string_view name);

// One diagnostic after another, with an empty line between. `color`: ANSI colours.
std::string render_text(std::span<const Diagnostic> diagnostics, const source::SourceManager& sources, bool color);
// An array; lines and columns from 1, columns in characters; ends are exclusive. Edits carry byte offsets too.
std::string render_json(std::span<const Diagnostic> diagnostics, const source::SourceManager& sources);
// SARIF 2.1.0 with the rules that occur; columns in UTF-16 code units.
std::string render_sarif(std::span<const Diagnostic> diagnostics, const source::SourceManager& sources);

std::string_view severity_name(Severity severity);  // note, warning, error

}  // namespace stackc::diag
