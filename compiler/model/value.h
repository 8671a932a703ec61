// The tree that the Compose front end works on, from the raw file to the resolved project: maps, lists and typed scalars that may be
// changed in place, each remembering the place that it was written at and the value that it took the place of.
//
// Values live in a Store (an arena) and are named by pointers, which stay valid as long as it. A value has one parent: what is wanted
// twice (an alias, a base of `extends`) is copied.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/arena_vector.h"
#include "source/source.h"

namespace stackc::model {

// kTime: an unquoted date, which the reference loader types as a time.
enum class Kind : std::uint8_t { kNull, kBool, kInt, kFloat, kString, kTime, kList, kMap };
enum class Mark : std::uint8_t { kNone, kReset, kOverride };  // the tags !reset and !override
// How the value came to be here; what `config --explain` tells.
enum class How : std::uint8_t {
  kWritten,      // stands in a file as it is
  kVariable,     // a `${...}` in it was replaced; the span shows the text as written
  kShortForm,    // made from a short form at the span
  kDefault,      // nobody wrote it
  kEnvironment,  // from the environment or an env_file
  kInferred,     // follows from something else: the span is the cause
};

struct Value;
struct Member {
  std::string_view key;
  source::Span key_span;  // invalid if nobody wrote the key
  Value* value = nullptr;
};

// Ordered as inserted; keys are unique. Look-up is by scan up to kScan members, then by an index.
class Map {
 public:
  [[nodiscard]] std::uint32_t size() const { return members_.size(); }
  [[nodiscard]] bool empty() const { return members_.empty(); }
  Member* begin() { return members_.begin(); }
  Member* end() { return members_.end(); }
  [[nodiscard]] const Member* begin() const { return members_.begin(); }
  [[nodiscard]] const Member* end() const { return members_.end(); }
  Member* find(std::string_view key);
  [[nodiscard]] const Member* find(std::string_view key) const;
  // Replaces the value in its place (and keeps the key's span if the new one is invalid), or appends. The key must live as long as the
  // arena.
  void set(base::Arena& arena, std::string_view key, source::Span key_span, Value* value);
  bool erase(std::string_view key);
  void clear() { members_.resize_down(0), slots_ = nullptr, slot_count_ = 0; }
  void sort_by_key();  // bytewise

 private:
  static constexpr std::uint32_t kScan = 16;
  [[nodiscard]] std::uint32_t position(std::string_view key) const;  // size() if it is not there
  void index(base::Arena& arena);
  base::ArenaVector<Member> members_;
  std::uint32_t* slots_ = nullptr;  // open addressing: position + 1, 0 is free; nullptr: no index
  std::uint32_t slot_count_ = 0;
};
using List = base::ArenaVector<Value*>;

struct Value {
  Kind kind = Kind::kNull;
  Mark mark = Mark::kNone;
  How how = How::kWritten;
  bool quoted = false;    // a scalar that stood in quotes or in a block
  bool symbolic = false;  // text with a variable that nobody knows, kept as `${...}` (LoadOptions::unknown_variables)
  source::Span span;      // of the value as written; of a default: what it belongs to
  std::string_view text;  // kString: the value. Other scalars: the text as it stood in the file (0123, yes, 1.10)
  union {
    bool boolean;
    std::int64_t integer = 0;
    double real;
    List* list;
    Map* map;
  };
  const Value* before = nullptr;  // what it took the place of: the loser of a merge; its own `before` goes on

  [[nodiscard]] bool is_null() const { return kind == Kind::kNull; }
  [[nodiscard]] bool is_string() const { return kind == Kind::kString; }
  [[nodiscard]] bool is_map() const { return kind == Kind::kMap; }
  [[nodiscard]] bool is_list() const { return kind == Kind::kList; }
  [[nodiscard]] bool is_scalar() const { return kind < Kind::kList; }
  [[nodiscard]] bool is_true() const { return kind == Kind::kBool && boolean; }
  // Of a map; nullptr if it is none or has no such key. A present null is a Value.
  [[nodiscard]] Value* find(std::string_view key);
  [[nodiscard]] const Value* find(std::string_view key) const;
  [[nodiscard]] const Value* at(std::initializer_list<std::string_view> path) const;  // find() step by step
  [[nodiscard]] std::string_view string(std::string_view key) const;                  // the text of a string member, "" if there is none
};

class Store {
 public:
  base::Arena& arena() { return arena_; }
  Value* null(source::Span span);
  Value* boolean(bool value, source::Span span);
  Value* integer(std::int64_t value, source::Span span);
  Value* real(double value, source::Span span);
  Value* string(std::string_view text, source::Span span);  // the text must live as long as the store: in a source or in its arena
  Value* copy_string(std::string_view text, source::Span span);
  Value* list(source::Span span);
  Value* map(source::Span span);
  Value* copy(const Value& value);  // deep; spans, marks and `before` come along
  std::string_view keep(std::string_view text) { return arena_.copy(text); }
  void set(Value& map, std::string_view key, Value* value, source::Span key_span = {}) { map.map->set(arena_, key, key_span, value); }
  void append(Value& list, Value* item) { list.list->push_back(arena_, item); }

 private:
  Value* make(Kind kind, source::Span span);
  base::Arena arena_;
};

// As fmt.Sprint of the reference loader prints a scalar that becomes text: true, 83, 1.1, 1e+06, <nil> is "".
std::string scalar_text(const Value& scalar);
bool equal(const Value& a, const Value& b);  // kinds and values; members in any order; places do not count
// One JSON text with sorted keys: what the differential tests compare. Numbers as the reference prints them.
std::string to_json(const Value& value);

}  // namespace stackc::model
