#include "passes/layer_order_core.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "base/check.h"

namespace stackc::passes {
namespace {

constexpr double kTolerance = 1e-9;  // relative: two orders that differ by less cost the same

bool cheaper(double a, double b) { return a < b - kTolerance * std::max(1.0, std::fabs(b)); }

bool may_run(const LayerProblem& problem, std::uint64_t done, std::size_t job) {
  return ((done >> job) & 1u) == 0 && (problem.before[job] & ~done) == 0;
}

struct State {
  double change = 0;                                      // F of the set
  double rest = std::numeric_limits<double>::infinity();  // least cost of what is still to come
};

// All downsets, by size. Hash tables are only looked up, never walked, so their order cannot show.
class Downsets {
 public:
  Downsets(const LayerProblem& problem, std::size_t budget) : problem_(problem) {
    const std::size_t n = problem.cost.size();
    levels_.push_back({0});
    states_[0] = State{};
    for (std::size_t size = 0; size < n && complete_; ++size) grow(budget);
  }
  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] std::size_t count() const { return states_.size(); }

  LayerSolution solve() {
    const std::size_t n = problem_.cost.size();
    states_[levels_.back().front()].rest = 0;
    for (std::size_t size = n; size-- > 0;)
      for (std::uint64_t set : levels_[size]) {
        State& state = states_[set];
        for (std::size_t job = 0; job < n; ++job)
          if (may_run(problem_, set, job)) state.rest = std::min(state.rest, step(set, job));
      }
    LayerSolution solution;
    solution.states = states_.size();
    solution.seconds = states_[0].rest;
    std::uint64_t set = 0;
    while (solution.order.size() < n) {
      std::size_t chosen = n;
      for (std::size_t job = 0; job < n && chosen == n; ++job)
        if (may_run(problem_, set, job) && !cheaper(states_[set].rest, step(set, job))) chosen = job;
      STACKC_CHECK(chosen < n, "the path of the layer order is broken");
      solution.order.push_back(static_cast<int>(chosen));
      set |= std::uint64_t{1} << chosen;
    }
    return solution;
  }

 private:
  double step(std::uint64_t set, std::size_t job) {
    const State& next = states_[set | (std::uint64_t{1} << job)];
    return problem_.cost[job] * next.change + next.rest;
  }
  void grow(std::size_t budget) {
    std::vector<std::uint64_t> next;
    for (std::uint64_t set : levels_.back())
      for (std::size_t job = 0; job < problem_.cost.size(); ++job) {
        if (!may_run(problem_, set, job)) continue;
        const std::uint64_t grown = set | (std::uint64_t{1} << job);
        if (!states_.try_emplace(grown).second) continue;
        if (states_.size() > budget) {
          complete_ = false;
          return;
        }
        states_[grown].change = problem_.change_probability(grown);
        next.push_back(grown);
      }
    levels_.push_back(std::move(next));
  }

  const LayerProblem& problem_;
  std::vector<std::vector<std::uint64_t>> levels_;
  std::unordered_map<std::uint64_t, State> states_;
  bool complete_ = true;
};

// c q / p: the index that is optimal for independent changes without precedence; larger comes first.
double index_of(const LayerProblem& problem, std::size_t job) {
  const double p = problem.change_probability(std::uint64_t{1} << job);
  if (p <= 0) return std::numeric_limits<double>::infinity();
  return problem.cost[job] * (1 - p) / p;
}

LayerSolution heuristic(const LayerProblem& problem) {
  const std::size_t n = problem.cost.size();
  LayerSolution solution;
  solution.optimal = false;
  std::uint64_t done = 0;
  while (solution.order.size() < n) {
    std::size_t best = n;
    for (std::size_t job = 0; job < n; ++job)
      if (may_run(problem, done, job) && (best == n || index_of(problem, job) > index_of(problem, best))) best = job;
    solution.order.push_back(static_cast<int>(best));
    done |= std::uint64_t{1} << best;
  }
  solution.seconds = problem.expected_cost(solution.order);
  // A job behind its heavy successors hides them from the greedy choice: move single jobs while that helps.
  for (bool better = true; better;) {
    better = false;
    for (std::size_t from = 0; from < n; ++from)
      for (std::size_t to = 0; to < n; ++to) {
        std::vector<int> order = solution.order;
        const int job = order[from];
        order.erase(order.begin() + static_cast<std::ptrdiff_t>(from));
        order.insert(order.begin() + static_cast<std::ptrdiff_t>(to), job);
        std::uint64_t seen = 0;
        bool valid = true;
        for (int j : order) {
          valid = valid && (problem.before[static_cast<std::size_t>(j)] & ~seen) == 0;
          seen |= std::uint64_t{1} << j;
        }
        if (!valid) continue;
        const double seconds = problem.expected_cost(order);
        if (!cheaper(seconds, solution.seconds)) continue;
        solution.order = std::move(order);
        solution.seconds = seconds;
        better = true;
      }
  }
  return solution;
}

}  // namespace

double LayerProblem::change_probability(std::uint64_t jobs) const {
  double total = 0;
  double hit = 0;
  for (const Event& event : history) {
    total += event.weight;
    if ((event.jobs & jobs) != 0) hit += event.weight;
  }
  double quiet = total > 0 ? 1 - hit / total : 1;
  for (const Source& source : sources)
    if ((source.jobs & jobs) != 0) quiet *= 1 - source.probability;
  return 1 - quiet;
}

double LayerProblem::expected_cost(const std::vector<int>& order) const {
  double seconds = 0;
  std::uint64_t done = 0;
  for (int job : order) {
    done |= std::uint64_t{1} << job;
    seconds += cost[static_cast<std::size_t>(job)] * change_probability(done);
  }
  return seconds;
}

LayerSolution solve_layer_order(const LayerProblem& problem, std::size_t budget) {
  STACKC_CHECK(problem.cost.size() <= 64 && problem.before.size() == problem.cost.size(), "a layer problem has at most 64 jobs");
  Downsets downsets(problem, budget);
  if (downsets.complete()) return downsets.solve();
  LayerSolution solution = heuristic(problem);
  solution.states = downsets.count();
  // The author's order may be better than what the heuristic found.
  std::vector<int> given;
  for (std::size_t job = 0; job < problem.cost.size(); ++job) given.push_back(static_cast<int>(job));
  const double seconds = problem.expected_cost(given);
  if (!cheaper(solution.seconds, seconds)) {
    solution.order = std::move(given);
    solution.seconds = seconds;
  }
  return solution;
}

}  // namespace stackc::passes
