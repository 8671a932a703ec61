#include "syntax/dotenv/dotenv.h"

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "syntax/dotenv/chars.h"
#include "syntax/dotenv/raw.h"

namespace stackc::dotenv {
namespace {

using base::cat;
constexpr auto kNone = std::string_view::npos;
constexpr std::size_t kShown = 60;                        // bytes of the user's text in a message
constexpr std::size_t kMaxBytes = std::size_t{16} << 20;  // of all expanded values of a file

std::string shown(std::string_view text) {
  text = text.substr(0, text.find('\n'));
  return cat({"`", text.substr(0, kShown), text.size() > kShown ? "...`" : "`"});
}

// `\n` and the like; what is none of them stays. `\$` becomes `$$`, which the substitution makes a `$`.
std::string expand_escapes(std::string_view text) {
  static constexpr std::string_view kFrom = "abfnrtv\"\\";
  static constexpr std::string_view kTo = "\a\b\f\n\r\t\v\"\\";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char next = text[++i];
    if (const auto at = kFrom.find(next); at != kNone) {
      out += kTo[at];
    } else if (next == '$') {
      out += "$$";
    } else if (next == '0') {
      // `\0` and up to three digits: octal, if there are three octal ones and they fit into a byte. Else the zero is lost.
      std::size_t count = 0;
      while (count < 3 && i + 1 + count < text.size() && base::is_digit(text[i + 1 + count])) ++count;
      const std::string_view digits = text.substr(i + 1, count);
      i += count;
      unsigned value = 0;
      bool octal = count == 3;
      for (const char digit : digits) octal = octal && digit < '8', value = value * 8 + static_cast<unsigned>(digit - '0');
      if (!octal || value > 0xff) {
        (out += '\\') += digits;
      } else if (value < 0x80) {
        out += static_cast<char>(value);
      } else {
        out += static_cast<char>(0xc0 | value >> 6), out += static_cast<char>(0x80 | (value & 0x3f));
      }
    } else {
      (out += '\\') += next;
    }
  }
  return out;
}

// Walks over the text once. `at_` is the next byte to read.
class Parser {
 public:
  Parser(std::string_view text, const interpolation::Lookup& outside, const interpolation::Lookup& before, File& file)
      : text_(text), outside_(outside), before_(before), file_(file) {}

  void run() {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
    while (statement_start()) {
      if (!statement()) next_line();
    }
  }

 private:
  static Range range(std::size_t begin, std::size_t end) { return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}; }
  [[nodiscard]] std::size_t offset(std::string_view part) const { return static_cast<std::size_t>(part.data() - text_.data()); }
  bool fail(std::string message, std::size_t begin, std::size_t end) {
    file_.problems.push_back({std::move(message), range(begin, end)});
    return false;
  }
  void odd(std::string message, std::size_t begin, std::size_t end) { file_.oddities.push_back({std::move(message), range(begin, end)}); }

  // Over blanks, empty lines and comments. False: nothing is left.
  bool statement_start() {
    while (at_ < text_.size()) {
      const Character character = character_at(text_, at_);
      if (character.point == '#') {
        next_line();
      } else if (is_space(character.point)) {
        at_ += character.length;
      } else {
        return true;
      }
    }
    return false;
  }
  void next_line() {
    const std::size_t end = text_.find('\n', at_);
    at_ = end == kNone ? text_.size() : end + 1;
  }

  bool statement() {
    skip_export();
    const std::size_t begin = at_;
    std::size_t end = begin;
    char separator = 0;
    while (end < text_.size() && separator == 0) {
      const Character character = character_at(text_, end);
      if (character.point == '=' || character.point == ':' || character.point == '\n') {
        separator = text_[end];
      } else if (is_blank(character.point) || (character.point < 0x80 && std::string_view("_.-[]").find(text_[end]) != kNone) ||
                 is_letter_or_number(text_, end, character)) {
        end += character.length;
      } else {
        const std::string_view what = text_.substr(end, character.length);
        return fail(cat({"`", what, "` cannot stand in the name of a variable: ", shown(text_.substr(begin)),
                         " is neither `NAME=value` nor a comment"}),
                    end, end + character.length);
      }
    }
    if (separator == 0) return last_line(begin);
    const std::string_view name = trim_space_right(text_.substr(begin, end - begin));
    if (const std::size_t blank = name.find(' '); blank != kNone)
      return fail(cat({"a blank cannot stand in the name of a variable: ", shown(name)}), begin + blank, begin + blank + 1);
    at_ = end + 1;
    if (separator == '\n') return inherit(name);
    if (end - begin != name.size()) odd("blanks before the separator are dropped here, but not by other readers", begin + name.size(), end);
    return value(name);
  }

  void skip_export() {
    static constexpr std::string_view kExport = "export";
    if (text_.substr(at_, kExport.size()) != kExport || at_ + kExport.size() == text_.size()) return;
    const char next = text_[at_ + kExport.size()];
    if (next != ' ' && next != '\t' && next != '\n' && next != '\f' && next != '\r') return;
    at_ = offset(trim_blank_left(text_.substr(at_ + kExport.size())));
  }

  // The loader looks for the end of a name up to the end of the file; without one it takes what is left as the value of a variable without
  // a name.
  bool last_line(std::size_t begin) {
    const std::string_view rest = text_.substr(begin);
    if (rest.empty()) return fail("`export` exports nothing: a name is missing", begin - 1, begin);
    odd(cat({shown(rest), " needs a line feed behind it: without one it is no variable"}), begin, text_.size());
    at_ = offset(trim_blank_left(rest));
    return value({});
  }

