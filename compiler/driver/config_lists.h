// The lists that `stackc config --services` and the like print: the lines of Docker Compose, in an order that does not change.
#pragma once

#include <string>

#include "driver/config_options.h"

namespace stackc::driver {

std::string list_services(const compose::Project& project);
std::string list_members(const compose::Project& project, std::string_view kind);  // volumes, networks
std::string list_models(const compose::Project& project);
std::string list_profiles(const compose::Project& project);
std::string list_images(const compose::Project& project);
std::string list_environment(const compose::Project& project);
std::string list_variables(const compose::Project& project, std::string_view format);  // of a project without interpolation

}  // namespace stackc::driver
