#include "syntax/interpolation/interpolation.h"

#include <algorithm>

#include "base/text.h"

namespace stackc::interpolation {
namespace {

using base::cat;
constexpr auto kNone = std::string_view::npos;
constexpr std::size_t kShown = 100;  // bytes of an invalid piece that a message looks at

// A letter, digit or `_`. The pattern of the reference loader ignores case the way Unicode does, so that the long s and the Kelvin sign are
// letters, too. 0: the text has no such character at this place.
std::size_t name_character(std::string_view text, std::size_t at, bool first) {
  if (at >= text.size()) return 0;
  const char c = text[at];
  if (base::is_alpha(c) || c == '_' || (!first && base::is_digit(c))) return 1;
  if (text.substr(at, 2) == "\xc5\xbf") return 2;
  return text.substr(at, 3) == "\xe2\x84\xaa" ? 3 : 0;
}

std::size_t name_end(std::string_view text, std::size_t at) {
  for (bool first = true;; first = false) {
    const std::size_t length = name_character(text, at, first);
    if (length == 0) return at;
    at += length;
  }
}

// The operator at `at` and its length; kNone has length 0.
struct OperatorAt {
  Operator op = Operator::kNone;
  std::size_t length = 0;
};
OperatorAt operator_at(std::string_view text, std::size_t at) {
  const bool colon = at < text.size() && text[at] == ':';
  const std::size_t sign = at + (colon ? 1 : 0);
  if (sign >= text.size()) return {};
  const std::size_t length = colon ? 2 : 1;
  switch (text[sign]) {
    case '-':
      return {colon ? Operator::kDefaultEmpty : Operator::kDefault, length};
    case '?':
      return {colon ? Operator::kRequiredEmpty : Operator::kRequired, length};
    case '+':
      return {colon ? Operator::kAlternateEmpty : Operator::kAlternate, length};
    default:
      return {};
  }
}

// One piece of a text that starts with `$`.
struct Token {
  enum class Kind : std::uint8_t { kLiteral, kEscaped, kVariable, kInvalid } kind = Kind::kLiteral;
  std::string_view name;
  Operator op = Operator::kNone;
  std::string_view operand;
  std::size_t end = 0;
};

// Reads tokens of one text from left to right.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}
  Token read(std::size_t dollar) {
    Token token;
    token.end = dollar + 1;
    if (token.end >= text_.size()) return token;
    if (text_[token.end] == '$') return {Token::Kind::kEscaped, {}, {}, {}, dollar + 2};
    if (text_[token.end] == '{') return braced(dollar);
    const std::size_t end = name_end(text_, dollar + 1);
    if (end == dollar + 1) return token;
    return {Token::Kind::kVariable, text_.substr(dollar + 1, end - dollar - 1), {}, {}, end};
  }
  // The last brace of the line that the latest variable with an operand stands in.
  [[nodiscard]] std::size_t last() const { return last_; }

 private:
  Token braced(std::size_t dollar) {
    const Token invalid{Token::Kind::kInvalid, {}, {}, {}, dollar + 2};
    const std::size_t begin = dollar + 2;
    const std::size_t end = name_end(text_, begin);
    if (end == begin) return invalid;
    const std::string_view name = text_.substr(begin, end - begin);
    if (end < text_.size() && text_[end] == '}') return {Token::Kind::kVariable, name, {}, {}, end + 1};
    const auto [op, length] = operator_at(text_, end);
    if (op == Operator::kNone) return invalid;
    const std::size_t last = last_brace(end + length);
    if (last == kNone) return invalid;
    const std::size_t close = closing_brace(dollar, last);
    return {Token::Kind::kVariable, name, op, text_.substr(end + length, close - end - length), close + 1};
  }

  // The last `}` of the line that `from` stands in, not before `from`.
  std::size_t last_brace(std::size_t from) {
    if (from >= line_end_ || line_end_ == 0) {
      line_end_ = std::min(text_.find('\n', from), text_.size());
      last_ = line_end_ == 0 ? kNone : text_.rfind('}', line_end_ - 1);
    }
    return last_ == kNone || last_ < from ? kNone : last_;
  }

