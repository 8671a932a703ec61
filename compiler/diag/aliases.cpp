#include "diag/aliases.h"

#include <algorithm>

#include "base/text.h"

namespace stackc::diag {

static constexpr Alias kAliases[] = {
#define STACKC_ALIAS(code, tool, name) {code, #tool, name},
#include "diag/aliases.def"
#undef STACKC_ALIAS
};

std::span<const Alias> all_aliases() { return kAliases; }

std::vector<int> codes_of(std::string_view tool, std::string_view name) {
  std::vector<int> codes;
  for (const Alias& alias : kAliases)
    if (alias.tool == tool && (name.empty() || base::to_lower(alias.name) == base::to_lower(name))) codes.push_back(alias.code);
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return codes;
}

}  // namespace stackc::diag
