// Networks, volumes, secrets and configs that no service uses.
#include <array>
#include <unordered_set>
#include <vector>

#include "diag/rules/storage.h"
#include "rules/compose/view.h"
#include "rules/text_facts.h"

namespace stackc::rules::compose {

namespace {

using Used = std::unordered_set<std::string_view>;
struct Section {
  std::string_view key;   // at the top
  std::string_view noun;  // in messages
};
constexpr std::array<Section, 4> kSections = {
    {{"networks", "network"}, {"volumes", "volume"}, {"secrets", "secret"}, {"configs", "config"}}};

void collect(const Value* list, std::string_view key, Used& used) {
  if (list == nullptr) return;
  if (list->is_map()) {
    for (const Member& member : *list->map) used.insert(member.key);
  } else if (list->kind == model::Kind::kList) {
    for (const Value* item : *list->list) {
      std::string_view name = item->is_string() ? item->text : item->string(key);
      if (!name.empty()) used.insert(name);
    }
  }
}

Used used_by_services(const Input& input, std::string_view section) {
  Used used;
  each_service(input.project, [&](const Member& service) {
    const Value& value = *service.value;
    collect(value.find(section), "source", used);
    if (section == "secrets") collect(value.at({"build", "secrets"}), "source", used);
  });
  return used;
}

void check_section(const Input& input, const Section& section, diag::Sink& sink) {
  const Value* declared = map_of(input.project, section.key);
  if (declared == nullptr || declared->map->empty()) return;
  Used used = used_by_services(input, section.key);
  for (std::string_view name : used)
    if (is_symbolic(name)) return;  // it may be any of them
  std::vector<const Member*> unused;
  for (const Member& member : *declared->map) {
    bool implicit = section.key == "networks" && member.key == "default";
    if (!implicit && member.key_span.valid() && !used.contains(member.key)) unused.push_back(&member);
  }
  bool all = unused.size() == declared->map->size();
  const Member* whole = static_cast<const model::Map*>(input.project.map)->find(section.key);
  for (const Member* member : unused) {
    diag::Builder report =
        sink.report(diag::rule::unused_resource, member->key_span, cat({"no service uses the ", section.noun, " `", member->key, "`"}));
    report.help(cat({"add it to the `", section.key, "` of the service that needs it, or remove it"}));
    // An empty section is no mapping any more, so the last entry takes it along.
    if (all && unused.size() > 1) continue;
    if (std::optional<source::Span> lines = whole_lines(input.sources, all ? *whole : *member))
      report.fix(cat({"remove the ", section.noun, " `", member->key, "`"}), diag::Safety::kUnsafe, {diag::Edit{*lines, ""}});
  }
}

}  // namespace

void check_resources(const Input& input, diag::Sink& sink) {
  const Value* services = map_of(input.project, "services");
  if (services == nullptr || services->map->empty()) return;  // a file of resources that others include
  for (const Section& section : kSections) check_section(input, section, sink);
}

}  // namespace stackc::rules::compose
