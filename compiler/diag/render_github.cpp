// Workflow commands of GitHub Actions: ::error file=...,line=...::message. In the message %, CR and LF are escaped, in properties `:` and
// `,` too.
#include "base/text.h"
#include "diag/fingerprint.h"
#include "diag/render.h"

namespace stackc::diag {

using base::cat;

static std::string escape(std::string_view text, bool property) {
  std::string out;
  for (char c : text) {
    if (c == '%') {
      out += "%25";
    } else if (c == '\r') {
      out += "%0D";
    } else if (c == '\n') {
      out += "%0A";
    } else if (property && c == ':') {
      out += "%3A";
    } else if (property && c == ',') {
      out += "%2C";
    } else {
      out += c;
    }
  }
  return out;
}

std::string render_github(const RenderInput& input) {
  std::string out;
  for (const Diagnostic& d : input.diagnostics) {
    const RuleInfo& rule = info(d.rule);
    std::string_view command = d.severity == Severity::kNote ? "notice" : severity_name(d.severity);
    out += cat({"::", command, " title=", escape(cat({"stackc ", code_text(rule.code), " ", rule.name}), true)});
    std::string path = path_of(d, input.sources);
    if (!path.empty()) out += cat({",file=", escape(path, true)});
    if (d.span.valid()) {
      source::Position begin = input.sources.position(d.span.file, d.span.begin);
      source::Position end = input.sources.position(d.span.file, d.span.end);
      out += cat({",line=", std::to_string(begin.line), ",endLine=", std::to_string(end.line)});
      if (begin.line == end.line) out += cat({",col=", std::to_string(begin.column), ",endColumn=", std::to_string(end.column)});
    }
    std::string message = d.message;
    for (const std::string& help : d.help) message += cat({"\nhelp: ", help});
    out += cat({"::", escape(message, false), "\n"});
  }
  return out;
}

}  // namespace stackc::diag
