// The passes: IR -> IR. Each is one function in one file; driver/pipeline.cpp is the one list that runs them, between the checks of rules/.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diag/diagnostic.h"
#include "ir/ir.h"

namespace stackc::passes {

// What the history of the repository says about changes (stack.profile.json, compiler/passes/README.md); defaults where there is none.
struct Profile {
  struct Mask {  // one kind of commit: the context paths (or globs) it touched, and how often, weighted by age
    std::vector<std::string> paths;
    double weight = 0;
  };
  std::vector<Mask> masks;                                   // empty: no history, use the default frequencies
  std::vector<std::pair<std::string, double>> cost_seconds;  // by cost class name ("python-deps"), over the defaults
};
// Reads stack.profile.json; errors go to the sink. An empty profile is what a missing file gives.
Profile read_profile(const source::SourceManager& sources, source::FileId file, diag::Sink& sink);

struct Context {
  diag::Sink& sink;
  const source::SourceManager& sources;
  const Profile& profile;
};

// Health for services that declare none: the image asks its own first TCP port, if it can (Service::tcp_argv). The same argv stands in
// where an HTTP or TCP health is declared and the image has no other way to ask it. Reports what it added.
void infer_health(ir::Stack& stack, Context& context);

// Edges from references, `depends` and `before`. Replaces stack.edges; sorted by from, to, kind, port. What each reference kind gives:
//   start    start edge: `completed` if the target is a task, `healthy` if its health can be asked, else `started`
//   soft     start edge, `started`, not required
//   address  nothing
//   image    build edge
//   network  network edge
// `depends` overrides the condition; `none` turns the start edge into a network edge. A second port of one target becomes a network edge of
// its own.
void infer_edges(ir::Stack& stack, Context& context);

}  // namespace stackc::passes
