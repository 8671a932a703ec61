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
  kDistinct = 128,  // no two items of the list are the same
};

// How a later file's value meets an earlier one's (design: compose.md 2.2). Items of lists meet as a whole: nothing below a list is merged.
// Appending leaves out what stands there already, exactly alike.
enum class Merge : std::uint8_t {
  kScalar,    // by the value's own shape: the later scalar replaces, maps are merged deeply, lists appended; a later null changes nothing
  kReplace,   // whole value replaced; null clears
  kAppend,    // kScalar, of a list
  kUnique,    // kScalar, of a list; then one entry for each Identity, the later one in the place of the earlier
  kSequence,  // both sides as lists first (a text is a list of one, a map gives `k=v`), then appended
  kKeyValue,  // both sides as `k=v` lists, one entry for each text before `=`
  kLogging,   // options are merged only if the drivers agree
  kUlimit,    // maps are merged, else the later one replaces
  kDependsOn,
  kNetworks,
  kModels,
  kBuild,
  kIpamConfig,  // converted to the map form first, then merged deeply
};
// What makes two entries of a list the same. It counts below `services` and `networks` only, and nowhere inside a list.
enum class Identity : std::uint8_t {
  kNone,
  kText,
  kBeforeEquals,
  kPort,
  kTarget,
  kConfigTarget,
  kSecretTarget,
  kDeviceTarget,
  kEnvFilePath
};
// What a string becomes after interpolation.
enum class Cast : std::uint8_t { kNone, kBool, kInt, kFloat, kFloat32 };
// The small language of a string, or the list that stands for a map (syntax/forms): how it becomes the canonical form.
enum class Short : std::uint8_t {
  kNone,
  kBuild,
  kCommand,
  kConfig,
  kDependsOn,
  kDevice,
  kEnvFile,
  kExternal,
  kExtends,
  kExtraHosts,
  kGpus,
  kHealthTest,
  kInclude,
  kKeyValue,
  kListOfOne,
  kModels,
  kNetworks,
  kPort,
  kSchedule,
  kSsh,
  kText,
  kUlimit,
  kVolume,
};
// What the text of a scalar has to be, beyond its form. Only kWords and kPattern are judged by the schema check, the others when the value
// is given its type.
enum class Text : std::uint8_t { kAny, kWords, kPattern, kBytes, kDuration, kPort, kMode, kImage, kBoolOrString, kUint };
// Which folder a path is relative to, and what else may stand there. kUnixFile: as kFile, and Windows paths stay as they are.
enum class Path : std::uint8_t {
  kNone,
  kFile,
  kUnixFile,
  kContext,
  kAdditionalContext,
  kSsh,
  kBindSource,
  kExtendsFile,
  kWatch,
  kDeviceOption,
  kInclude
};
// What docker stack does with it (format 3.13).
enum class Swarm : std::uint8_t { kYes, kUnknown, kIgnored, kForbidden, kDeprecated };
// Keys that have no row: refused; allowed if they begin with `x-`; allowed.
enum class Unknown : std::uint8_t { kRefused, kExtensions, kAny };
// Which keys the row `*` takes: [a-zA-Z0-9._-]+, [a-z]+, text with something else than line breaks, text without line breaks.
enum class Names : std::uint8_t { kNone, kResource, kLower, kNotEmpty, kOneLine };

enum class Object : std::uint8_t {
#define STACKC_COMPOSE_OBJECT(constant, name, unknown, names) constant,
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
  Object element;         // the object of its mapping and list; kNone: nothing is looked at inside
  Merge merge;
  Identity identity;
  Cast cast;
  Short short_form;
  Text text;
  std::string_view words;  // kWords: "a|b"; kPattern: the pattern, found anywhere in the text; numbers: "0.." or "-1000..1000"
  Path path;
  std::string_view fallback;  // the default that the loader fills in, as text; "" if none. `<source>` is the value of the key beside it
  bool required;
  Swarm swarm;
  std::string_view since;  // version of Docker Compose that learned it, "" if it always was there
  std::string_view doc;
};
// The row for `key` in `object`: its own, else that of `*` (whatever the name), else nullptr (unknown key). Costs one hash of the key.
const Key* row(Object object, std::string_view key);
const Key* item(Object object);  // the row `[]`, or nullptr
// Keys that begin with `x-` are the user's where extensible(object); they have no row.
bool extensible(Object object);
Unknown unknown_keys(Object object);
Names names(Object object);
bool takes_name(Object object, std::string_view key);  // whether the row `*` is for such a key
// Whether a text is what kWords or kPattern asks for; true for the others. `whole`: nothing may stand around what the pattern describes.
bool fits(const Key& row, std::string_view text, bool whole = false);
std::string_view object_name(Object object);              // for messages: "a service"
std::string object_id(Object object);                     // for files: "service", "service_network"; no two are the same
std::span<const Key> keys(Object object);                 // in the order of the table, with `*` and `[]`
std::vector<std::string_view> key_names(Object object);   // without `*` and `[]`
std::span<const std::string_view> one_of(Object object);  // keys of which one has to be there; mostly none
// A key of old formats that `object` no longer has: what to write instead; "" if it never was one.
std::string_view legacy_key(Object object, std::string_view key);

std::string json_schema();      // for editors; ends with a newline
std::string reference_page();   // Markdown
std::string completion_data();  // JSON: path -> keys, words

}  // namespace stackc::schema::compose
