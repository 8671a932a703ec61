// JsonWriter: JSON text piece by piece, indented by two spaces, keys in the order given. It owns commas, indentation and escaping.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stackc::base {

std::string json_quote(std::string_view text);  // with the quotes; bytes that are not UTF-8 become U+FFFD

class JsonWriter {
 public:
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view text);
  JsonWriter& integer(std::int64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& raw(std::string_view text);  // a number as it shall stand, or null
  JsonWriter& member(std::string_view name, std::string_view text) { return key(name).string(text); }
  JsonWriter& member(std::string_view name, std::int64_t value) { return key(name).integer(value); }
  [[nodiscard]] std::string finish();  // the text, with a final newline

 private:
  void before_value();
  JsonWriter& close(char bracket);
  std::string out_;
  std::vector<bool> has_items_;  // for each open bracket
  bool after_key_ = false;
};

}  // namespace stackc::base
