// What happens to the IR between the front end and the emitters: passes, which change it, and checks, which only read it, in one order.
#pragma once

#include <span>
#include <string_view>

#include "ir/ir.h"
#include "passes/pipeline.h"

namespace stackc::driver {

struct Step {
  std::string_view name;    // "infer-edges": `--print-after=infer-edges`
  std::string_view reason;  // why it stands here
  void (*run)(ir::Stack& stack, passes::Context& context);
};
std::span<const Step> pipeline();  // the one list, pipeline.cpp
void run_pipeline(ir::Stack& stack, passes::Context& context);

}  // namespace stackc::driver
