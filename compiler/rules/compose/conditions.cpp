// Whether the conditions of `depends_on` can come true, and whether they wait for enough.
#include <algorithm>

#include "diag/rules/graph.h"
#include "rules/compose/edits.h"
#include "rules/image_facts.h"

namespace stackc::rules::compose {

namespace {

struct Dependency {
  const Input& input;
  const Member& service;
  const Member& entry;  // of depends_on
  const Member& target;
};

const Value* condition_of(const Dependency& d) { return d.entry.value->find("condition"); }
source::Span condition_place(const Dependency& d) {
  const Value* condition = condition_of(d);
  if (condition != nullptr && condition->how == model::How::kWritten && condition->span.valid()) return condition->span;
  return d.entry.value->span.valid() ? d.entry.value->span : place(d.entry);
}
bool written(const Dependency& d) {
  const Value* condition = condition_of(d);
  return condition != nullptr && condition->span.valid() &&
         d.input.sources.text(condition->span).find(condition->text) != std::string_view::npos;
}
diag::Edit word_edit(const Dependency& d, std::string_view word) {
  const Value* condition = condition_of(d);
  return {part(d.input.sources, *condition, 0, condition->text.size()), std::string(word)};
}
const ImageFacts* facts_of(const Value& service) {
  return service.find("build") != nullptr ? nullptr : image_facts(image_name(service.string("image")));
}

void check_healthy(const Dependency& d, diag::Sink& sink) {
  std::optional<Test> test = health_test(*d.target.value);
  if (test && !test->none) return;
  const ImageFacts* facts = facts_of(*d.target.value);
  bool certain = test || facts != nullptr;
  std::string who = cat({"`", d.service.key, "` waits for `", d.target.key, "` to be healthy, but `", d.target.key, "` "});
  diag::Builder report = certain ? sink.report(diag::rule::healthy_without_health, condition_place(d),
                                               cat({who, test ? "turns its healthcheck off" : "has no `healthcheck`"}))
                                 : sink.report(diag::rule::health_unsure, condition_place(d),
                                               cat({who, "has no `healthcheck` here; the image may define one"}));
  if (certain) report.primary("this condition can never become true");
  report.label(place(d.target), cat({"`", d.target.key, "` is defined here"}));
  report.help(cat({"add a `healthcheck` to `", d.target.key, "`, or wait for `service_started`"}));
  if (facts != nullptr && !facts->probe.empty() && !test)
    if (auto edit = append_lines(d.input.sources, *d.target.value, health_lines(facts->probe)))
      report.fix(cat({"add a healthcheck to `", d.target.key, "`"}), diag::Safety::kUnsafe, {*edit});
  if (written(d)) report.fix("wait for `service_started`", diag::Safety::kUnsafe, {word_edit(d, "service_started")});
}

void check_completed(const Dependency& d, diag::Sink& sink) {
  const Value* restart = d.target.value->find("restart");
  if (restart == nullptr || (restart->text != "always" && restart->text != "unless-stopped")) return;
  diag::Builder report =
      sink.report(diag::rule::awaits_endless_service, condition_place(d),
                  cat({"`", d.service.key, "` waits for the end of `", d.target.key, "`, which is started again each time it ends"}));
  report.label(restart->span, cat({"`restart: ", restart->text, "` of `", d.target.key, "`"}));
  report.help(cat({"write `restart: \"no\"` or `restart: on-failure` at `", d.target.key, "`"}));
  if (restart->span.valid() && d.input.sources.text(restart->span).find(restart->text) != std::string_view::npos)
    report.fix("do not start it again", diag::Safety::kUnsafe, {diag::Edit{restart->span, "\"no\""}});
}

// `[db, redis]` as a mapping, where the whole of depends_on is one list without comments.
std::optional<diag::Edit> long_form(const Dependency& d, const Member& depends) {
  const source::Span& all = depends.value->span;
  if (!all.valid() || !depends.key_span.valid()) return std::nullopt;
  std::string_view text = d.input.sources.text(all);
  if (text.empty() || (text[0] != '-' && text[0] != '[') || text.find('#') != std::string_view::npos) return std::nullopt;
  bool flow = text[0] == '[';
  std::string line(indentation(d.input.sources, all));
  if (!flow && line.find_first_not_of(' ') != std::string::npos) return std::nullopt;
  // A list may stand as far left as its key, a mapping may not.
  std::string extra = !flow && line == indentation(d.input.sources, depends.key_span) ? "  " : "";
  std::string out;
  for (const Member& entry : *depends.value->map) {
    const source::Span& at = entry.value->span.valid() ? entry.value->span : entry.key_span;
    if (at.file != all.file || at.begin < all.begin || at.end > all.end) return std::nullopt;
    std::string_view condition = &entry == &d.entry ? "service_healthy" : entry.value->string("condition");
    if (flow) {
      out += cat({out.empty() ? "{" : ", ", entry.key, ": {condition: ", condition, "}"});
    } else {
      out += cat({out.empty() ? "" : cat({"\n", line}), extra, entry.key, ":\n", line, extra, "  condition: ", condition});
    }
  }
  if (text.ends_with('\n')) out += "\n";
  return diag::Edit{all, flow ? out + "}" : out};
}

void check_started(const Dependency& d, const Member& depends, diag::Sink& sink) {
  const ImageFacts* facts = facts_of(*d.target.value);
  if (facts == nullptr || !facts->database) return;
  std::optional<Test> test = health_test(*d.target.value);
  bool has_test = test && !test->none;
  diag::Builder report = sink.report(diag::rule::database_not_awaited, condition_place(d),
                                     cat({"`", d.service.key, "` waits until `", d.target.key, "` is started, not until it answers"}));
  if (!has_test) report.label(place(d.target), cat({"`", d.target.key, "` has no `healthcheck`"}));
  report.help(cat({has_test ? "" : cat({"add a `healthcheck` to `", d.target.key, "` and "}), "write `condition: service_healthy`"}));
  std::vector<diag::Edit> edits;
  if (written(d)) {
    edits.push_back(word_edit(d, "service_healthy"));
  } else if (auto edit = long_form(d, depends)) {
    edits.push_back(*edit);
  }
  if (edits.empty()) return;
  if (!has_test) {
    auto health = facts->probe.empty() ? std::nullopt : append_lines(d.input.sources, *d.target.value, health_lines(facts->probe));
    if (!health || test) return;
    edits.push_back(*health);
  }
  report.fix(cat({"wait until `", d.target.key, "` is healthy"}), diag::Safety::kUnsafe, std::move(edits));
}

std::vector<std::string_view> profiles(const Value& service) {
  std::vector<std::string_view> out;
  if (const Value* list = list_of(service, "profiles"))
    for (const Value* item : *list->list)
      if (item->is_string()) out.push_back(item->text);
  return out;
}

void check_profiles(const Dependency& d, diag::Sink& sink) {
  std::vector<std::string_view> wanted = profiles(*d.target.value);
  const Value* required = d.entry.value->find("required");
  if (wanted.empty() || (required != nullptr && required->kind == model::Kind::kBool && !required->boolean)) return;
  std::vector<std::string_view> own = profiles(*d.service.value);
  auto missing = std::find_if(own.begin(), own.end(),
                              [&](std::string_view profile) { return std::find(wanted.begin(), wanted.end(), profile) == wanted.end(); });
  if (!own.empty() && missing == own.end()) return;
  diag::Builder report =
      own.empty()
          ? sink.report(diag::rule::dependency_needs_profile, condition_place(d),
                        cat({"`", d.service.key, "` is always on and needs `", d.target.key, "`, which only the profile `", wanted[0],
                             "` turns on"}))
          : sink.report(diag::rule::dependency_other_profile, condition_place(d),
                        cat({"the profile `", *missing, "` turns on `", d.service.key, "`, but not `", d.target.key, "`, which it needs"}));
  report.label(map_of(*d.target.value, "profiles") == nullptr && d.target.value->find("profiles") != nullptr
                   ? d.target.value->find("profiles")->span
                   : place(d.target),
               cat({"the profiles of `", d.target.key, "`"}));
  report.help(own.empty() ? cat({"add `profiles: [", wanted[0], "]` to `", d.service.key, "`, or write `required: false`"})
                          : cat({"add the profile `", *missing, "` to `", d.target.key, "`, or write `required: false`"}));
}

}  // namespace

void check_conditions(const Input& input, diag::Sink& sink) {
  const Value* services = map_of(input.project, "services");
  each_service(input.project, [&](const Member& service) {
    const Member* depends = static_cast<const model::Map*>(service.value->map)->find("depends_on");
    if (depends == nullptr || !depends->value->is_map()) return;
    for (const Member& entry : *depends->value->map) {
      const Member* target = static_cast<const model::Map*>(services->map)->find(entry.key);
      if (target == nullptr || !target->value->is_map() || !entry.value->is_map()) continue;
      Dependency d{input, service, entry, *target};
      std::string_view condition = entry.value->string("condition");
      if (condition == "service_healthy") check_healthy(d, sink);
      if (condition == "service_completed_successfully") check_completed(d, sink);
      if (condition == "service_started" || condition.empty()) check_started(d, *depends, sink);
      check_profiles(d, sink);
    }
  });
}

}  // namespace stackc::rules::compose
