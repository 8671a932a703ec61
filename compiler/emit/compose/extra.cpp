// The user's own keys, `extra: {compose: ...}`: laid over what is written as RFC 7396 says. A mapping is laid over a mapping, a null takes
// the key away, all else replaces, lists as a whole.
#include "emit/compose/model.h"

namespace stackc::emit::compose {

static Yaml value_of(Build& build, const ir::Value& value, const ir::Origin& origin);
static Yaml item_of(Build& build, const ir::Value& item, const ir::Origin& origin);

static void lay(Build& build, const ir::ValueMap& patch, const ir::Origin& origin, Yaml& out) {
  for (const ir::Member& member : patch) {
    if (std::holds_alternative<std::monostate>(member.second.data)) {
      out.erase(member.first);
      continue;
    }
    const auto* inner = std::get_if<ir::ValueMap>(&member.second.data);
    Yaml* there = out.find(member.first);
    if (inner != nullptr && there != nullptr && there->kind() == Yaml::Kind::kMap) {
      lay(build, *inner, origin, *there);
    } else {
      out.set(member.first, value_of(build, member.second, origin));
    }
  }
}

static Yaml value_of(Build& build, const ir::Value& value, const ir::Origin& origin) {
  if (const auto* words = std::get_if<ir::Text>(&value.data)) return Yaml::string(interpolate(build, *words, origin));
  if (const auto* list = std::get_if<ir::ValueList>(&value.data)) {
    Yaml out = Yaml::seq();
    for (const ir::Value& item : *list) out.push(item_of(build, item, origin));
    return out;
  }
  if (const auto* map = std::get_if<ir::ValueMap>(&value.data)) {
    Yaml out = Yaml::map();
    lay(build, *map, origin, out);
    return out;
  }
  return from_value(value);
}

// Lists replace as they are: a null in one of their mappings is a value.
static Yaml item_of(Build& build, const ir::Value& item, const ir::Origin& origin) {
  const auto* map = std::get_if<ir::ValueMap>(&item.data);
  if (map == nullptr) return value_of(build, item, origin);
  Yaml out = Yaml::map();
  for (const ir::Member& member : *map) out.set(member.first, item_of(build, member.second, origin));
  return out;
}

void lay_over(Build& build, const ir::Field<ir::ValueMap>& extra, Yaml& out) { lay(build, extra.value, extra.origin, out); }

}  // namespace stackc::emit::compose
