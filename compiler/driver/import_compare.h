// Whether two compose projects mean the same. In: two resolved projects. Out: the differences that are left after both were brought into
// one form (defaults written out, orders that mean nothing sorted), each with the reason if stackc made it on purpose.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/compose/project.h"
#include "source/source.h"

namespace stackc::driver {

struct Difference {
  std::string path;         // services.web.ports
  std::string before, now;  // as JSON; "" if it is not there
  std::string_view reason;  // why the stack differs there; "" if there is no good reason
  source::Span span;        // in the original
};
// `names`: what services of the original are called in the imported one.
using Names = std::map<std::string, std::string>;
std::vector<Difference> compare_projects(const compose::Project& original, const compose::Project& imported, const Names& names);

}  // namespace stackc::driver
