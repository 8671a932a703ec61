// Tags (`!local`, `!!str`, `!h!x`, `!<verbatim>`), the directives %YAML and %TAG, and the messages for what can stand nowhere.
#include <utility>

#include "base/text.h"
#include "base/utf8.h"
#include "diag/rules/yaml.h"
#include "syntax/yaml/scanner.h"

namespace stackc::yaml {

namespace rule = diag::rule;

// Characters of a tag from p on; %xx have to make up UTF-8. Null after fail().
const char* Scanner::scan_uri(const char* p, bool verbatim) {
  while (is(*p, kUri) || (verbatim && is(*p, kFlowSign))) {
    if (*p != '%') {
      ++p;
      continue;
    }
    int left = -1;
    while (left != 0) {
      std::uint32_t octet = *p == '%' && is_hex(p[1]) && is_hex(p[2]) ? hex_value(p[1]) << 4 | hex_value(p[2]) : 0x100;
      bool good = octet != 0x100;
      if (left < 0) {
        left = octet < 0x80 ? 1 : (octet & 0xe0) == 0xc0 ? 2 : (octet & 0xf0) == 0xe0 ? 3 : (octet & 0xf8) == 0xf0 ? 4 : 0;
        good = good && left != 0;
      } else {
        good = good && (octet & 0xc0) == 0x80;
      }
      if (!good) {
        auto at = static_cast<std::uint32_t>(p - base_);
        return fail(at, at + (*p == '\0' ? 0 : 1), "`%` in a tag needs two hexadecimal digits that make up UTF-8",
                    "a text that begins with `!` has to be quoted"),
               nullptr;
      }
      p += 3;
      --left;
    }
  }
  return p;
}

void Scanner::fetch_tag() {
  if (!save_key()) return;
  key_allowed_ = false;
  const std::uint32_t begin = pos_;
  const char* p = at() + 1;
  bool good = true;
  if (*p == '<') {
    const char* first = p + 1;
    if ((p = scan_uri(first, true)) == nullptr) return;
    good = p != first && *p == '>';
    if (good) ++p;
  } else {
    const char* first = p;
    while (is(*p, kHandle)) ++p;
    bool handle = *p == '!';
    const char* suffix = handle ? p + 1 : first;
    if ((p = scan_uri(suffix, false)) == nullptr) return;
    good = !handle || p != suffix;  // `!` alone is a tag, `!!` is not
  }
  if (!good || !is_blank_or_end(p)) {
    while (!is_blank_or_end(p)) ++p;
    return fail(begin, static_cast<std::uint32_t>(p - base_),
                base::cat({"`", text_.substr(begin, static_cast<std::size_t>(p - base_) - begin), "` is no tag"}),
                "a text that begins with `!` has to be quoted; after a tag comes a blank");
  }
  pos_ = static_cast<std::uint32_t>(p - base_);
  push(TokenType::kTag, begin, pos_).text = text_.substr(begin, pos_ - begin);
}

bool Scanner::scan_version(const char*& p, std::uint32_t begin) {
  while (is(*p, kBlank)) ++p;
  const char* number = p;
  for (int part = 0; part < 2; ++part) {
    const char* digits = p;
    while (*p >= '0' && *p <= '9') ++p;
    if (p == digits || p - digits > 2 || (part == 0 && *p != '.')) {
      Problem problem;
      problem.rule = rule::yaml_directive;
      problem.begin = begin;
      problem.end = static_cast<std::uint32_t>(p - base_);
      problem.message = "`%YAML` needs a version";
      problem.help = "delete the line";
      return fail(std::move(problem)), false;
    }
    if (part == 0) ++p;
  }
  push(TokenType::kVersion, begin, static_cast<std::uint32_t>(p - base_)).text =
      std::string_view(number, static_cast<std::size_t>(p - number));
  return true;
}

bool Scanner::scan_tag_directive(const char*& p, std::uint32_t begin) {
  while (is(*p, kBlank)) ++p;
  const char* handle = p;
  bool good = *p == '!';
  if (good) {
    ++p;
    while (is(*p, kHandle)) ++p;
    good = p == handle + 1 || *p == '!';
    if (*p == '!') ++p;
    good = good && is(*p, kBlank);
  }
  while (is(*p, kBlank)) ++p;
  const char* prefix = p;
  if (good && (p = scan_uri(prefix, true)) == nullptr) return false;
  good = good && p != prefix && is_blank_or_end(p);
  if (!good) {
    Problem problem;
    problem.rule = rule::yaml_directive;
    problem.begin = begin;
    problem.end = static_cast<std::uint32_t>(p - base_);
    problem.message = "`%TAG` needs a handle and a prefix";
    problem.help = "write `%TAG !name! prefix`";
    return fail(std::move(problem)), false;
  }
  push(TokenType::kTagDirective, begin, static_cast<std::uint32_t>(p - base_)).text =
      std::string_view(handle, static_cast<std::size_t>(p - handle));
  return true;
}

void Scanner::fetch_directive() {
  unroll(-1);
  if (!remove_key()) return;
  key_allowed_ = false;
  const std::uint32_t begin = pos_;
  const char* p = at() + 1;
  while (is(*p, kHandle)) ++p;
  std::string_view name = text_.substr(begin + 1, static_cast<std::size_t>(p - at()) - 1);
  const char* word_end = p;
  while (!is_blank_or_end(word_end)) ++word_end;
  Problem problem;
  problem.rule = rule::yaml_directive;
  problem.begin = begin;
  problem.end = static_cast<std::uint32_t>(word_end - base_);
  std::size_t before = size_;
  if (is_blank_or_end(p) && name == "YAML") {
    if (!scan_version(p, begin)) return;
  } else if (is_blank_or_end(p) && name == "TAG") {
    if (!scan_tag_directive(p, begin)) return;
  } else {
    problem.message = base::cat({"a line cannot begin with `", text_.substr(begin, problem.end - begin), "`"});
    problem.help = "quote the text if it begins with `%`; only `%YAML` and `%TAG` may stand so, before `---`";
    return fail(std::move(problem));
  }
  while (is(*p, kBlank)) ++p;
  pos_ = static_cast<std::uint32_t>(p - base_);
  if (*p == '#') {
    while (!is_break_or_end(p)) ++p;
    tree_.comments.push_back({{file_, pos_, static_cast<std::uint32_t>(p - base_)}, false});
    pos_ = static_cast<std::uint32_t>(p - base_);
  }
  if (!is_break_or_end(p)) {
    size_ = before;
    problem.begin = pos_;
    while (!is_break_or_end(p)) ++p;
    problem.end = static_cast<std::uint32_t>(p - base_);
    problem.message = base::cat({"`%", name, "` ends before this"});
    problem.help = "delete the rest of the line";
    return fail(std::move(problem));
  }
  if (is_break(p)) skip_break();
}

void Scanner::fail_on_character() {
  const char* p = at();
  Problem problem;
  problem.begin = pos_;
  problem.end = pos_ + 1;
  if (*p == '\t') {
    while (*p == '\t') ++p;
    problem.rule = rule::yaml_tab;
    problem.end = static_cast<std::uint32_t>(p - base_);
    bool indentation = true;
    for (const char* q = base_ + line_begin_; q < at(); ++q) indentation = indentation && is(*q, kBlank);
    problem.message = indentation ? "a tab stands where the line is indented" : "a tab stands before something that begins a block";
    problem.help = indentation ? "indent with spaces" : "write a space instead";
    return fail(std::move(problem));
  }
  std::string_view seen = text_.substr(pos_, 1);
  problem.message = seen == "`" ? "text cannot begin with a backtick" : base::cat({"text cannot begin with `", seen, "`"});
  problem.help = "put the text in quotes";
  fail(std::move(problem));
}

// A `:` where no key can stand before it.
void Scanner::fail_value_not_allowed() {
  Problem problem;
  problem.begin = pos_;
  problem.end = pos_ + 1;
  const char* line = base_ + line_begin_;
  while (*line == ' ') ++line;
  auto line_text = static_cast<std::uint32_t>(line - base_);
  if (last_ == TokenType::kScalar && last_begin_ < line_text) {
    problem.begin = line_text;
    problem.end = pos_ + 1;
    problem.message = base::cat({"`", text_.substr(line_text, pos_ - line_text), ":` is indented as if it went on with the text above"});
    problem.label_begin = last_begin_;
    const char* p = base_ + last_begin_;
    while (!is_break_or_end(p)) ++p;
    problem.label_end = static_cast<std::uint32_t>(p - base_);
    problem.label = "this text has begun above";
    problem.help = "indent the line as much as the key that it belongs beside; a key has a text or a block as its value, not both";
    return fail(std::move(problem));
  }
  problem.message = "a second `:` in one line";
  problem.help = "put the text in quotes if this `:` belongs to it; otherwise begin a new line";
  fail(std::move(problem));
}

}  // namespace stackc::yaml
