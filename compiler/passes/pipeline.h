// The passes: IR -> IR. pipeline.cpp is the one list of them, in order, each line with the reason for its place.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "ir/ir.h"

namespace stackc::passes {

// What the history of the repository says about changes (stack.profile.json, images.md 3.4); defaults where there is none.
struct Profile {
  struct Mask {  // one kind of commit: the context paths (or globs) it touched, and how often, weighted by age
    std::vector<std::string> paths;
    double weight = 0;
  };
  std::vector<Mask> masks;                                // empty: no history, use the default frequencies
  std::vector<std::pair<std::string, double>> cost_seconds;  // by cost class name ("python-deps"), over the defaults
};
// Reads stack.profile.json; errors go to the sink. An empty profile is what a missing file gives.
Profile read_profile(const source::SourceManager& sources, source::FileId file, diag::Sink& sink);

struct Context {
  diag::Sink& sink;
  const source::SourceManager& sources;
  const Profile& profile;
};
struct Pass {
  std::string_view name;    // "infer-edges"
  std::string_view reason;  // why it stands here
  void (*run)(ir::Stack& stack, Context& context);
};
std::span<const Pass> pipeline();

}  // namespace stackc::passes
