// The table of schemas/compose.def in memory: constants, with a hash index that is made by the compiler, so that start-up pays nothing.
#include "schema/compose.h"

#include <algorithm>
#include <array>
#include <memory>

#include "base/regex.h"

namespace stackc::schema::compose {
namespace {

struct ObjectInfo {
  std::string_view constant, name;
  Unknown unknown;
  Names names;
};
constexpr ObjectInfo kObjects[] = {
#define STACKC_COMPOSE_OBJECT(constant, name, unknown, names) {#constant, name, Unknown::unknown, Names::names},
#define STACKC_COMPOSE_KEY(...)
#include "../schemas/compose.def"
#undef STACKC_COMPOSE_OBJECT
#undef STACKC_COMPOSE_KEY
};
constexpr Key kKeys[] = {
#define STACKC_COMPOSE_OBJECT(constant, name, unknown, names)
#define STACKC_COMPOSE_KEY(owner, name, forms, element, merge, identity, cast, short_form, text, words, path, fallback, required, swarm, \
                           since, doc)                                                                                                   \
  {Object::owner,                                                                                                                        \
   name,                                                                                                                                 \
   static_cast<std::uint8_t>(forms),                                                                                                     \
   Object::element,                                                                                                                      \
   Merge::merge,                                                                                                                         \
   Identity::identity,                                                                                                                   \
   Cast::cast,                                                                                                                           \
   Short::short_form,                                                                                                                    \
   Text::text,                                                                                                                           \
   words,                                                                                                                                \
   Path::path,                                                                                                                           \
   fallback,                                                                                                                             \
   required,                                                                                                                             \
   Swarm::swarm,                                                                                                                         \
   since,                                                                                                                                \
   doc},
#include "../schemas/compose.def"
#undef STACKC_COMPOSE_OBJECT
#undef STACKC_COMPOSE_KEY
};
constexpr std::size_t kObjectCount = std::size(kObjects);
constexpr std::size_t kKeyCount = std::size(kKeys);
static_assert(kObjectCount == static_cast<std::size_t>(Object::kNone));

constexpr std::uint32_t hash(Object object, std::string_view key) {
  std::uint32_t h = 2166136261U ^ (static_cast<std::uint32_t>(object) * 0x9E3779B9U);
  for (const char c : key) h = (h ^ static_cast<unsigned char>(c)) * 16777619U;
  return h ^ (h >> 15);
}

constexpr std::size_t kSlots = 2048;  // about a quarter is in use
struct Range {
  std::uint16_t first = 0, count = 0;
  std::uint16_t star = 0, item = 0;  // index + 1; 0: none
  bool named = false;                // has rows with names of their own
};
struct Index {
  std::array<Range, kObjectCount> objects{};
  std::array<std::uint16_t, kSlots> slots{};  // index + 1; 0 is free
  bool together = true;                       // the rows of each object stand together
};
constexpr Index make_index() {
  Index index;
  for (std::size_t i = 0; i < kKeyCount; ++i) {
    const Key& key = kKeys[i];
    Range& range = index.objects[static_cast<std::size_t>(key.owner)];
    if (range.count == 0) range.first = static_cast<std::uint16_t>(i);
    if (range.first + range.count != static_cast<int>(i)) index.together = false;
    ++range.count;
    const auto number = static_cast<std::uint16_t>(i + 1);
    if (key.name == "*") {
      range.star = number;
    } else if (key.name == "[]") {
      range.item = number;
    } else {
      range.named = true;
      std::size_t slot = hash(key.owner, key.name) % kSlots;
      while (index.slots[slot] != 0) slot = (slot + 1) % kSlots;
      index.slots[slot] = number;
    }
  }
  return index;
}
constexpr Index kIndex = make_index();
static_assert(kIndex.together && kKeyCount * 2 < kSlots);

const Range& range(Object object) { return kIndex.objects[static_cast<std::size_t>(object)]; }
const ObjectInfo& info(Object object) { return kObjects[static_cast<std::size_t>(object)]; }

constexpr bool resource_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

struct Legacy {
  Object object;
  std::string_view key, instead;
};
constexpr Legacy kLegacy[] = {
#define STACKC_COMPOSE_LEGACY(object, key, instead) {Object::object, key, instead},
#include "../schemas/compose_legacy.def"
#undef STACKC_COMPOSE_LEGACY
};

// Patterns are literals, so each ends with a zero byte as LazyRegex wants it.
class Patterns {
 public:
  Patterns() {
    for (const Key& key : kKeys)
      if (key.text == Text::kPattern)
        patterns_[static_cast<std::size_t>(&key - kKeys)] = std::make_unique<base::LazyRegex>(key.words.data());
  }
  [[nodiscard]] const base::LazyRegex& of(const Key& key) const { return *patterns_[static_cast<std::size_t>(&key - kKeys)]; }

