// Relative paths made absolute. Which keys hold paths, and of what kind, stands in the key table.
#include <vector>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/edit.h"
#include "frontend/compose/reach.h"

namespace stackc::compose {

namespace rule = diag::rule;
using model::Value;
using schema::compose::Key;
using schema::compose::Object;
using schema::compose::Path;

namespace {

const Reach& paths_below() {
  static const Reach kReach([](const Key& key) { return key.path != Path::kNone; });
  return kReach;
}

class Resolver {
 public:
  Resolver(Context& context, const std::string& folder) : context_(context), folder_(folder) {
    auto home = context.options.environment.find("HOME");
    if (home != context.options.environment.end()) home_ = home->second;
  }

  void mapping(Object object, Value& map) {
    for (model::Member& member : *map.map)
      if (const Key* row = schema::compose::row(object, member.key)) value(*row, *member.value);
  }

  void mounts(Value& service) {
    Value* list = list_member(service, "volumes");
    if (list == nullptr) return;
    for (Value* mount : *list->list) {
      if (!mount->is_map() || mount->string("type") != "bind") continue;
      if (Value* source = mount->find("source")) {
        foreign(*source);
      } else {
        context_.report(rule::bind_without_source, mount->span, "a mount of type `bind` has no `source`")
            .help("name the folder or file of the host that is mounted");
      }
    }
  }

  // A volume of the local driver that is a folder of the host.
  void volume(Value& volume) {
    if (volume.string("driver") != "local") return;
    Value* options = map_member(volume, "driver_opts");
    if (options == nullptr || options->string("o") != "bind") return;
    if (Value* device = options->find("device")) foreign(*device);
  }

 private:
  void value(const Key& row, Value& value) {
    if (value.is_string()) {
      scalar(row, value);
    } else if (row.path == Path::kAdditionalContext && value.is_scalar()) {
      context_.report(rule::unfit_value, value.span, base::cat({"an additional context is a place, not `", print_value(value), "`"}))
          .help("write a path or URL; a number stands in quotes");
    } else if (value.is_map()) {
      if (paths_below()(row.element)) mapping(row.element, value);
    } else if (value.is_list()) {
      if (row.path == Path::kNone && !paths_below()(row.element)) return;
      const Key* item = row.element == Object::kNone ? nullptr : schema::compose::item(row.element);
      for (Value* entry : *value.list) {
        if (item != nullptr) {
          this->value(*item, *entry);
        } else if (entry->is_string()) {
          scalar(row, *entry);
        }
      }
    }
  }

  void scalar(const Key& row, Value& value) {
    switch (row.path) {
      case Path::kFile:
      case Path::kExtendsFile:
        local(value);
        return;
      case Path::kWatch:
        local(value);
        follow_link(value);
        return;
      case Path::kContext:
      case Path::kAdditionalContext:
        if (value.text.find("://") == std::string_view::npos && value.text.substr(0, 8) != "service:" &&
            !forms::is_remote_context(value.text))
          local(value);
        return;
      case Path::kSsh:
      case Path::kUnixFile:
        foreign(value);
        return;
      default:
        return;
    }
  }

  // `~` is the home folder, and so is that of `~name`: no other user's is looked up.
  std::string with_home(std::string_view path) const {
    if (path.substr(0, 1) != "~" || home_.empty()) return std::string(path);
    return clean_path(base::cat({home_, "/", path.substr(1)}));
  }
  void set(Value& value, const std::string& path) {
    if (path != value.text) value.text = context_.store().keep(path);
  }
  void local(Value& value) {
    if (value.symbolic || value.text.empty()) return;
    std::string path = with_home(value.text);
    set(value, path[0] == '/' ? path : join_clean(folder_, path));
  }
  // The first symbolic link on the way is replaced by what it leads to; the loader does so where files are watched.
  void follow_link(Value& value) {
    if (value.symbolic || !value.text.starts_with('/')) return;
    for (std::size_t end = value.text.find('/', 1);; end = value.text.find('/', end + 1)) {
      const std::string part(value.text.substr(0, end));
      if (context_.files.kind(part) == base::FileKind::kSymlink) {
        if (const auto target = context_.files.real_path(part)) {
          set(value, end == std::string_view::npos ? *target : base::cat({*target, value.text.substr(end)}));
        } else {
          context_.report(rule::compose_unreadable, value.span, base::cat({"the symbolic link `", part, "` leads nowhere"}))
              .help("what is watched has to be there");
        }
        return;
      }
      if (end == std::string_view::npos) return;
    }
  }
  // Of the machine that the containers run on, which may have another system.
  void foreign(Value& value) {
    if (value.symbolic || !value.is_string()) return;
    std::string path = with_home(value.text);
    bool absolute = path.substr(0, 1) == "/" || forms::is_absolute_windows(path);
    set(value, absolute ? path : join_clean(folder_, path));
  }

  Context& context_;
  const std::string& folder_;
  std::string home_;
};

}  // namespace

void resolve_paths(Context& context, Value& root, const std::string& folder) {
  if (!root.is_map()) return;
  Resolver resolver(context, folder);
  resolver.mapping(Object::kRoot, root);
  for_each_workload(root, [&](std::string_view, model::Member&, Value& service) {
    resolver.mounts(service);
    if (Value* hooks = list_member(service, "pre_start"))
      for (Value* hook : *hooks->list)
        if (hook->is_map()) resolver.mounts(*hook);
  });
  if (Value* volumes = map_member(root, "volumes"))
    for (model::Member& member : *volumes->map)
      if (member.value->is_map()) resolver.volume(*member.value);
}

}  // namespace stackc::compose
