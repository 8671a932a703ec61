// What the parts of the schema check share: where the walk is, and the texts of its messages.
#pragma once

#include <string>
#include <string_view>

#include "frontend/compose/stages.h"

namespace stackc::compose {

// One step of the way down; lives on the stack of the walk.
struct SchemaPlace {
  const SchemaPlace* parent = nullptr;
  const schema::compose::Key* row = nullptr;  // nullptr at the root
  std::string_view key;                       // as written; "" in a list
  source::Span key_span;                      // invalid in a list
  schema::compose::Object object() const { return row == nullptr ? schema::compose::Object::kRoot : row->element; }
  // The nearest key above, for the text: items of lists have none.
  [[nodiscard]] std::string_view name() const;
};

std::uint8_t form_of(const model::Value& value);                        // set of schema::compose::Form; a whole 5.0 is an integer too
source::Span narrow(const model::Value& value, source::Span key_span);  // scalars: their own; collections: key, or the first key inside
void report_wrong_type(Context& context, const SchemaPlace& place, const model::Value& value);
void report_unknown_key(Context& context, const SchemaPlace& place, const model::Value& map, const model::Member& member);
void report_bad_name(Context& context, const SchemaPlace& place, const model::Member& member);
void report_missing_keys(Context& context, const SchemaPlace& place, const model::Value& map, std::string_view keys);
void report_bad_text(Context& context, const SchemaPlace& place, const model::Value& value);
// The first item that is the same as an earlier one, both as positions in the list; both 0 if there is none. Linear in the list.
struct Repeat {
  std::uint32_t first = 0, second = 0;
};
Repeat find_repeat(const model::List& list);

}  // namespace stackc::compose
