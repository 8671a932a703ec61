#pragma once

#include "diag/diagnostic.h"
#include "emit/writer/output.h"
#include "ir/ir.h"

namespace stackc::emit {

void emit_compose(const ir::Project& project, OutputSet& outputs, diag::Sink& sink);

}  // namespace stackc::emit
