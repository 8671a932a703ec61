#include "base/text.h"
#include "syntax/scalar/scalar.h"

namespace stackc::scalar {
namespace {

using base::cat;
using base::is_alnum;
using base::is_alpha;
using base::is_digit;

Error refuse(std::string_view text, std::string_view what) {
  return {cat({"`", text, "` is not ", what}), 0, static_cast<std::uint32_t>(text.size()), {}, false};
}

bool all_of(std::string_view text, bool (*test)(char)) {
  for (char c : text)
    if (!test(c)) return false;
  return true;
}
bool is_lower_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); }

// A folder or name of an image: lower-case letters and digits, joined by one `.`, `_`, two `_`, or dashes.
bool is_image_component(std::string_view text) {
  if (text.empty() || !is_lower_alnum(text.front()) || !is_lower_alnum(text.back())) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_lower_alnum(c) || c == '-') continue;
    if (c == '.' && is_lower_alnum(text[i - 1]) && is_lower_alnum(text[i + 1])) continue;
    if (c == '_') continue;
    return false;
  }
  return text.find("___") == std::string_view::npos;
}

bool is_dns_label(std::string_view text) {
  if (text.empty() || text.size() > 63 || text.front() == '-' || text.back() == '-') return false;
  return all_of(text, [](char c) { return is_alnum(c) || c == '-'; });
}

bool is_dns_name(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  for (std::string_view label : base::split(text, '.'))
    if (!is_dns_label(label)) return false;
  return true;
}

bool is_image_path(std::string_view text) {
  std::vector<std::string_view> parts = base::split(text, '/');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::string_view part = parts[i];
    if (i == 0 && parts.size() > 1 &&
        (part.find('.') != std::string_view::npos || part.find(':') != std::string_view::npos || part == "localhost")) {
      const std::size_t colon = part.find(':');
      if (colon != std::string_view::npos && !parse_port(part.substr(colon + 1))) return false;
      if (!is_dns_name(part.substr(0, colon))) return false;
      continue;
    }
    if (!is_image_component(part)) return false;
  }
  return true;
}

}  // namespace

bool is_ipv4(std::string_view text) {
  const std::vector<std::string_view> parts = base::split(text, '.');
  if (parts.size() != 4) return false;
  for (std::string_view part : parts) {
    const auto number = base::parse_uint(part);
    if (!number || *number > 255 || part.size() > 3 || (part.size() > 1 && part.front() == '0')) return false;
  }
  return true;
}

bool is_ipv6(std::string_view text) {
  if (text.size() < 2 || text.find(':') == std::string_view::npos) return false;
  const std::size_t gap = text.find("::");
  if (gap != std::string_view::npos && text.find("::", gap + 1) != std::string_view::npos) return false;
  const auto count = [](std::string_view part, bool& good) {
    std::size_t groups = 0;
    if (part.empty()) return groups;
    for (std::string_view group : base::split(part, ':')) {
      good = good && !group.empty() && group.size() <= 4 &&
             all_of(group, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); });
      ++groups;
    }
    return groups;
  };
  bool good = true;
  if (gap == std::string_view::npos) return count(text, good) == 8 && good;
  const std::size_t groups = count(text.substr(0, gap), good) + count(text.substr(gap + 2), good);
  return good && groups <= 7;
}

Parsed<std::string> parse_version(std::string_view text) {
  const std::size_t dash = text.find('-');
  const std::string_view numbers = text.substr(0, dash);
  bool good = !numbers.empty();
  for (std::string_view part : base::split(numbers, '.')) good = good && !part.empty() && all_of(part, is_digit);
  if (dash != std::string_view::npos) {
    const std::string_view rest = text.substr(dash + 1);
    good = good && !rest.empty() && all_of(rest, [](char c) { return is_alnum(c) || c == '.' || c == '_' || c == '-'; });
  }
  if (!good) {
    Error error = refuse(text, "a version: write digits with dots, such as `3.11` or `15`");
    if (text.size() > 1 && text.front() == 'v' && parse_version(text.substr(1))) error.replacement = std::string(text.substr(1));
    return error;
  }
  return std::string(text);
}

