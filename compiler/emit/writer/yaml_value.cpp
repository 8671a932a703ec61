// The tree of a YAML document before it is text, and its conversions.
#include <charconv>
#include <utility>

#include "base/check.h"
#include "emit/writer/yaml_writer.h"

namespace stackc::emit {

Yaml Yaml::boolean(bool value) {
  Yaml yaml;
  yaml.kind_ = Kind::kBool;
  yaml.bool_ = value;
  return yaml;
}
Yaml Yaml::integer(std::int64_t value) {
  Yaml yaml;
  yaml.kind_ = Kind::kInt;
  yaml.text_ = std::to_string(value);
  return yaml;
}
Yaml Yaml::number(std::string text) {
  Yaml yaml;
  yaml.kind_ = Kind::kNumber;
  yaml.text_ = std::move(text);
  return yaml;
}
Yaml Yaml::string(std::string text) {
  Yaml yaml;
  yaml.kind_ = Kind::kString;
  yaml.text_ = std::move(text);
  return yaml;
}
Yaml Yaml::quoted(std::string text) {
  Yaml yaml = string(std::move(text));
  yaml.quoted_ = true;
  return yaml;
}
Yaml Yaml::seq(std::vector<Yaml> items) {
  Yaml yaml;
  yaml.kind_ = Kind::kSeq;
  yaml.items_ = std::move(items);
  return yaml;
}
Yaml Yaml::strings(const std::vector<std::string>& items) {
  Yaml yaml = seq();
  for (const std::string& item : items) yaml.push(string(item));
  return yaml;
}
Yaml Yaml::map() {
  Yaml yaml;
  yaml.kind_ = Kind::kMap;
  return yaml;
}

Yaml& Yaml::set(std::string key, Yaml value) & {
  STACKC_CHECK(kind_ == Kind::kMap, "set() on a YAML value that is no map");
  if (Yaml* old = find(key)) {
    *old = std::move(value);
  } else {
    entries_.emplace_back(std::move(key), std::move(value));
  }
  return *this;
}
Yaml& Yaml::add(std::string key, Yaml value) {
  STACKC_CHECK(kind_ == Kind::kMap, "add() on a YAML value that is no map");
  entries_.emplace_back(std::move(key), std::move(value));
  return *this;
}
Yaml& Yaml::set_if(bool condition, std::string key, Yaml value) & { return condition ? set(std::move(key), std::move(value)) : *this; }
void Yaml::erase(std::string_view key) {
  std::erase_if(entries_, [&](const auto& entry) { return entry.first == key; });
}
Yaml& Yaml::push(Yaml item) & {
  STACKC_CHECK(kind_ == Kind::kSeq, "push() on a YAML value that is no sequence");
  items_.push_back(std::move(item));
  return *this;
}
Yaml& Yaml::flow() & {
  flow_ = true;
  return *this;
}
Yaml& Yaml::side_comment(std::string words) & {
  side_comment_ = std::move(words);
  return *this;
}
Yaml& Yaml::comment(std::string lines) & {
  comment_ = std::move(lines);
  return *this;
}
Yaml& Yaml::blank_before() & {
  blank_ = true;
  return *this;
}
Yaml& Yaml::plain_key() & {
  plain_key_ = true;
  return *this;
}
bool Yaml::is_empty() const {
  return kind_ == Kind::kNull || (kind_ == Kind::kSeq && items_.empty()) || (kind_ == Kind::kMap && entries_.empty());
}
Yaml* Yaml::find(std::string_view key) {
  for (auto& [name, value] : entries_)
    if (name == key) return &value;
  return nullptr;
}

Yaml from_value(const ir::Value& value) {
  if (const auto* flag = std::get_if<bool>(&value.data)) return Yaml::boolean(*flag);
  if (const auto* integer = std::get_if<std::int64_t>(&value.data)) return Yaml::integer(*integer);
  if (const auto* number = std::get_if<std::string>(&value.data)) return Yaml::number(*number);
  if (const auto* text = std::get_if<ir::Text>(&value.data)) {
    auto plain = text->plain();
    STACKC_CHECK(plain.has_value(), "a value to write holds a secret or a symbol");
    return Yaml::string(std::move(*plain));
  }
  if (const auto* list = std::get_if<ir::ValueList>(&value.data)) {
    std::vector<Yaml> items;
    items.reserve(list->size());
    for (const ir::Value& item : *list) items.push_back(from_value(item));
    return Yaml::seq(std::move(items));
  }
  if (const auto* map = std::get_if<ir::ValueMap>(&value.data)) {
    Yaml yaml = Yaml::map();
    for (const auto& [key, item] : *map) yaml.add(key, from_value(item));
    return yaml;
  }
  return Yaml::null();
}

static std::int64_t to_integer(const std::string& digits) {
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  STACKC_CHECK(error == std::errc() && end == digits.data() + digits.size(), digits);
  return value;
}

ir::Value to_value(const Yaml& yaml) {
  switch (yaml.kind()) {
    case Yaml::Kind::kNull:
      return {};
    case Yaml::Kind::kBool:
      return {yaml.flag()};
    case Yaml::Kind::kInt:
      return {to_integer(yaml.text())};
    case Yaml::Kind::kNumber:
      return {yaml.text()};
    case Yaml::Kind::kString:
      return {ir::Text(yaml.text())};
    case Yaml::Kind::kSeq: {
      ir::ValueList list;
      list.reserve(yaml.items().size());
      for (const Yaml& item : yaml.items()) list.push_back(to_value(item));
      return {std::move(list)};
    }
    case Yaml::Kind::kMap: {
      ir::ValueMap map;
      map.reserve(yaml.entries().size());
      for (const auto& [key, item] : yaml.entries()) map.emplace_back(key, to_value(item));
      return {std::move(map)};
    }
  }
  return {};
}

}  // namespace stackc::emit
