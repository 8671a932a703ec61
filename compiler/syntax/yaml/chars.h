// Character classes of YAML, one table look-up each. Text has passed check_encoding(), so a NUL byte is the end of the text and nothing
// else. Line breaks are LF, CR, CR LF, NEL (C2 85), LS and PS (E2 80 A8/A9), as in libyaml; the last three need a look at the following
// bytes.
#pragma once

#include <array>
#include <cstdint>

namespace stackc::yaml {

enum CharClass : std::uint16_t {
  kBlank = 1 << 0,       // space, tab
  kBreak = 1 << 1,       // LF, CR
  kEnd = 1 << 2,         // NUL
  kMaybeBreak = 1 << 3,  // first byte of NEL, LS, PS, and of other characters
  kFlowSign = 1 << 4,    // , [ ] { }
  kPlainStop = 1 << 5,   // what may end a plain scalar outside of [] and {}
  kFlowStop = 1 << 6,    // the same inside
  kAnchorChar = 1 << 7,  // may stand in a name of an anchor
  kUri = 1 << 8,         // may stand in a tag
  kHandle = 1 << 9,      // letters, digits, - and _
  kIndicator = 1 << 10,  // cannot begin a plain scalar, whatever follows
  kBetween = 1 << 11,    // may stand between tokens, blanks aside from tabs not counted: tab, comment, line break
};

constexpr std::array<std::uint16_t, 256> make_classes() {
  std::array<std::uint16_t, 256> t{};
  auto add = [&t](const char* chars, std::uint16_t c) {
    for (; *chars != '\0'; ++chars) t[static_cast<unsigned char>(*chars)] |= c;
  };
  add(" \t", kBlank | kPlainStop | kFlowStop);
  add("\n\r", kBreak | kPlainStop | kFlowStop);
  t[0] |= kEnd | kPlainStop | kFlowStop;
  add("\xc2\xe2", kMaybeBreak | kPlainStop | kFlowStop);
  add(",[]{}", kFlowSign | kFlowStop);
  add(":", kPlainStop | kFlowStop);
  add("?", kFlowStop);
  add("\t#\n\r\xc2\xe2", kBetween);
  for (int c = 0x21; c <= 0x7e; ++c) {
    bool flow = c == ',' || c == '[' || c == ']' || c == '{' || c == '}';
    if (!flow && c != ':') t[static_cast<std::size_t>(c)] |= kAnchorChar;
    bool alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (alnum || c == '-' || c == '_') t[static_cast<std::size_t>(c)] |= kHandle | kUri;
  }
  add(";/?:@&=+$.!~*'()%", kUri);
  add(",[]{}#&*!|>'\"%@`", kIndicator);
  return t;
}
inline constexpr std::array<std::uint16_t, 256> kClasses = make_classes();

constexpr bool is(char c, std::uint16_t classes) { return (kClasses[static_cast<unsigned char>(c)] & classes) != 0; }

// The length of the line break at p, or 0.
inline std::uint32_t break_length(const char* p) {
  if (*p == '\n') return 1;
  if (*p == '\r') return p[1] == '\n' ? 2 : 1;
  if (*p == '\xc2') return p[1] == '\x85' ? 2 : 0;
  if (*p == '\xe2') return p[1] == '\x80' && (p[2] == '\xa8' || p[2] == '\xa9') ? 3 : 0;
  return 0;
}
inline bool is_break(const char* p) { return is(*p, kBreak) || (is(*p, kMaybeBreak) && break_length(p) != 0); }
inline bool is_break_or_end(const char* p) { return is(*p, kBreak | kEnd) || (is(*p, kMaybeBreak) && break_length(p) != 0); }
inline bool is_blank_or_end(const char* p) { return is(*p, kBlank | kBreak | kEnd) || (is(*p, kMaybeBreak) && break_length(p) != 0); }
// `---` or `...` at the beginning of a line.
inline bool is_document_marker(const char* p) { return (*p == '-' || *p == '.') && p[1] == *p && p[2] == *p && is_blank_or_end(p + 3); }
inline bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
inline std::uint32_t hex_value(char c) { return static_cast<std::uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10); }

}  // namespace stackc::yaml
