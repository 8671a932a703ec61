#include "generate.h"

#include <algorithm>
#include <iterator>

namespace stackc::yaml_test {

namespace {

template <std::size_t N>
std::string_view pick(Random& random, const std::string_view (&list)[N]) {
  return list[random.below(N)];
}

constexpr std::string_view kWords[] = {"a",
                                       "b",
                                       "key",
                                       "web",
                                       "db:5432",
                                       "http://x/y",
                                       "a b",
                                       "x#y",
                                       "-",
                                       "-x",
                                       "?x",
                                       ":x",
                                       "$",
                                       "${a}",
                                       "<<",
                                       "~",
                                       "null",
                                       "true",
                                       "False",
                                       "yes",
                                       "12",
                                       "-0",
                                       "0777",
                                       "0o17",
                                       "0x1F",
                                       "0b1",
                                       "08",
                                       "1_000",
                                       "+5",
                                       "1.10",
                                       "1e3",
                                       ".5",
                                       ".inf",
                                       "-.INF",
                                       ".nan",
                                       "2024-01-02",
                                       "2024-1-2T3:4:5Z",
                                       "22:22",
                                       "\xc3\xa9t\xc3\xa9",
                                       "\xe2\x82\xac",
                                       "a\xc2\xa0z",
                                       "=",
                                       "a!b",
                                       "a&b",
                                       "a*b",
                                       "a%b",
                                       "a@b",
                                       "it's",
                                       "say \"x\"",
                                       "a,b",
                                       "a]b",
                                       "a\\b"};
constexpr std::string_view kTags[] = {
    "!",     "!x",       "!!str",       "!!int",   "!!float", "!!null", "!!bool", "!!map",
    "!!seq", "!!binary", "!!timestamp", "!!merge", "!!foo",   "!reset", "!<!v>",  "!<tag:yaml.org,2002:int>",
    "!e!x",  "!a%41"};
constexpr std::string_view kBreaks[] = {"\n", "\n", "\n", "\n", "\n", "\n", "\n", "\n", "\r\n", "\r", "\xc2\x85", "\xe2\x80\xa8"};
constexpr std::string_view kSoup[] = {"a",
                                      "b",
                                      "c: ",
                                      ": ",
                                      ":",
                                      "- ",
                                      "-",
                                      "? ",
                                      "?",
                                      "\n",
                                      "\n",
                                      "\n",
                                      "\n ",
                                      "\n  ",
                                      "\n    ",
                                      " ",
                                      "  ",
                                      "[",
                                      "]",
                                      "{",
                                      "}",
                                      ",",
                                      ", ",
                                      "'",
                                      "\"",
                                      "#",
                                      " # c",
                                      " #",
                                      "&a ",
                                      "&b",
                                      "*a",
                                      "*a ",
                                      "!",
                                      "! ",
                                      "!t ",
                                      "!!int ",
                                      "!!str ",
                                      "!<x> ",
                                      "|",
                                      "|\n",
                                      "|+\n ",
                                      "|-",
                                      "|2\n",
                                      ">\n ",
                                      ">-\n  ",
                                      "---",
                                      "---\n",
                                      "--- ",
                                      "...",
                                      "...\n",
                                      "%TAG ! x:\n",
                                      "%YAML 1.1\n",
                                      "%",
                                      "\t",
                                      "\t",
                                      "\r\n",
                                      "\r",
                                      "\\",
                                      "\\n",
                                      "\\x41",
                                      "\\\n",
                                      "<<: ",
                                      "<<",
                                      "\xc3\xa9",
                                      "\xc2\x85",
                                      "\xe2\x80\xa8",
                                      "\xef\xbb\xbf",
                                      "@",
                                      "`",
                                      "12",
                                      "~",
                                      "a: b\n",
                                      "- a\n",
                                      "a:\n",
                                      "''",
                                      "\"\"",
                                      "@",
                                      "${x}"};

struct Grammar {
  Random& random;
  std::string out;
  int anchors = 0;
  int budget = 40;

