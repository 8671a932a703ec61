#include "driver/lint/glob.h"

#include <algorithm>

#include "base/text.h"

namespace stackc::driver::lint {

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> parts;
  for (std::string_view part : base::split(path, '/'))
    if (!part.empty() && part != ".") parts.emplace_back(part);
  return parts;
}

std::string normal_path(std::string_view path) {
  std::vector<std::string_view> parts;
  for (std::string_view part : base::split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (!parts.empty()) {
      parts.pop_back();
    }
  }
  std::string out;
  for (std::string_view part : parts) {
    out += '/';
    out += part;
  }
  return out.empty() ? "/" : out;
}

bool has_wildcard(std::string_view path) { return path.find_first_of("*?[") != std::string_view::npos; }

namespace {

bool in_named_class(std::string_view name, char c) {
  if (name == "digit") return base::is_digit(c);
  if (name == "alpha") return base::is_alpha(c);
  if (name == "alnum") return base::is_alnum(c);
  if (name == "lower") return c >= 'a' && c <= 'z';
  if (name == "upper") return c >= 'A' && c <= 'Z';
  if (name == "space") return c == ' ' || (c >= '\t' && c <= '\r');
  if (name == "xdigit") return base::is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  if (name == "punct") return c > ' ' && c < 0x7f && !base::is_alnum(c);
  return false;
}

// The class that begins at pattern[0] == '[': whether `c` is in it; its length, 0 if it is not closed.
bool in_class(std::string_view pattern, char c, std::size_t& length) {
  std::size_t i = 1;
  bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated) ++i;
  bool found = false;
  for (bool first = true; i < pattern.size() && (first || pattern[i] != ']'); first = false) {
    if (pattern.substr(i).starts_with("[:")) {
      std::size_t end = pattern.find(":]", i + 2);
      if (end != std::string_view::npos) {
        found = found || in_named_class(pattern.substr(i + 2, end - i - 2), c);
        i = end + 2;
        continue;
      }
    }
    if (pattern[i] == '\\' && i + 1 < pattern.size()) ++i;
    char low = pattern[i++];
    char high = low;
    if (i + 1 < pattern.size() && pattern[i] == '-' && pattern[i + 1] != ']') {
      ++i;
      if (pattern[i] == '\\' && i + 1 < pattern.size()) ++i;
      high = pattern[i++];
    }
    found = found || (low <= c && c <= high);
  }
  length = i < pattern.size() ? i + 1 : 0;
  return found != negated;
}

// One step of a pattern that is no star: whether it takes `c`; `length` of the step, 0 if it can take nothing.
bool take(std::string_view pattern, char c, std::size_t& length) {
  length = 1;
  if (pattern[0] == '?') return true;
  if (pattern[0] == '[') return in_class(pattern, c, length) && length != 0;
  if (pattern[0] == '\\' && pattern.size() > 1) {
    length = 2;
    return pattern[1] == c;
  }
  return pattern[0] == c;
}

}  // namespace

bool match_part(std::string_view pattern, std::string_view name) {
  constexpr std::size_t kNo = std::string_view::npos;
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = kNo;  // behind the last star
  std::size_t tried = 0;   // how much of the name that star takes
  while (n < name.size() || p < pattern.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      tried = n;
      continue;
    }
    std::size_t length = 0;
    if (p < pattern.size() && n < name.size() && take(pattern.substr(p), name[n], length)) {
      p += length;
      ++n;
      continue;
    }
    if (star == kNo || tried >= name.size()) return false;
    n = ++tried;
    p = star;
  }
  return true;
}

bool match_parts(std::span<const std::string> pattern, std::span<const std::string> path) {
  constexpr std::size_t kNo = std::string_view::npos;
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = kNo;
  std::size_t tried = 0;
  while (n < path.size() || p < pattern.size()) {
    if (p < pattern.size() && pattern[p] == "**") {
      if (p + 1 == pattern.size()) return n < path.size();
      star = ++p;
      tried = n;
      continue;
    }
    if (p < pattern.size() && n < path.size() && match_part(pattern[p], path[n])) {
      ++p;
      ++n;
      continue;
    }
    if (star == kNo || tried >= path.size()) return false;
    n = ++tried;
    p = star;
  }
  return true;
}

IgnoreList::IgnoreList(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  for (std::string_view line : base::split(text, '\n')) add(line);
}

void IgnoreList::add(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  while (line.ends_with(' ') && !line.ends_with("\\ ")) line.remove_suffix(1);
  if (line.empty() || line[0] == '#') return;
  Pattern pattern;
  if (line[0] == '!') {
    pattern.negated = true;
    line.remove_prefix(1);
  }
  if (line.ends_with('/')) {
    pattern.folder_only = true;
    line.remove_suffix(1);
  }
  pattern.anchored = line.find('/') != std::string_view::npos;
  for (std::string_view part : base::split(line, '/'))
    if (!part.empty()) pattern.parts.emplace_back(part);
  if (!pattern.parts.empty()) patterns_.push_back(std::move(pattern));
}

IgnoreList::Verdict IgnoreList::match(std::span<const std::string> path, bool is_folder) const {
  if (path.empty()) return Verdict::kNone;
  for (auto pattern = patterns_.rbegin(); pattern != patterns_.rend(); ++pattern) {
    if (pattern->folder_only && !is_folder) continue;
    bool hit = pattern->anchored ? match_parts(pattern->parts, path) : match_part(pattern->parts.front(), path.back());
    if (hit) return pattern->negated ? Verdict::kKept : Verdict::kIgnored;
  }
  return Verdict::kNone;
}

}  // namespace stackc::driver::lint
