// stack.outputs.json: what the last build wrote, as path -> SHA-256. It lets the next build tell its own files from foreign ones, and drift
// from edits by hand.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "diag/diagnostic.h"
#include "source/source.h"

namespace stackc::driver {

inline constexpr std::string_view kManifestName = "stack.outputs.json";

struct Manifest {
  std::map<std::string, std::string> hashes;  // path relative to the output folder -> 64 hex digits
  bool exists = false;
  bool usable = true;  // false: there is one, and it is broken (reported)
};

Manifest read_manifest(source::SourceManager& sources, const std::string& path, std::string text, diag::Sink& sink);
std::string write_manifest(const Manifest& manifest);

}  // namespace stackc::driver
