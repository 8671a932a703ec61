// Trees of a project as text: YAML, JSON, and the form that Docker Compose computes its hash of a service from.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/compose/project.h"
#include "schema/compose.h"

namespace stackc::compose {

struct OutputOptions {
  bool escape = true;    // `$` becomes `$$`, so that reading it again gives the same
  bool resolved = true;  // the tree is at stage resolved; earlier ones are written as they are
};
std::string yaml_text(const Project& project, const model::Value& root, const OutputOptions& options);  // output_yaml.cpp
std::string json_text(const model::Value& root, const OutputOptions& options);                          // output_json.cpp
// The hash that Docker Compose labels containers with; `platform`: what DOCKER_DEFAULT_PLATFORM says.
std::string service_hash(const model::Value& service, std::string_view platform = {});  // output_hash.cpp

// A time as it was read, in the form that every reader of YAML takes for a time.
std::string time_text(std::string_view text);  // output_order.cpp
// output_order.cpp: the members in the order of the reference's types; what these do not know follows in natural order.
std::vector<const model::Member*> ordered(const model::Value& map, schema::compose::Object object);
bool natural_less(std::string_view a, std::string_view b);  // 2 before 10
// The object that a member's own members, or items, belong to; kNone if nothing is known of them.
schema::compose::Object object_of(schema::compose::Object object, std::string_view key);
schema::compose::Object object_of_items(schema::compose::Object object);

}  // namespace stackc::compose
