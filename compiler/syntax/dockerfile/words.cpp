// Words of an instruction: quotes, escapes, JSON arrays.
#include "base/text.h"
#include "base/utf8.h"
#include "syntax/dockerfile/dockerfile.h"

namespace stackc::dockerfile {
namespace {

bool is_name_char(char c) { return base::is_alnum(c) || c == '_'; }

void append_utf8(std::string& out, std::uint32_t point) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xc0 | (point >> 6));
    out += static_cast<char>(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    out += static_cast<char>(0xe0 | (point >> 12));
    out += static_cast<char>(0x80 | ((point >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (point & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | (point >> 18));
    out += static_cast<char>(0x80 | ((point >> 12) & 0x3f));
    out += static_cast<char>(0x80 | ((point >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (point & 0x3f));
  }
}

class Json {
 public:
  explicit Json(std::string_view text) : text_(text) {}

  bool array(std::vector<std::string>& words) {
    blanks();
    if (!take('[')) return false;
    blanks();
    if (!take(']')) {
      do {
        blanks();
        std::string word;
        if (!string(word)) return false;
        words.push_back(std::move(word));
        blanks();
      } while (take(','));
      if (!take(']')) return false;
    }
    blanks();
    return at_ == text_.size();
  }

 private:
  void blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool hex(std::uint32_t& value) {
    if (text_.size() - at_ < 4) return false;
    value = 0;
    for (int i = 0; i < 4; ++i) {
      const char c = text_[at_++];
      const int digit = base::is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
      if (digit < 0) return false;
      value = value * 16 + static_cast<std::uint32_t>(digit);
    }
    return true;
  }
  bool unicode(std::string& out) {
    std::uint32_t point = 0;
    if (!hex(point)) return false;
    if (point >= 0xd800 && point < 0xdc00 && text_.substr(at_, 2) == "\\u") {
      const std::size_t before = at_;
      at_ += 2;
      std::uint32_t low = 0;
      if (!hex(low)) return false;
      if (low >= 0xdc00 && low < 0xe000) {
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
      } else {
        at_ = before;
      }
    }
    if (point >= 0xd800 && point < 0xe000) point = 0xfffd;  // half of a pair
    append_utf8(out, point);
    return true;
  }
  bool string(std::string& out) {
    if (!take('"')) return false;
    while (at_ < text_.size() && text_[at_] != '"') {
      const char c = text_[at_++];
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') {
        out += c;
        continue;
      }
      if (at_ == text_.size()) return false;
      const char escaped = text_[at_++];
      constexpr std::string_view kFrom = "\"\\/bfnrt";
      constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
      if (escaped == 'u') {
        if (!unicode(out)) return false;
      } else if (const std::size_t i = kFrom.find(escaped); i != std::string_view::npos) {
        out += kTo[i];
      } else {
        return false;
      }
    }
    return take('"');
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// `$NAME` or `${...}` at `at`: appended as `${...}`; false if there is no variable.
bool variable(std::string_view word, std::size_t& at, std::string& out) {
  if (at + 1 >= word.size()) return false;
  if (word[at + 1] == '{') {
    const std::size_t end = word.find('}', at);
    if (end == std::string_view::npos) return false;
    out += word.substr(at, end - at + 1);
    at = end + 1;
    return true;
  }
  std::size_t end = at + 1;
  while (end < word.size() && is_name_char(word[end])) ++end;
  if (end == at + 1) return false;
  out += base::cat({"${", word.substr(at + 1, end - at - 1), "}"});
  at = end;
  return true;
}

}  // namespace

bool parse_json_words(std::string_view text, std::vector<std::string>& words) {
  std::vector<std::string> found;
  if (!Json(text).array(found)) return false;
  words = std::move(found);
  return true;
}

std::string unquote(std::string_view word, char escape) {
  std::string out;
  char quote = 0;
  for (std::size_t at = 0; at < word.size();) {
    const char c = word[at];
    if (quote == '\'') {
      if (c == '\'')
        quote = 0;
      else
        out += c;
      ++at;
    } else if (c == quote || (quote == 0 && (c == '"' || c == '\''))) {
      quote = c == quote ? '\0' : c;
      ++at;
    } else if (c == escape && at + 1 < word.size()) {
      const char next = word[at + 1];
      // Inside double quotes only `"`, `$` and the escape itself are escaped; elsewhere the escape stays.
      if (quote == '"' && next != '"' && next != '$' && next != escape) out += c;
      out += next;
      at += 2;
    } else if (c == '$' && variable(word, at, out)) {
      continue;
    } else {
      out += c;
      ++at;
    }
  }
  return out;
}

}  // namespace stackc::dockerfile
