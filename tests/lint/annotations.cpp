#include "annotations.h"

#include <algorithm>

#include "base/text.h"

namespace stackc::lint_cases {

using base::cat;

namespace {

std::uint32_t characters(std::string_view text) {
  return static_cast<std::uint32_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

bool number(std::string_view& text, std::uint32_t& value) {
  std::size_t n = 0;
  while (n < text.size() && base::is_digit(text[n])) ++n;
  value = static_cast<std::uint32_t>(base::parse_uint(text.substr(0, n)).value_or(0));
  text.remove_prefix(n);
  return n != 0;
}

// Whether the line is an annotation at all; `ok` if it is a sound one.
bool annotation(std::string_view line, Expected& out, bool& ok) {
  std::size_t at = line.find_first_not_of(' ');
  if (at == std::string_view::npos || line[at] != '#') return false;
  std::string_view rest = line.substr(at + 1);
  std::size_t gap = rest.find_first_not_of(' ');
  if (gap == std::string_view::npos || (rest[gap] != '^' && rest[gap] != '@')) return false;
  at += 1 + gap;
  rest.remove_prefix(gap);
  ok = true;
  if (rest[0] == '^') {
    std::size_t width = std::min(rest.find_first_not_of('^'), rest.size());
    out.begin = static_cast<std::uint32_t>(at) + 1;
    out.end = out.begin + static_cast<std::uint32_t>(width);
    rest.remove_prefix(width);
  } else {
    rest.remove_prefix(1);
    ok = number(rest, out.begin) && rest.starts_with('-');
    if (ok) rest.remove_prefix(1);
    ok = ok && number(rest, out.end);
    ++out.end;
  }
  std::uint32_t code = 0;
  ok = ok && rest.starts_with(" STK");
  if (ok) rest.remove_prefix(4);
  ok = ok && number(rest, code) && rest.starts_with(": ");
  if (ok) out.message = rest.substr(2);
  out.code = static_cast<int>(code);
  return true;
}

}  // namespace

Annotated read_annotations(std::string_view text) {
  Annotated out;
  std::uint32_t line_number = 0;
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    std::string_view whole = end == std::string_view::npos ? text : text.substr(0, end + 1);
    text.remove_prefix(whole.size());
    if (line.ends_with('\r')) line.remove_suffix(1);
    Expected expected;
    bool ok = false;
    if (annotation(line, expected, ok)) {
      expected.line = line_number;
      if (ok) {
        out.expected.push_back(std::move(expected));
      } else {
        out.broken.emplace_back(line);
      }
    } else {
      ++line_number;
      out.text += whole;
    }
  }
  std::sort(out.expected.begin(), out.expected.end());
  return out;
}

std::string write_annotations(std::string_view text, std::vector<Expected> expected) {
  std::sort(expected.begin(), expected.end());
  std::string out;
  std::uint32_t number = 0;
  auto next = expected.begin();
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    out += line;
    out += '\n';
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    bool wide = characters(line) != line.size();
    for (; next != expected.end() && next->line <= number; ++next) {
      std::string place = cat({"@", std::to_string(next->begin), "-", std::to_string(next->end - 1)});
      if (next->begin >= 3 && !wide) {
        std::string carets(std::max(1U, next->end - next->begin), '^');
        std::size_t indent = std::min<std::size_t>(line.find_first_not_of(' '), next->begin - 3);
        out += cat({std::string(indent, ' '), "#", std::string(next->begin - 2 - indent, ' '), carets});
      } else {
        out += cat({"# ", place});
      }
      out += cat({" STK", std::to_string(next->code), ": ", next->message, "\n"});
    }
  }
  return out;
}

std::string show(const std::vector<Expected>& expected) {
  std::string out;
  for (const Expected& e : expected)
    out += cat({"  line ", std::to_string(e.line), ", columns ", std::to_string(e.begin), "-", std::to_string(e.end - 1), " STK",
                std::to_string(e.code), ": ", e.message, "\n"});
  return out.empty() ? "  nothing\n" : out;
}

}  // namespace stackc::lint_cases
