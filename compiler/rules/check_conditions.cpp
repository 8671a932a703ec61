#include "base/text.h"
#include "diag/rules/graph.h"
#include "rules/rules.h"

namespace stackc::rules {

using base::cat;

// Where the condition's own word is what the diagnostic marks, another word can take its place.
static void offer(diag::Builder& report, const source::SourceManager& sources, source::Span span, std::string_view seen,
                  std::string_view wanted) {
  if (span.valid() && sources.text(span) == seen)
    report.fix(cat({"wait for `", wanted, "`"}), diag::Safety::kUnsafe, {diag::Edit{span, std::string(wanted)}});
}

static void check_depend(const ir::Stack& stack, const ir::Service& service, const ir::Depend& depend, diag::Sink& sink,
                         const source::SourceManager& sources) {
  const ir::Service& target = stack.services[depend.on];
  bool task = target.kind == ir::ServiceKind::kTask;
  if (depend.condition == ir::Condition::kHealthy && !target.health) {
    std::string_view better = task ? "completed" : "started";
    diag::Builder report = sink.report(diag::rule::healthy_without_health, depend.origin.span,
                                       cat({"`", service.name, "` waits for `", target.name, "` to be healthy, but `", target.name,
                                            task ? "` is a task and has no health" : "` has no health"}));
    report.primary("this condition can never become true");
    if (target.origin.span.valid()) report.label(target.origin.span, cat({"`", target.name, "` is defined here"}));
    report.help(task ? std::string("wait for `completed`") : cat({"add `health:` to `", target.name, "`, or wait for `started`"}));
    offer(report, sources, depend.origin.span, "healthy", better);
  }
  if (depend.condition == ir::Condition::kCompleted && !task) {
    diag::Builder report =
        sink.report(diag::rule::completed_on_service, depend.origin.span,
                    cat({"`", service.name, "` waits for the end of `", target.name, "`, which is a service and does not end"}));
    if (target.origin.span.valid()) report.label(target.origin.span, cat({"`", target.name, "` is defined here"}));
    std::string_view better = target.health ? "healthy" : "started";
    report.help(cat({"wait for `", better, "`"}));
    offer(report, sources, depend.origin.span, "completed", better);
  }
}

void check_conditions(const ir::Stack& stack, diag::Sink& sink, const source::SourceManager& sources) {
  if (stack.compose) return;  // rules/compose/conditions.cpp knows the words of the file and its restart policies
  for (const ir::Service& service : stack.services) {
    for (const ir::Depend& depend : service.depends) check_depend(stack, service, depend, sink, sources);
    if (!service.task.manual) continue;
    for (ir::ServiceId waiting : service.task.before)
      sink.report(diag::rule::manual_task_awaited, service.origin.span,
                  cat({"`", stack.services[waiting].name, "` waits for the task `", service.name, "`, which runs only on request"}))
          .help("remove `manual: true`, or take the service out of `before:`");
  }
}

}  // namespace stackc::rules
