#include "schema/schema.h"

#include <array>
#include <limits>

#include "base/check.h"
#include "base/text.h"
#include "syntax/scalar/scalar.h"

namespace stackc::schema {
namespace {

using enum Object;
using enum Shape;

constexpr TypeInfo kTypes[] = {
#define STACKC_TYPE(constant, name, pattern, doc) {Type::constant, name, pattern, doc},
#include "../schemas/types.def"
#undef STACKC_TYPE
};
constexpr std::string_view kObjectNames[] = {
#define STACKC_OBJECT(constant, name) name,
#define STACKC_KEY(...)
#include "../schemas/stack.def"
#include "../schemas/template.def"
#undef STACKC_OBJECT
#undef STACKC_KEY
};
constexpr Key kKeys[] = {
#define STACKC_OBJECT(...)
#define STACKC_KEY(object, key, shape, type, element, required, words, doc) \
  {Object::object, key, Shape::shape, Type::type, Object::element, required, words, doc},
#include "../schemas/stack.def"
#include "../schemas/template.def"
#undef STACKC_OBJECT
#undef STACKC_KEY
};

// Where the rows of each object stand: they are together.
struct Range {
  std::size_t begin = 0, end = 0;
};
constexpr auto kRanges = [] {
  std::array<Range, std::size(kObjectNames)> ranges{};
  for (std::size_t i = 0; i < std::size(kKeys); ++i) {
    Range& range = ranges[static_cast<std::size_t>(kKeys[i].owner)];
    if (range.end == 0) range.begin = i;
    range.end = i + 1;
  }
  return ranges;
}();

template <class T>
std::optional<Problem> problem(const scalar::Parsed<T>& parsed) {
  if (parsed) return std::nullopt;
  const scalar::Error& error = parsed.error;
  return Problem{error.message, error.begin, error.end, error.replacement, error.bare_unit};
}

std::optional<Problem> check_word(std::string_view text, std::string_view words) {
  const std::vector<std::string_view> all = base::split(words, '|');
  std::string list;
  for (std::string_view word : all) {
    if (word == text) return std::nullopt;
    list += base::cat({list.empty() ? "" : ", ", "`", word, "`"});
  }
  return Problem{base::cat({"`", text, "` is not ", all.size() == 1 ? "" : "one of ", list}), 0, static_cast<std::uint32_t>(text.size()),
                 std::string(base::nearest(text, all)), false};
}

template <class T>
std::optional<std::int64_t> number(const scalar::Parsed<T>& parsed) {
  if (!parsed) return std::nullopt;
  if constexpr (sizeof(T) == 8 && !std::numeric_limits<T>::is_signed)
    if (*parsed.value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      return std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(*parsed.value);
}

}  // namespace

const TypeInfo& info(Type type) {
  STACKC_CHECK(type != Type::kNone, "no type");
  return kTypes[static_cast<std::size_t>(type)];
}

std::optional<Type> find_type(std::string_view name) {
  for (const TypeInfo& type : kTypes)
    if (type.name == name) return type.type;
  return std::nullopt;
}

std::string_view object_name(Object object) { return object == Object::kNoObject ? "" : kObjectNames[static_cast<std::size_t>(object)]; }

std::span<const Key> keys(Object object) {
  if (object == Object::kNoObject) return {};
  const Range& range = kRanges[static_cast<std::size_t>(object)];
  return std::span<const Key>(kKeys).subspan(range.begin, range.end - range.begin);
}

const Key* find_key(Object object, std::string_view name) {
  for (const Key& key : keys(object))
    if (key.name == name) return &key;
  return nullptr;
}

std::vector<std::string_view> key_names(Object object) {
  std::vector<std::string_view> names;
  for (const Key& key : keys(object)) names.push_back(key.name);
  return names;
}

std::string_view short_form(Object object) {
  switch (object) {
    case Object::kEnvVar:
      return "value";
    case Object::kPort:
      return "number";
    case Object::kMount:
      return "volume";
    case Object::kMetrics:
      return "path";
    case Object::kOutput:
      return "value";
    default:
      return "";
  }
}

std::optional<Problem> check(Type type, std::string_view text, std::string_view words) {
  switch (type) {
    case Type::kString:
    case Type::kNone:
      return std::nullopt;
    case Type::kIdent:
      return problem(scalar::parse_ident(text));
    case Type::kName:
    case Type::kService:
      return problem(scalar::parse_name(text));
    case Type::kEnvName:
      return problem(scalar::parse_env_name(text));
    case Type::kHost:
      return problem(scalar::parse_host(text));
    case Type::kImage:
      return problem(scalar::parse_image(text));
    case Type::kImagePrefix:
      return problem(scalar::parse_image_prefix(text));
    case Type::kEnum:
      return check_word(text, words);
    case Type::kInt:
      return problem(scalar::parse_int(text));
    case Type::kBool:
      return problem(scalar::parse_bool(text));
    case Type::kSize:
      return problem(scalar::parse_size(text));
    case Type::kDuration:
      return problem(scalar::parse_duration(text));
    case Type::kCpu:
      return problem(scalar::parse_cpu(text));
    case Type::kPercent:
      return problem(scalar::parse_percent(text));
    case Type::kPort:
      return problem(scalar::parse_port(text));
    case Type::kPortSpec:
      return problem(scalar::parse_port_spec(text));
    case Type::kPublish:
      return problem(scalar::parse_publish(text));
    case Type::kVersion:
      return problem(scalar::parse_version(text));
    case Type::kUrl:
      return problem(scalar::parse_url(text));
    case Type::kPath:
      return problem(scalar::parse_path(text));
  }
  return std::nullopt;
}

std::optional<std::int64_t> measure(Type type, std::string_view text) {
  switch (type) {
    case Type::kInt:
      return number(scalar::parse_int(text));
    case Type::kSize:
      return number(scalar::parse_size(text));
    case Type::kDuration:
      return number(scalar::parse_duration(text));
    case Type::kCpu:
      return number(scalar::parse_cpu(text));
    case Type::kPercent:
      return number(scalar::parse_percent(text));
    case Type::kPort:
      return number(scalar::parse_port(text));
    default:
      return std::nullopt;
  }
}

}  // namespace stackc::schema
