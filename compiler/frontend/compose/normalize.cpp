// What follows from what is written: the default network, dependencies that links and shared namespaces imply, names of resources, what a
// hook takes over from its service.
#include <array>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/edit.h"

namespace stackc::compose {

namespace rule = diag::rule;
using model::How;
using model::Member;
using model::Value;

namespace {

// What strconv.ParseBool takes for true: a text stays one where nothing is interpolated and so nothing cast.
bool is_go_true(std::string_view text) {
  return text == "1" || text == "t" || text == "T" || text == "true" || text == "TRUE" || text == "True";
}

// Joins the default network whoever names none and has not left networking to somebody else.
bool join_default_network(Context& context, Value& service) {
  if (service.find("provider") != nullptr || service.find("network_mode") != nullptr) return false;
  Value* networks = service.find("networks");
  bool none = networks == nullptr || networks->is_null() || (networks->is_map() && networks->map->empty());
  if (!none) return networks->find("default") != nullptr;
  Value* joined = make_map(context, service.span, How::kInferred);
  Value* plain = context.store().null(service.span);
  plain->how = How::kInferred;
  context.store().set(*joined, "default", plain);
  context.store().set(service, "networks", joined);
  return true;
}

void normalize_networks(Context& context, Value& root) {
  const Value* user = nullptr;  // the first service on the default network: why it exists
  for_each_workload(root, [&](std::string_view, Member&, Value& service) {
    if (join_default_network(context, service) && user == nullptr) user = &service;
  });
  if (user == nullptr) return;
  Value* networks = map_member(root, "networks");
  if (networks == nullptr) {
    networks = make_map(context, user->span, How::kInferred);
    context.store().set(root, "networks", networks);
  }
  Value* plain = context.store().null(user->span);
  plain->how = How::kInferred;
  set_missing(context, *networks, "default", plain);
}

// Members without a value take it from the environment; `keep` says what becomes of those that are not there either.
// Without interpolation there is no environment either.
void fill_pair_list(Context& context, Value& list, bool keep) {
  auto* kept = context.store().arena().make<model::List>();
  for (Value* item : *list.list) {
    if (item->is_string() && item->text.find('=') == std::string_view::npos && !keep) continue;
    kept->push_back(context.store().arena(), item);
  }
  list.list = kept;
  if (!kept->empty()) return;
  list.kind = model::Kind::kNull;  // as the loader leaves it
  list.integer = 0;
}

void fill_pairs(Context& context, Value* pairs, bool keep) {
  if (pairs != nullptr && pairs->is_list()) fill_pair_list(context, *pairs, keep);
  if (pairs == nullptr || !pairs->is_map()) return;
  bool gone = false;
  for (Member& member : *pairs->map) {
    if (!member.value->is_null()) continue;
    if (auto found = context.options.interpolate ? context.variable(member.key) : std::nullopt) {
      member.value = make_text(context, *found, key_place(member), How::kEnvironment);
    } else {
      gone = true;
    }
  }
  if (keep || !gone) return;
  keep_members(context, *pairs, [](const Member& member) { return !member.value->is_null(); });
}

void normalize_build(Context& context, Value& service) {
  Value* build = map_member(service, "build");
  if (build == nullptr) return;
  const Value* where = build->find("context");
  if (where == nullptr || where->is_null())
    context.store().set(*build, "context", make_text_view(context, ".", build->span, How::kDefault));
  auto is_set = [&](std::string_view key) {
    const Value* value = build->find(key);
    return value != nullptr && !value->is_null();
  };
  if (!is_set("dockerfile") && !is_set("dockerfile_inline"))
    context.store().set(*build, "dockerfile", make_text_view(context, "Dockerfile", build->span, How::kDefault));
  fill_pairs(context, build->find("args"), false);
}

class Dependencies {
 public:
  Dependencies(Context& context, Value& service) : context_(context), service_(service), map_(map_member(service, "depends_on")) {}
  void add(std::string_view name, bool restart, const Value& cause) {
    if (map_ == nullptr) {
      map_ = make_map(context_, cause.span, How::kInferred);
      context_.store().set(service_, "depends_on", map_);
    }
    if (map_->find(name) != nullptr) return;
    Value* made = make_map(context_, cause.span, How::kInferred);
    context_.store().set(*made, "condition", make_text_view(context_, "service_started", cause.span, How::kInferred));
    context_.store().set(*made, "restart", make_flag(context_, restart, cause.span, How::kInferred));
    context_.store().set(*made, "required", make_flag(context_, true, cause.span, How::kInferred));
    context_.store().set(*map_, name, made);
  }

