#include <unordered_map>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/consistency.h"

namespace stackc::compose {

namespace rule = diag::rule;
using model::Kind;
using model::Value;

namespace {

const Value* integer(const Value* owner, std::string_view key) {
  const Value* value = owner == nullptr ? nullptr : owner->find(key);
  return value != nullptr && value->kind == Kind::kInt ? value : nullptr;
}

// Both names of the number of containers mean it, from here on.
void copy_scale(const Checked& checked) {
  const Value* scale = integer(&checked.service, "scale");
  Value* deploy = map_member(*checked.member.value, "deploy");
  if (scale == nullptr || deploy == nullptr) return;
  Value* made = make_int(checked.context, scale->integer, scale->span, model::How::kInferred);
  set_missing(checked.context, *deploy, "replicas", made);
}

void check_scale(const Checked& checked) {
  const Value* scale = integer(&checked.service, "scale");
  const Value* replicas = integer(map_member(checked.service, "deploy"), "replicas");
  if (scale != nullptr && replicas != nullptr && scale->integer != replicas->integer)
    checked.context
        .report(rule::two_scales, scale->span, base::cat({"`scale` and `deploy.replicas` of service `", checked.name(), "` differ"}))
        .label(replicas->span, "`replicas`")
        .help("write one of them");
  for (const Value* count : {scale, replicas})
    if (count != nullptr && count->integer < 0)
      checked.context
          .report(rule::negative_scale, count->span,
                  base::cat({"service `", checked.name(), "` cannot run ", model::scalar_text(*count), " containers"}))
          .help("write 0 or more");
  const Value* count = scale != nullptr ? scale : replicas;
  const Value* name = checked.service.find("container_name");
  if (count == nullptr || count->integer <= 1 || name == nullptr || !name->is_string() || (name->text.empty() && !name->symbolic)) return;
  checked.context
      .report(rule::named_replicas, name->span,
              base::cat({"service `", checked.name(), "` runs ", model::scalar_text(*count), " containers, which cannot all be called `",
                         name->text, "`"}))
      .label(count->span, "more than one")
      .help("remove `container_name`");
}

struct Pair {
  std::string_view own, block, newer;
};
constexpr Pair kPairs[] = {
    {"cpus", "limits", "cpus"},
    {"mem_limit", "limits", "memory"},
    {"mem_reservation", "reservations", "memory"},
    {"pids_limit", "limits", "pids"},
};

void check_limits(const Checked& checked) {
  const Value* deploy = map_member(checked.service, "deploy");
  const Value* resources = deploy == nullptr ? nullptr : map_member(*deploy, "resources");
  if (resources == nullptr) return;
  for (const Pair& pair : kPairs) {
    const Value* own = checked.service.find(pair.own);
    const Value* block = map_member(*resources, pair.block);
    if (own == nullptr || own->symbolic || block == nullptr) continue;
    const Value* newer = block->find(pair.newer);
    if (newer != nullptr && (newer->symbolic || print_value(*newer) == print_value(*own))) continue;
    if (newer == nullptr && !checked.context.options.quirks.limits_compared_with_unset) continue;
    auto report = checked.context.report(
        rule::two_limits, own->span,
        newer != nullptr
            ? base::cat({"`", pair.own, "` and `deploy.resources.", pair.block, ".", pair.newer, "` differ"})
            : base::cat({"`", pair.own, "` stands beside `deploy.resources.", pair.block, "`, which has no `", pair.newer, "`"}));
    report.label(newer != nullptr ? newer->span : block->span, newer != nullptr ? "the other value" : "read as 0 here")
        .help(base::cat({"write `", pair.newer, "` under `deploy.resources.", pair.block, "` and remove `", pair.own, "`"}));
  }
}

}  // namespace

void check_scale_and_limits(const Checked& checked) {
  check_scale(checked);
  copy_scale(checked);
  check_limits(checked);
}

void check_health_and_watch(const Checked& checked) {
  if (const Value* health = map_member(checked.service, "healthcheck")) {
    const Value* test = list_member(*health, "test");
    if (test != nullptr && !test->list->empty()) {
      const Value& word = *(*test->list)[0];
      if (!word.symbolic && word.text != "CMD" && word.text != "CMD-SHELL" && word.text != "NONE")
        checked.context
            .report(rule::bad_health_test, word.span,
                    base::cat({"a health test begins with `CMD`, `CMD-SHELL` or `NONE`, not `", word.text, "`"}))
            .help(base::cat({"write `[\"CMD\", \"", word.text, "\", ...]`"}));
    }
  }
  const Value* develop = map_member(checked.service, "develop");
  const Value* watch = develop == nullptr ? nullptr : list_member(*develop, "watch");
  if (watch == nullptr) return;
  for (const Value* trigger : *watch->list) {
    const Value* target = trigger->find("target");
    const Value* action = trigger->find("action");
    bool none = target == nullptr || (target->is_string() && target->text.empty());
    std::string_view what = action == nullptr || !action->is_string() ? std::string_view() : action->text;
    if (!none || what == "rebuild" || what == "restart" || (action != nullptr && action->symbolic)) continue;
    checked.context
        .report(rule::watch_without_target, action != nullptr ? action->span : trigger->span, base::cat({"`", what, "` needs a `target`"}))
        .help("write the path in the container that the files go to");
  }
}

void check_mounts(const Checked& checked) {
  struct Mount {
    std::string_view target;
    source::Span span;
  };
  std::vector<Mount> mounts;
  if (const Value* tmpfs = list_member(checked.service, "tmpfs"))
    for (const Value* item : *tmpfs->list)
      if (!item->symbolic) mounts.push_back({item->text.substr(0, item->text.find(':')), item->span});
  if (const Value* volumes = list_member(checked.service, "volumes")) {
    for (const Value* volume : *volumes->list) {
      const Value* target = volume->find("target");
      if (target == nullptr || !target->symbolic)
        mounts.push_back({target == nullptr ? std::string_view() : target->text, target == nullptr ? volume->span : target->span});
    }
  }
  if (mounts.size() < 2) return;
  std::unordered_map<std::string_view, source::Span> seen;
  for (const Mount& mount : mounts) {
    auto [at, fresh] = seen.emplace(mount.target, mount.span);
    if (!fresh)
      checked.context
          .report(rule::mounted_twice, mount.span, base::cat({"`", mount.target, "` of service `", checked.name(), "` is a mount already"}))
          .label(at->second, "mounted first here")
          .help("remove one of them, or change its target");
  }
}

}  // namespace stackc::compose
