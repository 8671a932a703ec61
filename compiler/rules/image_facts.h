// What is known of images that many stacks run: where they keep data, whether they are databases, which programs a health check can count
// on. Data, found by the name of the image; an image that is not here is unknown and nothing is said about it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace stackc::rules {

// A reference taken apart: [registry/][path/]name[:tag][@digest].
struct ImageName {
  std::string_view repository;  // without tag and digest
  std::string_view name;        // its last part
  std::string_view tag;         // "" if there is none
  std::string_view digest;
};
inline ImageName image_name(std::string_view reference) {
  ImageName out;
  if (std::size_t at = reference.find('@'); at != std::string_view::npos) {
    out.digest = reference.substr(at + 1);
    reference = reference.substr(0, at);
  }
  std::size_t slash = reference.rfind('/');
  std::size_t colon = reference.find(':', slash == std::string_view::npos ? 0 : slash);
  out.repository = reference.substr(0, colon);
  out.name = out.repository.substr(slash == std::string_view::npos ? 0 : slash + 1);
  if (colon != std::string_view::npos) out.tag = reference.substr(colon + 1);
  return out;
}

// Which images have a tool: all, none, those on Alpine (BusyBox), those on a full Debian, or not known.
enum class Has : std::uint8_t { kUnknown, kYes, kNo, kAlpine, kFull };
enum class Keeps : std::uint8_t { kNothing, kMaybe, kAlways };  // kMaybe: a cache may do without

struct ImageFacts {
  std::string_view repository;  // official ones have no `/`; a last part alone does not identify an image
  Keeps keeps = Keeps::kNothing;
  std::string_view data_directory;
  bool database = false;  // others wait for it to answer
  Has curl = Has::kUnknown, wget = Has::kUnknown;
  std::string_view probe;  // a health check that is certain to work, as flow YAML; "" if none is
};

