// The key tables of stack.yaml and of templates (schemas/*.def) as data. In: nothing. Out: which keys an object has, and what each takes.
// A new key is one row in schemas/stack.def; the check, the messages and the JSON Schema follow.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stackc::schema {

enum class Type : std::uint8_t {
#define STACKC_TYPE(constant, name, pattern, doc) constant,
#include "../schemas/types.def"
#undef STACKC_TYPE
  kNone,
};
struct TypeInfo {
  Type type;
  std::string_view name;
  std::string_view pattern;  // of the text, for JSON Schema; "" if there is none
  std::string_view doc;
};
const TypeInfo& info(Type type);
std::optional<Type> find_type(std::string_view name);

enum class Object : std::uint8_t {
#define STACKC_OBJECT(constant, name) constant,
#define STACKC_KEY(...)
#include "../schemas/stack.def"
#include "../schemas/template.def"
#undef STACKC_OBJECT
#undef STACKC_KEY
  kNoObject,
};
enum class Shape : std::uint8_t { kScalar, kList, kMap, kObject, kAny };
struct Key {
  Object owner;
  std::string_view name;
  Shape shape;
  Type type;       // scalar, list items, map values, or the short form of an object
  Object element;  // object, list items, map values
  bool required;
  std::string_view words;  // of an enum: "a|b"
  std::string_view doc;
};
std::string_view object_name(Object object);
std::span<const Key> keys(Object object);
const Key* find_key(Object object, std::string_view name);
std::vector<std::string_view> key_names(Object object);
std::string_view short_form(Object object);  // the key that a scalar in place of the object stands for; "" if it has no short form

// A word of a scalar that cannot be of the type, or none if it can. `replacement`: what to write instead, if certain.
struct Problem {
  std::string message;
  std::uint32_t begin = 0, end = 0;  // byte range in the text; whole text if both are 0
  std::string replacement;
  bool bare_size = false;
};
std::optional<Problem> check(Type type, std::string_view text, std::string_view words);
// The value as a number in the type's smallest unit (bytes, microseconds, millicores ...), for min and max; none if the type has no order
// or the text is bad.
std::optional<std::int64_t> measure(Type type, std::string_view text);

std::string json_schema();  // of stack.yaml, for editors; ends with a newline

}  // namespace stackc::schema
