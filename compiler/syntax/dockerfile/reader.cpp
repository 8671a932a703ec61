#include <array>

#include "base/text.h"
#include "diag/rules/image.h"
#include "syntax/dockerfile/dockerfile.h"

namespace stackc::dockerfile {
namespace {

using base::cat;

constexpr std::string_view kBlanks = " \t\v\f\r";
bool is_blank(char c) { return kBlanks.find(c) != std::string_view::npos; }

std::string_view trim_left(std::string_view text) {
  const std::size_t at = text.find_first_not_of(kBlanks);
  return at == std::string_view::npos ? std::string_view() : text.substr(at);
}
std::string_view trim_right(std::string_view text) { return text.substr(0, text.find_last_not_of(kBlanks) + 1); }
std::string_view trim(std::string_view text) { return trim_right(trim_left(text)); }

enum class Form : std::uint8_t { kText, kJson, kPairs, kArgs };
struct KeywordRow {
  std::string_view name;
  Form form;
  bool heredoc;
};
constexpr std::array<KeywordRow, 18> kKeywords{{
    {"ADD", Form::kJson, true},
    {"ARG", Form::kArgs, false},
    {"CMD", Form::kJson, false},
    {"COPY", Form::kJson, true},
    {"ENTRYPOINT", Form::kJson, false},
    {"ENV", Form::kPairs, false},
    {"EXPOSE", Form::kText, false},
    {"FROM", Form::kText, false},
    {"HEALTHCHECK", Form::kText, false},
    {"LABEL", Form::kPairs, false},
    {"MAINTAINER", Form::kText, false},
    {"ONBUILD", Form::kText, false},
    {"RUN", Form::kJson, true},
    {"SHELL", Form::kJson, false},
    {"STOPSIGNAL", Form::kText, false},
    {"USER", Form::kText, false},
    {"VOLUME", Form::kJson, false},
    {"WORKDIR", Form::kText, false},
}};

const KeywordRow* find_keyword(std::string_view name) {
  for (const KeywordRow& row : kKeywords)
    if (row.name == name) return &row;
  return nullptr;
}

// Words as the parser of ENV and LABEL cuts them: at blanks outside quotes; quotes and escapes stay in the word.
std::vector<std::string> split_words(std::string_view text, char escape) {
  std::vector<std::string> words;
  std::string word;
  char quote = 0;
  bool open = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote == 0 && is_blank(c)) {
      if (open) words.push_back(std::move(word));
      word.clear();
      open = false;
      continue;
    }
    open = true;
    word += c;
    if (c == escape && quote != '\'' && i + 1 < text.size()) {
      word += text[++i];
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    }
  }
  if (open) words.push_back(std::move(word));
  return words;
}

class Reader {
 public:
  Reader(const source::SourceManager& sources, source::FileId id, diag::Sink& sink) : text_(sources.text(id)), id_(id), sink_(sink) {}

  File read() {
    if (text_.substr(0, 3) == "\xef\xbb\xbf") at_ = 3;
    bool top = true;
    item_begin_ = 0;
    while (at_ < text_.size()) {
      const std::string_view content = line();
      const std::string_view trimmed = trim(content);
      Item item;
      if (top && directive(trimmed, item)) {
        next_line();
      } else {
        top = false;
        if (trimmed.empty()) {
          next_line();
        } else if (trimmed.front() == '#') {
          item.kind = ItemKind::kComment;
          item.text = std::string(trim(trimmed.substr(1)));
          next_line();
        } else {
          instruction(item);
        }
      }
      item.span = span(item_begin_, at_);
      item_begin_ = at_;
      file_.items.push_back(std::move(item));
    }
    if (item_begin_ < text_.size()) {  // a file of a byte order mark alone
      Item item;
      item.span = span(item_begin_, text_.size());
      file_.items.push_back(std::move(item));
    }
    return std::move(file_);
  }

