#include "diag/xml.h"

#include "base/text.h"
#include "base/utf8.h"

namespace stackc::diag {

static std::string escape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    base::CodePoint point = base::decode_utf8(text, i);
    std::uint32_t c = point.value;
    if (point.length == 0 || (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0xfffe || c == 0xffff) {
      out += "\xef\xbf\xbd";
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c < 0x20) {  // would be read as blanks in an attribute
      out += base::cat({"&#", std::to_string(c), ";"});
    } else {
      out += text.substr(i, point.length);
    }
    i += point.length == 0 ? 1 : point.length;
  }
  return out;
}

void XmlWriter::end_start_tag() {
  if (in_tag_) out_ += '>';
  in_tag_ = false;
}
XmlWriter& XmlWriter::open(std::string_view name) {
  if (in_tag_) {
    end_start_tag();
    out_ += '\n';
  }
  out_ += base::cat({std::string(names_.size() * 2, ' '), "<", name});
  names_.push_back(name);
  in_tag_ = true;
  has_text_ = false;
  return *this;
}
XmlWriter& XmlWriter::attribute(std::string_view name, std::string_view value) {
  out_ += base::cat({" ", name, "=\"", escape(value), "\""});
  return *this;
}
XmlWriter& XmlWriter::text(std::string_view content) {
  end_start_tag();
  out_ += escape(content);
  has_text_ = true;
  return *this;
}
XmlWriter& XmlWriter::close() {
  std::string_view name = names_.back();
  names_.pop_back();
  if (in_tag_) {
    out_ += "/>\n";
    in_tag_ = false;
  } else {
    out_ += base::cat({has_text_ ? std::string() : std::string(names_.size() * 2, ' '), "</", name, ">\n"});
  }
  has_text_ = false;
  return *this;
}

}  // namespace stackc::diag
