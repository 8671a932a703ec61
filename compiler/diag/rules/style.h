#pragma once

#include "diag/rule.h"

namespace stackc::diag::rule {
#define STACKC_RULE(code, name, severity, summary, documentation) inline constexpr Rule name{code};
#include "diag/rules/style.def"
#undef STACKC_RULE
}  // namespace stackc::diag::rule
