#include <algorithm>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/consistency.h"

namespace stackc::compose {

namespace rule = diag::rule;
using model::Member;
using model::Value;

static void check_contexts(const Checked& checked, const Value& build) {
  const Value* contexts = map_member(build, "additional_contexts");
  if (contexts == nullptr) return;
  for (const Member& member : *contexts->map) {
    const Value& where = *member.value;
    if (!where.is_string() || where.symbolic || where.text.substr(0, 8) != "service:") continue;
    std::string_view other = where.text.substr(8);
    const Value* target = checked.active(other) != nullptr ? checked.active(other) : checked.off(other);
    source::Span place = part(checked.context, where, other);
    if (target == nullptr) {
      auto report = checked.context.report(rule::unknown_context_service, place, base::cat({"no service is called `", other, "`"}));
      std::string near = nearest_member(checked.context, checked.services, other);
      if (!near.empty()) report.help(base::cat({"did you mean `service:", near, "`?"}));
    } else if (target->find("build") == nullptr) {
      checked.context
          .report(rule::context_without_build, place,
                  base::cat({"service `", other, "` builds nothing that `", checked.name(), "` could take"}))
          .label(target->span, "has no `build`")
          .help("give it a `build`, or name an image with `docker-image://`");
    }
  }
}

static void check_platforms(const Checked& checked, const Value& build) {
  const Value* platforms = list_member(build, "platforms");
  const Value* platform = checked.service.find("platform");
  if (platforms == nullptr || platforms->list->empty() || platform == nullptr || !platform->is_string() || platform->symbolic ||
      platform->text.empty())
    return;
  bool found = std::any_of(platforms->list->begin(), platforms->list->end(),
                           [&](const Value* item) { return item->symbolic || item->text == platform->text; });
  if (found) return;
  checked.context
      .report(rule::platform_not_built, platform->span,
              base::cat({"service `", checked.name(), "` runs on `", platform->text, "`, which is not built"}))
      .label(platforms->span, "these are built")
      .help(base::cat({"add `", platform->text, "` to `build.platforms`"}));
}

// A key that does not exist was reported; most often it is a misspelt `image`.
static bool has_unknown_key(const Value& service) {
  return std::any_of(service.map->begin(), service.map->end(), [](const Member& member) {
    return !member.key.starts_with("x-") && schema::compose::row(schema::compose::Object::kService, member.key) == nullptr;
  });
}

void check_image_and_build(const Checked& checked) {
  const Value* build = map_member(checked.service, "build");
  const Value* image = checked.service.find("image");
  bool no_image = image == nullptr || image->is_null() || (image->is_string() && image->text.empty());
  if (build == nullptr && no_image && checked.service.find("provider") == nullptr && !has_unknown_key(checked.service))
    checked.context
        .report(rule::nothing_to_run, checked.place(), base::cat({"service `", checked.name(), "` has neither `image` nor `build`"}))
        .help("write the image to run, or the folder to build it from");
  if (build == nullptr) return;
  const Value* file = build->find("dockerfile");
  const Value* text = build->find("dockerfile_inline");
  auto is_set = [](const Value* value) { return value != nullptr && value->is_string() && (!value->text.empty() || value->symbolic); };
  if (is_set(file) && is_set(text))
    checked.context
        .report(rule::two_dockerfiles, file->span,
                base::cat({"service `", checked.name(), "` has both `dockerfile` and `dockerfile_inline`"}))
        .label(text->span, "the inline one")
        .help("keep one of them");
  check_contexts(checked, *build);
  check_platforms(checked, *build);
}

}  // namespace stackc::compose
