// What happens to the IR between the front end and the emitters: passes, which change it, and checks, which only read it, in one order.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "ir/ir.h"
#include "passes/pipeline.h"

namespace stackc::driver {

// Whether a step runs on stacks of compose files: checks of them are the linter's, and what only a stack file asks for is not added.
enum class Compose : std::uint8_t { kRuns, kSkips };
struct Step {
  std::string_view name;    // "infer-edges": `--print-after=infer-edges`
  std::string_view reason;  // why it stands here
  Compose compose;
  void (*run)(ir::Stack& stack, passes::Context& context);
};
std::span<const Step> pipeline();  // the one list, pipeline.cpp
void run_pipeline(ir::Stack& stack, passes::Context& context);

}  // namespace stackc::driver
