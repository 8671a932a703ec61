// XmlWriter: XML 1.0 text, an element a line. It owns indentation and escaping; characters that XML cannot hold become U+FFFD.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stackc::diag {

class XmlWriter {
 public:
  XmlWriter& open(std::string_view name);  // the name must live until it is closed
  XmlWriter& attribute(std::string_view name, std::string_view value);
  XmlWriter& attribute(std::string_view name, std::size_t value) { return attribute(name, std::string_view(std::to_string(value))); }
  XmlWriter& text(std::string_view content);  // the element then has no elements
  XmlWriter& close();
  [[nodiscard]] std::string finish() { return std::move(out_); }

 private:
  void end_start_tag();
  std::string out_ = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
  std::vector<std::string_view> names_;
  bool in_tag_ = false;
  bool has_text_ = false;
};

}  // namespace stackc::diag
