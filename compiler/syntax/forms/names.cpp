#include "base/text.h"
#include "syntax/forms/forms.h"
#include "syntax/forms/pieces.h"

namespace stackc::forms {
namespace {

using base::cat;

bool is_separator(char c) { return c == '\\' || c == '/'; }

// `prefix` in any case, with either separator, up to a separator or the end.
bool has_prefix(std::string_view path, std::string_view prefix) {
  if (path.size() < prefix.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (is_separator(prefix[i]) ? !is_separator(path[i]) : base::to_upper(path.substr(i, 1)) != base::to_upper(prefix.substr(i, 1)))
      return false;
  }
  return path.size() == prefix.size() || is_separator(path[prefix.size()]);
}

// \\host\share: up to the second separator behind the prefix.
std::size_t share_length(std::string_view path, std::size_t prefix) {
  int count = 0;
  for (std::size_t i = prefix; i < path.size(); ++i) {
    if (is_separator(path[i]) && ++count == 2) return i;
  }
  return path.size();
}

// The length of C: or \\host\share or \\.\device; 0 if the path starts with none of them.
std::size_t volume_length(std::string_view path) {
  if (path.size() >= 2 && path[1] == ':') return 2;
  if (path.empty() || !is_separator(path[0])) return 0;
  if (has_prefix(path, "\\\\.\\UNC")) return share_length(path, 8);
  if (has_prefix(path, "\\\\.") || has_prefix(path, "\\\\?") || has_prefix(path, "\\??")) {
    if (path.size() == 3) return 3;
    for (std::size_t i = 4; i < path.size(); ++i) {
      if (is_separator(path[i])) return i;
    }
    return path.size();
  }
  return path.size() >= 2 && is_separator(path[1]) ? share_length(path, 2) : 0;
}

}  // namespace

Parsed<HostEntry> parse_extra_host(std::string_view text) {
  std::size_t separator = text.find('=');
  if (separator == std::string_view::npos) separator = text.find(':');
  if (separator == std::string_view::npos) return error_at(text, text, cat({"`", text, "` has no address: write `host=address`"}));
  HostEntry entry{std::string(text.substr(0, separator)), {}};
  if (entry.name.empty()) return error_at(text, text.substr(0, separator + 1), cat({"`", text, "` has no name: write `host=address`"}));
  if (entry.name.find(':') != std::string::npos)
    return error_at(text, text.substr(0, separator), cat({"the name `", entry.name, "` holds a `:`: write `host=address`"}));
  for (std::string_view address : base::split(text.substr(separator + 1), ',')) {
    if (address.size() > 2 && address.front() == '[' && address.back() == ']') address = address.substr(1, address.size() - 2);
    entry.addresses.emplace_back(address);
  }
  return entry;
}

std::pair<std::string, std::optional<std::string>> split_key_value(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return {std::string(text), std::nullopt};
  return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

bool is_absolute_windows(std::string_view path) {
  const std::size_t length = volume_length(path);
  if (length == 0) return false;
  if (is_separator(path[0]) && is_separator(path[1])) return true;
  return length < path.size() && is_separator(path[length]);
}

bool is_remote_context(std::string_view text) {
  for (const std::string_view prefix : {"https://", "http://", "git://", "ssh://", "github.com/", "git@"}) {
    if (text.starts_with(prefix)) return true;
  }
  return false;
}

std::string normalize_project_name(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = base::to_lower(text.substr(i, 1))[0];
    // The lower case of these two is ASCII: the Kelvin sign, and the I with a dot.
    if (text.substr(i, 3) == "\xe2\x84\xaa") c = 'k';
    if (text.substr(i, 2) == "\xc4\xb0") c = 'i';
    const bool letter = base::is_alnum(c) || c == '_' || c == '-';
    if (letter && (!name.empty() || base::is_alnum(c))) name += c;
  }
  return name;
}

bool is_project_name(std::string_view text) {
  if (text.empty() || text[0] == '_' || text[0] == '-') return false;
  for (const char c : text) {
    if (!(c >= 'a' && c <= 'z') && !base::is_digit(c) && c != '_' && c != '-') return false;
  }
  return true;
}

}  // namespace stackc::forms
