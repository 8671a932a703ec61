#pragma once

#include "diag/diagnostic.h"
#include "emit/writer/output.h"
#include "ir/ir.h"

namespace stackc::emit {

// The file that `docker stack deploy -c` reads, for every environment that emits `swarm`.
void emit_swarm(const ir::Project& project, OutputSet& outputs, diag::Sink& sink);

}  // namespace stackc::emit
