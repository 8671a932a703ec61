#include "syntax/dotenv/raw.h"

#include "base/text.h"
#include "base/utf8.h"
#include "syntax/dotenv/chars.h"

namespace stackc::dotenv {
namespace {

using base::cat;
constexpr auto kNone = std::string_view::npos;

std::string_view trim_space_left(std::string_view text) {
  while (!text.empty()) {
    const Character first = character_at(text, 0);
    if (!is_space(first.point)) return text;
    text.remove_prefix(first.length);
  }
  return text;
}

Range range(std::size_t begin, std::size_t end) { return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}; }

// What looks as if it meant something here.
void oddities(std::string_view value, std::size_t begin, File& file) {
  const std::size_t end = begin + value.size();
  const bool quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front();
  if (quoted) file.oddities.push_back({"the quotes belong to the value: a raw file has no quoting", range(begin, end)});
  const std::string_view trimmed = base::trim(value);
  if (!trimmed.empty() && trimmed.size() != value.size() && value.front() != ' ' && value.front() != '\t')
    file.oddities.push_back({"the blanks at the end belong to the value", range(begin + trimmed.size(), end)});
  if (const std::size_t comment = value.find(" #"); comment != kNone && !quoted)
    file.oddities.push_back({"this is no comment: in a raw file it belongs to the value", range(begin + comment + 1, end)});
  if (value.find("${") != kNone) file.oddities.push_back({"nothing is replaced here: a raw file has no variables", range(begin, end)});
}

void parse_line(std::string_view line, std::size_t begin, const interpolation::Lookup& outside, File& file) {
  const auto fail = [&](std::string message, std::size_t from, std::size_t to) {
    file.problems.push_back({std::move(message), range(from, to)});
  };
  const std::size_t equals = line.find('=');
  const std::string_view name = line.substr(0, equals);
  if (name.empty()) return fail("the name of a variable is missing before `=`", begin, begin + 1);
  if (const std::size_t blank = name.find_first_of(" \t"); blank != kNone)
    return fail(cat({"a blank cannot stand in the name of a variable: `", name.substr(0, 60), "`"}), begin + blank, begin + blank + 1);
  const Range place = range(begin, begin + name.size());
  if (equals == kNone) {
    if (const auto found = outside(line)) file.assignments.push_back({std::string(name), std::string(*found), place, place, 0, true});
    return;
  }
  const std::string_view value = line.substr(equals + 1);
  file.assignments.push_back({std::string(name), std::string(value), place, range(begin + equals + 1, begin + line.size()), 0, false});
  oddities(value, begin + equals + 1, file);
}

}  // namespace

void parse_raw(std::string_view text, const interpolation::Lookup& outside, File& file) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t found = text.find('\n', at);
    const std::size_t end = found == kNone ? text.size() : found;
    std::string_view line = text.substr(at, end - at);
    const bool first = at == 0;
    std::size_t begin = at;
    at = end + 1;
    if (line.size() > kMaxRawLine) {
      // The reference stops reading here.
      file.problems.push_back({cat({"a line is longer than ", std::to_string(kMaxRawLine), " bytes"}), range(begin, end)});
      return;
    }
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (const std::size_t bad = base::find_invalid_utf8(line); bad != kNone) {
      file.problems.push_back({"the line is no UTF-8", range(begin + bad, begin + bad + 1)});
      continue;
    }
    if (first && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3), begin += 3;
    const std::string_view trimmed = trim_space_left(line);
    begin += line.size() - trimmed.size();
    if (!trimmed.empty() && trimmed.front() != '#') parse_line(trimmed, begin, outside, file);
  }
}

}  // namespace stackc::dotenv