  void indent(int n) { out.append(static_cast<std::size_t>(std::max(0, n)), ' '); }
  void line_end() {
    if (random.chance(6)) out += random.chance(50) ? " # note" : "\t# note";
    out += random.chance(90) ? "\n" : pick(random, kBreaks);
    if (random.chance(4)) out += random.chance(50) ? "\n" : "# comment\n";
    if (random.chance(2)) out += "   \n";
  }
  void properties() {
    if (random.chance(88)) return;
    bool tag = random.chance(60);
    bool anchor = !tag || random.chance(30);
    std::string a = "&n" + std::to_string(anchors);
    if (anchor) ++anchors;
    if (tag && random.chance(50)) {
      out += pick(random, kTags);
      out += ' ';
      tag = false;
    }
    if (anchor) out += a + " ";
    if (tag) {
      out += pick(random, kTags);
      out += ' ';
    }
  }
  void quoted(bool one_line) {
    bool single = random.chance(50);
    out += single ? '\'' : '"';
    for (std::size_t i = random.below(4); i > 0; --i) {
      std::string_view word = pick(random, kWords);
      for (char c : word) {
        if (single && c == '\'') out += '\'';
        if (!single && (c == '"' || c == '\\')) out += '\\';
        out += c;
      }
      if (random.chance(20) && !single) {
        static constexpr std::string_view kEscapes[] = {"\\n", "\\t", "\\x41", "\\u00e9", "\\U0001F600", "\\\\", "\\0", "\\e",
                                                        "\\_", "\\N", "\\L",   "\\P",     "\\ ",         "\\/",  "\\q", "\\uD800"};
        out += pick(random, kEscapes);
      }
      if (random.chance(15) && !one_line) {
        if (!single && random.chance(30)) out += '\\';
        out += random.chance(30) ? " \n\n  " : pick(random, kBreaks);
        indent(static_cast<int>(random.below(5)));
      } else if (random.chance(50)) {
        out += random.chance(80) ? " " : "\t ";
      }
    }
    out += single ? '\'' : '"';
  }
  void plain(bool one_line, int n) {
    out += pick(random, kWords);
    while (random.chance(12)) {
      if (!one_line && random.chance(50)) {
        out += random.chance(60) ? "\n" : "\n\n";
        indent(n + static_cast<int>(random.below(3)));
      } else {
        out += ' ';
      }
      out += pick(random, kWords);
    }
  }
  void block_scalar(int n) {
    out += random.chance(50) ? '|' : '>';
    int step = 1 + static_cast<int>(random.below(4));
    bool explicit_step = random.chance(25);
    bool first = random.chance(50);
    if (explicit_step && first) out += std::to_string(step);
    if (random.chance(50)) out += random.chance(50) ? '+' : '-';
    if (explicit_step && !first) out += std::to_string(step);
    line_end();
    for (std::size_t i = random.below(4); i > 0; --i) {
      if (random.chance(20)) {
        indent(static_cast<int>(random.below(6)));
        out += '\n';
        continue;
      }
      indent(n + step - (n < 0 ? -1 : 0) + (random.chance(15) ? 1 : 0));
      if (random.chance(8)) out += '\t';
      out += pick(random, kWords);
      if (random.chance(10)) out += ' ';
      out += random.chance(92) ? "\n" : pick(random, kBreaks);
    }
  }
  void flow(int depth, int n) {
    properties();
    std::size_t kind = random.below(depth > 3 ? 2 : 5);
    if (kind == 0) return quoted(false);
    if (kind == 1 || --budget < 0) {
      if (anchors > 0 && random.chance(10)) {
        out += "*n" + std::to_string(random.below(static_cast<std::size_t>(anchors)));
        return;
      }
      return plain(false, n);
    }
    bool map = random.chance(50);
    out += map ? '{' : '[';
    for (std::size_t i = random.below(4); i > 0; --i) {
      if (random.chance(10)) {
        out += "\n";
        indent(n);
      }
      if (random.chance(6)) out += "? ";
      flow(depth + 1, n);
      if (map ? random.chance(85) : random.chance(15)) {
        out += random.chance(80) ? ": " : random.chance(50) ? ":" : " : ";
        if (random.chance(90)) flow(depth + 1, n);
      }
      if (i > 1 || random.chance(10)) out += random.chance(70) ? ", " : ",";
    }
    out += map ? '}' : ']';
  }
  // A node whose collection lies at column n or deeper; `out` stands behind `- `, `key:` or at a line's begin.
  void block(int depth, int n, bool after_key) {
    std::size_t kind = random.below(depth > 4 || --budget < 0 ? 4 : 9);
    if (kind < 4 && (after_key || depth > 0)) out += ' ';
    if (kind != 3 || random.chance(50)) {
      if (kind >= 4 && random.chance(10)) out += ' ';
      if (kind < 4) properties();
    }
    switch (kind) {
      case 0:
        plain(false, n + 1);
        return line_end();
      case 1:
        quoted(false);
        return line_end();
      case 2:
        flow(depth, n + 1);
        return line_end();
      case 3:
        return random.chance(70) ? block_scalar(n - (after_key ? 1 : 0)) : line_end();
      default:
        break;
    }
    int step = after_key && random.chance(25) ? 0 : 1 + static_cast<int>(random.below(3));
    bool map = random.chance(65);
    if (after_key && map && step == 0) step = 2;
    if (after_key) line_end();
    int column = depth == 0 ? 0 : n + (after_key ? step : 0);
    if (!after_key && depth > 0) {
      std::size_t extra = random.below(3);
      out.append(1 + extra, ' ');
      column = n + 2 + static_cast<int>(extra);
    }
    bool here = !after_key;
    for (std::size_t i = 1 + random.below(4); i > 0; --i) {
      if (!here) indent(column + (random.chance(1) ? 1 : 0));
      here = false;
      if (map) {
        if (random.chance(5)) {
          out += "?";
          block(depth + 1, column, false);
          indent(column);
          if (random.chance(80)) {
            out += ":";
            block(depth + 1, column, false);
          } else {
            out += "z: 1\n";
          }
          continue;
        }
        if (random.chance(4)) {
          out += anchors > 0 ? "<<: *n" + std::to_string(random.below(static_cast<std::size_t>(anchors))) + "\n" : "<<: {q: 1}\n";
          continue;
        }
        properties();
        if (random.chance(12)) {
          quoted(true);
        } else if (random.chance(3)) {
          out += "[k, l]";
        } else {
          out += std::string("k") + std::to_string(random.below(40));
        }
        out += random.chance(95) ? ":" : " :";
        block(depth + 1, column, true);
      } else {
        out += "-";
        block(depth + 1, column, false);
      }
    }
  }
};

}  // namespace

std::string grammar_document(Random& random) {
  Grammar g{random, {}};
  std::size_t documents = random.chance(85) ? 1 : 1 + random.below(3);
  if (random.chance(2)) g.out += "\xef\xbb\xbf";
  for (std::size_t i = 0; i < documents; ++i) {
    if (random.chance(4)) g.out += random.chance(50) ? "%YAML 1.1\n" : "%TAG !e! tag:e,1:\n";
    if (i > 0 || random.chance(10)) g.out += random.chance(80) ? "---\n" : "--- ";
    g.block(0, -1, false);
    if (random.chance(8)) g.out += "...\n";
  }
  return g.out;
}

std::string token_soup(Random& random) {
  std::string out;
  for (std::size_t i = 1 + random.below(14); i > 0; --i) out += pick(random, kSoup);
  return out;
}

std::string scalar_line(Random& random) {
  static constexpr std::string_view kStarts[] = {
      "",        "a: ",     "- ",        "[",      "{a: ", "!!int ",      "!!float ", "!!timestamp ",
      "!!bool ", "!!null ", "!!binary ", "!!str ", "! ",   "!!binary \"", "? "};
  static constexpr std::string_view kNumbers = "0123456789+-.eExXoObB_:TtZ 1200";
  std::string out(pick(random, kStarts));
  bool flow = out.starts_with('[') || out.starts_with('{');
  bool brace = out.starts_with('{');
  bool quote = out.ends_with('"');
  if (random.chance(30)) {
    out += pick(random, kWords);
  } else if (random.chance(30)) {
    static constexpr std::string_view kTimes[] = {
        "2001-12-14T21:59:43.10-05:00", "2001-12-14 21:59:43.1",     "2001-12-14",        "1999-2-29",
        "2000-2-29T24:00:00Z",          "0001-01-01T00:00:00+23:59", "2001-1-1t1:1:1,5Z", "2001-12-14  1:2:3"};
    out += pick(random, kTimes);
    if (random.chance(60)) out[random.below(out.size())] = kNumbers[random.below(kNumbers.size())];
  } else {
    for (std::size_t i = 1 + random.below(8); i > 0; --i) out += kNumbers[random.below(kNumbers.size())];
  }
  if (quote) out += '"';
  if (flow) out += brace ? "}" : "]";
  return out;
}

std::string mutate(Random& random, std::string_view text) {
  std::string out(text);
  if (out.size() > 600) {  // a window on lines, so that the reason of a difference is near
    std::size_t from = random.below(out.size() - 500);
    std::size_t line = out.find('\n', from);
    if (line != out.npos) out = out.substr(line + 1, 100 + random.below(400));
  }
  for (std::size_t i = 1 + random.below(4); i > 0; --i) {
    std::size_t at = random.below(out.size() + 1);
    switch (random.below(7)) {
      case 0:
        out.insert(at, pick(random, kSoup));
        break;
      case 1:
        out.erase(std::min(at, out.size()), 1 + random.below(3));
        break;
      case 2:
        if (at < out.size()) out[at] = pick(random, kSoup)[0];
        break;
      case 3: {  // a line is indented more or less
        std::size_t line = out.rfind('\n', at);
        line = line == out.npos ? 0 : line + 1;
        if (random.chance(50)) {
          out.insert(std::min(line, out.size()), 1 + random.below(2), random.chance(90) ? ' ' : '\t');
        } else if (line < out.size() && out[line] == ' ') {
          out.erase(line, 1 + random.below(2));
        }
        break;
      }
      case 4: {  // a piece comes twice
        std::string piece = out.substr(std::min(at, out.size()), 1 + random.below(20));
        out.insert(random.below(out.size() + 1), piece);
        break;
      }
      case 5:
        out.resize(at);
        break;
      default: {
        std::size_t line = out.find('\n', at);
        if (line != out.npos) out.replace(line, 1, pick(random, kBreaks));
        break;
      }
    }
  }
  return out;
}

std::string generate(Random& random, std::span<const std::string> texts) {
  std::size_t kind = random.below(10);
  if (kind < 3) return grammar_document(random);
  if (kind < 5) return token_soup(random);
  if (kind == 5) return scalar_line(random);
  if (kind < 8 || texts.empty()) return mutate(random, grammar_document(random));
  return mutate(random, texts[random.below(texts.size())]);
}

}  // namespace stackc::yaml_test
