// How names and texts tell that they hold something secret, and that they are not known yet.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/text.h"

namespace stackc::rules {

// How names of variables end that hold something secret. Ends, not parts: PASSWORD_MIN_LENGTH and SECRET_MANAGER_URL hold none.
inline constexpr std::array<std::string_view, 12> kSecretEnds = {"PASSWORD",    "PASSWD",      "PASS",        "SECRET",
                                                                 "SECRET_KEY",  "TOKEN",       "API_KEY",     "ACCESS_KEY",
                                                                 "PRIVATE_KEY", "SIGNING_KEY", "CREDENTIALS", "ENCRYPTION_KEY"};
inline bool looks_secret(std::string_view name) {
  std::string upper = base::to_upper(name);
  return std::any_of(kSecretEnds.begin(), kSecretEnds.end(), [&](std::string_view end) {
    if (!upper.ends_with(end)) return false;
    return upper.size() == end.size() || upper[upper.size() - end.size() - 1] == '_';  // COMPASS holds no password
  });
}
// A variable of a compose file that nobody knows stays in the text; such a text is no value yet.
inline bool is_symbolic(std::string_view text) { return text.find("${") != std::string_view::npos; }
// Words that stand for a value: nothing is given away by them.
inline bool is_placeholder(std::string_view value) {
  if (value.size() > 1 && ((value.front() == '<' && value.back() == '>') || (value.front() == '[' && value.back() == ']'))) return true;
  if (!value.empty() && value.find_first_not_of("xX*.-") == std::string_view::npos) return true;
  std::string lower = base::to_lower(value);
  return lower.starts_with("your") || lower.starts_with("replace") || lower.starts_with("insert") || lower.starts_with("todo") ||
         lower.starts_with("placeholder") || lower.starts_with("/run/secrets/");
}

}  // namespace stackc::rules
