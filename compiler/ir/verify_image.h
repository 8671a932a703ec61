// The part of ir::verify that looks at one image: stages, what they start from, and the instructions in them.
#pragma once

#include <string>
#include <vector>

#include "ir/ir.h"

namespace stackc::ir {

std::vector<std::string> verify_image(const Image& image);  // what is broken; empty if it is sound

}  // namespace stackc::ir
