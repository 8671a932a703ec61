#include <cstdint>
#include <cstring>
#include <string>

#include "base/text.h"
#include "base/utf8.h"
#include "diag/rules/yaml.h"
#include "syntax/yaml/checks.h"

namespace stackc::yaml {

namespace {

constexpr std::size_t kMaxReports = 20;

std::string hex_text(std::uint32_t value, int digits) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (int i = digits - 1; i >= 0; --i) out += kDigits[value >> (4 * i) & 15];
  return out;
}

bool allowed(std::uint32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) || c >= 0x10000;
}

void report(std::string_view text, std::size_t at, base::CodePoint point, source::FileId file, diag::Sink& sink) {
  auto begin = static_cast<std::uint32_t>(at);
  std::string message;
  std::string help;
  auto byte = static_cast<unsigned char>(text[at]);
  if (point.length == 0) {
    message = base::cat({"the byte 0x", hex_text(byte, 2), " is not UTF-8"});
    help = "save the file as UTF-8";
  } else if (byte == 0) {
    message = "a NUL byte stands in the text";
    help = "delete it; if every second byte is NUL, the file is UTF-16: save it as UTF-8";
  } else {
    message = base::cat({"the control character U+", hex_text(point.value, 4), " stands in the text"});
    help = base::cat({"delete it; in double quotes it can be written `\\", point.value > 0xff ? "u" : "x",
                      hex_text(point.value, point.value > 0xff ? 4 : 2), "`"});
  }
  sink.report(diag::rule::yaml_encoding, {file, begin, begin + (point.length == 0 ? 1 : point.length)}, std::move(message))
      .help(std::move(help));
}

// From `at` on: the next byte that is not one of the common ones (0x20 to 0x7f, tab, line ends). Eight at a time.
std::size_t skip_common(std::string_view text, std::size_t at) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  constexpr std::uint64_t kHigh = 0x80 * kOnes;
  auto common = [](char c) { return static_cast<unsigned char>(c) - 0x20u < 0x60u || c == '\n' || c == '\t' || c == '\r'; };
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, 8);
    std::uint64_t low = word & ~kHigh;
    std::uint64_t below_space = ~(low + (0x80 - 0x20) * kOnes) & kHigh;            // the top bit of each byte below 0x20
    std::uint64_t no_line_feed = ((low ^ ('\n' * kOnes)) + 0x7f * kOnes) & kHigh;  // and of each that is no LF
    if (((below_space & no_line_feed) | (word & kHigh)) == 0) continue;
    for (std::size_t i = 0; i < 8; ++i) {
      if (!common(text[at + i])) return at + i;
    }
  }
  while (at < text.size() && common(text[at])) ++at;
  return at;
}

}  // namespace

bool check_encoding(std::string_view text, source::FileId file, diag::Sink& sink) {
  if (text.size() >= 0xffffffffu) {
    sink.report(diag::rule::yaml_budget, {file, 0, 0}, "the file is larger than 4 GiB");
    return false;
  }
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    sink.report(diag::rule::yaml_encoding, {file, 0, 2}, "the file is UTF-16").help("save the file as UTF-8");
    return false;
  }
  std::size_t bad = 0;
  for (std::size_t at = 0; (at = skip_common(text, at)) < text.size();) {
    base::CodePoint point = base::decode_utf8(text, at);
    if (point.length == 0 || !allowed(point.value)) {
      if (++bad <= kMaxReports) report(text, at, point, file, sink);
      at += point.length == 0 ? 1 : point.length;
      if (bad > kMaxReports) break;
    } else {
      at += point.length;
    }
  }
  return bad == 0;
}

}  // namespace stackc::yaml
