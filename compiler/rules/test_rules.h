// For tests of rules: runs one on a TestStack and says what it reported.
#pragma once

#include <string>

#include "base/text.h"
#include "ir/test_stack.h"
#include "rules/rules.h"

namespace stackc::rules {

// "STK6001 text marked in the source: message" for each diagnostic, one per line.
inline std::string findings(ir::TestStack& t, RuleFunction* rule, diag::Sink* keep = nullptr) {
  diag::Sink own;
  diag::Sink& sink = keep != nullptr ? *keep : own;
  source::SourceManager sources = t.sources();
  rule(t.stack(), sink, sources);
  std::string out;
  for (const diag::Diagnostic& d : sink.sorted(sources))
    out += base::cat({diag::code_text(diag::info(d.rule).code), " [", d.span.valid() ? sources.text(d.span) : "", "] ", d.message, "\n"});
  return out;
}

}  // namespace stackc::rules
