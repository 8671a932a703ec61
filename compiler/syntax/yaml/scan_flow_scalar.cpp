// Plain and quoted scalars. One that stands on one line without escapes is a view into the source; others are folded into the arena.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"
#include "diag/rules/yaml.h"
#include "syntax/yaml/scanner.h"

namespace stackc::yaml {

namespace rule = diag::rule;

void Scanner::push_scalar(Style style, std::uint32_t begin, std::uint32_t end, bool changed) {
  std::uint32_t quote = style == Style::kPlain ? 0 : 1;
  Token& token = push(TokenType::kScalar, begin, end);
  token.style = style;
  token.text = changed ? tree_.texts.copy(std::string_view(scratch_)) : std::string_view(base_ + begin + quote, end - begin - 2 * quote);
}

// Where the run of characters of a plain scalar ends: at a blank, a break, the end, or a sign that ends the scalar.
const char* Scanner::plain_run(const char* p) const {
  const bool flow = keys_.size() > 1;
  const std::uint16_t stop = flow ? kFlowStop : kPlainStop;
  for (;;) {
    while (!is(*p, stop)) ++p;
    if (is(*p, kBlank | kBreak | kEnd)) return p;
    if (is(*p, kMaybeBreak)) {
      if (break_length(p) != 0) return p;
    } else if (*p == ':') {
      if (is_blank_or_end(p + 1) || (flow && (p[1] == ',' || p[1] == ']' || p[1] == '}'))) return p;
    } else if (*p != '?' || is_blank_or_end(p + 1)) {
      return p;  // inside of [] and {}: , [ ] { } and `? `
    }
    ++p;
  }
}

// Blanks and line breaks inside a scalar, from p on. On one line they stay; a single break becomes a space, several become one less. p
// moves behind them; what they stand for is appended to breaks_. `after_escape`: a backslash hid the first break. False: no line break was
// among them. `tab`: where a tab stands in the first `indent` - 1 columns of a line, if it does.
bool Scanner::fold(const char*& p, bool after_escape, std::int64_t indent, const char** tab) {
  breaks_.clear();
  if (!after_escape) {
    const char* begin = p;
    while (is(*p, kBlank)) ++p;
    if (!is_break(p)) {
      breaks_.assign(begin, p);
      return false;
    }
  }
  bool first = !after_escape;
  bool space = false;
  for (;;) {
    if (is(*p, kBlank)) {
      if (*p == '\t' && indent != 0 && *tab == nullptr && p - (base_ + line_begin_) + 1 < indent) *tab = p;
      ++p;
      continue;
    }
    std::uint32_t length = break_length(p);
    if (length == 0) break;
    if (length == 3) {
      breaks_.append(p, 3);  // LS and PS are kept
    } else if (first) {
      space = true;
    } else {
      breaks_ += '\n';
    }
    first = false;
    p += length;
    line_begin_ = static_cast<std::uint32_t>(p - base_);
    ++line_;
  }
  if (space && breaks_.empty()) breaks_ = " ";
  return true;
}

void Scanner::fetch_plain() {
  if (!save_key()) return;
  key_allowed_ = false;
  const std::uint32_t begin = pos_;
  const std::int64_t indent = indent_ + 1;
  const char* p = at();
  const char* end = p;
  bool changed = false;
  bool new_line = false;
  for (;;) {
    if (new_line && p == base_ + line_begin_ && is_document_marker(p)) break;
    if (*p == '#') break;
    const char* run = p;
    p = plain_run(p);
    if (p != run) {
      if (new_line) {
        if (!changed) scratch_.assign(base_ + begin, end);
        changed = true;
        scratch_ += breaks_;
        scratch_.append(run, p);
      } else if (changed) {
        scratch_.append(end, p);
      }
      end = p;
      new_line = false;
    }
    if (!is(*p, kBlank) && !is_break(p)) break;
    const char* tab = nullptr;
    new_line = fold(p, false, indent, &tab);
    if (!new_line) continue;
    if (tab != nullptr) {
      Problem problem;
      problem.rule = rule::yaml_tab;
      problem.begin = static_cast<std::uint32_t>(tab - base_);
      problem.end = problem.begin + 1;
      problem.message = "a tab stands where the line is indented";
      problem.help = "indent with spaces";
      return fail(std::move(problem));
    }
    if (keys_.size() == 1 && static_cast<std::int64_t>(p - (base_ + line_begin_)) + 1 < indent) break;
  }
  pos_ = static_cast<std::uint32_t>(p - base_);
  push_scalar(Style::kPlain, begin, static_cast<std::uint32_t>(end - base_), changed);
  if (new_line) {
    key_allowed_ = true;
    last_line_ = 0;
  }
}

void Scanner::fail_unclosed(std::uint32_t begin, bool marker) {
  const char* line_end = base_ + begin + 1;
  while (!is_break_or_end(line_end)) ++line_end;
  Problem problem;
  problem.rule = rule::yaml_unclosed_quote;
  problem.begin = begin;
  problem.end = static_cast<std::uint32_t>(line_end - base_);
  problem.message = marker ? "this quote is not closed before the document ends" : "this quote is never closed";
  problem.label_begin = problem.label_end = problem.end;
  problem.label = base::cat({"a closing `", text_.substr(begin, 1), "` is missing, most likely here"});
  fail(std::move(problem));
}

void Scanner::fetch_quoted(char quote) {
  if (!save_key()) return;
  key_allowed_ = false;
  const std::uint32_t begin = pos_;
  const char* p = at() + 1;
  const char escape = quote == '"' ? '\\' : quote;
  while (*p != quote && *p != escape && !is(*p, kBreak | kEnd) && (*p != '\xe2' || break_length(p) == 0) &&
         (*p != '\xc2' || break_length(p) == 0))
    ++p;
  if (*p == quote && (quote == '"' || p[1] != '\'')) {
    pos_ = static_cast<std::uint32_t>(p + 1 - base_);
    push_scalar(quote == '"' ? Style::kDouble : Style::kSingle, begin, pos_, false);
    return;
  }
  scan_quoted_slow(quote, begin);
}

bool Scanner::scan_quoted_slow(char quote, std::uint32_t begin) {
  const char* p = base_ + begin + 1;
  const std::uint32_t first_line = line_;
  scratch_.clear();
  for (;;) {
    if (p == base_ + line_begin_ && is_document_marker(p)) return fail_unclosed(begin, true), false;
    if (*p == '\0') return fail_unclosed(begin, false), false;
    bool escaped_break = false;
    while (!is_blank_or_end(p)) {
      if (*p == quote) {
        if (quote == '"' || p[1] != '\'') break;
        scratch_ += '\'';
        p += 2;
      } else if (*p != '\\' || quote == '\'') {
        scratch_ += *p++;
      } else if (is_break(p + 1)) {
        ++p;
        escaped_break = true;
        p += break_length(p);
        line_begin_ = static_cast<std::uint32_t>(p - base_);
        ++line_;
        break;
      } else if ((p = scan_escape(p, begin)) == nullptr) {
        return false;
      }
    }
    if (*p == quote) break;
    fold(p, escaped_break, 0, nullptr);
    scratch_ += breaks_;
  }
  pos_ = static_cast<std::uint32_t>(p + 1 - base_);
  push_scalar(quote == '"' ? Style::kDouble : Style::kSingle, begin, pos_, true);
  if (line_ != first_line) {  // columns count characters
    for (std::uint32_t i = line_begin_; i < pos_; ++i) {
      if ((static_cast<unsigned char>(base_[i]) & 0xc0) == 0x80) ++line_begin_;
    }
  }
  return true;
}

// The escape at p (a backslash), appended to scratch_. Gives what follows it, or null after fail().
const char* Scanner::scan_escape(const char* p, std::uint32_t begin) {
  static constexpr std::pair<char, std::string_view> kEscapes[] = {{'0', std::string_view("\0", 1)},
                                                                   {'a', "\a"},
                                                                   {'b', "\b"},
                                                                   {'t', "\t"},
                                                                   {'\t', "\t"},
                                                                   {'n', "\n"},
                                                                   {'v', "\v"},
                                                                   {'f', "\f"},
                                                                   {'r', "\r"},
                                                                   {'e', "\x1b"},
                                                                   {' ', " "},
                                                                   {'"', "\""},
                                                                   {'\'', "'"},
                                                                   {'\\', "\\"},
                                                                   {'N', "\xc2\x85"},
                                                                   {'_', "\xc2\xa0"},
                                                                   {'L', "\xe2\x80\xa8"},
                                                                   {'P', "\xe2\x80\xa9"}};
  for (const auto& [name, value] : kEscapes) {
    if (p[1] == name) {
      scratch_ += value;
      return p + 2;
    }
  }
  auto at = static_cast<std::uint32_t>(p - base_);
  int digits = p[1] == 'x' ? 2 : p[1] == 'u' ? 4 : p[1] == 'U' ? 8 : 0;
  Problem problem;
  problem.begin = at;
  problem.end = at + 1;
  problem.resume_after = begin;
  if (digits == 0) {
    if (p[1] != '\0') problem.end += std::max(1u, base::decode_utf8(text_, at + 1).length);
    problem.message = base::cat({"`", text_.substr(at, problem.end - at), "` means nothing inside double quotes"});
    problem.help = "write `\\\\` for a backslash, or put the text in single quotes";
    return fail(std::move(problem)), nullptr;
  }
  std::uint32_t value = 0;
  for (int i = 0; i < digits; ++i) {
    if (!is_hex(p[2 + i])) {
      problem.end = at + 2 + static_cast<std::uint32_t>(i);
      problem.message = base::cat({"`\\", text_.substr(at + 1, 1), "` needs ", std::to_string(digits), " hexadecimal digits"});
      problem.help = "write `\\\\` for a backslash, or put the text in single quotes";
      return fail(std::move(problem)), nullptr;
    }
    value = value << 4 | hex_value(p[2 + i]);
  }
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) {
    problem.end = at + 2 + static_cast<std::uint32_t>(digits);
    problem.message = base::cat({"`", text_.substr(at, problem.end - at), "` is no Unicode character"});
    return fail(std::move(problem)), nullptr;
  }
  base::append_utf8(scratch_, value);
  return p + 2 + digits;
}

}  // namespace stackc::yaml
