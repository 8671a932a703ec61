#include "emit/kubernetes/names.h"

#include "base/text.h"

namespace stackc::emit::k8s {
namespace {

bool is_lower_alnum(char c) { return (c >= 'a' && c <= 'z') || base::is_digit(c); }

// Lower case; every run of other characters becomes one `-`; none at the ends.
std::string dashed(std::string_view text, std::size_t limit) {
  std::string out;
  for (char c : base::to_lower(text)) {
    if (is_lower_alnum(c)) {
      out += c;
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
  }
  if (out.size() > limit) out.resize(limit);
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

}  // namespace

bool is_service_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxName - 9 || name[0] < 'a' || name[0] > 'z' || name.back() == '-') return false;
  for (char c : name)
    if (!is_lower_alnum(c) && c != '-') return false;
  return true;
}

bool is_annotation_key(std::string_view key) {
  const std::size_t slash = key.find('/');
  std::string_view name = key;
  if (slash != std::string_view::npos) {
    const std::string_view prefix = key.substr(0, slash);
    name = key.substr(slash + 1);
    if (prefix.empty() || prefix.size() > 253) return false;
    for (std::string_view label : base::split(prefix, '.'))
      if (label.empty() || dashed(label, kMaxName) != label) return false;
  }
  if (name.empty() || name.size() > kMaxName || !base::is_alnum(name.front()) || !base::is_alnum(name.back())) return false;
  for (char c : name)
    if (!base::is_alnum(c) && c != '-' && c != '_' && c != '.') return false;
  return true;
}

std::string dns_name(std::string_view text) { return dashed(text, kMaxName); }
std::string port_name(std::string_view text) { return dashed(text, kMaxPortName); }

std::string config_key(std::string_view path) {
  std::string out;
  for (char c : path) out += base::is_alnum(c) || c == '.' || c == '_' || c == '-' ? c : '-';
  return out;
}

std::string cpu_quantity(std::uint64_t millicores) {
  if (millicores % 1000 == 0) return std::to_string(millicores / 1000);
  return std::to_string(millicores) + "m";
}

std::string byte_quantity(std::uint64_t bytes) {
  const bool binary = bytes != 0 && bytes % 1024 == 0;
  const std::uint64_t step = binary ? 1024 : 1000;
  static constexpr const char* kBinary[] = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  static constexpr const char* kDecimal[] = {"", "k", "M", "G", "T", "P", "E"};
  std::size_t power = 0;
  while (bytes != 0 && bytes % step == 0 && power < 6) {
    bytes /= step;
    ++power;
  }
  return std::to_string(bytes) + (binary ? kBinary : kDecimal)[power];
}

std::string escape_expansion(std::string_view text) { return base::replace_all(text, "$", "$$"); }

bool has_expansion(std::string_view text) { return text.find("$(") != std::string_view::npos || text.find("$$") != std::string_view::npos; }

}  // namespace stackc::emit::k8s
