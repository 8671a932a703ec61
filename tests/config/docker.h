// The program docker-compose, as tools/judges/install.sh puts it into the cache.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace stackc::config_test {

std::string docker_compose();  // its path

struct Answer {
  int code = -1;  // -1: it could not be run
  std::string out;
};
// Runs a program in `folder` with this environment alone; standard error is dropped.
Answer run(const std::string& program, const std::vector<std::string>& arguments, const std::string& folder,
           const std::map<std::string, std::string>& environment);

}  // namespace stackc::config_test
