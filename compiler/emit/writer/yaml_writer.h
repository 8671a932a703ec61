// Writes YAML that every YAML 1.1 and 1.2 reader types the same: strings that any of them would take for something else are quoted
// (README.md has the rules). Documents are built as a tree first (Yaml), then written: so the tree is also what verify/ compares the text
// with.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ir/ir.h"

namespace stackc::emit {

// A YAML value to write. Make them with the functions below; maps keep the order of insertion.
class Yaml {
 public:
  enum class Kind : std::uint8_t { kNull, kBool, kInt, kNumber, kString, kSeq, kMap };
  Yaml() = default;
  static Yaml null() { return Yaml(); }
  static Yaml boolean(bool value);
  static Yaml integer(std::int64_t value);
  static Yaml number(std::string text);  // a float as it shall stand: "0.50"
  static Yaml string(std::string text);  // quoted if it has to be
  static Yaml quoted(std::string text);  // always quoted (ports, versions, modes: a reader of the file expects it)
  static Yaml seq(std::vector<Yaml> items = {});
  static Yaml strings(const std::vector<std::string>& items);
  static Yaml map();
  Yaml& set(std::string key, Yaml value) &;  // appends, or replaces the value of that key
  Yaml& set_if(bool condition, std::string key, Yaml value) &;
  Yaml& push(Yaml item) &;
  void erase(std::string_view key);         // of a map; nothing happens if it is not there
  Yaml& flow() &;                           // written as [a, b] / {a: 1} if it fits in 100 columns
  Yaml& comment(std::string lines) &;       // own lines above this value's key or item
  Yaml& side_comment(std::string words) &;  // behind a value that stands on one line: `key: value  # words`
  Yaml& blank_before() &;                   // an empty line above
  Yaml& plain_key() &;                      // map entry whose key is written plain although quoting rules say otherwise (GitHub's `on`)
  Yaml& add(std::string key, Yaml value);   // appends a key that is not there yet, without a search: for maps with thousands of keys
  // The same on a value that nobody holds: a chain such as map().set(...).set(...) is moved, not copied.
  Yaml&& set(std::string key, Yaml value) && { return std::move(set(std::move(key), std::move(value))); }
  Yaml&& set_if(bool condition, std::string key, Yaml value) && { return std::move(set_if(condition, std::move(key), std::move(value))); }
  Yaml&& push(Yaml item) && { return std::move(push(std::move(item))); }
  Yaml&& flow() && { return std::move(flow()); }
  Yaml&& comment(std::string lines) && { return std::move(comment(std::move(lines))); }
  Yaml&& side_comment(std::string words) && { return std::move(side_comment(std::move(words))); }
  Yaml&& blank_before() && { return std::move(blank_before()); }
  Yaml&& plain_key() && { return std::move(plain_key()); }
  [[nodiscard]] bool is_empty() const;  // null, or a collection without items
  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool flag() const { return bool_; }  // kBool
  [[nodiscard]] Yaml* find(std::string_view key);
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::vector<Yaml>& items() const { return items_; }
  [[nodiscard]] const std::vector<std::pair<std::string, Yaml>>& entries() const { return entries_; }

 private:
  friend class YamlWriter;
  Kind kind_ = Kind::kNull;
  bool bool_ = false, flow_ = false, blank_ = false, plain_key_ = false, quoted_ = false;
  std::string text_;  // kInt, kNumber: digits; kString
  std::string comment_, side_comment_;
  std::vector<Yaml> items_;
  std::vector<std::pair<std::string, Yaml>> entries_;
};

// The text of one document: `header` as comment lines first, one final newline, no trailing blanks, sequences indented by 2 under their
// key.
std::string write_yaml(const Yaml& document, std::string_view header);
std::string write_json(const Yaml& document);                         // indented by 2, one final newline
Yaml from_value(const ir::Value& value);                              // texts in it must be plain (checked)
ir::Value to_value(const Yaml& value);                                // for Output::meant
std::string yaml_scalar(std::string_view text, bool flow, bool key);  // the quoting alone

}  // namespace stackc::emit
