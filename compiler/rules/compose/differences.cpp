// Places where the specification and Docker Compose differ (frontend/compose/quirks.def has the same numbers), reported where a file
// depends on one.
#include <array>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "diag/rules/style.h"
#include "rules/compose/view.h"

namespace stackc::rules::compose {

namespace {

const Member* member_of(const Value& map, std::string_view key) {
  return map.is_map() ? static_cast<const model::Map*>(map.map)->find(key) : nullptr;
}

// ---- within one file

void check_external(const Value& raw, diag::Sink& sink) {
  for (std::string_view kind : {"networks", "secrets", "configs"}) {
    const Value* resources = map_of(raw, kind);
    if (resources == nullptr) continue;
    for (const Member& resource : *resources->map) {
      const Value* external = resource.value->find("external");
      if (external == nullptr || (!external->is_true() && !external->is_map())) continue;
      for (const Member& attribute : *resource.value->map)
        if (attribute.key != "external" && attribute.key != "name" && !attribute.key.starts_with("x-")) {
          sink.report(diag::rule::external_with_attributes, attribute.key_span,
                      cat({"`", resource.key, "` exists already, so `", attribute.key, "` means nothing"}))
              .help("remove it");
          break;
        }
    }
  }
}

bool plain_container_name(std::string_view text) {
  if (text.size() < 2 || !base::is_alnum(text[0])) return false;
  for (char c : text)
    if (!base::is_alnum(c) && c != '_' && c != '.' && c != '-') return false;
  return true;
}
bool plain_pull_policy(std::string_view text) {
  for (std::string_view word : {"always", "never", "build", "if_not_present", "missing", "refresh", "daily", "weekly"})
    if (text == word) return true;
  if (!text.starts_with("every_")) return false;
  bool number = false;
  for (char c : text.substr(6)) {
    if (!base::is_digit(c) && (!number || std::string_view("wdhms").find(c) == std::string_view::npos)) return false;
    number = base::is_digit(c);
  }
  return text.size() > 6 && !number;
}

void check_patterns(const Value& service, diag::Sink& sink) {
  const Value* name = service.find("container_name");
  if (name != nullptr && name->is_string() && name->text.find('$') == std::string_view::npos && !plain_container_name(name->text))
    sink.report(diag::rule::pattern_not_anchored, name->span, cat({"`", name->text, "` is no name of a container as a whole"}))
        .help("use letters, digits, `_`, `.` and `-`");
  const Value* policy = service.find("pull_policy");
  if (policy != nullptr && policy->is_string() && policy->text.find('$') == std::string_view::npos && !plain_pull_policy(policy->text))
    sink.report(diag::rule::pattern_not_anchored, policy->span, cat({"`", policy->text, "` is no pull policy as a whole"}))
        .help("write `always`, `missing`, `never`, `build`, `daily`, `weekly` or `every_12h`");
}

void check_absolute(const Value* path, std::string_view what, diag::Sink& sink) {
  if (path == nullptr || !path->is_string() || !path->text.starts_with('/') || path->text == "/dev/null") return;
  sink.report(diag::rule::absolute_path, path->span, cat({"the ", what, " `", path->text, "` exists on one machine only"}));
}

void check_service(const Value& service, diag::Sink& sink) {
  check_patterns(service, sink);
  if (const Member* refresh = member_of(service, "pull_refresh_after"))
    sink.report(diag::rule::refresh_not_read, refresh->key_span, "`pull_refresh_after` has no effect")
        .help("write `pull_policy: every_12h` or the like");
  const Value* build = service.find("build");
  if (build != nullptr) {
    check_absolute(build->is_map() ? build->find("context") : build, "context", sink);
    if (const Member* ssh = member_of(*build, "ssh"))
      sink.report(diag::rule::ssh_not_readable, ssh->key_span, "`docker compose config` prints `ssh` in a form that it does not read");
  }
  const Value* env_file = service.find("env_file");
  check_absolute(env_file, "file of variables", sink);
  if (env_file != nullptr && env_file->kind == model::Kind::kList)
    for (const Value* item : *env_file->list) check_absolute(item->is_map() ? item->find("path") : item, "file of variables", sink);
}

// ---- an override file against the files before it

struct Pair {
  const Value& base;
  const Value& over;
};

void check_repeated(const Pair& pair, std::string_view key, diag::Sink& sink) {
  const Value* base = pair.base.find(key);
  const Value* over = list_of(pair.over, key);
  if (base == nullptr || over == nullptr) return;
  std::unordered_set<std::string_view> earlier;
  if (base->is_string()) earlier.insert(base->text);
  if (base->kind == model::Kind::kList)
    for (const Value* item : *base->list)
      if (item->is_string()) earlier.insert(item->text);
  for (const Value* item : *over->list)
    if (item->is_string() && earlier.contains(item->text))
      sink.report(diag::rule::list_made_unique, item->span, cat({"`", item->text, "` stands in an earlier file too and counts once"}))
          .label(base->span, "in this list");
}

void check_ulimits(const Pair& pair, diag::Sink& sink) {
  const Value* base = map_of(pair.base, "ulimits");
  const Value* over = map_of(pair.over, "ulimits");
  if (base == nullptr || over == nullptr) return;
  for (const Member& limit : *over->map) {
    const Value* earlier = base->find(limit.key);
    if (earlier == nullptr || !earlier->is_map() || !limit.value->is_map()) continue;
    for (const Member& side : *earlier->map)
      if (limit.value->find(side.key) == nullptr)
        sink.report(diag::rule::ulimit_replaced, place(limit),
                    cat({"`", side.key, "` of the limit `", limit.key, "` is lost: the entry of the earlier file is replaced as a whole"}))
            .label(place(side), "this one");
  }
}

void check_devices(const Pair& pair, diag::Sink& sink) {
  const Value* base = map_of(pair.base, "blkio_config");
  const Value* over = map_of(pair.over, "blkio_config");
  if (base == nullptr || over == nullptr) return;
  for (const Member& list : *over->map) {
    const Value* earlier = list_of(*base, list.key);
    if (earlier == nullptr || list.value->kind != model::Kind::kList) continue;
    std::unordered_set<std::string_view> paths;
    for (const Value* item : *earlier->list) paths.insert(item->string("path"));
    for (const Value* item : *list.value->list)
      if (std::string_view path = item->string("path"); !path.empty() && paths.contains(path))
        sink.report(diag::rule::block_device_twice, item->span,
                    cat({"`", path, "` stands in `", list.key, "` of an earlier file too; both entries stay"}));
  }
}

void check_platforms(const Pair& pair, diag::Sink& sink) {
  const Value* base = pair.base.at({"build", "platforms"});
  const Value* over = pair.over.at({"build", "platforms"});
  if (base == nullptr || over == nullptr || base->kind != model::Kind::kList || over->kind != model::Kind::kList) return;
  std::unordered_set<std::string_view> earlier;
  for (const Value* item : *base->list) earlier.insert(item->text);
  for (const Value* item : *over->list)
    if (earlier.contains(item->text))
      sink.report(diag::rule::platform_twice, item->span, cat({"`", item->text, "` stands in an earlier file too and is built twice"}));
}

void check_nulls(const Pair& pair, diag::Sink& sink) {
  for (const Member& member : *pair.over.map) {
    if (!member.value->is_null() || member.value->mark != model::Mark::kNone || member.key == "command" || member.key == "entrypoint")
      continue;
    const Value* earlier = pair.base.find(member.key);
    if (earlier == nullptr || earlier->is_null()) continue;
    sink.report(diag::rule::null_keeps_value, place(member),
                cat({"the empty `", member.key, "` changes nothing: the value of the earlier file stays"}))
        .label(earlier->span, "this one")
        .help(cat({"write `", member.key, ": !reset` to remove it"}));
  }
}

void check_short_over_long(const Pair& pair, diag::Sink& sink) {
  const Value* gpus = pair.over.find("gpus");
  if (pair.base.find("gpus") != nullptr && gpus != nullptr && gpus->is_string())
    sink.report(diag::rule::short_form_over_value, gpus->span,
                "`gpus` in its short form cannot be merged over the value of an earlier file")
        .help("write a list of devices");
  const Value* ssh = pair.over.at({"build", "ssh"});
  if (pair.base.at({"build", "ssh"}) != nullptr && ssh != nullptr && !ssh->is_map())
    sink.report(diag::rule::short_form_over_value, ssh->span, "`ssh` in its short form cannot be merged over the value of an earlier file")
        .help("write a mapping");
}

void check_pair(const Pair& pair, diag::Sink& sink) {
  for (std::string_view key : {"dns", "dns_search", "tmpfs", "env_file"}) check_repeated(pair, key, sink);
  check_ulimits(pair, sink);
  check_devices(pair, sink);
  check_platforms(pair, sink);
  check_nulls(pair, sink);
  check_short_over_long(pair, sink);
}

using Seen = std::unordered_map<std::string_view, const Member*>;

}  // namespace

void check_differences(const Input& input, diag::Sink& sink) {
  Seen services;
  Seen networks;
  for (const Layer& layer : input.layers) {
    const bool over = layer.kind == Layer::Kind::kOverride;
    each_service(*layer.raw, [&](const Member& service) {
      auto [slot, fresh] = services.emplace(service.key, &service);
      if (!fresh && over) check_pair({*slot->second->value, *service.value}, sink);
      if (!fresh && layer.kind == Layer::Kind::kIncluded) {
        sink.report(diag::rule::include_clash, place(*slot->second),
                    cat({"`", service.key, "` exists in an included file too; the two are merged, and this one wins"}))
            .label(place(service), "the included one");
      }
    });
    const Value* here = map_of(*layer.raw, "networks");
    if (here == nullptr) continue;
    for (const Member& network : *here->map) {
      auto [slot, fresh] = networks.emplace(network.key, &network);
      if (fresh || !over) continue;
      const Value* ranges = network.value->at({"ipam", "config"});
      if (ranges != nullptr && slot->second->value->at({"ipam", "config"}) != nullptr)
        sink.report(diag::rule::ipam_merge, ranges->span, cat({"address ranges of `", network.key, "` in an earlier file may be lost"}))
            .help("write the whole list here and mark it `!override`");
    }
  }
}

void check_written_differences(const FileInput& input, diag::Sink& sink) {
  check_external(input.raw, sink);
  each_service(input.raw, [&](const Member& service) { check_service(*service.value, sink); });
  if (const Member* models = member_of(input.raw, "models"))
    sink.report(diag::rule::models_not_in_json, place(*models), "`docker compose config --format json` leaves `models` out");
}

}  // namespace stackc::rules::compose
