// The order of n jobs (layers) that makes the expected rebuild time least.
//
// A builder runs layers in order; from the first layer whose inputs changed on, everything runs again. With cost c_j in seconds and F(S)
// the probability that something in the set S changed since the last build, an order costs  E = sum over positions k of c[k] * F({first k
// jobs}). F depends on the set alone, so the cheapest way to finish from a set of done jobs does not depend on how it was reached: a
// shortest path over the downsets of the precedence relation (Held and Karp), exact for any joint distribution of changes. States: at most
// 2^n, in practice a few dozen.
//
// In: jobs 0..n-1 in the author's order (n <= 64). Out: the best order; among equally good ones the lexicographically smallest vector of
// author positions.
#pragma once

#include <cstdint>
#include <vector>

namespace stackc::passes {

struct LayerProblem {
  std::vector<double> cost;  // seconds, >= 0
  std::vector<std::uint64_t>
      before;     // before[j]: bit set of jobs that stand before j in every order; bits of jobs with smaller numbers only
  struct Event {  // one kind of commit: the jobs that it changes, how often (any unit)
    std::uint64_t jobs = 0;
    double weight = 0;
  };
  std::vector<Event> history;  // exclusive; weights are divided by their sum
  struct Source {              // a cause of change that is independent of everything else
    std::uint64_t jobs = 0;
    double probability = 0;
  };
  std::vector<Source> sources;

  [[nodiscard]] double change_probability(std::uint64_t jobs) const;        // F
  [[nodiscard]] double expected_cost(const std::vector<int>& order) const;  // E
};

struct LayerSolution {
  std::vector<int> order;
  double seconds = 0;
  bool optimal = true;     // false: more downsets than the budget; the order is the best of a greedy choice and local exchange
  std::size_t states = 0;  // downsets visited
};

LayerSolution solve_layer_order(const LayerProblem& problem, std::size_t budget = std::size_t{1} << 20);

}  // namespace stackc::passes
