// The fix applier: which fixes can be made together, and the text with them. Edits are byte ranges on the text as it was read, so
// everything else (comments, layout, line ends, a byte order mark) stays as it is.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "diag/diagnostic.h"

namespace stackc::diag {

struct Fixed {
  std::map<std::uint32_t, std::string> texts;  // file index -> new text, only of files that change
  std::size_t applied = 0;                     // fixes
  std::vector<std::size_t> diagnostics;        // whose fix was applied, as indices into the input
};

// Of each diagnostic the first fix that is safe enough. Of fixes that touch each other the one with the smaller place is made; the others
// are for the next round, when what they would change was read again. A fix is made whole or not at all. `may_edit` tells the files.
using MayEdit = bool(source::FileId file, const void* context);
Fixed apply_fixes(std::span<const Diagnostic> diagnostics, const source::SourceManager& sources, Safety up_to, MayEdit* may_edit,
                  const void* context);

}  // namespace stackc::diag
