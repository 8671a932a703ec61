// Whether a compose file still is one after the user's own keys (`extra: {compose: ...}`) were laid over it.
#pragma once

#include "diag/diagnostic.h"
#include "emit/writer/output.h"
#include "ir/ir.h"

namespace stackc::driver {

// Reads the compose files among `outputs` that have such keys with the Compose front end; what that refuses is reported at the keys.
void check_extra(const ir::Project& project, const emit::OutputSet& outputs, diag::Sink& sink);

}  // namespace stackc::driver
