// What stays the same about a finding when lines are added elsewhere: its rule, its file, the keys above it (by indentation), the marked
// text and its line. Baselines, GitLab and SARIF recognise findings by it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "diag/diagnostic.h"

namespace stackc::diag {

// For each diagnostic 64 hex digits; two findings may share one (the same mistake twice under the same keys).
std::vector<std::string> content_hashes(std::span<const Diagnostic> diagnostics, const source::SourceManager& sources);
// The same, with the path and a number for those that would be equal: unique in the list.
std::vector<std::string> fingerprints(std::span<const Diagnostic> diagnostics, const source::SourceManager& sources);
std::string path_of(const Diagnostic& diagnostic, const source::SourceManager& sources);  // "" if it is about the run

}  // namespace stackc::diag
