// When two listeners on the host are in each other's way.
#pragma once

#include <string_view>

namespace stackc::rules {

inline std::string_view bare_address(std::string_view ip) {
  if (ip.size() > 1 && ip.starts_with('[') && ip.ends_with(']')) return ip.substr(1, ip.size() - 2);
  return ip;
}

// Whether a listener on one address is in the way of one on the other. "" is every address; 0.0.0.0 every one of IPv4, :: every one of
// IPv6.
inline bool addresses_overlap(std::string_view a, std::string_view b) {
  a = bare_address(a);
  b = bare_address(b);
  if (a.empty() || b.empty() || a == b) return true;
  bool a6 = a.find(':') != std::string_view::npos;
  bool b6 = b.find(':') != std::string_view::npos;
  if (a6 != b6) return false;
  std::string_view any = a6 ? "::" : "0.0.0.0";
  return a == any || b == any;
}

}  // namespace stackc::rules
