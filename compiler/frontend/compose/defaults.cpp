// What the loader fills in where nobody wrote anything, before paths and names.
#include "base/text.h"
#include "frontend/compose/edit.h"

namespace stackc::compose {

using model::How;
using model::Value;

namespace {

void fill_secret(Context& context, Value& secret) {
  const Value* source = secret.find("source");
  if (source == nullptr) return;
  Value* target = make_text(context, base::cat({"/run/secrets/", print_value(*source)}), secret.span, How::kDefault);
  target->symbolic = source->symbolic;
  set_missing(context, secret, "target", target);
}

void fill_port(Context& context, Value& port) {
  set_missing(context, port, "protocol", make_text_view(context, "tcp", port.span, How::kDefault));
  set_missing(context, port, "mode", make_text_view(context, "ingress", port.span, How::kDefault));
}

void fill_device_request(Context& context, Value& request) {
  if (request.find("count") != nullptr || request.find("device_ids") != nullptr) return;
  context.store().set(request, "count", make_text_view(context, "all", request.span, How::kDefault));
}

void fill_mount(Context& context, Value& mount) {
  if (Value* bind = map_member(mount, "bind"))
    set_missing(context, *bind, "create_host_path", make_flag(context, true, bind->span, How::kDefault));
}

void for_items(Context& context, Value* list, void (*fill)(Context&, Value&)) {
  if (list == nullptr) return;
  for (Value* item : *list->list)
    if (item->is_map()) fill(context, *item);
}

}  // namespace

void set_defaults(Context& context, Value& root) {
  if (context.options.interpolate) canonicalize_merged(context, root);  // else the lists stay, as nothing is bound
  for_each_workload(root, [&](std::string_view kind, model::Member&, Value& service) {
    if (Value* build = map_member(service, "build"))
      set_missing(context, *build, "context", make_text_view(context, ".", build->span, How::kDefault));
    for_items(context, list_member(service, "secrets"), fill_secret);
    for_items(context, list_member(service, "ports"), fill_port);
    for_items(context, list_member(service, "gpus"), fill_device_request);
    for_items(context, list_member(service, "volumes"), fill_mount);
    if (kind != "services") return;
    Value* deploy = map_member(service, "deploy");
    Value* resources = deploy == nullptr ? nullptr : map_member(*deploy, "resources");
    Value* reservations = resources == nullptr ? nullptr : map_member(*resources, "reservations");
    if (reservations != nullptr) for_items(context, list_member(*reservations, "devices"), fill_device_request);
  });
}

}  // namespace stackc::compose