  // Where the reference counts the braces to be even. It leaps over the character behind each `{`, so that the `}` of `{}` does not count;
  // if the count never becomes even the last brace of the line closes.
  [[nodiscard]] std::size_t closing_brace(std::size_t dollar, std::size_t last) const {
    int open = 0;
    for (std::size_t i = dollar; i <= last; ++i) {
      if (text_[i] == '}' && --open == 0) return i;
      if (text_[i] == '{') ++open, ++i;
    }
    return last;
  }

  std::string_view text_;
  std::size_t line_end_ = 0;  // the line whose last brace is known ends here
  std::size_t last_ = kNone;
};

// What the author probably meant by a `${` that starts no variable.
std::string invalid_message(std::string_view text, std::string_view whole) {
  const std::size_t end = name_end(text, 2);
  const std::string_view name = text.substr(2, end - 2);
  const std::string_view rest = text.substr(end);
  const std::string shown = cat({"`", whole, "`"});
  if (rest.empty()) return cat({shown, " is not closed: write `${NAME}`, or `$$` for a dollar sign"});
  if (name.empty()) {
    if (rest.front() == '}') return cat({shown, " names no variable: write `${NAME}`, or `$$` for a dollar sign"});
    if (rest.front() == ' ') return cat({shown, " has a blank before the name: write `${NAME}`, or `$$` for a dollar sign"});
    if (base::is_digit(rest.front())) return cat({shown, " starts with a digit: names of variables start with a letter or `_`"});
    return cat({shown, " is no variable: write `${NAME}`, or `$$` for a dollar sign"});
  }
  if (operator_at(rest, 0).op != Operator::kNone) {
    if (text.substr(whole.size(), 1) == "\n") return cat({shown, " goes over the end of the line: write it on one line"});
    return cat({"`}` is missing after `${", name, rest.substr(0, operator_at(rest, 0).length),
                "`: write `$$` for a dollar sign that starts no variable"});
  }
  if (rest.front() == ' ') return cat({shown, " has a blank after the name: write `${", name, "}`"});
  if (rest.starts_with("=") || rest.starts_with(":="))
    return cat({shown, " assigns, which Compose cannot: write `${", name, ":-...}` for a default"});
  return cat({shown, " is no variable: after the name stand only `:-` `-` `:?` `?` `:+` `+`, or write `$$` for a dollar sign"});
}

class Substitution {
 public:
  Substitution(std::string_view whole, const Lookup& lookup, const Options& options, Result& result)
      : whole_(whole), lookup_(lookup), options_(options), result_(result) {}

  // Appends what `text`, a part of the whole, becomes. False: something is wrong, what was appended is of no use.
  bool append(std::string& out, std::string_view text, int depth) {
    if (depth > kMaxDepth) {
      result_.problems.push_back(
          {Problem::Kind::kTooDeep, cat({"variables are nested deeper than ", std::to_string(kMaxDepth), " levels"}), {}, {}, range(text)});
      return false;
    }
    Scanner scanner(text);
    bool ok = true;
    std::size_t at = 0;
    for (std::size_t dollar; (dollar = text.find('$', at)) != kNone;) {
      out.append(text, at, dollar - at);
      const Token token = scanner.read(dollar);
      at = token.end;
      switch (token.kind) {
        case Token::Kind::kLiteral:
        case Token::Kind::kEscaped:
          out += '$';
          break;
        case Token::Kind::kInvalid:
          ok = invalid(text, dollar);
          break;
        case Token::Kind::kVariable:
          ok = variable(out, token, text.substr(dollar, at - dollar), depth) && ok;
          break;
      }
    }
    out.append(text, at);
    return ok;
  }

 private:
  [[nodiscard]] Range range(std::string_view part) const {
    const auto begin = static_cast<std::uint32_t>(part.data() - whole_.data());
    return {begin, begin + static_cast<std::uint32_t>(part.size())};
  }

  bool invalid(std::string_view text, std::size_t dollar) {
    const std::string_view rest = text.substr(dollar, kShown);
    std::size_t end = rest.find_first_of("}\n");
    if (end == kNone) end = rest.find(' ', 2);
    if (end == kNone) end = rest.size();
    if (end < rest.size() && rest[end] == '}') ++end;
    result_.problems.push_back({Problem::Kind::kInvalid, invalid_message(rest, rest.substr(0, end)), {}, {}, range(rest.substr(0, end))});
    return false;
  }

