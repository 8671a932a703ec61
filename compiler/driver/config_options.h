// What the command line of `stackc config` asked for.
#pragma once

#include <string>
#include <vector>

#include "frontend/compose/project.h"

namespace stackc::driver {

struct ConfigOptions {
  compose::LoadOptions load;
};

}  // namespace stackc::driver
