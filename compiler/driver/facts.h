// The IR as a list of facts: a dotted path as a user would write it, the value as text, and where it comes from. `stackc explain` looks
// things up in it.
#pragma once

#include <string>
#include <vector>

#include "ir/ir.h"

namespace stackc::driver {

struct Fact {
  std::string path;   // api.env.DATABASE_URL
  std::string value;  // secrets are shown by name
  ir::Origin origin;
};

std::vector<Fact> facts(const ir::Stack& stack);

}  // namespace stackc::driver