 private:
  Context& context_;
  Value& service_;
  Value* map_;
};

void imply_dependencies(Context& context, Value& service) {
  Dependencies dependencies(context, service);
  if (const Value* links = list_member(service, "links")) {
    for (const Value* link : *links->list) {
      if (!link->is_string() || link->symbolic) continue;
      std::vector<std::string_view> parts = base::split(link->text, ':');
      dependencies.add(parts.size() == 2 ? parts[0] : link->text, true, *link);
    }
  }
  static constexpr std::array<std::string_view, 5> kNamespaces = {"network_mode", "ipc", "pid", "uts", "cgroup"};
  for (std::string_view key : kNamespaces) {
    const Value* mode = service.find(key);
    if (mode != nullptr && mode->is_string() && !mode->symbolic && mode->text.substr(0, 8) == "service:")
      dependencies.add(mode->text.substr(8), true, *mode);
  }
  if (const Value* sources = list_member(service, "volumes_from")) {
    for (const Value* source : *sources->list)
      if (source->is_string() && !source->symbolic && source->text.substr(0, 10) != "container:")
        dependencies.add(source->text.substr(0, source->text.find(':')), false, *source);
  }
}

void clean_targets(Context& context, Value& service) {
  Value* mounts = list_member(service, "volumes");
  if (mounts == nullptr) return;
  for (Value* mount : *mounts->list) {
    Value* target = mount->find("target");
    if (target == nullptr || !target->is_string() || target->symbolic) continue;
    std::string clean = clean_path(target->text);
    if (clean != target->text) target->text = context.store().keep(clean);
  }
}

// A hook that runs before the service is a container of its own, like the service's but for what it says itself.
void complete_hooks(Context& context, Value& service) {
  Value* hooks = list_member(service, "pre_start");
  if (hooks == nullptr || hooks->list->empty()) return;
  auto wrapped = [&](Value* hook) {
    Value* services = make_map(context, hook->span, hook->how);
    context.store().set(*services, "hook", hook);
    Value* root = make_map(context, hook->span, hook->how);
    context.store().set(*root, "services", services);
    return root;
  };
  auto is_inherited = [](std::string_view key) {
    return key != "volumes" && key != "per_replica" && schema::compose::row(schema::compose::Object::kPreStart, key) != nullptr &&
           key.substr(0, 2) != "x-";
  };
  for (Value*& hook : *hooks->list) {
    if (!hook->is_map()) continue;
    if (const Value* mounts = list_member(*hook, "volumes"))  // the loader fills in its default at services only
      for (Value* mount : *mounts->list)
        if (Value* bind = mount->is_map() ? map_member(*mount, "bind") : nullptr;
            bind != nullptr && bind->find("create_host_path") == nullptr)
          context.store().set(*bind, "create_host_path", make_flag(context, false, bind->span, How::kDefault));
    Value* base = make_map(context, service.span, How::kInferred);
    for (const Member& member : *service.map) {
      if (!is_inherited(member.key)) continue;
      Value* copy = context.store().copy(*member.value);
      copy->how = How::kInferred;
      context.store().set(*base, member.key, copy, member.key_span);
    }
    Value* merged = merge(context, wrapped(base), wrapped(hook));
    if (merged == nullptr) continue;
    if (context.options.interpolate) canonicalize_merged(context, *merged);
    if (Value* made = merged->find("services"); made != nullptr && made->find("hook") != nullptr) hook = made->find("hook");
  }
}

void name_resources(Context& context, Value& root) {
  static constexpr std::array<std::string_view, 4> kKinds = {"networks", "volumes", "configs", "secrets"};
  for (std::string_view kind : kKinds) {
    Value* group = map_member(root, kind);
    if (group == nullptr) continue;
    for (Member& member : *group->map) {
      if (member.value->is_null()) {
        const Value* none = member.value;
        member.value = make_map(context, none->span.valid() ? none->span : member.key_span, none->how);
      }
      if (!member.value->is_map()) continue;
      const Value* name = member.value->find("name");
      if (name != nullptr && !name->is_null()) continue;
      const Value* external = member.value->find("external");
      source::Span cause = key_place(member);
      bool given = external != nullptr && (external->is_true() || (external->is_string() && is_go_true(external->text)));
      Value* made = given ? make_text_view(context, member.key, cause, How::kDefault)
                          : make_text(context, base::cat({context.project.name, "_", member.key}), cause, How::kDefault);
      context.store().set(*member.value, "name", made);
    }
  }
}

}  // namespace

void check_not_empty(Context& context, const Value& root) {
  source::Span place = root.span;
  if (!root.is_map() || root.map->empty())
    context.report(rule::empty_project, place, "the compose files hold nothing")
        .help("a project needs `services:` with at least one service");
  if (context.project.name.empty() && !context.sink.has_errors())  // else the reason was told where the name came from
    context.report(rule::unnamed_project, place, "the project has no name")
        .help("write `name:` at the top of the file, or give one with `-p`");
}

void normalize(Context& context, Value& root) {
  check_not_empty(context, root);
  if (!root.is_map()) return;
  context.store().set(
      root, "name",
      make_text(context, context.project.name, root.find("name") != nullptr ? root.find("name")->span : root.span, How::kInferred));
  normalize_networks(context, root);
  for_each_workload(root, [&](std::string_view, Member&, Value& service) {
    Value* policy = service.find("pull_policy");
    if (policy != nullptr && policy->is_string() && policy->text == "if_not_present") policy->text = "missing";
    normalize_build(context, service);
    fill_pairs(context, service.find("environment"), true);
    imply_dependencies(context, service);
    clean_targets(context, service);
    complete_hooks(context, service);
  });
  name_resources(context, root);
}

}  // namespace stackc::compose
