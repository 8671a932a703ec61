#include "base/check.h"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace stackc::base {

static std::string& phase() {
  static std::string value = "start";
  return value;
}
static std::string& input() {
  static std::string value;
  return value;
}

void set_phase(std::string_view name) { phase() = name; }
void set_input(std::string_view path) { input() = path; }

void check_failed(const char* file, int line, const char* condition, std::string_view message) {
  std::fprintf(stderr, "stackc: internal error in phase `%s`%s%s: %.*s (%s, %s:%d)\nplease report this with the input that caused it\n",
               phase().c_str(), input().empty() ? "" : ", input ", input().c_str(), static_cast<int>(message.size()), message.data(),
               condition, file, line);
  std::exit(70);
}

}  // namespace stackc::base
