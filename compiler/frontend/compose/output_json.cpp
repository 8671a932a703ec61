#include "base/json.h"
#include "base/text.h"
#include "frontend/compose/output.h"

namespace stackc::compose {

using model::Kind;
using model::Member;
using model::Value;
using schema::compose::Object;

namespace {

class Writer {
 public:
  explicit Writer(const OutputOptions& options) : options_(options) {}
  std::string finish() { return json_.finish(); }

  void value(const Value& value, Object object) {
    if (value.is_map()) {
      map(value, object);
    } else if (value.is_list()) {
      const Object items = object_of_items(object);
      json_.begin_array();
      for (const Value* item : *value.list) this->value(*item, items);
      json_.end_array();
    } else if (value.is_string()) {
      json_.string(text(value.text));
    } else if (value.kind == Kind::kTime) {
      json_.string(time_text(value.text));
    } else {
      json_.raw(model::to_json(value));
    }
  }

 private:
  void map(const Value& value, Object object) {
    json_.begin_object();
    for (const Member* member : ordered(value, object)) {
      if (options_.resolved && object == Object::kRoot && hidden(*member)) continue;
      json_.key(text(member->key));
      this->value(*member->value, object_of(object, member->key));
    }
    json_.end_object();
  }
  // The reference's JSON has no models, and no resources of a kind that there are none of.
  static bool hidden(const Member& member) {
    if (member.key == "models") return true;
    return member.key != "services" && member.key.substr(0, 2) != "x-" && member.value->is_map() && member.value->map->empty();
  }
  [[nodiscard]] std::string text(std::string_view text) const {
    return options_.escape && text.find('$') != std::string_view::npos ? base::replace_all(text, "$", "$$") : std::string(text);
  }

  const OutputOptions& options_;
  base::JsonWriter json_;
};

}  // namespace

std::string json_text(const Value& root, const OutputOptions& options) {
  Writer writer(options);
  writer.value(root, Object::kRoot);
  return writer.finish();
}

std::string to_json(const Project& project) { return json_text(*project.root, {}); }

}  // namespace stackc::compose
