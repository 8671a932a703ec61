// Small helpers of the stages behind the merge: making values that know why they are there, and walking services.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "frontend/compose/load.h"
#include "syntax/forms/forms.h"

namespace stackc::compose {

// The narrow place of bytes [begin, end) of a scalar's text, if the text stands in the file as it is; else the whole scalar.
source::Span part(const Context& context, const model::Value& scalar, std::size_t begin, std::size_t end);
source::Span part(const Context& context, const model::Value& scalar, std::string_view piece);  // `piece` lies in scalar.text

model::Value* make_text(Context& context, std::string_view text, source::Span span, model::How how);  // copies the text
model::Value* make_text_view(Context& context, std::string_view text, source::Span span,
                             model::How how);  // the text lives as long as the store
model::Value* make_flag(Context& context, bool value, source::Span span, model::How how);
model::Value* make_int(Context& context, std::int64_t value, source::Span span, model::How how);
model::Value* make_map(Context& context, source::Span span, model::How how);
model::Value* make_list(Context& context, source::Span span, model::How how);
// Sets the member unless it is there. `key` must live as long as the store.
bool set_missing(Context& context, model::Value& map, std::string_view key, model::Value* value);

// Reports what a parser of forms found, at the narrow place, with its replacement as a fix.
void report_form(Context& context, diag::Rule rule, const model::Value& scalar, const forms::Error& error);

// What runs containers: services and jobs. `visit(kind, name, value)` for each mapping there.
inline constexpr std::string_view kWorkloads[] = {"services", "jobs"};
template <class Visit>
void for_each_workload(model::Value& root, Visit visit) {
  for (std::string_view kind : kWorkloads) {
    model::Value* group = root.find(kind);
    if (group == nullptr || !group->is_map()) continue;
    for (model::Member& member : *group->map)
      if (member.value->is_map()) visit(kind, member, *member.value);
  }
}
// Drops the members that `wanted` refuses, in one pass.
template <class Wanted>
void keep_members(Context& context, model::Value& map, Wanted wanted) {
  auto* kept = context.store().arena().make<model::Map>();
  for (const model::Member& member : *map.map)
    if (wanted(member)) kept->set(context.store().arena(), member.key, member.key_span, member.value);
  map.map = kept;
}
// A member that is a list or a map; nullptr otherwise.
model::Value* list_member(model::Value& value, std::string_view key);
model::Value* map_member(model::Value& value, std::string_view key);
const model::Value* list_member(const model::Value& value, std::string_view key);
const model::Value* map_member(const model::Value& value, std::string_view key);
// A name made of variables that nobody knows: it may mean anything, so nothing is said of it.
bool is_open_name(const Context& context, std::string_view name);
// Where a mapping's key stands; the value's place if nobody wrote the key.
source::Span key_place(const model::Member& member);
// ip.ParseIP of the reference: dotted decimal without leading zeros, or IPv6 with an optional dotted tail.
bool is_ip_address(std::string_view text);
// Which services the profiles turn on, of all (profiles.cpp); the others go to project.disabled.
void enable_profiles(Context& context, model::Value& root, const std::vector<std::string_view>& active);
// As fmt.Sprint prints a value of any kind: [a b], map[k:v].
std::string print_value(const model::Value& value);

}  // namespace stackc::compose
