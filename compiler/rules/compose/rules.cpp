#include "rules/compose/rules.h"

namespace stackc::rules::compose {

// What breaks a stack first: a run keeps a bounded number of findings.
static constexpr RulePass kRules[] = {
    {"check-conditions", check_conditions},
    {"check-secrets", check_secrets},
    {"check-variables", check_variables},
    {"check-commands", check_commands},
    {"check-scalars", check_scalars},
    {"check-mounts", check_mounts},
    {"check-ports", check_ports},
    {"check-files", check_files},
    {"check-environment", check_environment},
    {"check-resources", check_resources},
    {"check-health", check_health},
    {"check-references", check_references},
    {"check-differences", check_differences},
    {"check-opinions", check_opinions},
};

std::span<const RulePass> all() { return kRules; }

}  // namespace stackc::rules::compose
