#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/consistency.h"

namespace stackc::compose {

namespace rule = diag::rule;
using model::Member;
using model::Value;

namespace {

// A resource that is named but not declared.
void check_resource(const Checked& checked, diag::Rule rule, std::string_view group, std::string_view kind, std::string_view name,
                    source::Span place) {
  if (is_open_name(checked.context, name)) return;
  const Value* declared = map_member(checked.root, group);
  if (declared != nullptr && declared->find(name) != nullptr) return;
  auto report = checked.context.report(rule, place,
                                       base::cat({"service `", checked.name(), "` uses ", kind, " `", name, "`, which is not declared"}));
  std::string near = nearest_member(checked.context, declared, name);
  if (!near.empty()) {
    report.label(key_place(*static_cast<const model::Map*>(declared->map)->find(near)), "similar name")
        .help(base::cat({"did you mean `", near, "`?"}));
  } else if (group == "volumes") {
    report.help(base::cat({"declare it under the top-level `volumes:`, or write `./", name, "` if a folder is meant"}));
  } else {
    report.help(base::cat({"declare it under the top-level `", group, ":`"}));
  }
}

void check_sources(const Checked& checked, const Value* list, diag::Rule rule, std::string_view group, std::string_view kind) {
  if (list == nullptr) return;
  for (const Value* item : *list->list) {
    const Value* source = item->find("source");
    if (source != nullptr && source->symbolic) continue;
    check_resource(checked, rule, group, kind, source == nullptr ? std::string_view() : source->text,
                   source == nullptr ? item->span : source->span);
  }
}

void check_networks(const Checked& checked) {
  const Value* networks = map_member(checked.service, "networks");
  const Value* mode = checked.service.find("network_mode");
  if (networks == nullptr) return;
  if (mode != nullptr && mode->is_string() && !mode->symbolic && !mode->text.empty() && !networks->map->empty())
    checked.context
        .report(rule::network_mode_and_networks, mode->span,
                base::cat({"service `", checked.name(), "` has both `network_mode` and `networks`"}))
        .label(networks->span, "`networks`")
        .help("keep one of them");
  for (const Member& network : *networks->map)
    check_resource(checked, rule::missing_network, "networks", "network", network.key, key_place(network));
}

void report_missing_service(const Checked& checked, std::string_view other, source::Span place, std::string_view what) {
  if (const Value* off = checked.off(other)) {
    std::string names;
    if (const Value* profiles = list_member(*off, "profiles"))
      for (const Value* profile : *profiles->list) names += base::cat({names.empty() ? "`" : ", `", profile->text, "`"});
    auto report =
        checked.context.report(rule::disabled_dependency, place,
                               base::cat({"service `", checked.name(), "` ", what, " `", other, "`, which no active profile turns on"}));
    report.label(off->span, "switched off")
        .help(base::cat({"activate ", names.empty() ? "its profile" : base::cat({"profile ", names}), ", or write `required: false`"}));
    return;
  }
  auto report = checked.context.report(rule::missing_service, place,
                                       base::cat({"service `", checked.name(), "` ", what, " `", other, "`, which does not exist"}));
  std::string near = nearest_member(checked.context, checked.services, other);
  if (!near.empty()) report.help(base::cat({"did you mean `", near, "`?"}));
}

void check_dependencies(const Checked& checked) {
  const Value* needs = map_member(checked.service, "depends_on");
  if (needs != nullptr) {
    for (const Member& need : *needs->map) {
      if (checked.active(need.key) != nullptr || is_open_name(checked.context, need.key)) continue;
      const Value* required = need.value->find("required");
      bool optional = required != nullptr && !required->is_true();
      if (optional && checked.off(need.key) != nullptr) continue;
      const Value* jobs = map_member(checked.root, "jobs");
      if (jobs != nullptr && jobs->find(need.key) != nullptr) {
        checked.context
            .report(rule::depends_on_job, key_place(need), base::cat({"service `", checked.name(), "` depends on job `", need.key, "`"}))
            .help("services wait for services only");
      } else {
        report_missing_service(checked, need.key, key_place(need), "depends on");
      }
    }
  }
  const Value* mode = checked.service.find("network_mode");
  if (mode == nullptr || !mode->is_string() || mode->symbolic || mode->text.substr(0, 8) != "service:") return;
  std::string_view other = mode->text.substr(8);
  bool told = needs != nullptr && needs->find(other) != nullptr;  // the dependency that it implies was checked above
  if (!told && checked.active(other) == nullptr)
    report_missing_service(checked, other, part(checked.context, *mode, other), "shares the network of");
}

}  // namespace

void check_references(const Checked& checked) {
  check_networks(checked);
  check_dependencies(checked);
  if (const Value* mounts = list_member(checked.service, "volumes")) {
    for (const Value* mount : *mounts->list) {
      const Value* source = mount->find("source");
      if (mount->string("type") != "volume" || source == nullptr || source->symbolic || source->text.empty()) continue;
      check_resource(checked, rule::missing_volume, "volumes", "volume", source->text, source->span);
    }
  }
  if (const Value* build = map_member(checked.service, "build"))
    check_sources(checked, list_member(*build, "secrets"), rule::missing_secret, "secrets", "build secret");
  check_sources(checked, list_member(checked.service, "configs"), rule::missing_config, "configs", "config");
  check_sources(checked, list_member(checked.service, "secrets"), rule::missing_secret, "secrets", "secret");
  if (const Value* models = map_member(checked.service, "models"))
    for (const Member& model : *models->map) check_resource(checked, rule::missing_model, "models", "model", model.key, key_place(model));
}

}  // namespace stackc::compose