 private:
  std::array<std::unique_ptr<base::LazyRegex>, kKeyCount> patterns_;
};

constexpr std::string_view kTriggerKeys[] = {"manual", "schedule"};

}  // namespace

const Key* row(Object object, std::string_view key) {
  if (object == Object::kNone) return nullptr;
  const Range& rows = range(object);
  if (rows.named) {
    for (std::size_t slot = hash(object, key) % kSlots; kIndex.slots[slot] != 0; slot = (slot + 1) % kSlots) {
      const Key& found = kKeys[kIndex.slots[slot] - 1];
      if (found.owner == object && found.name == key) return &found;
    }
  }
  return rows.star != 0 ? &kKeys[rows.star - 1] : nullptr;
}

const Key* item(Object object) {
  if (object == Object::kNone) return nullptr;
  const std::uint16_t number = range(object).item;
  return number != 0 ? &kKeys[number - 1] : nullptr;
}

bool extensible(Object object) { return unknown_keys(object) == Unknown::kExtensions; }
Unknown unknown_keys(Object object) { return object == Object::kNone ? Unknown::kAny : info(object).unknown; }
Names names(Object object) { return object == Object::kNone ? Names::kNone : info(object).names; }

bool takes_name(Object object, std::string_view key) {
  switch (names(object)) {
    case Names::kNone:
      return false;
    case Names::kResource:
      return !key.empty() && std::all_of(key.begin(), key.end(), resource_character);
    case Names::kLower:
      return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    case Names::kNotEmpty:
      return key.find_first_not_of('\n') != std::string_view::npos;
    case Names::kOneLine:
      return !key.empty() && key.find('\n') == std::string_view::npos;
  }
  return false;
}

bool fits(const Key& row, std::string_view text, bool whole) {
  if (row.text == Text::kWords) {
    for (std::string_view rest = row.words;;) {
      const std::size_t bar = rest.find('|');
      if (rest.substr(0, bar) == text) return true;
      if (bar == std::string_view::npos) return false;
      rest.remove_prefix(bar + 1);
    }
  }
  if (row.text != Text::kPattern) return true;
  static const Patterns patterns;
  return whole ? patterns.of(row).full_match(text) : patterns.of(row).contains(text);
}

std::string_view object_name(Object object) { return object == Object::kNone ? "anything" : info(object).name; }

std::string object_id(Object object) {
  std::string id;
  if (object == Object::kNone) return id;
  for (const char c : info(object).constant.substr(1)) {  // kServiceNetwork
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !id.empty()) id += '_';
    id += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return id;
}

std::span<const Key> keys(Object object) {
  if (object == Object::kNone) return {};
  return std::span<const Key>(kKeys).subspan(range(object).first, range(object).count);
}

std::vector<std::string_view> key_names(Object object) {
  std::vector<std::string_view> names;
  for (const Key& key : keys(object))
    if (key.name != "*" && key.name != "[]") names.push_back(key.name);
  return names;
}

std::span<const std::string_view> one_of(Object object) {
  if (object == Object::kTriggers) return kTriggerKeys;
  return {};
}

std::string_view legacy_key(Object object, std::string_view key) {
  for (const Legacy& legacy : kLegacy)
    if (legacy.object == object && legacy.key == key) return legacy.instead;
  return {};
}

}  // namespace stackc::schema::compose
