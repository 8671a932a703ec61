// The final type of each value, as the loader's own types hold and print it. Which type a key has follows from its row in the key table;
// bind.def holds those that the table cannot tell.
#pragma once

#include "frontend/compose/edit.h"

namespace stackc::compose {

enum class Type : std::uint8_t {
  kText,        // "" is left out
  kTextShown,   // "" is shown
  kFlag,        // false is left out
  kFlagShown,   // shown if somebody wrote it
  kFlagAlways,  // shown, false if nobody wrote it
  kOptOut,      // true is left out
  kInt,
  kIntShown,
  kIntAlways,  // 0 is left out; shown if written; always shown
  kUint,
  kUintShown,
  kUint16,
  kUint16Always,
  kUint32,
  kFloat,  // of 32 bits; 0 is left out
  kBytes,
  kBytesAlways,  // digits in text
  kDuration,
  kDurationShown,  // Go's form in text
  kMode,           // octal in text
  kCount,          // number or `all`, which is -1
  kTexts,          // list of text; an empty one is left out
  kAnyTexts,       // the same, numbers become text
  kCommand,        // null, or a list that may be empty
  kTest,
  kPairs,       // map to text; null is ""
  kPlainPairs,  // map to text; only text and whole numbers
  kVariables,   // map to text or null
  kHosts,       // sorted `name=address`
  kSsh,
  kUlimit,
  kManyPairs,  // map to lists of text
  kObject,     // left out if it is null or nobody wrote it
  kObjectAlways,
  kList,       // of objects; an empty one is left out
  kMapOf,      // of objects, which may be null; an empty one is left out
  kMapOfFull,  // of objects, null is an empty one
  kAsIs,       // nothing is known of what is inside
  kGone,       // read by an earlier stage and not kept
};
Type type_of(const schema::compose::Key& row);
// The name that the value has in the result; mostly that of the key.
std::string_view shown_name(const schema::compose::Key& row);
// What an object shows though nobody wrote it: empty maps, null commands.
struct Shown {
  std::string_view key;
  Type type;
};
std::span<const Shown> always_shown(schema::compose::Object object);

// Each gives the value its type in place; false: it is left out. Wrong ones are reported and left out.
bool bind_scalar(Context& context, Type type, std::string_view key, model::Value& value);      // bind_scalar.cpp
bool bind_collection(Context& context, Type type, std::string_view key, model::Value& value);  // bind_collection.cpp
bool bind_flag(Context& context, std::string_view key, model::Value& value);
// What begins with `x-` in a map of the user's: the reference sets it aside before it looks at the map, and it comes back as one odd entry.
void fold_extensions(Context& context, model::Value& map);
void become_text(Context& context, model::Value& value, std::string_view text);
void bad_fit(Context& context, std::string_view key, const model::Value& value, std::string_view wanted);

}  // namespace stackc::compose
