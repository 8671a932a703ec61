#include "base/text.h"
#include "diag/rules/graph.h"
#include "rules/rules.h"
#include "rules/subject.h"

namespace stackc::rules {

using base::cat;

// Longer than any start of a service that somebody still watches; an image pull does not count into it.
static constexpr std::uint64_t kSlowSeconds = 600;

static void check_one(const ir::Service& service, const ir::Health& health, bool compose, diag::Sink& sink) {
  source::Span span = user_span(health.origin, service);
  struct Zero {
    std::string_view name;
    std::uint32_t value;
  };
  bool zero = false;
  for (const Zero& field : {Zero{compose ? "interval" : "every", health.every_seconds}, Zero{"timeout", health.timeout_seconds},
                            Zero{"retries", health.retries}}) {
    if (field.value != 0) continue;
    zero = true;
    sink.report(diag::rule::health_zero, span, cat({"`", field.name, "` of the health of `", service.name, "` is 0"}))
        .help("write at least 1");
  }
  if (zero) return;
  if (health.timeout_seconds > health.every_seconds)
    sink.report(diag::rule::health_overlap, span,
                cat({"the health of `", service.name, "` is asked every ", std::to_string(health.every_seconds),
                     " s, but an answer may take ", std::to_string(health.timeout_seconds), " s"}))
        .help(cat({"write a `timeout` of at most ", std::to_string(health.every_seconds), "s"}));
  std::string_view start = compose ? "start_period" : "start";
  std::string_view every = compose ? "interval" : "every";
  std::uint64_t verdict =
      health.start_seconds + std::uint64_t{health.retries} * (std::uint64_t{health.every_seconds} + health.timeout_seconds);
  if (verdict > kSlowSeconds)
    sink.report(diag::rule::health_slow, span,
                cat({"if `", service.name, "` does not come up, nobody notices for ", std::to_string(verdict), " s (`", start, "` and ",
                     std::to_string(health.retries), " rounds of `", every, "` and `timeout`)"}))
        .help(cat({"write a shorter `", start, "`, a shorter `", every, "`, or fewer `retries`"}));
}

void check_health(const ir::Stack& stack, diag::Sink& sink, const source::SourceManager&) {
  for (const ir::Service& service : stack.services)
    if (service.health) check_one(service, *service.health, stack.compose, sink);
}

}  // namespace stackc::rules
