#include "rules/rules.h"

namespace stackc::rules {

static constexpr RulePass kRules[] = {
    {"check-cycles", check_cycles},   {"check-conditions", check_conditions},   {"check-health", check_health},
    {"check-secrets", check_secrets}, {"check-credentials", check_credentials}, {"check-volumes", check_volumes},
    {"check-host", check_host},       {"check-images", check_images},           {"check-operation", check_operation},
    {"check-ports", check_ports},
};

std::span<const RulePass> all() { return kRules; }

}  // namespace stackc::rules
