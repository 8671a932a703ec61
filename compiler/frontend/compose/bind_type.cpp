#include <unordered_map>

#include "frontend/compose/bind.h"

namespace stackc::compose {

using schema::compose::Key;
using schema::compose::Object;
using schema::compose::Text;

namespace {

struct Row {
  Object object;
  std::string_view key;
  Type type;
};
constexpr Row kRows[] = {
#define STACKC_BIND(object, key, type) {Object::object, key, Type::type},
#include "frontend/compose/bind.def"
#undef STACKC_BIND
};

Type type_of_list(const Key& row) {
  const Key* item = schema::compose::item(row.element);
  if (item == nullptr || item->element == Object::kNone) return (row.forms & schema::compose::kMap) != 0 ? Type::kPairs : Type::kTexts;
  return (row.forms & schema::compose::kMap) != 0 ? Type::kMapOf : Type::kList;
}

Type type_of_map(const Key& row) {
  if (row.element == Object::kNone) return Type::kAsIs;
  const Key* any = schema::compose::row(row.element, "*");
  if (any == nullptr) return Type::kObject;
  return any->element == Object::kNone ? Type::kPairs : Type::kMapOf;
}

// By the forms that may stand there, the richest first.
Type type_by_forms(const Key& row) {
  using schema::compose::Short;
  if (row.short_form == Short::kCommand) return Type::kCommand;
  if (row.short_form == Short::kHealthTest) return Type::kTest;
  if (row.short_form == Short::kExtraHosts) return Type::kHosts;
  if (row.short_form == Short::kExternal) return Type::kFlag;
  switch (row.text) {
    case Text::kBytes:
      return Type::kBytes;
    case Text::kDuration:
      return Type::kDuration;
    case Text::kMode:
      return Type::kMode;
    default:
      break;
  }
  if ((row.forms & schema::compose::kMap) != 0 && row.element != Object::kNone && schema::compose::row(row.element, "*") != nullptr)
    return type_of_map(row);
  if ((row.forms & schema::compose::kList) != 0) return type_of_list(row);
  if ((row.forms & schema::compose::kMap) != 0) return type_of_map(row);
  if (row.short_form == Short::kText) return Type::kText;
  if ((row.forms & schema::compose::kBool) != 0) return Type::kFlag;
  if (row.cast == schema::compose::Cast::kInt || (row.forms & schema::compose::kString) == 0) return Type::kInt;
  return row.name == "pids" ? Type::kInt : Type::kText;
}

// Every row of the table with its type, made once.
const std::unordered_map<const Key*, Type>& types() {
  static const std::unordered_map<const Key*, Type> kTypes = [] {
    std::unordered_map<const Key*, Type> made;
    for (int i = 0; i < static_cast<int>(Object::kNone); ++i)
      for (const Key& key : schema::compose::keys(static_cast<Object>(i))) made.emplace(&key, type_by_forms(key));
    for (const Row& row : kRows) {
      const Key* key = schema::compose::row(row.object, row.key);
      if (key != nullptr) made[key] = row.type;
    }
    return made;
  }();
  return kTypes;
}

constexpr Shown kContainerShown[] = {{"command", Type::kCommand}, {"entrypoint", Type::kCommand}};
constexpr Shown kHookShown[] = {{"command", Type::kCommand}};
constexpr Shown kDeployShown[] = {{"resources", Type::kObject}, {"placement", Type::kObject}};
constexpr Shown kNetworkShown[] = {{"ipam", Type::kObject}};
constexpr Shown kWatchShown[] = {{"exec", Type::kObject}, {"path", Type::kText}, {"action", Type::kText}};
constexpr Shown kDependencyShown[] = {{"required", Type::kFlag}};
constexpr Shown kWeightShown[] = {{"path", Type::kText}, {"weight", Type::kInt}};
constexpr Shown kLimitShown[] = {{"path", Type::kText}, {"rate", Type::kBytes}};
constexpr Shown kDiscreteShown[] = {{"kind", Type::kText}, {"value", Type::kInt}};

}  // namespace

Type type_of(const Key& row) {
  auto found = types().find(&row);
  return found == types().end() ? Type::kAsIs : found->second;
}

std::string_view shown_name(const Key& row) {
  if (row.owner != Object::kBlkioLimit && row.owner != Object::kBlkioWeight) return row.name;
  return row.name == "path" ? "Path" : row.name == "rate" ? "Rate" : "Weight";  // the reference gives them no other name
}

std::span<const Shown> always_shown(Object object) {
  switch (object) {
    case Object::kService:
    case Object::kJob:
    case Object::kPreStart:
      return kContainerShown;
    case Object::kHook:
      return kHookShown;
    case Object::kDeploy:
      return kDeployShown;
    case Object::kNetwork:
      return kNetworkShown;
    case Object::kWatch:
      return kWatchShown;
    case Object::kDependency:
      return kDependencyShown;
    case Object::kBlkioWeight:
      return kWeightShown;
    case Object::kBlkioLimit:
      return kLimitShown;
    case Object::kDiscreteResource:
      return kDiscreteShown;
    default:
      return {};
  }
}

}  // namespace stackc::compose
