// Splitting of a command into words. What a shell would do with `;`, `|`, `>` the loader does not: it drops them and all behind.
#include <algorithm>

#include "base/text.h"
#include "syntax/forms/forms.h"
#include "syntax/forms/pieces.h"

namespace stackc::forms {
namespace {

using base::cat;

class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}

  // False: the text is wrong at error_at().
  bool run() {
    for (; at_ < text_.size() && !cut_; ++at_) {
      if (!take(text_[at_])) return false;
    }
    flush();
    return !escaped_ && quote_ == 0;
  }
  std::vector<std::string>& words() { return words_; }
  [[nodiscard]] std::optional<std::uint32_t> cut() const { return cut_ ? std::optional(*cut_) : std::nullopt; }
  [[nodiscard]] Error error() const {
    if (at_ < text_.size() && (text_[at_] == '(' || text_[at_] == ')')) {
      return error_at(
          text_, text_.substr(at_, 1),
          cat({"`", text_.substr(at_, 1),
               "` cannot stand here without quotes: no shell reads this command; write `[\"sh\", \"-c\", \"...\"]` if one should"}));
    }
    if (escaped_) return error_at(text_, text_.substr(text_.size() - 1), "the command ends with `\\`");
    const std::string opening = quote_ == '(' ? "$(" : std::string(1, quote_);
    return error_at(text_, text_.substr(opened_, 1),
                    cat({"`", opening, "` is not closed in the command `", text_.substr(0, 60), text_.size() > 60 ? "...`" : "`"}));
  }

 private:
  bool take(char c) {
    if (escaped_) {
      escape(c);
      return true;
    }
    if (c == '\\') {
      if (quote_ == '\'') {
        word_ += c;
      } else {
        escaped_ = true;
      }
      return true;
    }
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      if (quote_ != 0) {
        word_ += c;
      } else {
        flush();
      }
      return true;
    }
    return special(c);
  }

  void escape(char c) {
    escaped_ = false;
    got_ = Got::kText;
    if (quote_ == '`' || quote_ == '(') {
      (word_ += '\\') += c;
    } else {
      word_ += c == 't' ? '\t' : c == 'n' ? '\n' : c;
    }
  }

  bool special(char c) {
    const bool plain = quote_ == 0;
    switch (c) {
      case '`':
        if (plain || quote_ == '`') toggle(c);
        break;
      case '"':
      case '\'':
        if (!plain && quote_ != c) break;
        if (quote_ == c) got_ = Got::kQuoted;
        toggle(c);
        return true;
      case '(':
        if (!plain && quote_ != '(') break;
        if (!plain || !word_.ends_with('$') || word_.ends_with("\\$")) return false;
        toggle(c);
        word_ += c;
        return true;
      case ')':
        if (plain) return false;
        if (quote_ == '(') quote_ = 0;
        break;
      case ';':
      case '&':
      case '|':
      case '<':
      case '>':
        if (!plain) break;
        // `2>file`: the number belongs to the redirection.
        if (c == '>' && !word_.empty() && std::all_of(word_.begin(), word_.end(), base::is_digit)) got_ = Got::kNothing;
        cut_ = static_cast<std::uint32_t>(at_);
        return true;
      default:
        break;
    }
    got_ = Got::kText;
    word_ += c;
    return true;
  }

  void toggle(char quote) {
    opened_ = at_;
    quote_ = quote_ == 0 ? quote : '\0';
  }

  void flush() {
    if (got_ == Got::kQuoted || (got_ == Got::kText && !word_.empty())) words_.push_back(word_);
    word_.clear();
    got_ = Got::kNothing;
  }

  enum class Got : std::uint8_t { kNothing, kText, kQuoted };
  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::string> words_;
  std::string word_;
  Got got_ = Got::kNothing;
  char quote_ = 0;  // the quote that is open: ' " ` or ( for $(
  std::size_t opened_ = 0;
  bool escaped_ = false;
  std::optional<std::uint32_t> cut_;
};

}  // namespace

Parsed<std::vector<std::string>> parse_command(std::string_view text) {
  Words words(text);
  if (!words.run()) return words.error();
  return std::move(words.words());
}

std::optional<std::uint32_t> command_cut(std::string_view text) {
  Words words(text);
  return words.run() ? words.cut() : std::nullopt;
}

}  // namespace stackc::forms