inline constexpr std::string_view kPostgresProbe = R"(["CMD-SHELL", "pg_isready -U $${POSTGRES_USER:-postgres}"])";
inline constexpr std::array<ImageFacts, 46> kImageFacts = {{
    {"postgres", Keeps::kAlways, "/var/lib/postgresql/data", true, Has::kNo, Has::kAlpine, kPostgresProbe},
    {"pgvector/pgvector", Keeps::kAlways, "/var/lib/postgresql/data", true, Has::kNo, Has::kNo, kPostgresProbe},
    {"postgis/postgis", Keeps::kAlways, "/var/lib/postgresql/data", true, Has::kNo, Has::kAlpine, kPostgresProbe},
    {"timescale/timescaledb", Keeps::kAlways, "/var/lib/postgresql/data", true, Has::kNo, Has::kYes, kPostgresProbe},
    {"mysql", Keeps::kAlways, "/var/lib/mysql", true, Has::kUnknown, Has::kUnknown,
     R"(["CMD", "mysqladmin", "ping", "-h", "127.0.0.1", "--silent"])"},
    {"mariadb", Keeps::kAlways, "/var/lib/mysql", true, Has::kUnknown, Has::kUnknown,
     R"(["CMD", "healthcheck.sh", "--connect", "--innodb_initialized"])"},
    {"mongo", Keeps::kAlways, "/data/db", true, Has::kUnknown, Has::kUnknown,
     R"(["CMD", "mongosh", "--quiet", "--eval", "db.adminCommand('ping').ok"])"},
    {"redis", Keeps::kMaybe, "/data", true, Has::kNo, Has::kAlpine, R"(["CMD", "redis-cli", "ping"])"},
    {"redis/redis-stack-server", Keeps::kMaybe, "/data", true, Has::kUnknown, Has::kUnknown, R"(["CMD", "redis-cli", "ping"])"},
    {"valkey/valkey", Keeps::kMaybe, "/data", true, Has::kNo, Has::kAlpine, R"(["CMD", "valkey-cli", "ping"])"},
    {"rabbitmq", Keeps::kMaybe, "/var/lib/rabbitmq", true, Has::kUnknown, Has::kAlpine, R"(["CMD", "rabbitmq-diagnostics", "-q", "ping"])"},
    {"cassandra", Keeps::kAlways, "/var/lib/cassandra", true, Has::kUnknown, Has::kUnknown, ""},
    {"couchdb", Keeps::kAlways, "/opt/couchdb/data", true, Has::kUnknown, Has::kUnknown, ""},
    {"neo4j", Keeps::kAlways, "/data", true, Has::kUnknown, Has::kUnknown, ""},
    {"influxdb", Keeps::kAlways, "", true, Has::kUnknown, Has::kUnknown, ""},
    {"clickhouse/clickhouse-server", Keeps::kAlways, "/var/lib/clickhouse", true, Has::kUnknown, Has::kUnknown, ""},
    {"elasticsearch", Keeps::kAlways, "/usr/share/elasticsearch/data", true, Has::kYes, Has::kUnknown, ""},
    {"opensearchproject/opensearch", Keeps::kAlways, "/usr/share/opensearch/data", true, Has::kYes, Has::kUnknown, ""},
    {"qdrant/qdrant", Keeps::kAlways, "/qdrant/storage", true, Has::kNo, Has::kNo, ""},
    {"memcached", Keeps::kNothing, "", false, Has::kNo, Has::kAlpine, ""},
    {"prom/prometheus", Keeps::kMaybe, "/prometheus", false, Has::kNo, Has::kYes,
     R"(["CMD", "wget", "-q", "--spider", "http://127.0.0.1:9090/-/healthy"])"},
    {"prom/alertmanager", Keeps::kMaybe, "/alertmanager", false, Has::kNo, Has::kYes, ""},
    {"prom/node-exporter", Keeps::kNothing, "", false, Has::kNo, Has::kYes, ""},
    {"grafana/grafana", Keeps::kMaybe, "/var/lib/grafana", false, Has::kYes, Has::kUnknown,
     R"(["CMD", "curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:3000/api/health"])"},
    {"grafana/loki", Keeps::kMaybe, "/loki", false, Has::kUnknown, Has::kUnknown, ""},
    {"otel/opentelemetry-collector", Keeps::kNothing, "", false, Has::kNo, Has::kNo, ""},
    {"otel/opentelemetry-collector-contrib", Keeps::kNothing, "", false, Has::kNo, Has::kNo, ""},
    {"quay.io/keycloak/keycloak", Keeps::kNothing, "", false, Has::kNo, Has::kNo, ""},
    {"traefik", Keeps::kNothing, "", false, Has::kNo, Has::kYes, ""},
    {"caddy", Keeps::kNothing, "", false, Has::kNo, Has::kYes, ""},
    {"nginx", Keeps::kNothing, "", false, Has::kUnknown, Has::kUnknown, ""},
    {"httpd", Keeps::kNothing, "", false, Has::kNo, Has::kAlpine, ""},
    {"haproxy", Keeps::kNothing, "", false, Has::kNo, Has::kAlpine, ""},
    {"python", Keeps::kNothing, "", false, Has::kFull, Has::kFull, ""},
    {"node", Keeps::kNothing, "", false, Has::kFull, Has::kFull, ""},
    {"ruby", Keeps::kNothing, "", false, Has::kFull, Has::kFull, ""},
    {"golang", Keeps::kNothing, "", false, Has::kFull, Has::kFull, ""},
    {"rust", Keeps::kNothing, "", false, Has::kFull, Has::kFull, ""},
    {"debian", Keeps::kNothing, "", false, Has::kNo, Has::kNo, ""},
    {"ubuntu", Keeps::kNothing, "", false, Has::kNo, Has::kNo, ""},
    {"alpine", Keeps::kNothing, "", false, Has::kNo, Has::kYes, ""},
    {"busybox", Keeps::kNothing, "", false, Has::kNo, Has::kYes, ""},
    {"vault", Keeps::kMaybe, "/vault/file", false, Has::kNo, Has::kYes, ""},
    {"hashicorp/vault", Keeps::kMaybe, "/vault/file", false, Has::kNo, Has::kYes, ""},
    {"consul", Keeps::kMaybe, "/consul/data", false, Has::kUnknown, Has::kUnknown, ""},
    {"solr", Keeps::kAlways, "/var/solr", true, Has::kUnknown, Has::kUnknown, ""},
}};

// The row of an image, or nullptr. `docker.io/` and `library/` say nothing; other registries are mirrors only where they are in the table.
inline const ImageFacts* image_facts(const ImageName& image) {
  std::string_view repository = image.repository;
  if (repository.starts_with("docker.io/")) repository.remove_prefix(10);
  if (repository.starts_with("library/")) repository.remove_prefix(8);
  for (const ImageFacts& facts : kImageFacts)
    if (facts.repository == repository) return &facts;
  return nullptr;
}

// The variant of an image by its tag. Debian and Ubuntu images have both curl and wget only where nothing was left out ("full").
inline bool is_alpine(const ImageName& image) { return image.tag.find("alpine") != std::string_view::npos || image.name == "alpine"; }
inline bool is_slim(const ImageName& image) { return image.tag.find("slim") != std::string_view::npos; }
inline bool is_distroless(const ImageName& image) { return image.repository.find("distroless") != std::string_view::npos; }

inline bool certainly_lacks(const ImageName& image, std::string_view tool) {
  if (is_distroless(image)) return true;
  const ImageFacts* facts = image_facts(image);
  if (facts == nullptr) return false;
  switch (tool == "curl" ? facts->curl : facts->wget) {
    case Has::kNo:
      return true;
    case Has::kAlpine:
      return !is_alpine(image);
    case Has::kFull:
      return is_slim(image) || (is_alpine(image) && tool == "curl");  // BusyBox brings a wget
    case Has::kYes:
    case Has::kUnknown:
      break;
  }
  return false;
}
// Where this version of the image keeps its data.
inline std::string_view data_directory(const ImageFacts& facts, const ImageName& image) {
  if (facts.data_directory != "/var/lib/postgresql/data") return facts.data_directory;
  std::string_view tag = image.tag;
  if (std::size_t pg = tag.find("pg"); pg != std::string_view::npos) tag.remove_prefix(pg + 2);
  unsigned major = 0;
  for (char c : tag) {
    if (c < '0' || c > '9') break;
    major = major * 10 + static_cast<unsigned>(c - '0');
    if (major > 1000) break;
  }
  return major >= 18 && major <= 1000 ? std::string_view("/var/lib/postgresql") : facts.data_directory;
}

}  // namespace stackc::rules
