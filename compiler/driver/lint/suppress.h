// Comments that switch findings off.
//
//   # stackc: ignore[STK2103] reason        the findings of this line, or, on a line of its own, of the next line that is no comment
//   # stackc: ignore[STK2103, STK31]        several; prefixes, names and groups as in --select
//   # stackc: ignore-file[STK8004] reason   the whole file
//   # stackc: ignore                        everything (possible, and told)
//
// Comments of other linters count for the rules that say the same (diag/aliases.def): hadolint, BuildKit's `check=skip`, dclint, checkov,
// KICS.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "driver/lint/rule_set.h"
#include "source/source.h"
#include "syntax/yaml/tree.h"

namespace stackc::driver::lint {

class Suppressions {
 public:
  // Cheap if the file has no such comment. What is wrong with the comments goes to `sink`.
  static Suppressions read(const source::SourceManager& sources, source::FileId file, diag::Sink& sink);

  // Whether a finding at this line is switched off; remembers which comment was of use.
  bool covers(int code, std::uint32_t line);
  // Reports the stackc comments (or single selectors in them) that were of no use, with the edit that removes them. A selector of which no
  // rule is on is not judged.
  void report_unused(const source::SourceManager& sources, const RuleSet& rules, diag::Sink& sink) const;
  [[nodiscard]] bool empty() const { return entries_.empty(); }

 private:
  friend class SuppressionReader;
  struct Item {
    Selector selector;
    source::Span span;  // the word
    bool used = false;
    bool broken = false;  // no such rule: told already
  };
  struct Entry {
    std::vector<Item> items;  // empty: everything (`all`)
    std::vector<int> codes;   // of another linter, sorted
    bool all = false;
    bool foreign = false;
    bool used = false;
    std::uint32_t first_line = 0, last_line = 0;  // what it covers; a file: 0 to the end
    source::Span comment, list;                   // list: the words between the brackets
    bool own_line = false;
  };
  std::vector<Entry> entries_;
};

}  // namespace stackc::driver::lint
