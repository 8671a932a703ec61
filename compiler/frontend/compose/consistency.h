// Whether the parts of a project fit each other, after binding and profiles. One function for each group of checks; every violation is
// reported, with a label at the other place.
#pragma once

#include <string_view>
#include <vector>

#include "frontend/compose/edit.h"

namespace stackc::compose {

// One service under test, and what others it may name.
struct Checked {
  Context& context;
  const model::Value& root;
  const model::Value* services;  // active ones
  const model::Value* disabled;
  const model::Member& member;
  const model::Value& service;
  [[nodiscard]] std::string_view name() const { return member.key; }
  [[nodiscard]] source::Span place() const { return key_place(member); }
  [[nodiscard]] const model::Value* active(std::string_view other) const { return services == nullptr ? nullptr : services->find(other); }
  [[nodiscard]] const model::Value* off(std::string_view other) const { return disabled == nullptr ? nullptr : disabled->find(other); }
};

void check_image_and_build(const Checked& checked);   // consistency_build.cpp
void check_references(const Checked& checked);        // consistency_references.cpp: networks, volumes, secrets, configs, models, services
void check_scale_and_limits(const Checked& checked);  // consistency_values.cpp
void check_health_and_watch(const Checked& checked);
void check_mounts(const Checked& checked);
void check_graph(Context& context, const model::Value& root);  // consistency_graph.cpp: cycles

// "did you mean" for a name that is missing in a mapping; "" if nothing is near. After
// many errors nobody reads suggestions, and each costs a look at many names.
std::string nearest_member(const Context& context, const model::Value* map, std::string_view name);

}  // namespace stackc::compose
