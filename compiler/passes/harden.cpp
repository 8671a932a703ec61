// harden: takes away what a container does not need. Production: no capabilities, no new privileges, and a read-only root where the
// template says what the image writes (those paths become tmpfs in the emitters). Development: the same without the read-only root, so that
// a shell in a container can still change things. An image that starts as root and steps down by itself needs capabilities for that, so
// they go only where the user is known. What the user set stays.
#include "passes/image_passes.h"

namespace stackc::passes {
namespace {

void set(ir::Field<bool>& field, bool value, const ir::Service& service) {
  if (field.origin.by == ir::By::kUser) return;
  field.value = value;
  field.origin = {service.origin.span, ir::By::kPass, "harden"};
}

}  // namespace

void harden(ir::Stack& stack, Context& context) {
  (void)context;
  const bool prod = stack.mode == ir::Mode::kProd;
  for (ir::Service& service : stack.services) {
    const bool has_user = service.uid && service.uid->value != 0;
    set(service.no_new_privileges, true, service);
    set(service.drop_capabilities, has_user, service);
    set(service.read_only_root, prod && service.read_only_ok, service);
  }
}

}  // namespace stackc::passes
