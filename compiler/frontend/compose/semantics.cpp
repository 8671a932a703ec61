// Checks of single objects after the last file: what the schema cannot say.
#include <vector>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/edit.h"

namespace stackc::compose {

namespace rule = diag::rule;
using model::Member;
using model::Value;

namespace {

bool is_extension(std::string_view key) { return key.substr(0, 2) == "x-"; }

// A volume that exists already has a name and nothing else.
void check_external(Context& context, std::string_view kind, const Member& resource) {
  const Member* external = static_cast<const model::Map*>(resource.value->map)->find("external");
  if (external == nullptr || !external->value->is_true()) return;
  for (const Member& member : *resource.value->map) {
    if (member.key == "name" || member.key == "external" || is_extension(member.key)) continue;
    context
        .report(rule::external_attributes, key_place(member),
                base::cat({"`", member.key, "` has no effect on ", kind, " `", resource.key, "`, which is external"}))
        .label(key_place(*external), "not created by this project")
        .help(base::cat({"remove `", member.key, "`, or `external`"}));
  }
}

// Exactly one of `keys`, unless a driver or somebody outside supplies the content.
void check_content(Context& context, std::string_view kind, const Member& resource, std::initializer_list<std::string_view> keys) {
  std::vector<const Member*> given;
  for (std::string_view key : keys)
    if (const Member* member = static_cast<const model::Map*>(resource.value->map)->find(key)) given.push_back(member);
  std::string choice;
  for (std::string_view key : keys) choice += base::cat({choice.empty() ? "`" : key == *(keys.end() - 1) ? " or `" : ", `", key, "`"});
  if (given.size() > 1) {
    context
        .report(rule::content_twice, key_place(*given[1]),
                base::cat({kind, " `", resource.key, "` has both `", given[0]->key, "` and `", given[1]->key, "`"}))
        .label(key_place(*given[0]), "the content is already given here")
        .help(base::cat({"keep one of ", choice}));
  } else if (given.empty() && resource.value->find("driver") == nullptr && resource.value->find("external") == nullptr) {
    context.report(rule::content_missing, key_place(resource), base::cat({kind, " `", resource.key, "` has no content"}))
        .help(base::cat({"write ", choice, ", or `external: true`"}));
  }
}

void check_device_requests(Context& context, const Value* list) {
  if (list == nullptr) return;
  for (const Value* item : *list->list) {
    const Value* count = item->find("count");
    const Value* ids = item->find("device_ids");
    if (count == nullptr || ids == nullptr) continue;
    context.report(rule::count_and_ids, ids->span, "`count` and `device_ids` exclude each other")
        .label(count->span, "the number is given here")
        .help("name the devices or their number");
  }
}

void check_service(Context& context, const Value& service) {
  if (const Value* ports = list_member(service, "ports")) {
    for (const Value* port : *ports->list) {
      const Value* ip = port->find("host_ip");
      if (ip == nullptr || ip->symbolic || is_ip_address(ip->is_string() ? ip->text : std::string_view())) continue;
      context.report(rule::bad_host_ip, ip->span, base::cat({"`", print_value(*ip), "` is not an IP address"}))
          .help("write an address of the host such as `127.0.0.1` or `::1`; names are not looked up");
    }
  }
  if (const Value* develop = map_member(service, "develop")) {
    if (const Value* watch = list_member(*develop, "watch")) {
      for (const Value* trigger : *watch->list) {
        const Value* path = trigger->find("path");
        if (path != nullptr && path->is_string() && path->text.empty())
          context.report(rule::blank_watch_path, path->span, "`path` is empty").help("name the folder to watch, `.` for the project's own");
      }
    }
  }
  check_device_requests(context, list_member(service, "gpus"));
  const Value* reservations = service.at({"deploy", "resources", "reservations"});
  if (reservations != nullptr) check_device_requests(context, list_member(*reservations, "devices"));
}

template <class Check>
void for_each_resource(Value& root, std::string_view kind, Check check) {
  Value* group = map_member(root, kind);
  if (group == nullptr) return;
  for (const Member& member : *group->map)
    if (member.value->is_map()) check(member);
}

}  // namespace

void check_semantics(Context& context, Value& root) {
  if (!root.is_map()) return;
  for_each_resource(root, "services", [&](const Member& member) { check_service(context, *member.value); });
  for_each_resource(root, "volumes", [&](const Member& member) { check_external(context, "volume", member); });
  if (!context.options.quirks.external_with_attributes) {
    for_each_resource(root, "networks", [&](const Member& member) { check_external(context, "network", member); });
    for_each_resource(root, "secrets", [&](const Member& member) { check_external(context, "secret", member); });
    for_each_resource(root, "configs", [&](const Member& member) { check_external(context, "config", member); });
  }
  for_each_resource(root, "configs", [&](const Member& member) {
    check_content(context, "config", member, {"file", "environment", "content"});
  });
  for_each_resource(root, "secrets", [&](const Member& member) { check_content(context, "secret", member, {"file", "environment"}); });
}

}  // namespace stackc::compose