  bool inherit(std::string_view name) {
    const std::optional<std::string_view> found = outside_(name);
    if (!found) return true;
    const Range place = range(offset(name), offset(name) + name.size());
    add({std::string(name), std::string(*found), place, place, 0, true});
    return true;
  }

  bool value(std::string_view name) {
    at_ = offset(trim_blank_left(text_.substr(at_)));
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    return quote == '"' || quote == '\'' ? quoted(name, quote) : unquoted(name);
  }

  bool unquoted(std::string_view name) {
    const std::size_t begin = at_;
    const std::size_t line_end = std::min(text_.find('\n', begin), text_.size());
    const std::string_view line = text_.substr(begin, line_end - begin);
    const std::string_view written = trim_space_right(line.substr(0, line.find(" #")));
    if (written.starts_with('#'))
      odd(cat({shown(written), " is the value, not a comment: nothing stands before it"}), begin, begin + written.size());
    at_ = std::min(line_end + 1, text_.size());
    return expand(name, written, range(begin, begin + written.size()), 0, written);
  }

  bool quoted(std::string_view name, char quote) {
    const std::size_t begin = at_;
    std::string value;
    bool escaped = false;
    std::size_t i = begin + 1;
    for (; i < text_.size() && (text_[i] != quote || escaped); ++i) {
      const char c = text_[i];
      if (c == '\\' && !escaped) {
        escaped = true;
        continue;
      }
      if (escaped && c != quote) value += '\\';
      escaped = false;
      value += c;
    }
    if (i == text_.size()) return fail(cat({"the closing quote of ", shown(text_.substr(begin)), " is missing"}), begin, begin + 1);
    at_ = i + 1;
    const Range place = range(begin, at_);
    if (quote == '\'') {
      add({std::string(name), std::move(value), name_range(name, begin), place, quote, false});
      return true;
    }
    return expand(name, expand_escapes(value), place, quote, text_.substr(begin + 1, i - begin - 1));
  }

  // What stands outside wins over what the file said before.
  bool expand(std::string_view name, std::string_view value, Range place, char quote, std::string_view written) {
    const Range at = name_range(name, place.begin);
    if (!interpolation::has_variable(value)) {
      add({std::string(name), std::string(value), at, place, quote, false});
      return true;
    }
    const interpolation::Result result = interpolation::substitute(value,
                                                                   [this](std::string_view wanted) -> std::optional<std::string_view> {
                                                                     if (const auto found = outside_(wanted)) return found;
                                                                     const auto known = values_.find(wanted);
                                                                     if (known == values_.end())
                                                                       return before_ ? before_(wanted) : std::nullopt;
                                                                     return file_.assignments[known->second].value;
                                                                   },
                                                                   {false, kMaxBytes - std::min(bytes_, kMaxBytes)});
    bytes_ += result.text.size();
    const bool same = written == value;
    keep_variables(result.variables, value, written, same);
    for (const interpolation::Problem& problem : result.problems)
      file_.problems.push_back(
          {problem.message, same ? range(offset(written) + problem.range.begin, offset(written) + problem.range.end) : place});
    if (result.problems.empty()) add({std::string(name), result.text, at, place, quote, false});
    return true;
  }

  // The variables point into `value`, which goes away. Where escapes made it another text than what is written, their names are looked for.
  void keep_variables(const std::vector<interpolation::Variable>& variables, std::string_view value, std::string_view written, bool same) {
    std::size_t from = 0;
    for (interpolation::Variable variable : variables) {
      const std::size_t name_at = same ? static_cast<std::size_t>(variable.name.data() - value.data()) : written.find(variable.name, from);
      if (name_at == kNone) return;
      from = name_at;
      variable.name = written.substr(name_at, variable.name.size());
      const std::size_t begin = same ? variable.range.begin : name_at;
      const std::size_t end = same ? variable.range.end : name_at + variable.name.size();
      const bool operand = same && !variable.operand.empty();
      variable.operand = operand ? written.substr(static_cast<std::size_t>(variable.operand.data() - value.data()), variable.operand.size())
                                 : std::string_view();
      variable.range = range(offset(written) + begin, offset(written) + end);
      file_.variables.push_back(variable);
    }
  }

  [[nodiscard]] Range name_range(std::string_view name, std::size_t otherwise) const {
    return name.empty() ? range(otherwise, otherwise) : range(offset(name), offset(name) + name.size());
  }
  void add(Assignment assignment) {
    const std::string_view name =
        assignment.name.empty() ? std::string_view() : text_.substr(assignment.name_range.begin, assignment.name.size());
    values_[name] = file_.assignments.size();
    file_.assignments.push_back(std::move(assignment));
  }

  std::string_view text_;
  const interpolation::Lookup& outside_;
  const interpolation::Lookup& before_;
  File& file_;
  std::size_t at_ = 0;
  std::size_t bytes_ = 0;                                     // of the values that were expanded
  std::unordered_map<std::string_view, std::size_t> values_;  // the latest assignment of each name
};

}  // namespace

File parse(std::string_view text, const interpolation::Lookup& lookup, Format format, const interpolation::Lookup& before) {
  File file;
  if (format == Format::kRaw) {
    parse_raw(text, lookup, file);
  } else {
    Parser(text, lookup, before, file).run();
  }
  return file;
}

}  // namespace stackc::dotenv
