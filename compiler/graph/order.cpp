// Cycles, waves and reachability over start edges.
#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>
#include <deque>
#include <iterator>
#include <tuple>
#include <utility>

#include "graph/graph.h"

namespace stackc::graph {

namespace {

struct EdgeIndex {
  std::size_t index = 0;  // in stack.edges
};
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, EdgeIndex>;
using Vertex = boost::graph_traits<Graph>::vertex_descriptor;

bool orders_start(const ir::Edge& edge) { return edge.kind == ir::EdgeKind::kStart && edge.condition != ir::Condition::kNone; }

Graph start_graph(const ir::Stack& stack) {
  Graph graph(stack.services.size());
  for (std::size_t i = 0; i < stack.edges.size(); ++i) {
    const ir::Edge& edge = stack.edges[i];
    if (orders_start(edge)) boost::add_edge(edge.from.index(), edge.to.index(), EdgeIndex{i}, graph);
  }
  return graph;
}

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

// A shortest way from `start` back to itself, breadth first. It never leaves the strongly connected component, so all components together
// cost O(V + E). `by_edge` is working memory over all vertices: the edge that found each one; kNone where not found yet.
std::vector<std::size_t> shortest_cycle(const ir::Stack& stack, const Graph& graph, const std::vector<std::size_t>& component, Vertex start,
                                        std::vector<std::size_t>& by_edge) {
  std::deque<Vertex> queue{start};
  while (!queue.empty()) {
    Vertex at = queue.front();
    queue.pop_front();
    for (auto [it, end] = boost::out_edges(at, graph); it != end; ++it) {
      Vertex next = boost::target(*it, graph);
      if (component[next] != component[start] || by_edge[next] != kNone) continue;
      by_edge[next] = graph[*it].index;
      if (next == start) {
        std::vector<std::size_t> path;
        Vertex walk = start;
        do {
          path.push_back(by_edge[walk]);
          walk = stack.edges[by_edge[walk]].from.index();
        } while (walk != start);
        return {path.rbegin(), path.rend()};
      }
      queue.push_back(next);
    }
  }
  return {};
}

}  // namespace

std::vector<std::vector<std::size_t>> start_cycles(const ir::Stack& stack) {
  Graph graph = start_graph(stack);
  std::size_t count = boost::num_vertices(graph);
  std::vector<std::size_t> component(count);
  std::size_t components =
      count == 0
          ? 0
          : boost::strong_components(graph, boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, graph)));
  std::vector<Vertex> first(components, count);  // the member declared first
  for (Vertex v = count; v-- > 0;) first[component[v]] = v;
  std::sort(first.begin(), first.end());
  std::vector<std::size_t> by_edge(count, kNone);
  std::vector<std::vector<std::size_t>> cycles;
  for (Vertex start : first) {
    std::vector<std::size_t> cycle = shortest_cycle(stack, graph, component, start, by_edge);
    if (!cycle.empty()) cycles.push_back(std::move(cycle));
  }
  return cycles;
}

std::vector<std::vector<ir::ServiceId>> waves(const ir::Stack& stack) {
  Graph graph = start_graph(stack);
  std::vector<Vertex> order;  // what is needed before who needs it
  order.reserve(boost::num_vertices(graph));
  try {
    boost::topological_sort(graph, std::back_inserter(order));
  } catch (const boost::not_a_dag&) {
    return {};
  }
  std::vector<std::size_t> wave(order.size(), 0);
  std::size_t last = 0;
  for (Vertex v : order) {
    for (auto [it, end] = boost::out_edges(v, graph); it != end; ++it) wave[v] = std::max(wave[v], wave[boost::target(*it, graph)] + 1);
    last = std::max(last, wave[v]);
  }
  std::vector<std::vector<ir::ServiceId>> out(order.empty() ? 0 : last + 1);
  for (ir::ServiceId id : stack.services.ids()) out[wave[id.index()]].push_back(id);
  return out;
}

std::vector<ir::ServiceId> reachable(const ir::Stack& stack, ir::ServiceId from) {
  Graph graph = start_graph(stack);
  std::vector<bool> seen(boost::num_vertices(graph), false);
  std::vector<Vertex> pending{from.index()};
  seen[from.index()] = true;
  while (!pending.empty()) {
    Vertex at = pending.back();
    pending.pop_back();
    for (auto [it, end] = boost::out_edges(at, graph); it != end; ++it) {
      Vertex next = boost::target(*it, graph);
      if (seen[next]) continue;
      seen[next] = true;
      pending.push_back(next);
    }
  }
  std::vector<ir::ServiceId> out;
  for (ir::ServiceId id : stack.services.ids())
    if (seen[id.index()] && id != from) out.push_back(id);
  return out;
}

std::vector<Connection> connections(const ir::Stack& stack) {
  std::vector<Connection> out;
  for (const ir::Edge& edge : stack.edges) {
    bool waits_only = edge.kind == ir::EdgeKind::kBuild || stack.services[edge.to].kind == ir::ServiceKind::kTask ||
                      stack.services[edge.to].ports.empty();
    if (!waits_only) out.push_back({edge.from, edge.to, edge.port});
  }
  std::sort(out.begin(), out.end(), [](const Connection& a, const Connection& b) {
    return std::tie(a.client, a.server, a.port) < std::tie(b.client, b.server, b.port);
  });
  auto same = [](const Connection& a, const Connection& b) { return a.client == b.client && a.server == b.server && a.port == b.port; };
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  return out;
}

}  // namespace stackc::graph
