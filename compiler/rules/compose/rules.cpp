#include "rules/compose/rules.h"

namespace stackc::rules::compose {

static constexpr RulePass kRules[] = {
    {"check-conditions", check_conditions},   {"check-references", check_references}, {"check-health", check_health},
    {"check-secrets", check_secrets},         {"check-variables", check_variables},   {"check-environment", check_environment},
    {"check-scalars", check_scalars},         {"check-commands", check_commands},     {"check-mounts", check_mounts},
    {"check-resources", check_resources},     {"check-ports", check_ports},           {"check-files", check_files},
    {"check-differences", check_differences}, {"check-opinions", check_opinions},
};

std::span<const RulePass> all() { return kRules; }

}  // namespace stackc::rules::compose