Parsed<ImageRef> parse_image(std::string_view text) {
  ImageRef image;
  std::string_view rest = text;
  const std::size_t at = rest.find('@');
  if (at != std::string_view::npos) {
    const std::string_view digest = rest.substr(at + 1);
    const std::size_t colon = digest.find(':');
    const bool good = colon != std::string_view::npos && colon != 0 && digest.size() - colon - 1 >= 32 &&
                      all_of(digest.substr(0, colon), is_lower_alnum) &&
                      all_of(digest.substr(colon + 1), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
    if (!good || (digest.substr(0, colon) == "sha256" && digest.size() != 71))
      return Error{cat({"`", digest, "` is not a digest: write `sha256:` and 64 hexadecimal digits"}),
                   static_cast<std::uint32_t>(at + 1),
                   static_cast<std::uint32_t>(text.size()),
                   {},
                   false};
    image.digest = std::string(digest);
    rest = rest.substr(0, at);
  }
  const std::size_t colon = rest.rfind(':');
  const std::size_t slash = rest.rfind('/');
  if (colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash)) {
    const std::string_view tag = rest.substr(colon + 1);
    const bool good = !tag.empty() && tag.size() <= 128 && (is_alnum(tag.front()) || tag.front() == '_') &&
                      all_of(tag, [](char c) { return is_alnum(c) || c == '_' || c == '.' || c == '-'; });
    if (!good)
      return Error{cat({"`", tag, "` is not a tag of an image"}),
                   static_cast<std::uint32_t>(colon + 1),
                   static_cast<std::uint32_t>(rest.size()),
                   {},
                   false};
    image.tag = std::string(tag);
    rest = rest.substr(0, colon);
  }
  if (!is_image_path(rest))
    return Error{cat({"`", rest, "` is not the name of an image: lower-case letters, digits, `.`, `_`, `-`, folders divided by `/`"}),
                 0,
                 static_cast<std::uint32_t>(rest.size()),
                 {},
                 false};
  image.name = std::string(rest);
  return image;
}

Parsed<std::string> parse_image_prefix(std::string_view text) {
  if (!is_image_path(text))
    return refuse(text, "a prefix of image names: write a registry, a folder, or both, without tag, such as `ghcr.io/acme`");
  return std::string(text);
}

Parsed<std::string> parse_ident(std::string_view text) {
  const bool good = !text.empty() && is_alpha(text.front()) && all_of(text, [](char c) { return is_alnum(c) || c == '_' || c == '-'; });
  if (!good) return refuse(text, "a name: a letter, then letters, digits, `_`, `-`");
  return std::string(text);
}

Parsed<std::string> parse_name(std::string_view text) {
  const bool good = is_dns_label(text) && is_alpha(text.front()) && base::to_lower(text) == text;
  if (!good) {
    Error error = refuse(text, "a name here: lower-case letters, digits and `-`, at most 63, a letter first (it becomes a host name)");
    std::string fixed = base::replace_all(base::to_lower(text), "_", "-");
    if (fixed != text && parse_name(fixed)) error.replacement = std::move(fixed);
    return error;
  }
  return std::string(text);
}

Parsed<std::string> parse_env_name(std::string_view text) {
  const bool good =
      !text.empty() && (is_alpha(text.front()) || text.front() == '_') && all_of(text, [](char c) { return is_alnum(c) || c == '_'; });
  if (!good) {
    Error error = refuse(text, "the name of a variable: letters, digits and `_`, no digit first");
    std::string fixed = base::replace_all(base::replace_all(text, "-", "_"), ".", "_");
    if (fixed != text && parse_env_name(fixed)) error.replacement = std::move(fixed);
    return error;
  }
  return std::string(text);
}

Parsed<std::string> parse_host(std::string_view text) {
  if (is_ipv4(text) || is_ipv6(text) || is_dns_name(text)) return std::string(text);
  Error error = refuse(text, "a host: write a name such as `example.com` or an address, without scheme, port and path");
  const std::size_t scheme = text.find("://");
  if (scheme != std::string_view::npos) {
    std::string_view host = text.substr(scheme + 3);
    host = host.substr(0, host.find_first_of(":/"));
    if (is_dns_name(host)) error.replacement = std::string(host);
  }
  return error;
}

Parsed<std::string> parse_url(std::string_view text) {
  const std::size_t colon = text.find("://");
  const bool good = colon != std::string_view::npos && colon != 0 && is_alpha(text.front()) && colon + 3 < text.size() &&
                    all_of(text.substr(0, colon), [](char c) { return is_alnum(c) || c == '+' || c == '-' || c == '.'; }) &&
                    all_of(text, [](char c) { return static_cast<unsigned char>(c) > ' ' && c != '"' && c != '<' && c != '>'; });
  if (!good) return refuse(text, "a URL: write `scheme://host/path`");
  return std::string(text);
}

Parsed<std::string> parse_path(std::string_view text) {
  if (text.empty()) return Error{"a path is missing here", 0, 0, {}, false};
  if (!all_of(text, [](char c) { return static_cast<unsigned char>(c) >= ' '; }))
    return refuse(text, "a path: it holds a control character");
  return std::string(text);
}

}  // namespace stackc::scalar
