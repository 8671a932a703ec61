#include "driver/pipeline.h"

#include "passes/image_passes.h"
#include "rules/rules.h"

namespace stackc::driver {

// A check as a step: it sees the stack read-only.
template <rules::RuleFunction* Rule>
static void check(ir::Stack& stack, passes::Context& context) {
  Rule(stack, context.sink, context.sources);
}

// In order; each line with the reason for its place.
static constexpr Step kPipeline[] = {
    {"infer-health", "conditions of edges depend on which services have a health that can be asked", Compose::kSkips, passes::infer_health},
    {"infer-edges", "turns resolved references into edges; everything on the graph comes after it", Compose::kRuns, passes::infer_edges},
    {"check-cycles", "needs the edges; without an order of start nothing later makes sense", Compose::kRuns, check<rules::check_cycles>},
    {"check-conditions", "needs the edges and every inferred health", Compose::kSkips, check<rules::check_conditions>},
    {"check-health", "sees the declared and the inferred ones", Compose::kSkips, check<rules::check_health>},
    {"check-secrets", "looks at values, which no pass after the front end changes", Compose::kSkips, check<rules::check_secrets>},
    {"check-credentials", "as check-secrets", Compose::kSkips, check<rules::check_credentials>},
    {"check-volumes", "before enforce-nonroot prepares the paths of mounts", Compose::kSkips, check<rules::check_volumes>},
    {"check-host", "as check-secrets", Compose::kSkips, check<rules::check_host>},
    {"check-images", "before the image passes: only what is pulled counts", Compose::kSkips, check<rules::check_images>},
    {"check-operation", "as check-secrets", Compose::kSkips, check<rules::check_operation>},
    {"split-stages", "first of the image passes: the others look at stages as they will be", Compose::kRuns, passes::split_stages},
    {"enforce-nonroot", "adds steps to stages, which the order of layers must know", Compose::kRuns, passes::enforce_nonroot},
    {"order-layers", "last that touches the steps: any later change could spoil the order", Compose::kRuns, passes::order_layers},
    {"harden", "needs to know who runs each service", Compose::kRuns, passes::harden},
    {"check-ports", "asks who runs each service and which capabilities it has", Compose::kSkips, check<rules::check_ports>},
};

std::span<const Step> pipeline() { return kPipeline; }
void run_pipeline(ir::Stack& stack, passes::Context& context) {
  for (const Step& step : kPipeline) step.run(stack, context);
}

}  // namespace stackc::driver