 private:
  source::Span span(std::size_t begin, std::size_t end) const {
    return {id_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }
  void fail(source::Span where, std::string message) { sink_.report(diag::rule::dockerfile_syntax, where, std::move(message)); }

  // The line at at_, without its line end.
  std::string_view line() const {
    std::size_t end = text_.find('\n', at_);
    if (end == std::string_view::npos) end = text_.size();
    std::string_view content = text_.substr(at_, end - at_);
    if (!content.empty() && content.back() == '\r') content.remove_suffix(1);
    return content;
  }
  void next_line() {
    const std::size_t end = text_.find('\n', at_);
    at_ = end == std::string_view::npos ? text_.size() : end + 1;
  }

  bool directive(std::string_view trimmed, Item& item) {
    if (trimmed.empty() || trimmed.front() != '#') return false;
    const std::size_t equals = trimmed.find('=');
    if (equals == std::string_view::npos) return false;
    const std::string name = base::to_lower(trim(trimmed.substr(1, equals - 1)));
    if (name != "syntax" && name != "escape" && name != "check") return false;
    for (const Item& earlier : file_.items)
      if (earlier.name == name) {
        fail(span(at_, at_ + line().size()), cat({"the directive `", name, "` stands twice"}));
        break;
      }
    item.kind = ItemKind::kDirective;
    item.name = name;
    item.text = std::string(trim(trimmed.substr(equals + 1)));
    if (name == "escape") {
      if (item.text == "`" || item.text == "\\") {
        file_.escape = item.text.front();
      } else {
        fail(span(at_, at_ + line().size()), "the escape character is a backslash or a backquote");
      }
    }
    return true;
  }

  // Whether the line goes on: takes the escape character off its end.
  bool continues(std::string_view& content) const {
    const std::string_view right = trim_right(content);
    if (right.empty() || right.back() != file_.escape) return false;
    if (right.size() > 1 && right[right.size() - 2] == file_.escape) return false;
    content = right.substr(0, right.size() - 1);
    return true;
  }

  std::string logical_line() {
    std::string_view content = trim_left(line());
    next_line();
    bool more = continues(content);
    std::string joined(content);
    while (more && at_ < text_.size()) {
      content = line();
      next_line();
      const std::string_view left = trim_left(content);
      if (left.empty() || left.front() == '#') continue;
      more = continues(content);
      joined += content;
    }
    return joined;
  }

  void instruction(Item& item) {
    item.kind = ItemKind::kInstruction;
    const std::size_t begin = at_ + (line().size() - trim_left(line()).size());
    const std::string joined = logical_line();
    const std::string_view all = trim(joined);
    const std::size_t blank = all.find_first_of(kBlanks);
    const std::string_view keyword = all.substr(0, blank);
    item.name = base::to_upper(keyword);
    item.name_span = span(begin, std::min(begin + keyword.size(), text_.size()));
    const KeywordRow* row = find_keyword(item.name);
    if (row == nullptr) {
      fail(item.name_span, cat({"unknown instruction `", keyword, "`"}));
      return;
    }
    const std::string_view rest = blank == std::string_view::npos ? std::string_view() : trim(all.substr(blank));
    item.text = std::string(flags(rest, item));
    if (item.text.empty()) {
      const bool bare = item.name == "RUN" && !item.flags.empty();  // BuildKit runs the empty command
      if (!bare) fail(item.name_span, cat({"`", item.name, "` has no argument"}));
      return;
    }
    arguments(*row, item);
    if (row->heredoc && item.text.find("<<") != std::string::npos) heredocs(item);
  }

  // Words `--name[=value]` at the front; a value may hold quoted blanks.
  std::string_view flags(std::string_view rest, Item& item) {
    while (rest.substr(0, 2) == "--") {
      std::size_t end = 2;
      char quote = 0;
      for (; end < rest.size() && (quote != 0 || !is_blank(rest[end])); ++end) {
        if (rest[end] == file_.escape && end + 1 < rest.size()) {
          ++end;
        } else if (quote == 0 && (rest[end] == '"' || rest[end] == '\'')) {
          quote = rest[end];
        } else if (rest[end] == quote) {
          quote = 0;
        }
      }
      end = std::min(end, rest.size());
      if (end == 2) return trim_left(rest.substr(2));  // `--` alone ends them
      const std::string_view word = rest.substr(2, end - 2);
      const std::size_t equals = word.find('=');
      Flag flag;
      flag.name = std::string(word.substr(0, equals));
      flag.has_value = equals != std::string_view::npos;
      if (flag.has_value) flag.value = flag_value(word.substr(equals + 1));
      item.flags.push_back(std::move(flag));
      rest = trim_left(rest.substr(end));
    }
    return rest;
  }

  // Quotes and escapes of flags go; variables stay as they are.
  std::string flag_value(std::string_view word) const {
    std::string out;
    char quote = 0;
    for (std::size_t i = 0; i < word.size(); ++i) {
      if (word[i] == file_.escape && i + 1 < word.size()) {
        out += word[++i];
      } else if (quote == 0 && (word[i] == '"' || word[i] == '\'')) {
        quote = word[i];
      } else if (quote != 0 && word[i] == quote) {
        quote = 0;
      } else {
        out += word[i];
      }
    }
    return out;
  }

  void arguments(const KeywordRow& row, Item& item) {
    if (row.form == Form::kJson && parse_json_words(item.text, item.words)) {
      item.json = true;
      if (item.words.empty() && (item.name == "SHELL" || item.name == "VOLUME"))
        fail(item.name_span, cat({"`", item.name, "` names nothing"}));
      return;
    }
    if (item.name == "SHELL") return fail(item.name_span, "SHELL takes a JSON array");
    item.words = split_words(item.text, file_.escape);
    if (row.form == Form::kPairs) pairs(item);
    if (row.form == Form::kArgs) args(item);
  }

  void pairs(Item& item) {
    if (item.words.front().find('=') == std::string::npos) {  // the old form: name, then everything else
      const std::size_t blank = item.text.find_first_of(kBlanks);
      if (blank == std::string::npos) return fail(item.name_span, cat({"`", item.name, " ", item.text, "` has no value"}));
      item.pairs.emplace_back(item.text.substr(0, blank), std::string(trim(std::string_view(item.text).substr(blank))));
      return;
    }
    for (const std::string& word : item.words) {
      const std::size_t equals = word.find('=');
      if (equals == std::string::npos || equals == 0) {
        fail(item.name_span, cat({"`", word, "` is no `name=value`"}));
        continue;
      }
      item.pairs.emplace_back(unquote(word.substr(0, equals), file_.escape), unquote(word.substr(equals + 1), file_.escape));
    }
  }

  void args(Item& item) {
    for (const std::string& word : item.words) {
      const std::size_t equals = word.find('=');
      item.has_default.push_back(equals != std::string::npos);
      item.pairs.emplace_back(word.substr(0, equals),
                              equals == std::string::npos ? std::string() : unquote(word.substr(equals + 1), file_.escape));
    }
  }

  void heredocs(Item& item) {
    for (const std::string& word : split_words(item.text, file_.escape)) {
      std::size_t at = word.find_first_not_of("0123456789");
      if (at == std::string::npos || word.substr(at, 2) != "<<" || word.substr(at, 3) == "<<<") continue;
      Heredoc heredoc;
      at += 2;
      if (at < word.size() && word[at] == '-') {
        heredoc.chomp = true;
        ++at;
      }
      const std::string name = word.substr(at);
      heredoc.name = unquote(name, file_.escape);
      heredoc.expand = heredoc.name == name;
      if (heredoc.name.empty() || heredoc.name.find_first_of("<>|&;()`$ ") != std::string::npos) continue;
      body(item, heredoc);
      item.heredocs.push_back(std::move(heredoc));
    }
  }

  void body(const Item& item, Heredoc& heredoc) {
    const std::size_t begin = at_;
    while (at_ < text_.size()) {
      const std::size_t line_begin = at_;
      std::string_view content = line();
      next_line();
      std::string_view raw = text_.substr(line_begin, at_ - line_begin);
      if (heredoc.chomp) {
        while (!content.empty() && content.front() == '\t') content.remove_prefix(1);
        while (!raw.empty() && raw.front() == '\t') raw.remove_prefix(1);
      }
      if (content == heredoc.name) {
        heredoc.span = span(begin, at_);
        return;
      }
      heredoc.body += raw;
    }
    heredoc.span = span(begin, at_);
    fail(item.name_span, cat({"the heredoc `", heredoc.name, "` is not closed"}));
  }

  std::string_view text_;
  source::FileId id_;
  diag::Sink& sink_;
  File file_;
  std::size_t at_ = 0;
  std::size_t item_begin_ = 0;
};

}  // namespace

File read(const source::SourceManager& sources, source::FileId file, diag::Sink& sink) { return Reader(sources, file, sink).read(); }

std::string dump(const File& file, const source::SourceManager& sources, source::FileId id) {
  constexpr std::string_view kNames[] = {"directive", "comment", "blank", "instruction"};
  std::string out;
  for (const Item& item : file.items) {
    const std::uint32_t first = sources.position(id, item.span.begin).line;
    const std::uint32_t last = item.span.end > item.span.begin ? sources.position(id, item.span.end - 1).line : first;
    out += cat({kNames[static_cast<std::size_t>(item.kind)], " ", std::to_string(first), "-", std::to_string(last)});
    if (!item.name.empty()) out += cat({" ", item.name});
    for (const Flag& flag : item.flags) out += cat({" --", flag.name, flag.has_value ? "=" : "", flag.value});
    if (!item.text.empty()) out += cat({item.json ? " json " : " ", item.text});
    for (const Heredoc& heredoc : item.heredocs) out += cat({" <<", heredoc.name, "(", std::to_string(heredoc.body.size()), ")"});
    out += '\n';
  }
  return out;
}

}  // namespace stackc::dockerfile