  bool too_large(std::string_view written) {
    if (result_.problems.empty() || result_.problems.back().kind != Problem::Kind::kTooLarge) {
      result_.problems.push_back({Problem::Kind::kTooLarge,
                                  cat({"the text grows over ", std::to_string(options_.max_bytes), " bytes here"}),
                                  {},
                                  {},
                                  range(written)});
    }
    return false;
  }

  bool required(const Token& token, std::string_view written, bool known, int depth) {
    std::string said;
    if (!append(said, token.operand, depth + 1)) return false;
    std::string message = cat({"required variable `", token.name, known ? "` is empty" : "` is not set"});
    if (!said.empty()) message += cat({": ", said});
    result_.problems.push_back({Problem::Kind::kRequired, std::move(message), token.name, std::move(said), range(written)});
    return false;
  }

  bool variable(std::string& out, const Token& token, std::string_view written, int depth) {
    const std::optional<std::string_view> value = lookup_(token.name);
    result_.variables.push_back({token.name, token.op, token.operand, range(written), value.has_value()});
    const bool filled = value && !value->empty();
    switch (token.op) {
      case Operator::kDefaultEmpty:
        if (!filled) return append(out, token.operand, depth + 1);
        break;
      case Operator::kDefault:
        if (!value) return append(out, token.operand, depth + 1);
        break;
      case Operator::kAlternateEmpty:
        if (filled) return append(out, token.operand, depth + 1);
        return true;  // empty either way
      case Operator::kAlternate:
        if (value) return append(out, token.operand, depth + 1);
        return true;
      case Operator::kRequiredEmpty:
      case Operator::kRequired: {
        if (!value && options_.keep_unknown) break;
        const bool satisfied = token.op == Operator::kRequired ? value.has_value() : filled;
        if (!satisfied) return required(token, written, value.has_value(), depth);
        break;
      }
      case Operator::kNone:
        break;
    }
    if (value) {
      if (value->size() > options_.max_bytes || out.size() > options_.max_bytes - value->size()) return too_large(written);
      out.append(*value);
    } else if (options_.keep_unknown) {
      out.append(cat({"${", token.name, "}"}));
      result_.symbolic = true;
    }
    return true;
  }

  std::string_view whole_;
  const Lookup& lookup_;
  const Options& options_;
  Result& result_;
};

// In the order of the reference: of a variable with an operand it reads the rest of the line first, up to the last brace, then the variable
// itself, then the operand.
void collect(std::string_view whole, std::string_view text, int depth, std::vector<Variable>& out) {
  if (depth > kMaxDepth) return;
  const auto offset = static_cast<std::uint32_t>(text.data() - whole.data());
  Scanner scanner(text);
  std::vector<Token> waiting;  // variables with operands whose line is not at its end
  std::vector<std::uint32_t> places;
  const auto add = [&](const Token& token, std::uint32_t begin) {
    out.push_back({token.name, token.op, token.operand, {begin, offset + static_cast<std::uint32_t>(token.end)}, false});
    if (token.op == Operator::kNone || token.op == Operator::kRequired || token.op == Operator::kRequiredEmpty) return;
    collect(whole, token.operand, depth + 1, out);
  };
  const auto flush = [&] {
    for (std::size_t i = waiting.size(); i-- > 0;) add(waiting[i], places[i]);
    waiting.clear();
    places.clear();
  };
  std::size_t at = 0;
  for (std::size_t dollar; (dollar = text.find('$', at)) != kNone;) {
    if (!waiting.empty() && dollar > scanner.last()) flush();
    const Token token = scanner.read(dollar);
    at = token.end;
    if (token.kind != Token::Kind::kVariable) continue;
    const std::uint32_t begin = offset + static_cast<std::uint32_t>(dollar);
    if (token.op == Operator::kNone) {
      add(token, begin);
    } else {
      waiting.push_back(token);
      places.push_back(begin);
    }
  }
  flush();
}

}  // namespace

Result substitute(std::string_view text, const Lookup& lookup, const Options& options) {
  Result result;
  result.text.reserve(text.size());
  Substitution(text, lookup, options, result).append(result.text, text, 0);
  return result;
}

std::vector<Variable> variables(std::string_view text) {
  std::vector<Variable> out;
  if (has_variable(text)) collect(text, text, 0, out);
  return out;
}

}  // namespace stackc::interpolation
