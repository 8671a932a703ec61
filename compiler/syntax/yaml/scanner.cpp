#include "syntax/yaml/scanner.h"

#include <utility>

#include "base/text.h"
#include "diag/rules/yaml.h"

namespace stackc::yaml {

// A key in brackets may be as long as its line. Beyond so many tokens it is taken for a value, so that a large JSON file on one line is not
// kept twice.
constexpr std::size_t kMaxAhead = 200'000;

Scanner::Scanner(std::string_view text, std::uint32_t max_depth, Tree& tree, source::FileId file)
    : text_(text), base_(text.data()), tree_(tree), file_(file), max_depth_(max_depth), keys_(1) {
  queue_.resize(256);
  if (text.starts_with("\xef\xbb\xbf")) pos_ = line_begin_ = 3;
}

void Scanner::resume(std::uint32_t line_begin, std::uint32_t column) {
  scanned_before_ += pos_ > line_begin ? pos_ - line_begin : 0;
  pos_ = line_begin_ = line_begin;
  ++line_;
  while (!tree_.comments.empty() && tree_.comments.back().span.end > line_begin) tree_.comments.pop_back();  // they are read again
  taken_ += size_;
  head_ = size_ = 0;
  last_ = TokenType::kNothing;
  keys_.assign(1, {});
  key_allowed_ = true;
  stopped_ = false;
  while (indent_ > static_cast<std::int64_t>(column)) {
    indent_ = indents_.back();
    indents_.pop_back();
  }
}

void Scanner::advance() {
  if (head_ == size_) {
    taken_ += size_;
    head_ = size_ = 0;
  } else if (queue_[head_].type == TokenType::kNothing) {
    ++head_;
    return;
  }
  fetch();
  Token& head = queue_[head_];
  if (head.type == TokenType::kPending && (head.end != line_ || stopped_ || size_ - head_ > kMaxAhead)) head.type = TokenType::kNothing;
}

void Scanner::grow() { queue_.resize(2 * queue_.size()); }

void Scanner::fail(std::uint32_t begin, std::uint32_t end, std::string message, std::string help) {
  Problem problem;
  problem.begin = begin;
  problem.end = end;
  problem.message = std::move(message);
  problem.help = std::move(help);
  fail(std::move(problem));
}

void Scanner::fail(Problem problem) {
  problem_ = std::move(problem);
  stopped_ = true;
  push(TokenType::kError, problem_.begin, problem_.end);
}

void Scanner::skip_break() {
  pos_ += break_length(at());
  line_begin_ = pos_;
  ++line_;
}

// One comment, and those on the following lines: between them tabs may stand, which nowhere else may begin a line. A comment behind a token
// stands alone in this, but behind `-`, `---` and `...` it does not.
void Scanner::skip_comment() {
  const bool alone =
      last_line_ == line_ && last_ != TokenType::kBlockEntry && last_ != TokenType::kDocumentStart && last_ != TokenType::kDocumentEnd;
  for (;;) {
    std::uint32_t begin = pos_;
    const char* p = at();
    while (!is(*p, kBreak | kEnd | kMaybeBreak) || !is_break_or_end(p)) ++p;
    pos_ = static_cast<std::uint32_t>(p - base_);
    const char* q = base_ + line_begin_;
    while (is(*q, kBlank)) ++q;
    tree_.comments.push_back({{file_, begin, pos_}, q == base_ + begin});
    if (alone) return;
    std::uint32_t lines = 0;
    const char* line = base_ + line_begin_;
    for (const char* gap = p; p - gap < 512;) {
      std::uint32_t length = is(*p, kBreak) ? break_length(p) : 0;  // not behind NEL, LS and PS
      if (length != 0) {
        ++lines;
        line = p += length;
      } else if (is(*p, kBlank)) {
        ++p;
      } else {
        break;
      }
    }
    if (*p != '#') return;
    pos_ = static_cast<std::uint32_t>(p - base_);
    line_begin_ = static_cast<std::uint32_t>(line - base_);
    line_ += lines;
  }
}

void Scanner::skip_to_token() {
  for (;;) {
    const char* p = at();
    while (*p == ' ') ++p;
    if (!is(*p, kBetween)) {
      pos_ = static_cast<std::uint32_t>(p - base_);
      return;
    }
    if (*p == '\t' && (keys_.size() > 1 || !key_allowed_)) {
      while (is(*p, kBlank)) ++p;
    }
    pos_ = static_cast<std::uint32_t>(p - base_);
    if (*p == '#') skip_comment();
    if (!is_break(at())) return;
    skip_break();
    if (keys_.size() == 1) key_allowed_ = true;
  }
}

bool Scanner::unroll(std::int64_t column) {
  if (keys_.size() > 1) return true;
  while (indent_ > column) {
    push(TokenType::kBlockEnd, pos_, pos_);
    indent_ = indents_.back();
    indents_.pop_back();
  }
  return true;
}

// A block collection begins at `column`, if it does not stand there already. `key`: its first key was seen before, fill its place.
bool Scanner::roll(std::uint32_t column, SimpleKey* key, std::uint32_t begin) {
  if (key != nullptr) {
    Token& place = queue_[key->number - taken_];
    place.type = TokenType::kKey;
    place.column = column;
    place.end = begin;
  }
  if (keys_.size() > 1 || indent_ >= static_cast<std::int64_t>(column)) return true;
  indents_.push_back(indent_);
  indent_ = column;
  if (key != nullptr) queue_[key->number - taken_].type = TokenType::kMapKey;
  return false;
}

bool Scanner::remove_key() {
  SimpleKey& key = keys_.back();
  if (key.required) {
    const char* p = base_ + key.begin;
    while (!is_break_or_end(p)) ++p;
    while (p > base_ + key.begin + 1 && is(p[-1], kBlank)) --p;
    auto end = static_cast<std::uint32_t>(p - base_);
    std::string_view seen = text_.substr(key.begin, end - key.begin);
    key = {};
    std::string name = seen.size() > 60 ? "this line" : base::cat({"`", seen, "`"});
    fail(last_begin_ >= key.begin ? static_cast<std::uint32_t>(end - seen.size()) : key.begin, end, base::cat({"missing `:` after ", name}),
         "a line of a mapping is `key: value`; text that goes on from the line above has to be indented deeper");
    return false;
  }
  key.possible = false;
  return true;
}

bool Scanner::save_key() {
  if (!key_allowed_) return true;
  if (!remove_key()) return false;
  bool required = keys_.size() == 1 && indent_ == static_cast<std::int64_t>(column());
  keys_.back() = {true, required, line_, column(), pos_, taken_ + size_};
  TokenType last = last_;
  push(TokenType::kPending, pos_, line_);
  last_ = last;
  return true;
}

void Scanner::fetch() {
  if (stopped_) {
    push(TokenType::kError, problem_.begin, problem_.end);
    return;
  }
  skip_to_token();
  std::uint32_t column = this->column();
  unroll(column);
  const char* p = at();
  if (*p == '\0') return fetch_stream_end();
  if (column == 1) {
    if (*p == '%') return fetch_directive();
    if (is_document_marker(p)) return fetch_document_marker();
  }
  bool flow = keys_.size() > 1;
  switch (*p) {
    case '[':
      return fetch_flow_start(TokenType::kFlowSeqStart);
    case '{':
      return fetch_flow_start(TokenType::kFlowMapStart);
    case ']':
      return fetch_flow_end(TokenType::kFlowSeqEnd);
    case '}':
      return fetch_flow_end(TokenType::kFlowMapEnd);
    case ',':
      return fetch_flow_entry();
    case '-':
      if (is_blank_or_end(p + 1)) return fetch_block_entry();
      return fetch_plain();
    case '?':
      if (is_blank_or_end(p + 1)) return fetch_key();
      return fetch_plain();
    case ':':
      if (is_blank_or_end(p + 1) || (flow && last_ != TokenType::kFlowEntry && last_ != TokenType::kFlowSeqStart)) return fetch_value();
      return fetch_plain();
    case '*':
      return fetch_anchor(TokenType::kAlias);
    case '&':
      return fetch_anchor(TokenType::kAnchor);
    case '!':
      return fetch_tag();
    case '|':
    case '>':
      if (flow) return fail_on_character();
      return fetch_block_scalar(*p == '|');
    case '\'':
    case '"':
      return fetch_quoted(*p);
    default:
      if (is(*p, kIndicator | kBlank)) return fail_on_character();
      return fetch_plain();
  }
}

void Scanner::fetch_stream_end() {
  unroll(-1);
  if (!remove_key()) return;
  keys_.assign(1, {});
  key_allowed_ = false;
  ++line_;  // no key waits for its `:` any more
  push(TokenType::kStreamEnd, pos_, pos_);
}

void Scanner::fetch_document_marker() {
  unroll(-1);
  if (!remove_key()) return;
  key_allowed_ = false;
  push(*at() == '-' ? TokenType::kDocumentStart : TokenType::kDocumentEnd, pos_, pos_ + 3);
  pos_ += 3;
}

void Scanner::fetch_flow_start(TokenType type) {
  if (!save_key()) return;
  if (keys_.size() > max_depth_) {
    Problem problem;
    problem.rule = diag::rule::yaml_budget;
    problem.begin = pos_;
    problem.end = pos_ + 1;
    problem.message = base::cat({"more than ", std::to_string(max_depth_), " brackets are open here"});
    problem.help = "close them, or nest less deeply";
    problem.fatal = true;
    return fail(std::move(problem));
  }
  if (keys_.size() == 1) flow_line_ = line_;
  keys_.emplace_back();
  key_allowed_ = true;
  push(type, pos_, pos_ + 1);
  ++pos_;
}

void Scanner::fetch_flow_end(TokenType type) {
  if (!remove_key()) return;
  if (keys_.size() > 1) keys_.pop_back();
  key_allowed_ = false;
  push(type, pos_, pos_ + 1);
  ++pos_;
  // Columns count characters. They matter again when the last bracket closes, and there may be wide characters before it on this line.
  if (keys_.size() == 1 && flow_line_ != line_) {
    for (std::uint32_t i = line_begin_; i < pos_; ++i) {
      if ((static_cast<unsigned char>(base_[i]) & 0xc0) == 0x80) ++line_begin_;
    }
  }
}

void Scanner::fetch_flow_entry() {
  if (!remove_key()) return;
  key_allowed_ = true;
  push(TokenType::kFlowEntry, pos_, pos_ + 1);
  ++pos_;
}

void Scanner::fetch_block_entry() {
  if (keys_.size() == 1) {
    if (!key_allowed_) {
      bool after_key = last_ == TokenType::kValue;
      return fail(pos_, pos_ + 1, after_key ? "a list cannot begin on the line of its key" : "a `- ` cannot stand here",
                  after_key ? "put `- ` on the next line, or write the list in brackets: `[a, b]`"
                            : "begin a new line with `- `, or put the text in quotes");
    }
    if (!roll(column(), nullptr, pos_)) push(TokenType::kSeqStart, pos_, pos_).column = column();
  }
  if (!remove_key()) return;
  key_allowed_ = true;
  push(TokenType::kBlockEntry, pos_, pos_ + 1).column = column();
  ++pos_;
}

void Scanner::fetch_key() {
  if (keys_.size() == 1) {
    if (!key_allowed_) return fail(pos_, pos_ + 1, "a `? ` cannot stand here", "begin a new line with it, or put the text in quotes");
    if (!roll(column(), nullptr, pos_)) push(TokenType::kMapStart, pos_, pos_).column = column();
  }
  if (!remove_key()) return;
  key_allowed_ = keys_.size() == 1;
  Token& token = push(TokenType::kKey, pos_, pos_ + 1);
  token.column = column();
  ++pos_;
  skip_tabs_before_comment();
}

void Scanner::fetch_value() {
  SimpleKey& key = keys_.back();
  const bool waits = key.number >= taken_ && key.number - taken_ < size_ && queue_[key.number - taken_].type == TokenType::kPending;
  if (key.possible && key.line == line_ && waits) {
    roll(key.column, &key, key.begin);
    key.possible = key.required = false;
    key_allowed_ = false;
  } else {
    if (keys_.size() == 1) {
      if (!key_allowed_) return fail_value_not_allowed();
      if (!roll(column(), nullptr, pos_)) push(TokenType::kMapStart, pos_, pos_).column = column();
    }
    key_allowed_ = keys_.size() == 1;
  }
  push(TokenType::kValue, pos_, pos_ + 1);
  ++pos_;
  skip_tabs_before_comment();
}

// After `?` and `:` a tab cannot lead to a value in block style, but it may lead to a comment.
void Scanner::skip_tabs_before_comment() {
  if (!key_allowed_) return;
  const char* p = at();
  while (is(*p, kBlank)) ++p;
  if (*p == '#' && p - at() < 512) pos_ = static_cast<std::uint32_t>(p - base_);
}

void Scanner::fetch_anchor(TokenType type) {
  if (!save_key()) return;
  key_allowed_ = false;
  std::uint32_t begin = pos_;
  const char* p = at() + 1;
  while (is(*p, kAnchorChar)) ++p;
  auto end = static_cast<std::uint32_t>(p - base_);
  if (end == begin + 1 || !(is_blank_or_end(p) || *p == ':' || *p == ',' || *p == ']' || *p == '}')) {
    const char* what = type == TokenType::kAlias ? "`*`" : "`&`";
    while (!is_blank_or_end(p)) ++p;
    return fail(begin, static_cast<std::uint32_t>(p - base_), base::cat({what, " needs a name of letters, digits, `-` and `_`"}),
                base::cat({"a text that begins with ", what, " has to be quoted"}));
  }
  push(type, begin, end).text = text_.substr(begin + 1, end - begin - 1);
  pos_ = end;
}

}  // namespace stackc::yaml
