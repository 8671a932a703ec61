// Questions about the graph of services: nodes are services and tasks, edges point from who needs to who is needed. Boost.Graph stays in
// the .cpp files.
#pragma once

#include <string>
#include <vector>

#include "ir/ir.h"

namespace stackc::graph {

// Every elementary question is about start edges whose condition is not `none`, unless it says otherwise.
// The cycles: for each strongly connected component with more than one service (or a self edge) one shortest cycle, as indices into
// stack.edges, in order, starting at the service declared first.
std::vector<std::vector<std::size_t>> start_cycles(const ir::Stack& stack);

// Waves of start-up: wave 0 needs nothing, each later wave needs only earlier ones; services in order of declaration inside a wave. Empty
// if there is a cycle.
std::vector<std::vector<ir::ServiceId>> waves(const ir::Stack& stack);

// All services that `from` reaches over start edges, without itself, in order of declaration.
std::vector<ir::ServiceId> reachable(const ir::Stack& stack, ir::ServiceId from);

// Who connects to whom: (client, server, port name) of start and network edges, for network policies; tasks and workers included.
struct Connection {
  ir::ServiceId client, server;
  std::string port;
};
std::vector<Connection> connections(const ir::Stack& stack);

enum class GraphFormat { kDot, kMermaid, kJson };
std::string render(const ir::Stack& stack, GraphFormat format, const source::SourceManager& sources);  // each edge with its cause

}  // namespace stackc::graph
