// One line for each finding: what editors and grep like.
#include <algorithm>

#include "base/text.h"
#include "diag/fingerprint.h"
#include "diag/render.h"

namespace stackc::diag {

using base::cat;

std::string render_concise(const RenderInput& input) {
  std::string out;
  auto paint = [&](std::string_view code, std::string_view text) {
    return input.color ? cat({"\x1b[", code, "m", text, "\x1b[0m"}) : std::string(text);
  };
  for (const Diagnostic& d : input.diagnostics) {
    std::string place = path_of(d, input.sources);
    if (d.span.valid()) {
      source::Position at = input.sources.position(d.span.file, d.span.begin);
      place += cat({":", std::to_string(at.line), ":", std::to_string(at.column)});
    }
    if (!place.empty()) out += cat({place, ": "});
    const char* color = d.severity == Severity::kError ? "1;31" : d.severity == Severity::kWarning ? "1;33" : "1;36";
    bool fixable = std::any_of(d.fixes.begin(), d.fixes.end(), [](const Fix& fix) { return fix.safety == Safety::kSafe; });
    out += cat({paint(color, cat({severity_name(d.severity), "[", code_text(static_cast<int>(d.rule)), "]"})), fixable ? " [*] " : " "});
    std::string message = d.message;
    std::replace(message.begin(), message.end(), '\n', ' ');
    out += cat({message, "\n"});
  }
  return out;
}

}  // namespace stackc::diag
