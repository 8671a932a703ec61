#include "rules/compose/rules.h"

namespace stackc::rules::compose {

// What breaks a stack first: a run keeps a bounded number of findings.
static constexpr RulePass kRules[] = {
    {"conditions", nullptr, check_conditions, nullptr},
    {"secrets", check_modes, check_secrets, nullptr},
    {"variables", check_keys, check_variables, nullptr},
    {"commands", check_commands, nullptr, nullptr},
    {"scalars", check_scalars, nullptr, nullptr},
    {"mounts", check_volume_options, check_mounts, nullptr},
    {"ports", nullptr, check_ports, nullptr},
    {"files", check_file, check_layers, nullptr},
    {"environment", check_settings, check_environment, nullptr},
    {"resources", nullptr, check_resources, nullptr},
    {"health", nullptr, check_health, nullptr},
    {"references", nullptr, nullptr, check_references},
    {"differences", check_written_differences, check_differences, nullptr},
    {"opinions", check_opinions, nullptr, nullptr},
};

std::span<const RulePass> all() { return kRules; }

}  // namespace stackc::rules::compose
