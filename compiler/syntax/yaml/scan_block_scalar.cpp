// Literal `|` and folded `>` scalars, with indentation (1-9) and chomping (+, -) indicators.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "diag/rules/yaml.h"
#include "syntax/yaml/scanner.h"

namespace stackc::yaml {

// CR, CR LF and NEL become LF; LS and PS stay.
void Scanner::read_break(std::string& to) {
  std::uint32_t length = break_length(at());
  if (length == 3) {
    to.append(at(), 3);
  } else if (length != 0) {
    to += '\n';
  }
  if (length != 0) skip_break();
}

bool Scanner::scan_block_header(std::uint32_t begin, int& chomping, std::uint32_t& increment) {
  const char* p = base_ + begin + 1;
  auto chomp = [&] {
    if (*p == '+' || *p == '-') chomping = *p++ == '+' ? 1 : -1;
  };
  bool chomped = *p == '+' || *p == '-';
  chomp();
  if (*p >= '0' && *p <= '9') {
    if (*p == '0') {
      auto at = static_cast<std::uint32_t>(p - base_);
      return fail(at, at + 1, "the indentation after `|` or `>` cannot be 0", "write 1 to 9, or leave it away"), false;
    }
    increment = static_cast<std::uint32_t>(*p++ - '0');
    if (!chomped) chomp();
  }
  while (is(*p, kBlank)) ++p;
  pos_ = static_cast<std::uint32_t>(p - base_);
  if (*p == '#') {
    while (!is_break_or_end(p)) ++p;
    tree_.comments.push_back({{file_, pos_, static_cast<std::uint32_t>(p - base_)}, false});
  } else if (!is_break_or_end(p)) {
    while (!is_break_or_end(p)) ++p;
    return fail(pos_, static_cast<std::uint32_t>(p - base_), base::cat({"text stands on the line of `", text_.substr(begin, 1), "`"}),
                base::cat({"begin it on the next line, indented; or put it in quotes if it is not meant to be a block"})),
           false;
  }
  pos_ = static_cast<std::uint32_t>(p - base_);
  if (is_break(p)) skip_break();
  return true;
}

// Indentation and empty lines before a line of text. `indent` 0: find it out, it is that of the deepest of these lines.
bool Scanner::scan_block_breaks(std::uint32_t begin, std::int64_t& indent, std::string& breaks) {
  std::int64_t deepest = 0;
  for (;;) {
    const char* p = at();
    const char* limit = indent == 0 ? base_ + text_.size() : base_ + line_begin_ + indent - 1;
    while (*p == ' ' && p < limit) ++p;
    pos_ = static_cast<std::uint32_t>(p - base_);
    deepest = std::max<std::int64_t>(deepest, column());
    if (*p == '\t' && (indent == 0 || static_cast<std::int64_t>(column()) < indent)) {
      Problem problem;
      problem.rule = diag::rule::yaml_tab;
      problem.begin = pos_;
      problem.end = pos_ + 1;
      problem.message = "a tab stands where the line is indented";
      problem.help = "indent with spaces";
      problem.resume_after = begin;
      return fail(std::move(problem)), false;
    }
    if (!is_break(p)) break;
    read_break(breaks);
  }
  if (indent == 0) indent = std::max<std::int64_t>({deepest, indent_ + 1, 1});
  return true;
}

void Scanner::fetch_block_scalar(bool literal) {
  if (!remove_key()) return;
  key_allowed_ = true;
  const std::uint32_t begin = pos_;
  int chomping = 0;
  std::uint32_t increment = 0;
  if (!scan_block_header(begin, chomping, increment)) return;
  std::uint32_t end = pos_;
  while (end > begin + 1 && is_break(base_ + end - 1)) --end;
  std::int64_t indent = increment == 0 ? 0 : indent_ >= 0 ? indent_ + increment : increment + 1;
  std::string& breaks = breaks_;
  breaks.clear();
  scratch_.clear();
  if (!scan_block_breaks(begin, indent, breaks)) return;
  std::string line_break;  // after the last line
  bool blank_before = false;
  while (static_cast<std::int64_t>(column()) == indent && *at() != '\0') {
    const char* p = at();
    bool blank = is(*p, kBlank);
    if (!literal && !blank_before && !blank && line_break.starts_with('\n')) {
      if (breaks.empty()) scratch_ += ' ';
    } else {
      scratch_ += line_break;
    }
    line_break.clear();
    scratch_ += breaks;
    breaks.clear();
    blank_before = blank;
    while (!is(*p, kBreak | kEnd | kMaybeBreak) || !is_break_or_end(p)) ++p;
    scratch_.append(at(), p);
    pos_ = end = static_cast<std::uint32_t>(p - base_);
    read_break(line_break);
    if (!scan_block_breaks(begin, indent, breaks)) return;
  }
  if (chomping != -1) scratch_ += line_break;
  if (chomping == 1) scratch_ += breaks;
  push_scalar(literal ? Style::kLiteral : Style::kFolded, begin, end, true);
  last_line_ = 0;
}

}  // namespace stackc::yaml
