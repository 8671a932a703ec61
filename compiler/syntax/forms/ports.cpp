#include <algorithm>

#include "base/text.h"
#include "syntax/forms/forms.h"
#include "syntax/forms/go.h"
#include "syntax/forms/pieces.h"

namespace stackc::forms {
namespace {

using base::cat;

// `ip:published:target/protocol`, each a part of the text; what is missing is empty.
struct Pieces {
  std::string_view ip, published, target, protocol;
};

struct Span {  // numbers of ports, both included
  std::int64_t first = 0, last = 0;
};

constexpr std::int64_t kMaxPort = 65535;
std::optional<std::int64_t> port_number(std::string_view text) {
  const std::optional<std::int64_t> value = parse_go_int(text, 10);
  return value && *value >= 0 && *value <= kMaxPort ? value : std::nullopt;
}

std::optional<Span> port_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  const std::string_view begin = text.substr(0, dash);
  const std::string_view end = dash == std::string_view::npos ? begin : text.substr(dash + 1);
  const auto first = port_number(begin);
  if (!first || begin == end) return first ? std::optional(Span{*first, *first}) : std::nullopt;
  const auto last = port_number(end);
  if (!last || *last < *first) return std::nullopt;
  return Span{*first, *last};
}

Pieces split(std::string_view text) {
  Pieces pieces;
  const std::size_t last = text.rfind(':');
  pieces.target = last == std::string_view::npos ? text : text.substr(last + 1);
  if (last != std::string_view::npos) {
    const std::string_view before = text.substr(0, last);
    const std::size_t colon = before.rfind(':');
    pieces.published = colon == std::string_view::npos ? before : before.substr(colon + 1);
    if (colon != std::string_view::npos) pieces.ip = before.substr(0, colon);
  }
  if (const std::size_t slash = pieces.target.find('/'); slash != std::string_view::npos) {
    pieces.protocol = pieces.target.substr(slash + 1);
    pieces.target = pieces.target.substr(0, slash);
  }
  return pieces;
}

// Without the brackets of an IPv6 address; none if they are wrong or it is no address.
std::optional<std::string_view> host_ip(std::string_view text) {
  if (text.starts_with('[')) {
    if (text.find(']') != text.size() - 1 || text.find('[', 1) != std::string_view::npos) return std::nullopt;
    text = text.substr(1, text.size() - 2);
  }
  if (!text.empty() && !is_go_address(text)) return std::nullopt;
  return text;
}

Error range_error(std::string_view whole, std::string_view part, std::string_view what) {
  const std::size_t dash = part.find('-');
  if (part.find("${") != std::string_view::npos)
    return error_at(whole, part, cat({"the ", what, " is not known before its variables are"}));
  if (part.empty()) return error_at(whole, part, cat({"the ", what, " is missing"}));
  if (dash != std::string_view::npos && port_number(part.substr(0, dash)) && port_number(part.substr(dash + 1))) {
    const std::string turned = cat({part.substr(dash + 1), "-", part.substr(0, dash)});
    return error_at(whole, part, cat({"the range `", part, "` ends before it starts: write `", turned, "`"}), turned);
  }
  return error_at(whole, part, cat({"`", part, "` is no ", what, ": a number from 0 to 65535 or a range such as `8080-8090` stands here"}));
}

bool known_protocol(std::string_view protocol) { return protocol == "tcp" || protocol == "udp" || protocol == "sctp"; }

std::vector<Port> write_out(const Pieces& pieces, std::string_view ip, const std::string& protocol, Span target,
                            std::optional<Span> published) {
  const std::int64_t count = target.last - target.first + 1;
  std::vector<Port> ports;
  ports.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    Port port{std::string(ip), {}, static_cast<std::uint16_t>(target.first + i), protocol};
    if (published && !pieces.published.empty()) {
      port.published = std::to_string(published->first + i);
      if (count == 1 && published->first != published->last) port.published += cat({"-", std::to_string(published->last)});
    }
    ports.push_back(std::move(port));
  }
  // In the order of the reference, which sorts them as texts: 10 stands before 9.
  const auto key = [](const Port& port) {
    std::uint32_t scaled = port.target;
    while (scaled != 0 && scaled < 10'000) scaled *= 10;
    return std::pair(scaled, port.target);
  };
  std::sort(ports.begin(), ports.end(), [&](const Port& a, const Port& b) { return key(a) < key(b); });
  return ports;
}

}  // namespace

Parsed<std::vector<Port>> parse_ports(std::string_view text) {
  const Pieces pieces = split(text);
  if (pieces.target.empty())
    return error_at(text, text,
                    cat({"`", text, "` names no port of the container: write `", text.substr(0, text.find('/')), "8080` or the like"}));
  const std::string protocol = pieces.protocol.empty() ? "tcp" : base::to_lower(pieces.protocol);
  if (!known_protocol(protocol)) {
    static constexpr std::string_view kProtocols[] = {"tcp", "udp", "sctp"};
    const std::string_view near = base::nearest(protocol, kProtocols);
    return error_at(
        text, pieces.protocol,
        cat({"`", pieces.protocol, "` is no protocol: write ", near.empty() ? "`tcp`, `udp` or `sctp`" : cat({"`", near, "`"})}), near);
  }
  const std::optional<std::string_view> ip = host_ip(pieces.ip);
  if (!ip) {
    return error_at(text, pieces.ip,
                    cat({"`", pieces.ip, "` is no IP address; a name cannot stand here, an IPv6 address stands in brackets"}),
                    pieces.ip == "localhost" ? "127.0.0.1" : "");
  }
  const std::optional<Span> target = port_range(pieces.target);
  if (!target) return range_error(text, pieces.target, "port of the container");
  std::optional<Span> published;
  if (!pieces.published.empty()) {
    published = port_range(pieces.published);
    if (!published) return range_error(text, pieces.published, "published port");
    const std::int64_t wanted = target->last - target->first;
    if (wanted != published->last - published->first && wanted != 0) {
      const std::string right = cat({std::to_string(published->first), "-", std::to_string(published->first + wanted)});
      return error_at(text, pieces.published,
                      cat({"`", pieces.published, "` and `", pieces.target, "` are ranges of different lengths: write `", right, "`"}),
                      right);
    }
  }
  return write_out(pieces, *ip, protocol, *target, published);
}

}  // namespace stackc::forms
