// STACKC_CHECK: for what can only be wrong by a bug of ours. It says where and what, and exits 70 (EX_SOFTWARE): a stop is better than a
// wrong file.
#pragma once

#include <string_view>

namespace stackc::base {

[[noreturn]] void check_failed(const char* file, int line, const char* condition, std::string_view message);

// What the program is working on, for that message: a phase name and an input path. Set by driver/, read by check_failed.
void set_phase(std::string_view phase);
void set_input(std::string_view path);

}  // namespace stackc::base

#define STACKC_CHECK(condition, message) \
  ((condition) ? static_cast<void>(0) : ::stackc::base::check_failed(__FILE__, __LINE__, #condition, (message)))
