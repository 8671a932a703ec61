// The quoting rules (README.md has them in words). Tried on strings that five readers of YAML 1.1 and 1.2 read alike.
#include "emit/writer/yaml_scalar.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/text.h"
#include "base/utf8.h"

namespace stackc::emit {

using std::string_view;

bool is_printable(std::uint32_t c) {
  if (c < 0x20 || (c >= 0x7f && c <= 0xa0)) return false;
  if ((c >= 0x200b && c <= 0x200f) || c == 0x2028 || c == 0x2029 || c == 0xfeff) return false;
  if (c >= 0xfdd0 && c <= 0xfdef) return false;  // non-characters
  return (c & 0xfffe) != 0xfffe && !(c >= 0xd800 && c <= 0xdfff);
}

bool is_all_printable(string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] >= 0x20 && text[at] < 0x7f) {  // almost all of an output: no decoding
      ++at;
      continue;
    }
    const base::CodePoint point = base::decode_utf8(text, at);
    STACKC_CHECK(point.length != 0, "a YAML text is not UTF-8");
    if (!is_printable(point.value)) return false;
    at += point.length;
  }
  return true;
}

static bool is_reserved_word(string_view text) {
  static constexpr std::array<string_view, 16> kWords = {"y",    "n", "yes", "no", "on",   "off",   "true",  "false",
                                                         "null", "~", "<<",  "=",  ".inf", "+.inf", "-.inf", ".nan"};
  if (text.size() > 5) return false;
  const std::string lower = base::to_lower(text);
  for (string_view word : kWords)
    if (lower == word) return true;
  return false;
}

// Begins like a number, and nothing in it says that it is none: 10, 0x1f, 22:22, 2024-01-31, 1.10, 1e3.
static bool looks_like_number(string_view text) {
  if (!base::is_digit(text[0]) && text[0] != '+' && text[0] != '-' && text[0] != '.') return false;
  for (char c : text)
    if (!base::is_digit(c) && string_view("_:.xXoOaAbBcCdDeEfFtTzZ+- ").find(c) == string_view::npos) return false;
  return true;
}

// e1, 1.5E10: sign, digits and dots, e, digits. One reader takes even a lone exponent for a float.
static bool looks_like_exponent(string_view text) {
  std::size_t i = 0;
  if (text[0] == '+' || text[0] == '-') i = 1;
  while (i < text.size() && (base::is_digit(text[i]) || text[i] == '.')) ++i;
  if (i >= text.size() || (text[i] != 'e' && text[i] != 'E')) return false;
  ++i;
  if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
  if (i >= text.size()) return false;
  for (; i < text.size(); ++i)
    if (!base::is_digit(text[i])) return false;
  return true;
}

bool is_plain(string_view text, bool flow) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  const auto first = static_cast<unsigned char>(text[0]);
  if (!base::is_alnum(text[0]) && string_view("_/.$(+^;").find(text[0]) == string_view::npos && first < 0x80) return false;
  if (is_reserved_word(text) || looks_like_number(text) || looks_like_exponent(text)) return false;
  if (text.back() == ':' || text.find(": ") != string_view::npos || text.find(" #") != string_view::npos) return false;
  if (text.substr(0, 3) == "...") return false;  // `---` cannot begin a plain text anyway
  if (flow && text.find_first_of(",[]{}?") != string_view::npos) return false;
  return is_all_printable(text);
}

static void append_hex(std::string& out, char letter, std::uint32_t value, int digits) {
  out += '\\';
  out += letter;
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) out += "0123456789ABCDEF"[value >> shift & 15u];
}

std::string double_quoted(string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const base::CodePoint point = base::decode_utf8(text, at);
    STACKC_CHECK(point.length != 0, "a YAML text is not UTF-8");
    const std::uint32_t c = point.value;
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (is_printable(c)) {
      out += text.substr(at, point.length);
    } else if (c <= 0xff) {
      append_hex(out, 'x', c, 2);
    } else if (c <= 0xffff) {
      append_hex(out, 'u', c, 4);
    } else {
      append_hex(out, 'U', c, 8);
    }
    at += point.length;
  }
  return out += '"';
}

std::string yaml_quoted(string_view text) {
  const bool has_escapable = text.find_first_of("\"\\") != string_view::npos;
  if (has_escapable && text.find('\'') == string_view::npos && is_all_printable(text)) return base::cat({"'", text, "'"});
  return double_quoted(text);
}

std::string yaml_scalar(string_view text, bool flow, bool key) {
  return is_plain(text, flow || key) ? std::string(text) : yaml_quoted(text);
}

// A block keeps the text as it is, so it may hold nothing that a reader would strip or take for indentation. Two line ends at its end
// would need `|+`, which swallows the blank lines below it too: such a text is quoted.
bool is_literal_block(string_view text) {
  if (text.find('\n') == string_view::npos || text[0] == '\n' || text[0] == ' ') return false;
  if (text.size() >= 2 && text.substr(text.size() - 2) == "\n\n") return false;
  for (string_view line : base::split(text, '\n')) {
    if (line.empty()) continue;
    if (line.front() == '\t' || line.back() == ' ' || line.back() == '\t' || !is_all_printable(line)) return false;
  }
  return true;
}

}  // namespace stackc::emit
