// The passes on images. Each changes ir::Image (and the services that run it) and reports what it could not do.
#pragma once

#include "passes/pipeline.h"

namespace stackc::passes {

// Build packages apart from run packages: what only a compiler needs (table in split_stages.cpp) must not reach the stage that runs in
// production (STK4001), and an image with such packages needs a stage of its own for them (STK4002).
void split_stages(ir::Stack& stack, Context& context);

// The order of instructions inside each stage that makes the expected rebuild time per commit minimal (layer_order_core.h); records
// LayerOrder.
void order_layers(ir::Stack& stack, Context& context);

// Numeric uid and gid everywhere: USER in the stages that run, paths of volumes made and owned before it, Service::uid/gid of pulled images
// from their facts.
void enforce_nonroot(ir::Stack& stack, Context& context);

// No capabilities, no new privileges, read-only root with tmpfs for the paths that the image writes: production; what is harmless in
// development too.
void harden(ir::Stack& stack, Context& context);

}  // namespace stackc::passes
