// Tokens of YAML, made on demand in one pass over the bytes. In: text that passed check_encoding(). Out: tokens with byte offsets, texts of
// scalars (views into the source where nothing has to be changed, else in the arena), comments.
//
// What is hard in YAML is that `a: b` shows only at the `:` that `a` was a key, and that a mapping began. So where a key may begin the
// scanner leaves a place (kPending) that the `:` turns into kKey or kMapKey; the parser waits until it is decided, at the latest at the end
// of the line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "diag/diagnostic.h"
#include "diag/rules/yaml.h"
#include "syntax/yaml/chars.h"
#include "syntax/yaml/tree.h"

namespace stackc::yaml {

enum class TokenType : std::uint8_t {
  kPending,  // a key may begin here: `end` is the number of its line
  kNothing,  // it did not
  kMapKey,   // a block mapping begins, and its first key
  kKey,
  kValue,
  kSeqStart,
  kMapStart,
  kBlockEnd,
  kBlockEntry,
  kFlowSeqStart,
  kFlowSeqEnd,
  kFlowMapStart,
  kFlowMapEnd,
  kFlowEntry,
  kAlias,
  kAnchor,
  kTag,
  kScalar,
  kVersion,
  kTagDirective,
  kDocumentStart,
  kDocumentEnd,
  kStreamEnd,
  kError,  // Scanner::problem() says what
};

struct Token {
  TokenType type = TokenType::kNothing;
  Style style = Style::kPlain;
  std::uint32_t column = 0;  // from 1; of keys and of what begins a block
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string_view text;  // scalar: value; alias, anchor: name; tag and directives: as written
};

// What is wrong, before it becomes a diagnostic: the parser reports it when it gets there.
struct Problem {
  diag::Rule rule = diag::rule::yaml_syntax;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string message;
  std::string primary;
  std::string help;
  std::string label;
  std::uint32_t label_begin = 0;
  std::uint32_t label_end = 0;
  bool fatal = false;              // budgets: reading stops
  std::uint32_t resume_after = 0;  // go on after the line of this offset; 0: of `begin`
};

class Scanner {
 public:
  Scanner(std::string_view text, std::uint32_t max_depth, Tree& tree, source::FileId file);
  // The next token; stays until take().
  Token& peek() {
    while (head_ == size_ || queue_[head_].type <= TokenType::kNothing) advance();
    return queue_[head_];
  }
  void take() { ++head_; }
  [[nodiscard]] const Problem& problem() const { return problem_; }
  // Forgets what lies ahead and goes on at the line that begins at `line_begin`, as if blocks of a column above `column` had ended.
  void resume(std::uint32_t line_begin, std::uint32_t column);
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::size_t scanned() const { return scanned_before_ + pos_; }  // bytes looked at, those before a resume() too

 private:
  struct SimpleKey {
    bool possible = false;
    bool required = false;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t begin = 0;
    std::size_t number = 0;  // of its token, counted from the beginning of the file
  };

  void advance();
  void fetch();
  void skip_to_token();
  void skip_comment();
  void skip_break();
  bool unroll(std::int64_t column);
  bool roll(std::uint32_t column, SimpleKey* key, std::uint32_t begin);
  bool save_key();
  bool remove_key();
  [[nodiscard]] std::uint32_t column() const { return pos_ - line_begin_ + 1; }
  [[nodiscard]] const char* at() const { return base_ + pos_; }
  void grow();
  Token& push(TokenType type, std::uint32_t begin, std::uint32_t end) {
    last_ = type;
    last_begin_ = begin;
    last_line_ = line_;
    if (size_ == queue_.size()) grow();
    Token& token = queue_[size_++];
    token = {type, Style::kPlain, 0, begin, end, {}};
    return token;
  }
  void fail(std::uint32_t begin, std::uint32_t end, std::string message, std::string help);
  void fail(Problem problem);

  void fetch_stream_end();
  void fetch_directive();
  void fetch_document_marker();
  void fetch_flow_start(TokenType type);
  void fetch_flow_end(TokenType type);
  void fetch_flow_entry();
  void fetch_block_entry();
  void fetch_key();
  void fetch_value();
  void fetch_anchor(TokenType type);
  void fetch_tag();
  void fetch_block_scalar(bool literal);
  void fetch_quoted(char quote);
  void fetch_plain();
  void skip_tabs_before_comment();
  void fail_on_character();
  void fail_value_not_allowed();

  // scan_flow_scalar.cpp
  const char* plain_run(const char* p) const;
  bool fold(const char*& p, bool after_escape, std::int64_t indent, const char** tab);
  void push_scalar(Style style, std::uint32_t begin, std::uint32_t end, bool changed);
  bool scan_quoted_slow(char quote, std::uint32_t begin);
  const char* scan_escape(const char* p, std::uint32_t begin);
  void fail_unclosed(std::uint32_t begin, bool marker);
  // scan_block_scalar.cpp
  bool scan_block_header(std::uint32_t begin, int& chomping, std::uint32_t& increment);
  bool scan_block_breaks(std::uint32_t begin, std::int64_t& indent, std::string& breaks);
  void read_break(std::string& to);
  // scan_properties.cpp
  const char* scan_uri(const char* p, bool verbatim);
  bool scan_version(const char*& p, std::uint32_t begin);
  bool scan_tag_directive(const char*& p, std::uint32_t begin);

  std::string_view text_;
  const char* base_;
  Tree& tree_;
  source::FileId file_;
  std::uint32_t pos_ = 0;
  std::uint32_t line_begin_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t max_depth_;

  std::vector<Token> queue_;  // tokens [head_, size_) lie ahead; grown by grow() only
  std::size_t head_ = 0;
  std::size_t size_ = 0;
  std::size_t taken_ = 0;  // number of the token queue_[0]
  TokenType last_ = TokenType::kNothing;
  std::uint32_t last_begin_ = 0;
  std::uint32_t last_line_ = 0;  // where that token ends; 0 if the line after it has begun

  std::int64_t indent_ = -1;
  std::vector<std::int64_t> indents_;
  std::vector<SimpleKey> keys_;  // one for each open bracket, and one
  std::uint32_t flow_line_ = 0;  // of the outermost open bracket
  bool key_allowed_ = true;
  bool stopped_ = false;
  std::size_t scanned_before_ = 0;

  std::string scratch_;
  std::string breaks_;
  Problem problem_;
};

}  // namespace stackc::yaml
