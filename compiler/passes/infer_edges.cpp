#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "diag/rules/graph.h"
#include "passes/pipeline.h"

namespace stackc::passes {

using base::cat;

namespace {

using Cause = std::pair<std::string, ir::Origin>;

// Everything that makes one service need one other.
struct Needs {
  std::vector<const ir::Reference*> start;  // start and soft references, as written
  std::vector<const ir::Reference*> network;
  std::vector<const ir::Reference*> image;
  const ir::Depend* depend = nullptr;  // the last one counts
  std::vector<Cause> before;           // tasks that stand before `from`
};
using NeedsOf = std::vector<std::map<ir::ServiceId, Needs>>;  // by the service that needs

NeedsOf collect(const ir::Stack& stack) {
  NeedsOf all(stack.services.size());
  for (ir::ServiceId from : stack.services.ids()) {
    const ir::Service& service = stack.services[from];
    for (const ir::Reference& reference : service.references) {
      if (reference.to == from || reference.kind == ir::ReferenceKind::kAddress)
        continue;  // nobody waits for oneself by naming one's own address
      Needs& needs = all[from.index()][reference.to];
      switch (reference.kind) {
        case ir::ReferenceKind::kImage:
          needs.image.push_back(&reference);
          break;
        case ir::ReferenceKind::kNetwork:
          needs.network.push_back(&reference);
          break;
        default:
          needs.start.push_back(&reference);
      }
    }
    for (const ir::Depend& depend : service.depends) all[from.index()][depend.on].depend = &depend;
    for (ir::ServiceId waiting : service.task.before)
      all[waiting.index()][from].before.emplace_back(cat({"task ", service.name, " stands before ", stack.services[waiting].name}),
                                                     service.origin);
  }
  return all;
}

class Inference {
 public:
  Inference(ir::Stack& stack, Context& context) : stack_(stack), context_(context) {
    docker_ = stack.emit.empty() || std::any_of(stack.emit.begin(), stack.emit.end(),
                                                [](const std::string& target) { return target != "kubernetes" && target != "k8s"; });
  }
  void run();

 private:
  void add(ir::ServiceId from, ir::ServiceId to, const Needs& needs);
  void add_start(ir::ServiceId from, ir::ServiceId to, const Needs& needs);
  void add_network(ir::ServiceId from, ir::ServiceId to, const Needs& needs, std::string_view covered);
  ir::Condition derived(ir::ServiceId to);
  ir::Condition declared(ir::ServiceId to, ir::Condition wanted);
  void note_no_probe(const ir::Service& target);
  Cause cause(ir::ServiceId to, const ir::Reference& reference) const {
    if (reference.output.empty()) return {cat({reference.where, " names ", stack_.services[to].name}), reference.origin};
    return {cat({reference.where, " uses ${", stack_.services[to].name, ".", reference.output, "}"}), reference.origin};
  }

