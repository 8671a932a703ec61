// What the command line of `stackc config` asked for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "frontend/compose/project.h"

namespace stackc::driver {

struct ConfigOptions {
  // What is printed. Where several are asked for, the first one of this list is.
  enum class Show : std::uint8_t {
    kServices,
    kVolumes,
    kNetworks,
    kModels,
    kHash,
    kProfiles,
    kImages,
    kVariables,
    kEnvironment,
    kExplain,
    kExplainVariable,
    kProject
  };
  compose::LoadOptions load;
  Show show = Show::kProject;
  std::string hash;     // `*` or names with commas between them
  std::string subject;  // of kExplain, kExplainVariable
  std::string format;   // yaml, json; "": yaml
  std::string output;   // a file; "": standard output
  bool quiet = false;
  bool time_passes = false;
};

}  // namespace stackc::driver
