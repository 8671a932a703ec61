#include "syntax/scalar/template.h"

#include <optional>

#include "base/text.h"

namespace stackc::scalar {
namespace {

using base::cat;

bool is_ident_char(char c) { return base::is_alnum(c) || c == '_' || c == '-'; }

class Parser {
 public:
  Parser(std::string_view text, bool bare) : text_(text), bare_(bare) {}

  Template run() {
    while (at_ < text_.size()) {
      const std::size_t dollar = text_.find('$', at_);
      if (dollar == std::string_view::npos) {
        literal_ += text_.substr(at_);
        break;
      }
      literal_ += text_.substr(at_, dollar - at_);
      at_ = dollar;
      if (text_.substr(at_, 3) == "$${") {
        literal_ += "${";
        at_ += 3;
      } else if (text_.substr(at_, 2) == "${") {
        reference();
      } else {
        literal_ += '$';
        ++at_;
      }
    }
    flush();
    return std::move(out_);
  }

 private:
  void flush() {
    if (!literal_.empty()) out_.pieces.emplace_back(std::move(literal_));
    literal_.clear();
  }
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }
  [[nodiscard]] bool next(char c) const { return at_ < text_.size() && text_[at_] == c; }
  [[nodiscard]] Range from(std::size_t begin) const { return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)}; }
  std::string ident() {
    const std::size_t begin = at_;
    if (at_ < text_.size() && (base::is_alpha(text_[at_]) || text_[at_] == '_')) ++at_;
    if (at_ > begin)
      while (at_ < text_.size() && is_ident_char(text_[at_])) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }
  void fail(std::string message, std::size_t begin, std::size_t end, std::string help = {}, bool undotted = false) {
    out_.errors.push_back(
        {std::move(message), std::move(help), {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, undotted});
  }

  // One reference; after an error the text goes on behind the next `}`.
  void reference() {
    const std::size_t begin = at_;
    const std::size_t errors = out_.errors.size();
    at_ += 2;
    Reference result;
    if (path(result, begin) && filters(result) && !next('}')) {
      if (at_ >= text_.size()) {
        fail("the reference has no closing `}`", begin, text_.size());
      } else {
        fail(cat({"unexpected `", text_.substr(at_, 1), "` in a reference"}), at_, at_ + 1,
             "a reference is `${name.output}` or `${name.output | filter}`");
      }
    }
    if (out_.errors.size() != errors) {
      const std::size_t close = text_.find('}', at_);
      at_ = close == std::string_view::npos ? text_.size() : close + 1;
      return;
    }
    ++at_;
    result.range = from(begin);
    flush();
    out_.pieces.emplace_back(std::move(result));
  }

  bool path(Reference& result, std::size_t begin) {
    blanks();
    std::size_t at = at_;
    std::string root = ident();
    if (root.empty()) {
      const std::size_t end = text_.find('}', at_);
      fail("a reference starts with a name", begin, end == std::string_view::npos ? text_.size() : end + 1,
           "write `${name.output}`, or `$${` for the two characters themselves");
      return false;
    }
    result.path.push_back({std::move(root), false, from(at)});
    while (next('.') || next('[')) {
      const bool index = text_[at_] == '[';
      ++at_;
      at = at_;
      if (index) {
        while (at_ < text_.size() && base::is_digit(text_[at_])) ++at_;
        if (at == at_ || !next(']')) {
          fail("an index is digits in brackets, such as `[0]`", at - 1, at_ < text_.size() ? at_ + 1 : at_);
          return false;
        }
        result.path.push_back({std::string(text_.substr(at, at_ - at)), true, from(at)});
        ++at_;
        continue;
      }
      std::string name = ident();
      if (name.empty()) {
        fail("a name is missing after the dot", at - 1, at);
        return false;
      }
      result.path.push_back({std::move(name), false, from(at)});
    }
    if (result.path.size() > 1 || bare_) return true;
    const std::string& name = result.path.front().name;
    const std::size_t end = text_.find('}', at_);
    const std::size_t stop = end == std::string_view::npos ? text_.size() : end + 1;
    if (end == std::string_view::npos) {
      fail("the reference has no closing `}`", begin, stop);
    } else {
      fail(cat({"`", text_.substr(begin, stop - begin), "` has no dot"}), begin, stop,
           cat({"write `${param.", name, "}`, `${secret.", name, "}` or `${", name,
                ".url}` for a service; variables of Compose are generated, and `$${", name, "}` is the text itself"}),
           true);
    }
    return false;
  }

  bool filters(Reference& result) {
    blanks();
    while (next('|')) {
      const std::size_t bar = at_++;
      blanks();
      Filter filter;
      const std::size_t begin = at_;
      filter.name = ident();
      if (filter.name.empty()) {
        fail("a filter is missing after `|`", bar, bar + 1);
        return false;
      }
      filter.range = from(begin);
      blanks_before('(');
      if (next('(') && !arguments(filter)) return false;
      filter.whole = from(begin);
      result.filters.push_back(std::move(filter));
      blanks();
    }
    return true;
  }

  void blanks_before(char c) {
    const std::size_t keep = at_;
    blanks();
    if (!next(c)) at_ = keep;
  }

  bool arguments(Filter& filter) {
    const std::size_t open = at_++;
    blanks();
    while (!next(')')) {
      std::optional<std::string> arg = argument();
      if (!arg) {
        if (out_.errors.empty() || out_.errors.back().range.begin < open)
          fail("an argument is a quoted text, a number, true or false", open, at_ < text_.size() ? at_ + 1 : at_);
        return false;
      }
      filter.args.push_back(std::move(*arg));
      blanks();
      if (next(',')) {
        ++at_;
        blanks();
      } else if (!next(')')) {
        fail("the arguments of the filter are not closed by `)`", open, at_);
        return false;
      }
    }
    ++at_;
    return true;
  }

  std::optional<std::string> argument() {
    if (next('\'') || next('"')) return string(text_[at_]);
    const std::size_t begin = at_;
    if (next('-')) ++at_;
    while (at_ < text_.size() && (is_ident_char(text_[at_]) || text_[at_] == '.')) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word == "true" || word == "false") return std::string(word);
    const std::string_view digits = !word.empty() && word.front() == '-' ? word.substr(1) : word;
    if (digits.empty() || digits.find_first_not_of("0123456789.") != std::string_view::npos) return std::nullopt;
    return std::string(word);
  }

  // 'it''s' or "a\"b".
  std::optional<std::string> string(char quote) {
    const std::size_t begin = at_++;
    std::string out;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '\\' && quote == '"' && at_ < text_.size()) {
        out += text_[at_++];
      } else if (c == quote) {
        if (quote == '\'' && next('\'')) {
          out += '\'';
          ++at_;
          continue;
        }
        return out;
      } else {
        out += c;
      }
    }
    fail("the text has no closing quote", begin, text_.size());
    return std::nullopt;
  }

  std::string_view text_;
  bool bare_;
  std::size_t at_ = 0;
  std::string literal_;
  Template out_;
};

}  // namespace

std::string Reference::path_text() const {
  std::string out;
  for (const Segment& segment : path) {
    if (segment.index) {
      out += cat({"[", segment.name, "]"});
    } else {
      if (!out.empty()) out += '.';
      out += segment.name;
    }
  }
  return out;
}

bool Template::has_reference() const {
  for (const Piece& piece : pieces)
    if (std::holds_alternative<Reference>(piece)) return true;
  return false;
}

const Reference* Template::sole_reference() const {
  if (pieces.size() != 1 || !errors.empty()) return nullptr;
  return std::get_if<Reference>(&pieces.front());
}

Template parse_template(std::string_view text, bool bare) { return Parser(text, bare).run(); }

}  // namespace stackc::scalar
