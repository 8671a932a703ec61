// The hash of a service is that of one JSON text, made as Go makes it: no blanks, `<`, `>` and `&` escaped, keys of types in the order of
// their declaration, keys of maps bytewise.
#include <algorithm>

#include "base/text.h"
#include "frontend/compose/output.h"

namespace stackc::compose {

using model::Member;
using model::Value;
using schema::compose::Object;

namespace {

void append_text(std::string& out, std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  static constexpr std::string_view kShort = "\b\f\n\r\t\"\\";
  static constexpr std::string_view kNames = "bfnrt\"\\";
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (const std::size_t at = kShort.find(c); at != std::string_view::npos) {
      (out += '\\') += kNames[at];
    } else if (static_cast<unsigned char>(c) < 0x20 || c == '<' || c == '>' || c == '&') {
      ((out += "\\u00") += kDigits[static_cast<unsigned char>(c) >> 4]) += kDigits[c & 15];
    } else if (text.substr(i, 3) == "\xe2\x80\xa8" || text.substr(i, 3) == "\xe2\x80\xa9") {
      out += text[i + 2] == '\xa8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      out += c;
    }
  }
  out += '"';
}

bool is_left_out(Object object, std::string_view key) {
  if (object == Object::kDeploy) return key == "replicas";
  if (object != Object::kService) return false;
  return key == "build" || key == "pull_policy" || key == "scale" || key == "depends_on" || key == "profiles";
}

// Of objects whose keys are the user's.
bool is_map_of_users(Object object) { return object == Object::kNone || schema::compose::key_names(object).empty(); }

void append(std::string& out, const Value& value, Object object) {
  if (value.is_list()) {
    out += '[';
    const Object items = object_of_items(object);
    for (const Value* item : *value.list) {
      if (out.back() != '[') out += ',';
      append(out, *item, items);
    }
    out += ']';
    return;
  }
  if (!value.is_map()) {
    if (value.is_string()) {
      append_text(out, value.text);
    } else {
      out += model::to_json(value);
    }
    return;
  }
  std::vector<const Member*> members = ordered(value, object);
  if (is_map_of_users(object)) std::sort(members.begin(), members.end(), [](const Member* a, const Member* b) { return a->key < b->key; });
  out += '{';
  bool first = true;
  const auto key = [&](std::string_view name) {
    if (!first) out += ',';
    first = false;
    append_text(out, name);
    out += ':';
  };
  for (const Member* member : members) {
    if (is_left_out(object, member->key)) continue;
    key(member->key);
    append(out, *member->value, object_of(object, member->key));
  }
  out += '}';
}

}  // namespace

std::string service_hash(const Value& service, std::string_view platform) {
  std::string text;
  model::Store store;
  const Value* hashed = &service;
  const bool built = service.find("build") != nullptr;
  if (built && !platform.empty() && service.string("platform").empty()) {
    Value* copy = store.copy(service);
    store.set(*copy, "platform", store.copy_string(platform, {}));
    hashed = copy;
  }
  append(text, *hashed, Object::kService);
  return base::sha256_hex(text);
}

}  // namespace stackc::compose
