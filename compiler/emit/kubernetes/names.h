// Names, quantities and escapes of Kubernetes objects: plain functions from text and numbers to text.
// In: names of the IR, bytes, millicores. Out: what the API server stores (canonical form), so that a second apply changes nothing.
// Rules: RFC 1123 labels (object names), RFC 1035 (Services: a letter first), IANA service names (ports, at most 15), apimachinery's
// resource.Quantity.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stackc::emit::k8s {

inline constexpr std::size_t kMaxName = 63;
inline constexpr std::size_t kMaxPortName = 15;

bool is_service_name(std::string_view name);         // [a-z]([-a-z0-9]*[a-z0-9])?, at most 54: `<name>-headless` has to fit too
bool is_annotation_key(std::string_view key);        // [prefix/]name
std::string dns_name(std::string_view text);         // "db_data" -> "db-data", "/var/run/x" -> "var-run-x"; at most 63
std::string port_name(std::string_view text);        // "otlp_grpc" -> "otlp-grpc"; at most 15
std::string config_key(std::string_view path);       // "infra/grafana/api.json" -> "infra-grafana-api.json": a key of a ConfigMap
std::string cpu_quantity(std::uint64_t millicores);  // 500 -> "500m", 2000 -> "2"
std::string byte_quantity(std::uint64_t bytes);      // 1073741824 -> "1Gi", 250000000 -> "250M"
// The kubelet expands `$(NAME)` and reads `$$` as `$`. Doubling every `$` keeps a text as it is, whatever follows it.
std::string escape_expansion(std::string_view text);
bool has_expansion(std::string_view text);  // whether the kubelet would change it

}  // namespace stackc::emit::k8s
