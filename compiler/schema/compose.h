// The one table of the Compose format (schemas/compose.def): what each key takes and how each stage treats it. In: nothing. Out: the row of
// any place in a compose file. Reader, casts, merging, uniqueness, short forms, paths, defaults, targets, editor schema, reference page and
// completion all follow it; a new key is one row.
//
// A place is found from the root object step by step: row(object, key) in a mapping, item(row) in a list. The name of a row is the key, or
// `*` for "any key of the user's" (services, labels ...), or `[]` for the items of a list.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stackc::schema::compose {

// What may stand there in a file, after interpolation; a set.
enum Form : std::uint8_t {
  kNull = 1,
  kBool = 2,
  kInt = 4,
  kNumber = 8,  // kInt is implied
  kString = 16,
  kList = 32,
  kMap = 64,
};

// How a later file's value meets an earlier one's (design: compose.md 2.2).
enum class Merge : std::uint8_t {
  kScalar,    // the later one replaces; maps are merged deeply, lists appended, by the value's own shape
  kReplace,   // whole value replaced; null clears
  kAppend,    // lists one after the other
  kUnique,    // appended, then one entry for each Identity, the later one in the place of the earlier
  kKeyValue,  // both sides as `k=v` lists, one entry for each text before `=`
  kLogging,   // options are merged only if the drivers agree
  kHosts,     // appended, exact repeats dropped
  kUlimit,    // each name replaced
  kDependsOn, kNetworks, kModels, kBuild, kIpamConfig,  // converted to the map form first, then merged deeply
};
// What makes two entries of a list the same.
enum class Identity : std::uint8_t { kNone, kText, kBeforeEquals, kPort, kTarget, kConfigTarget, kSecretTarget, kDeviceTarget, kEnvFilePath };
// What a string becomes after interpolation.
enum class Cast : std::uint8_t { kNone, kBool, kInt, kFloat, kIntOrFloat };
// The small language of a string, or the list that stands for a map (syntax/forms): how it becomes the canonical form.
enum class Short : std::uint8_t {
  kNone, kBuild, kCommand, kConfig, kDependsOn, kDevice, kEnvFile, kExternal, kExtends, kExtraHosts, kGpus, kHealthTest, kInclude,
  kKeyValue, kListOfOne, kModels, kNetworks, kPort, kSsh, kUlimit, kVolume,
};
// What the text of a scalar has to be, beyond its form.
enum class Text : std::uint8_t { kAny, kWords, kPattern, kBytes, kDuration, kPort, kMode, kImage, kBoolOrString, kUint };
// Which folder a path is relative to, and what else may stand there.
enum class Path : std::uint8_t { kNone, kFile, kContext, kAdditionalContext, kSsh, kBindSource, kExtendsFile, kWatch, kDeviceOption, kInclude };
// What docker stack does with it (format 3.13).
enum class Swarm : std::uint8_t { kYes, kUnknown, kIgnored, kForbidden, kDeprecated };

enum class Object : std::uint8_t {
#define STACKC_COMPOSE_OBJECT(constant, name) constant,
#define STACKC_COMPOSE_KEY(...)
#include "../schemas/compose.def"
#undef STACKC_COMPOSE_OBJECT
#undef STACKC_COMPOSE_KEY
  kNone,
};

struct Key {
  Object owner;
  std::string_view name;  // key, `*` or `[]`
  std::uint8_t forms;     // set of Form
  Object element;         // the object of its mapping or list; kNone: nothing is looked at inside
  Merge merge;
  Identity identity;
  Cast cast;
  Short short_form;
  Text text;
  std::string_view words;  // kWords: "a|b"; kPattern: the pattern; numbers: "0.." or "-1000..1000"
  Path path;
  std::string_view fallback;  // the default that the loader fills in, as text; "" if none
  bool required;
  Swarm swarm;
  std::string_view since;  // version of Docker Compose that learned it, "" if it always was there
  std::string_view doc;
};
// The row for `key` in `object`: its own, else that of `*`, else nullptr (unknown key). Keys that begin with `x-` are the user's where
// extensible(object).
const Key* row(Object object, std::string_view key);
const Key* item(Object object);  // the row `[]`, or nullptr
bool extensible(Object object);
std::string_view object_name(Object object);
std::span<const Key> keys(Object object);
std::vector<std::string_view> key_names(Object object);

std::string json_schema();      // for editors; ends with a newline
std::string reference_page();   // Markdown
std::string completion_data();  // JSON: path -> keys, words

}  // namespace stackc::schema::compose
