// From a compose project to the IR, so that every rule on the graph and every target works on existing files. In: a project at stage
// normalized or later. Out: a stack of one environment, every value with its place. Total: what the IR has no word for stays in the
// `written` members, and fates() tells what a target makes of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "frontend/compose/project.h"
#include "ir/ir.h"

namespace stackc::compose {

struct LowerOptions {
  std::string environment = "prod";
  ir::Mode mode = ir::Mode::kProd;
  std::vector<std::string> emit;  // targets, as ir::Stack::emit
  // For targets, not for rules: passwords in the file become secrets of the stack, values that only a variable has stay variables, an image
  // that nobody knows may have a health check of its own, and the `written` members are filled.
  bool building = false;
  std::string folder;  // absolute; paths in the IR are relative to it. "": the project's
};
ir::Stack lower(const Project& project, const LowerOptions& options, diag::Sink& sink, const source::SourceManager& sources);

// What becomes of each key in a target: reported by `stackc build` on compose files, one line a key.
enum class Fate : std::uint8_t { kExact, kApproximated, kDropped };
struct KeyFate {
  std::string path;  // services.web.ports
  source::Span span;
  Fate fate = Fate::kExact;
  std::string_view note;  // what it became, or why it cannot be said there
};
std::vector<KeyFate> fates(const Project& project, std::string_view target);

}  // namespace stackc::compose
