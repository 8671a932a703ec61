// Rules: checks that read the IR and the graph and report; they change nothing. One file for each subject, declared here, run by
// driver/pipeline.cpp. What a diagnostic means stands in diag/rules/. Each rule sees one environment; reports that two environments
// share are one (diag::Sink).
#pragma once

#include <span>
#include <string_view>

#include "diag/diagnostic.h"
#include "ir/ir.h"
#include "source/source.h"

namespace stackc::rules {

using RuleFunction = void(const ir::Stack& stack, diag::Sink& sink, const source::SourceManager& sources);

RuleFunction check_cycles;       // STK2001
RuleFunction check_conditions;   // STK2002, 2004, 2005
RuleFunction check_health;       // STK2006 to 2008
RuleFunction check_secrets;      // STK3001: secrets where everybody can read them; STK3002: without a value in development
RuleFunction check_credentials;  // STK3003, 3004: values that should be secrets
RuleFunction check_volumes;      // STK5001 to 5005, 5101
RuleFunction check_host;         // STK3101 to 3106: what a container asks of the host
RuleFunction check_images;       // STK4101
RuleFunction check_operation;    // STK2105, 2106: only compose files
RuleFunction check_ports;        // STK6001 to 6006, 6101

struct RulePass {
  std::string_view name;  // "check-cycles"
  RuleFunction* run;
};
std::span<const RulePass> all();  // each of the above

}  // namespace stackc::rules
