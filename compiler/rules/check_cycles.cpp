#include <algorithm>
#include <utility>

#include "base/text.h"
#include "diag/rules/graph.h"
#include "graph/graph.h"
#include "rules/rules.h"

namespace stackc::rules {

using base::cat;

// A cycle of thousands of services is still one message; its ends tell enough.
static constexpr std::size_t kMaxShown = 12;

static std::string path_text(const ir::Stack& stack, const std::vector<std::size_t>& cycle) {
  std::string out;
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    if (cycle.size() > kMaxShown && i == kMaxShown / 2) {
      i = cycle.size() - kMaxShown / 2;
      out += cat({"... (", std::to_string(cycle.size() - kMaxShown), " more) -> "});
    }
    out += cat({"`", stack.services[stack.edges[cycle[i]].from].name, "` -> "});
  }
  return out + cat({"`", stack.services[stack.edges[cycle.front()].from].name, "`"});
}

static bool serves_http(const ir::Service& service) {
  return std::any_of(service.ports.begin(), service.ports.end(), [](const ir::Port& port) { return port.protocol == ir::Protocol::kHttp; });
}

// The edit that turns `${web.url` into `${web.public_url` where that is what stands there.
static std::vector<diag::Edit> public_url_edit(const source::SourceManager& sources, const ir::Reference& reference,
                                               const std::string& target) {
  source::Span span = reference.origin.span;
  if (reference.output != "url" || reference.origin.by != ir::By::kUser || !span.valid()) return {};
  std::string_view text = sources.text(span);
  std::string wanted = cat({target, ".url"});
  std::size_t at = text.find(wanted);
  if (at == std::string_view::npos || text.find(wanted, at + 1) != std::string_view::npos) return {};
  auto begin = static_cast<std::uint32_t>(span.begin + at + target.size() + 1);
  return {diag::Edit{{span.file, begin, begin + 3}, "public_url"}};
}

static void propose_public_url(const ir::Stack& stack, const ir::Edge& edge, const source::SourceManager& sources, diag::Builder& report) {
  const ir::Service& from = stack.services[edge.from];
  const ir::Service& to = stack.services[edge.to];
  if (!serves_http(to)) return;
  for (const ir::Reference& reference : from.references) {
    if (reference.to != edge.to || (reference.kind != ir::ReferenceKind::kStart && reference.kind != ir::ReferenceKind::kSoft)) continue;
    report.help(cat({"if only a browser follows the address, write `${", to.name, ".public_url}` in ", reference.where, " of `", from.name,
                     "`: it makes no edge"}));
    if (auto edits = public_url_edit(sources, reference, to.name); !edits.empty())
      report.fix(cat({"use `${", to.name, ".public_url}`"}), diag::Safety::kUnsafe, std::move(edits));
    return;
  }
}

static void report_cycle(const ir::Stack& stack, const std::vector<std::size_t>& cycle, diag::Sink& sink,
                         const source::SourceManager& sources) {
  const ir::Edge& first = stack.edges[cycle.front()];
  source::Span span = first.causes.empty() ? stack.services[first.from].origin.span : first.causes.front().second.span;
  diag::Builder report = sink.report(diag::rule::start_cycle, span, cat({"services wait for each other: ", path_text(stack, cycle)}));
  bool primary = false;
  std::size_t shown = std::min(cycle.size(), kMaxShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const ir::Edge& edge = stack.edges[cycle[i]];
    for (const auto& [cause, origin] : edge.causes) {
      std::string text = cat({"`", stack.services[edge.from].name, "` waits for `", stack.services[edge.to].name, "`: ", cause});
      if (!primary) {
        report.primary(std::move(text));
        primary = true;
      } else if (origin.span.valid()) {
        report.label(origin.span, std::move(text));
      }
    }
  }
  for (std::size_t i = 0; i < shown; ++i) propose_public_url(stack, stack.edges[cycle[i]], sources, report);
  const ir::Edge& last = stack.edges[cycle.back()];
  report.help(cat({"if `", stack.services[last.from].name, "` can start before `", stack.services[last.to].name,
                   "` is there, write `depends: {", stack.services[last.to].name, ": none}` at `", stack.services[last.from].name, "`"}));
}

void check_cycles(const ir::Stack& stack, diag::Sink& sink, const source::SourceManager& sources) {
  if (stack.compose) return;  // the loader refuses such a compose file
  for (const std::vector<std::size_t>& cycle : graph::start_cycles(stack)) report_cycle(stack, cycle, sink, sources);
}

}  // namespace stackc::rules
