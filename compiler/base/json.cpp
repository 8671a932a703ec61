#include "base/json.h"

#include <utility>

#include "base/utf8.h"

namespace stackc::base {

std::string json_quote(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    // A run of ASCII that stands as it is: almost every text is one.
    std::size_t end = i;
    while (end < text.size() && text[end] >= 0x20 && text[end] < 0x7f && text[end] != '"' && text[end] != '\\') ++end;
    out += text.substr(i, end - i);
    i = end;
    if (i >= text.size()) break;
    CodePoint point = decode_utf8(text, i);
    if (point.length == 0) {
      out += "\xef\xbf\xbd";
      ++i;
      continue;
    }
    switch (point.value) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\r':
        out += "\\r";
        break;
      default:
        if (point.value < 0x20 || point.value == 0x7f) {
          out += "\\u00";
          out.push_back("0123456789abcdef"[point.value >> 4]);
          out.push_back("0123456789abcdef"[point.value & 15]);
        } else {
          out += text.substr(i, point.length);
        }
    }
    i += point.length;
  }
  out.push_back('"');
  return out;
}

void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (has_items_.empty()) return;
  if (has_items_.back()) out_.push_back(',');
  has_items_.back() = true;
  out_.push_back('\n');
  out_.append(has_items_.size() * 2, ' ');
}

JsonWriter& JsonWriter::close(char bracket) {
  bool had_items = has_items_.back();
  has_items_.pop_back();
  if (had_items) {
    out_.push_back('\n');
    out_.append(has_items_.size() * 2, ' ');
  }
  out_.push_back(bracket);
  return *this;
}

JsonWriter& JsonWriter::begin_object() {
  before_value();
  out_.push_back('{');
  has_items_.push_back(false);
  return *this;
}
JsonWriter& JsonWriter::end_object() { return close('}'); }
JsonWriter& JsonWriter::begin_array() {
  before_value();
  out_.push_back('[');
  has_items_.push_back(false);
  return *this;
}
JsonWriter& JsonWriter::end_array() { return close(']'); }
JsonWriter& JsonWriter::key(std::string_view name) {
  before_value();
  out_ += json_quote(name);
  out_ += ": ";
  after_key_ = true;
  return *this;
}
JsonWriter& JsonWriter::string(std::string_view text) { return raw(json_quote(text)); }
JsonWriter& JsonWriter::integer(std::int64_t value) { return raw(std::to_string(value)); }
JsonWriter& JsonWriter::boolean(bool value) { return raw(value ? "true" : "false"); }
JsonWriter& JsonWriter::raw(std::string_view text) {
  before_value();
  out_ += text;
  return *this;
}
std::string JsonWriter::finish() { return std::move(out_) + "\n"; }

}  // namespace stackc::base