  ir::Stack& stack_;
  Context& context_;
  std::vector<ir::Edge> edges_;
  bool docker_ = true;  // some target asks health inside the container
};

void Inference::note_no_probe(const ir::Service& target) {
  if (!docker_) return;
  context_.sink
      .report(diag::rule::condition_degraded, target.health->origin.span.valid() ? target.health->origin.span : target.origin.span,
              cat({"the image of `", target.name, "` has no program that could ask its health; services wait only until it has started"}))
      .help("Kubernetes asks from outside the container and keeps this health");
}

// What a reference alone gives.
ir::Condition Inference::derived(ir::ServiceId to) {
  const ir::Service& target = stack_.services[to];
  if (target.kind == ir::ServiceKind::kTask) return ir::Condition::kCompleted;
  if (!target.health) {
    context_.sink.report(diag::rule::health_missing, target.origin.span,
                         cat({"`", target.name, "` has no health; services that need it wait only until it has started"}));
    return ir::Condition::kStarted;
  }
  if (ir::image_can_ask(*target.health)) return ir::Condition::kHealthy;
  note_no_probe(target);
  return ir::Condition::kStarted;
}

// What `depends` says, as far as it can come true. That there is no health at all is an error of its own (rules/check_conditions).
ir::Condition Inference::declared(ir::ServiceId to, ir::Condition wanted) {
  const ir::Service& target = stack_.services[to];
  if (wanted != ir::Condition::kHealthy || !target.health || ir::image_can_ask(*target.health)) return wanted;
  note_no_probe(target);
  return ir::Condition::kStarted;
}

void Inference::add_start(ir::ServiceId from, ir::ServiceId to, const Needs& needs) {
  ir::Edge edge;
  edge.from = from;
  edge.to = to;
  edge.kind = ir::EdgeKind::kStart;
  bool hard =
      std::any_of(needs.start.begin(), needs.start.end(), [](const ir::Reference* r) { return r->kind == ir::ReferenceKind::kStart; });
  edge.required = hard || (needs.depend != nullptr && needs.depend->required) || !needs.before.empty();
  if (needs.depend != nullptr) {
    edge.condition = declared(to, needs.depend->condition);
  } else if (!needs.before.empty()) {
    edge.condition = ir::Condition::kCompleted;
  } else {
    edge.condition = hard ? derived(to) : ir::Condition::kStarted;
  }
  for (const ir::Reference* reference : needs.start) {
    if (edge.port.empty()) edge.port = reference->port;
    if (reference->port.empty() || reference->port == edge.port) edge.causes.push_back(cause(to, *reference));
  }
  if (needs.depend != nullptr)
    edge.causes.emplace_back(cat({"depends on ", stack_.services[to].name, ": ", ir::spell(needs.depend->condition)}),
                             needs.depend->origin);
  edge.causes.insert(edge.causes.end(), needs.before.begin(), needs.before.end());
  edges_.push_back(std::move(edge));
}

// One network edge for each port that is used and that the start edge does not cover.
void Inference::add_network(ir::ServiceId from, ir::ServiceId to, const Needs& needs, std::string_view covered) {
  std::map<std::string, ir::Edge> by_port;
  auto use = [&](const ir::Reference& reference) {
    ir::Edge& edge = by_port[reference.port];
    edge.from = from;
    edge.to = to;
    edge.kind = ir::EdgeKind::kNetwork;
    edge.port = reference.port;
    edge.causes.push_back(cause(to, reference));
  };
  bool cut = needs.depend != nullptr && needs.depend->condition == ir::Condition::kNone;
  for (const ir::Reference* reference : needs.start)
    if (cut || (!reference->port.empty() && reference->port != covered)) use(*reference);
  for (const ir::Reference* reference : needs.network) use(*reference);
  for (auto& [port, edge] : by_port) {
    if (cut) edge.causes.emplace_back(cat({"depends on ", stack_.services[to].name, ": none"}), needs.depend->origin);
    edges_.push_back(std::move(edge));
  }
}

void Inference::add(ir::ServiceId from, ir::ServiceId to, const Needs& needs) {
  bool cut = needs.depend != nullptr && needs.depend->condition == ir::Condition::kNone;
  bool starts = !cut && (!needs.start.empty() || needs.depend != nullptr || !needs.before.empty());
  std::string covered;
  if (starts) {
    add_start(from, to, needs);
    covered = edges_.back().port;
  }
  add_network(from, to, needs, covered);
  if (needs.image.empty()) return;
  ir::Edge edge;
  edge.from = from;
  edge.to = to;
  edge.kind = ir::EdgeKind::kBuild;
  for (const ir::Reference* reference : needs.image) edge.causes.push_back(cause(to, *reference));
  edges_.push_back(std::move(edge));
}

void Inference::run() {
  NeedsOf all = collect(stack_);
  for (ir::ServiceId from : stack_.services.ids())
    for (const auto& [to, needs] : all[from.index()]) add(from, to, needs);
  std::stable_sort(edges_.begin(), edges_.end(), [](const ir::Edge& a, const ir::Edge& b) {
    return std::tie(a.from, a.to, a.kind, a.port) < std::tie(b.from, b.to, b.kind, b.port);
  });
  stack_.edges = std::move(edges_);
}

}  // namespace

void infer_edges(ir::Stack& stack, Context& context) { Inference(stack, context).run(); }

}  // namespace stackc::passes
