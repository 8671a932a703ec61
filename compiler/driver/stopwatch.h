// Where the time of a run goes, for `--time-passes`. The clock is known to driver/ alone: phases below only tell when they are done.
#pragma once

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stackc::driver {

using Times = std::vector<std::pair<std::string, double>>;  // phase -> seconds, in order of first appearance

// Adds to a phase that was there before.
inline void add_time(Times& times, std::string_view phase, double seconds) {
  for (auto& [name, sum] : times)
    if (name == phase) {
      sum += seconds;
      return;
    }
  times.emplace_back(phase, seconds);
}

class Stopwatch {
 public:
  void lap(std::string_view phase) {  // all since the last one was for this phase
    const auto now = std::chrono::steady_clock::now();
    add_time(times_, phase, std::chrono::duration<double>(now - last_).count());
    last_ = now;
  }
  [[nodiscard]] const Times& times() const { return times_; }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  Times times_;
};

// A line for each phase: milliseconds, share, name.
inline std::string time_table(const Times& times) {
  double total = 0;
  for (const auto& [name, seconds] : times) total += seconds;
  std::string out;
  char line[96];
  for (const auto& [name, seconds] : times) {
    std::snprintf(line, sizeof line, "%9.3f ms %5.1f %%  %.60s\n", seconds * 1e3, total > 0 ? seconds / total * 100 : 0.0, name.c_str());
    out += line;
  }
  std::snprintf(line, sizeof line, "%9.3f ms          total\n", total * 1e3);
  return out + line;
}

}  // namespace stackc::driver
