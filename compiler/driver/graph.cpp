// `stackc graph`: the graph of one environment, or of each.
#include "graph/graph.h"

#include <algorithm>

#include "base/text.h"
#include "driver/commands.h"
#include "driver/compile.h"

namespace stackc::driver {

using base::cat;

namespace {

std::string_view condition_name(const ir::Edge& edge) {
  if (edge.kind == ir::EdgeKind::kBuild) return "shares the image of";
  if (edge.kind == ir::EdgeKind::kNetwork) return "talks to";
  switch (edge.condition) {
    case ir::Condition::kHealthy:
      return "waits until healthy:";
    case ir::Condition::kCompleted:
      return "waits until completed:";
    case ir::Condition::kNone:
      return "does not wait for";
    case ir::Condition::kStarted:
      break;
  }
  return edge.required ? "waits until started:" : "uses, if it is there:";
}

// For people: waves of start-up, then each edge with its causes.
std::string as_text(const ir::Stack& stack, const source::SourceManager& sources) {
  std::string out = cat({stack.name.value, ", environment ", stack.environment, "\n"});
  std::size_t number = 0;
  for (const auto& wave : graph::waves(stack)) {
    out += cat({"  wave ", std::to_string(number++), ":"});
    for (ir::ServiceId id : wave) out += cat({" ", stack.services[id].name});
    out += "\n";
  }
  for (const ir::Edge& edge : stack.edges) {
    out += cat({"  ", stack.services[edge.from].name, " ", condition_name(edge), " ", stack.services[edge.to].name, "\n"});
    for (const auto& [cause, origin] : edge.causes) {
      out += cat({"      ", cause});
      if (origin.span.valid()) {
        source::Position at = sources.position(origin.span.file, origin.span.begin);
        out += cat({" (", sources.path(origin.span.file), ":", std::to_string(at.line), ":", std::to_string(at.column), ")"});
      }
      out += "\n";
    }
  }
  return out;
}

}  // namespace

int show_graph(const Options& options, base::FileSystem& files, Io& io) {
  Compilation compilation;
  compilation.working_directory = io.working_directory;
  compile(options, files, Until::kPasses, compilation);
  if (!compilation.sink.has_errors() && !compilation.unusable) {
    bool first = true;
    for (const ir::Stack& stack : compilation.project.stacks) {
      const auto& wanted = options.environments;
      bool chosen = wanted.empty() ? first || options.graph_format == "text"
                                   : std::find(wanted.begin(), wanted.end(), stack.environment) != wanted.end();
      if (!chosen) continue;
      first = false;
      if (options.graph_format == "text") {
        io.out += as_text(stack, compilation.sources);
      } else {
        graph::GraphFormat format = options.graph_format == "dot"       ? graph::GraphFormat::kDot
                                    : options.graph_format == "mermaid" ? graph::GraphFormat::kMermaid
                                                                        : graph::GraphFormat::kJson;
        io.out += graph::render(stack, format, compilation.sources);
      }
    }
  }
  Options reporting = options;
  reporting.quiet = true;  // warnings about the stack are `build`'s matter
  return report(compilation.sink, compilation.sources, reporting, compilation.unusable, io);
}

}  // namespace stackc::driver
