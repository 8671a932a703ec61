#include "model/value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "base/json.h"

namespace stackc::model {

static std::uint32_t hash_of(std::string_view key) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

std::uint32_t Map::position(std::string_view key) const {
  if (slots_ == nullptr) {
    for (std::uint32_t i = 0; i < members_.size(); ++i)
      if (members_[i].key == key) return i;
    return members_.size();
  }
  for (std::uint32_t at = hash_of(key) & (slot_count_ - 1);; at = (at + 1) & (slot_count_ - 1)) {
    if (slots_[at] == 0) return members_.size();
    if (members_[slots_[at] - 1].key == key) return slots_[at] - 1;
  }
}

void Map::index(base::Arena& arena) {
  std::uint32_t count = 64;
  while (count < members_.size() * 4) count *= 2;  // at most a quarter full now, half full before the next time
  slots_ = static_cast<std::uint32_t*>(arena.allocate(count * sizeof(std::uint32_t), alignof(std::uint32_t)));
  slot_count_ = count;
  std::fill_n(slots_, count, 0U);
  for (std::uint32_t i = 0; i < members_.size(); ++i) {
    std::uint32_t at = hash_of(members_[i].key) & (count - 1);
    while (slots_[at] != 0) at = (at + 1) & (count - 1);
    slots_[at] = i + 1;
  }
}

Member* Map::find(std::string_view key) {
  std::uint32_t i = position(key);
  return i == members_.size() ? nullptr : &members_[i];
}
const Member* Map::find(std::string_view key) const {
  std::uint32_t i = position(key);
  return i == members_.size() ? nullptr : &members_[i];
}

void Map::set(base::Arena& arena, std::string_view key, source::Span key_span, Value* value) {
  if (Member* there = find(key)) {
    there->value = value;
    if (key_span.valid()) there->key_span = key_span;
    return;
  }
  members_.push_back(arena, Member{key, key_span, value});
  if (slots_ == nullptr ? members_.size() > kScan : members_.size() * 2 > slot_count_) {
    index(arena);
  } else if (slots_ != nullptr) {
    std::uint32_t at = hash_of(key) & (slot_count_ - 1);
    while (slots_[at] != 0) at = (at + 1) & (slot_count_ - 1);
    slots_[at] = members_.size();
  }
}

bool Map::erase(std::string_view key) {
  std::uint32_t i = position(key);
  if (i == members_.size()) return false;
  members_.erase_at(i);
  slots_ = nullptr;  // positions moved: by scan until the next set()
  slot_count_ = 0;
  return true;
}

void Map::sort_by_key() {
  std::sort(members_.begin(), members_.end(), [](const Member& a, const Member& b) { return a.key < b.key; });
  slots_ = nullptr;
  slot_count_ = 0;
}

Value* Value::find(std::string_view key) {
  if (kind != Kind::kMap) return nullptr;
  Member* member = map->find(key);
  return member == nullptr ? nullptr : member->value;
}
const Value* Value::find(std::string_view key) const {
  if (kind != Kind::kMap) return nullptr;
  const Member* member = static_cast<const Map*>(map)->find(key);
  return member == nullptr ? nullptr : member->value;
}
const Value* Value::at(std::initializer_list<std::string_view> path) const {
  const Value* value = this;
  for (std::string_view key : path)
    if (value = value->find(key); value == nullptr) return nullptr;
  return value;
}
std::string_view Value::string(std::string_view key) const {
  const Value* value = find(key);
  return value != nullptr && value->is_string() ? value->text : std::string_view();
}

Value* Store::make(Kind kind, source::Span span) {
  Value* value = arena_.make<Value>();
  value->kind = kind;
  value->span = span;
  return value;
}
Value* Store::null(source::Span span) { return make(Kind::kNull, span); }
Value* Store::boolean(bool value, source::Span span) {
  Value* made = make(Kind::kBool, span);
  made->boolean = value;
  return made;
}
Value* Store::integer(std::int64_t value, source::Span span) {
  Value* made = make(Kind::kInt, span);
  made->integer = value;
  return made;
}
Value* Store::real(double value, source::Span span) {
  Value* made = make(Kind::kFloat, span);
  made->real = value;
  return made;
}
Value* Store::string(std::string_view text, source::Span span) {
  Value* made = make(Kind::kString, span);
  made->text = text;
  return made;
}
Value* Store::copy_string(std::string_view text, source::Span span) { return string(keep(text), span); }
Value* Store::list(source::Span span) {
  Value* made = make(Kind::kList, span);
  made->list = arena_.make<List>();
  return made;
}
Value* Store::map(source::Span span) {
  Value* made = make(Kind::kMap, span);
  made->map = arena_.make<Map>();
  return made;
}

Value* Store::copy(const Value& value) {  // depth: the reader bounds it
  Value* made = arena_.make<Value>(value);
  if (value.kind == Kind::kList) {
    made->list = arena_.make<List>();
    made->list->reserve(arena_, value.list->size());
    for (const Value* item : *value.list) made->list->push_back(arena_, copy(*item));
  } else if (value.kind == Kind::kMap) {
    made->map = arena_.make<Map>();
    for (const Member& member : *value.map) made->map->set(arena_, member.key, member.key_span, copy(*member.value));
  }
  return made;
}

// The shortest digits, with an exponent (of at least two digits) from `high` on and below `low`.
static std::string real_text(double value, double low, double high) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  char buffer[400];
  double size = std::fabs(value);
  auto form = size != 0 && (size < low || size >= high) ? std::chars_format::scientific : std::chars_format::fixed;
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value, form).ptr};
}

