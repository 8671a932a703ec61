// One entry for each identity in the lists that the table names so: the last one counts, in the place of the first.
#include <unordered_map>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/load.h"
#include "syntax/forms/forms.h"

namespace stackc::compose {

namespace rule = diag::rule;
namespace table = schema::compose;
using model::Value;

namespace {

class Unifier {
 public:
  explicit Unifier(Context& context) : context_(context) {}
  void walk(Value& value, table::Object object);

 private:
  void unify(Value& list, table::Identity identity);
  std::optional<std::string> identity_of(const Value& value, table::Identity identity);
  std::optional<std::string> target_of(const Value& value, std::string_view what);
  std::string port_of(const Value& value);
  table::Identity identity_by_quirks(const table::Key& row) const;

  Context& context_;
};

std::optional<std::string> Unifier::target_of(const Value& value, std::string_view what) {
  if (!value.is_map()) return std::nullopt;
  const Value* target = value.find("target");
  if (target != nullptr && target->is_string()) return std::string(target->text);
  if (target != nullptr) return std::nullopt;  // the schema check tells
  context_.report(rule::compose_no_target, value.span, base::cat({"this ", what, " has no `target`"}))
      .help("write where it goes in the container: `target:`");
  return std::nullopt;
}

std::string Unifier::port_of(const Value& value) {
  auto part = [&value](std::string_view key, std::string_view otherwise) {
    const Value* there = value.find(key);
    if (there == nullptr) return std::string(otherwise);
    return base::cat({there->is_string() ? "" : "#", model::scalar_text(*there)});  // 80 and "80" are two here, as in the loader
  };
  const Value* target = value.find("target");
  return base::cat({part("host_ip", "0.0.0.0"), ":", part("published", "-"), ":", target == nullptr ? "" : model::scalar_text(*target), "/",
                    part("protocol", "tcp")});
}

std::optional<std::string> Unifier::identity_of(const Value& value, table::Identity identity) {
  using table::Identity;
  switch (identity) {
    case Identity::kBeforeEquals:
      if (!value.is_string()) return std::nullopt;
      return std::string(value.text.substr(0, value.text.find('=')));
    case Identity::kText:
      if (value.is_string()) return std::string(value.text);
      if (value.kind == model::Kind::kInt) return model::scalar_text(value);
      return std::nullopt;
    case Identity::kPort:
      if (value.is_string()) return std::string(value.text);
      if (value.kind == model::Kind::kInt) return model::scalar_text(value);
      if (!value.is_map()) return std::nullopt;
      if (value.find("target") == nullptr) {
        context_.report(rule::compose_no_target, value.span, "this port has no `target`")
            .help("write the port inside the container: `target: 80`");
        return std::nullopt;
      }
      return port_of(value);
    case Identity::kTarget: {
      if (!value.is_string()) return target_of(value, "mount");
      auto volume = forms::parse_volume(value.text);
      if (!volume) return std::nullopt;  // told where the short form is written out
      return volume.value->target;
    }
    case Identity::kDeviceTarget: {
      if (!value.is_string()) return target_of(value, "device");
      std::size_t colon = value.text.find(':');
      if (colon == value.text.npos) return std::string(value.text);
      std::string_view rest = value.text.substr(colon + 1);
      return std::string(rest.substr(0, rest.find(':')));
    }
    case Identity::kConfigTarget:
    case Identity::kSecretTarget: {
      std::string_view folder = identity == Identity::kConfigTarget ? "" : "/run/secrets";
      if (value.is_string()) return base::cat({folder, "/", value.text});
      if (!value.is_map()) return std::nullopt;
      const Value* target = value.find("target");
      if (target != nullptr) return target->is_string() ? std::optional<std::string>(target->text) : std::nullopt;
      return base::cat({folder, "/", value.string("source")});
    }
    case Identity::kEnvFilePath:
      if (value.is_string()) return std::string(value.text);
      if (const Value* path = value.find("path"); path != nullptr && path->is_string()) return std::string(path->text);
      return std::nullopt;
    case Identity::kNone:
      break;
  }
  return std::nullopt;
}

void Unifier::unify(Value& list, table::Identity identity) {
  if (list.list->size() == 1) {
    identity_of(*(*list.list)[0], identity);  // what has no target is told
    return;
  }
  std::unordered_map<std::string, std::uint32_t> places;
  std::uint32_t kept = 0;
  for (Value* item : *list.list) {
    std::optional<std::string> name = identity_of(*item, identity);
    if (name) {
      auto [place, fresh] = places.try_emplace(std::move(*name), kept);
      if (!fresh) {
        Value*& there = (*list.list)[place->second];
        if (item->before == nullptr) item->before = there;
        there = item;
        continue;
      }
    }
    (*list.list)[kept++] = item;
  }
  list.list->resize_down(kept);
}

// The specification appends some lists plainly, and makes one unique that the loader does not.
table::Identity Unifier::identity_by_quirks(const table::Key& row) const {
  const Quirks& quirks = context_.options.quirks;
  if (!quirks.unique_lists && (row.name == "dns" || row.name == "dns_search" || row.name == "env_file" || row.name == "tmpfs"))
    return table::Identity::kNone;
  if (!quirks.platforms_appended && row.name == "platforms" && row.owner == table::Object::kBuild) return table::Identity::kText;
  return row.identity;
}

void Unifier::walk(Value& value, table::Object object) {
  if (!value.is_map() || object == table::Object::kNone) return;
  for (model::Member& member : *value.map) {
    const table::Key* row = table::row(object, member.key);
    if (row == nullptr) continue;
    if (member.value->is_list()) {
      table::Identity identity = identity_by_quirks(*row);
      if (identity != table::Identity::kNone) unify(*member.value, identity);
    } else {
      walk(*member.value, row->element);
    }
  }
}

}  // namespace

void make_unique(Context& context, Value& root) {
  Unifier unifier(context);
  for (std::string_view section : {"services", "networks"}) {
    Value* there = root.find(section);
    const table::Key* row = table::row(table::Object::kRoot, section);
    if (there != nullptr && row != nullptr) unifier.walk(*there, row->element);
  }
}

}  // namespace stackc::compose
