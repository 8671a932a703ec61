// `extra:`, the way out where the language has no word: keys of a target's own format, laid over what is written for it. Names of keys are
// checked here; whether the whole is sound is asked of the reader of that format when it is written (driver/check_extra.cpp).
#include <algorithm>

#include "base/text.h"
#include "diag/rules/stack.h"
#include "frontend/stack/environment.h"

namespace stackc::frontend {

using base::cat;
namespace rule = diag::rule;
namespace compose = schema::compose;

// What the top of the file may say. Services stand in the stack itself.
static constexpr std::string_view kTop[] = {"networks", "volumes", "secrets", "configs", "models"};

static std::vector<std::string_view> names_of(compose::Object object) {
  if (object == compose::Object::kRoot) return {std::begin(kTop), std::end(kTop)};
  std::vector<std::string_view> out;
  for (const compose::Key& key : compose::keys(object))
    if (key.name != "extends") out.push_back(key.name);  // a generated file stands for itself
  return out;
}

void Environment::lower_extra(const Node& extra, compose::Object object, const Use& use, ir::Field<ir::ValueMap>& out) {
  const Node* keys = extra.find("compose");
  if (keys == nullptr || keys->is_null()) return;
  if (!keys->is_map()) {
    sink_.report(rule::wrong_type, keys->span, "`compose` takes a mapping of keys of the Compose format")
        .help("`extra: {compose: {init: true}}`");
    return;
  }
  out.origin = keys->origin();
  for (const Member& member : keys->members) {
    const std::vector<std::string_view> names = names_of(object);
    const bool known = member.key.starts_with("x-") || std::find(names.begin(), names.end(), member.key) != names.end();
    if (known) {
      out.value.emplace_back(member.key, lower_value(member.value, use));
      continue;
    }
    diag::Builder report =
        sink_.report(rule::unknown_key, member.key_span,
                     object == compose::Object::kRoot ? cat({"`extra.compose` cannot hold `", member.key, "`"})
                                                      : cat({"a service of a compose file has no key `", member.key, "`"}));
    report.help(suggestion(member.key, names, "keys"));
    const std::string_view near = base::nearest(member.key, names);
    if (!near.empty()) report.fix(cat({"write `", near, "`"}), diag::Safety::kUnsafe, {{member.key_span, std::string(near)}});
  }
}

}  // namespace stackc::frontend