std::string scalar_text(const Value& scalar) {
  switch (scalar.kind) {
    case Kind::kBool:
      return scalar.boolean ? "true" : "false";
    case Kind::kInt:
      return std::to_string(scalar.integer);
    case Kind::kFloat:
      return real_text(scalar.real, 1e-4, 1e6);
    case Kind::kString:
    case Kind::kTime:
      return std::string(scalar.text);
    default:
      return "";
  }
}

bool equal(const Value& a, const Value& b) {
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case Kind::kNull:
      return true;
    case Kind::kBool:
      return a.boolean == b.boolean;
    case Kind::kInt:
      return a.integer == b.integer;
    case Kind::kFloat:
      return a.real == b.real;
    case Kind::kString:
    case Kind::kTime:
      return a.text == b.text;
    case Kind::kList:
      return std::equal(a.list->begin(), a.list->end(), b.list->begin(), b.list->end(),
                        [](const Value* x, const Value* y) { return equal(*x, *y); });
    case Kind::kMap:
      return a.map->size() == b.map->size() && std::all_of(a.map->begin(), a.map->end(), [&](const Member& member) {
               const Member* other = static_cast<const Map*>(b.map)->find(member.key);
               return other != nullptr && equal(*member.value, *other->value);
             });
  }
  return false;
}

static void write_json(const Value& value, std::string& out) {
  if (value.is_list()) {
    out += '[';
    for (const Value* item : *value.list) {
      if (out.back() != '[') out += ',';
      write_json(*item, out);
    }
    out += ']';
  } else if (value.is_map()) {
    std::vector<const Member*> members;
    for (const Member& member : *value.map) members.push_back(&member);
    std::sort(members.begin(), members.end(), [](const Member* a, const Member* b) { return a->key < b->key; });
    out += '{';
    for (const Member* member : members) {
      if (member != members.front()) out += ',';
      out += base::json_quote(member->key) + ":";
      write_json(*member->value, out);
    }
    out += '}';
  } else if (value.is_null()) {
    out += "null";
  } else if (value.is_string() || value.kind == Kind::kTime) {
    out += base::json_quote(value.text);
  } else if (value.kind == Kind::kFloat) {
    out += real_text(value.real, 1e-6, 1e21);
    if (out.size() > 4 && out.compare(out.size() - 4, 3, "e-0") == 0) out.erase(out.size() - 2, 1);  // 1e-7, not 1e-07: as Go's JSON
  } else {
    out += scalar_text(value);
  }
}

std::string to_json(const Value& value) {
  std::string out;
  write_json(value, out);
  return out;
}

}  // namespace stackc::model
