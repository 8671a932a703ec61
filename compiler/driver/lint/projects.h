// Which compose files belong together, where nobody says it. `compose.yaml` is a base; `compose.override.yaml` is never read without one;
// `compose.prod.yaml`, `docker-compose-dev.yml` and the like stand alone if they are complete, and otherwise (a service without image and
// build that the base has) they are read over the base of their folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "source/source.h"

namespace stackc::driver::lint {

// Compose files in the order in which they are merged, as `-f` or the configuration names them: absolute paths. What is declared is not
// guessed.
using Project = std::vector<std::string>;

bool is_base_name(std::string_view name);
bool is_override_name(std::string_view name);  // compose.override.yaml and its three sisters
bool is_compose_name(std::string_view name);   // what discovery takes for a compose file
bool is_stack_name(std::string_view name);     // stack.yaml, stack.yml

// The base that a file would be read over: in its folder, of its family (compose, docker-compose) if there are two. "" if there is none, or
// if the file is a base itself or not named like a compose file.
std::string base_of(base::FileSystem& files, const std::string& path);
std::string override_of(base::FileSystem& files, const std::string& base);  // that Compose adds by itself, "" if there is none
// Whether `text` needs the services of `base_text` to be a project.
bool needs_base(std::string_view text, std::string_view base_text);

}  // namespace stackc::driver::lint
