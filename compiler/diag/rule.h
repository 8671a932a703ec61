// A rule is its code: 1101 prints as STK1101. The rules stand in rules/*.def, one file for each subject; rules/SUBJECT.h gives them their
// names, so that a new rule recompiles only what reports rules of its subject.
#pragma once

#include <cstdint>

namespace stackc::diag {

enum class Rule : std::uint16_t {};

}  // namespace stackc::diag
