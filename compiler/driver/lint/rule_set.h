// Which rules are on, and how severe each is. Selections come in layers: the defaults, each configuration file from the outermost to the
// nearest, the command line. In a layer the longer selector wins (STK2103 over STK21 over graph over all), and of equally long ones
// `ignore`; a layer with `select` starts anew.
//
// What says that a file could not be read or that the linter was set up wrongly is always on: otherwise an unreadable file would pass.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"

namespace stackc::driver::lint {

// A range of codes: STK2103 is [2103, 2104), STK21 [2100, 2200), `graph` [2000, 3000).
struct Selector {
  int begin = 0, end = 0;
  int weight = 0;  // how special it is: 0 all, 1 a group, then 1 and the number of digits
  [[nodiscard]] bool has(int code) const { return code >= begin && code < end; }
};
std::optional<Selector> parse_selector(std::string_view text);  // none: there is no such rule, prefix or group
std::string suggest_selector(std::string_view text);            // the nearest name, code or group, "" if none is near

struct Layer {
  bool has_select = false;  // `select: []` turns everything off
  std::vector<Selector> select, extend_select, ignore;
};

class RuleSet {
 public:
  RuleSet();  // the defaults
  void apply(const Layer& layer);
  void set_severity(const Selector& selector, diag::Severity severity);
  [[nodiscard]] bool on(diag::Rule rule) const { return state_[static_cast<std::size_t>(rule)].on; }
  [[nodiscard]] diag::Severity severity(const diag::Diagnostic& diagnostic) const;
  static bool always_on(int code);
  static bool opt_in(int code);  // off until it is selected

 private:
  struct State {
    bool on = true;
    bool overridden = false;
    diag::Severity severity = diag::Severity::kError;
  };
  std::vector<State> state_;  // by code; 30 KiB, so folders with the same settings share one set
};

}  // namespace stackc::driver::lint
