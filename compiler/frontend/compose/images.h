// What is known of the images that people run most: the port they listen on, where they keep data, whom they run as, which variables they
// also read from a file, and whether a health check can call curl or wget in them. In: an image reference. Out: a row of images.def.
#pragma once

#include <cstdint>
#include <string_view>

namespace stackc::compose {

enum Trait : std::uint16_t {
  kPlain = 0,
  kStateful = 1,   // one writer on its data
  kAnyUid = 2,     // runs under any user
  kCurl = 4,       // has curl
  kWget = 8,       // has wget
  kHttp = 16,      // its port speaks HTTP
  kReadOnly = 32,  // runs with a read-only root when `writable` can be written
};
struct ImageFacts {
  std::string_view repository;  // without registry, `library/` and tag
  std::string_view family;
  std::uint16_t port;  // 0: none that is always there
  std::string_view port_name;
  std::string_view data_directory;  // "" if it keeps nothing
  std::uint32_t uid, gid;           // whom it runs as by itself, or may run as; 0: unknown
  std::uint16_t traits;
  std::string_view file_variables;  // "POSTGRES_PASSWORD POSTGRES_USER": read from NAME_FILE too
  std::string_view writable;        // paths that it writes beside its data, divided by blanks
  [[nodiscard]] bool has(Trait trait) const { return (traits & trait) != 0; }
};
// nullptr if nothing is known.
const ImageFacts* image_facts(std::string_view reference);
// The parts of a reference: "ghcr.io/acme/api:1.2@sha256:..." -> "acme/api", "1.2".
std::string_view image_repository(std::string_view reference);
std::string_view image_tag(std::string_view reference);
// Alpine variants of an image run under other numbers.
bool is_alpine(std::string_view reference);

}  // namespace stackc::compose
