// From an OutputSet to the disk: nothing foreign or edited is overwritten, every file is written whole or not at all, nothing leaves the
// output folder, and what the last build made but this one does not is removed. Or only told: --check, --diff, --dry-run.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "emit/writer/output.h"
#include "source/source.h"

namespace stackc::driver {

enum class DeliveryMode { kWrite, kCheck, kDiff, kDryRun };

struct DeliveryOptions {
  std::string folder = ".";  // outputs are relative to it
  DeliveryMode mode = DeliveryMode::kWrite;
  bool force = false;
  bool partial = false;  // --env or --target chose a part: what was not made is not stale
  std::string command;   // the build command to tell, "stackc build"
  std::function<void(const std::vector<std::string>&)>
      verify;  // called with the outputs that are new or changed, before anything is told or written
};

enum class Change { kCreate, kUpdate, kKeep, kRemove };
struct Delivered {
  std::string path;
  Change change;
};
struct Delivery {
  std::vector<Delivered> files;  // by path; the manifest last
  std::string diff;              // --check and --diff: a unified diff from disk to wanted
  bool clean = true;             // nothing to create, update or remove
};

// Errors go to the sink; when there is one, nothing was written (except for write errors of the disk itself).
Delivery deliver(const emit::OutputSet& outputs, const DeliveryOptions& options, base::FileSystem& files, source::SourceManager& sources,
                 diag::Sink& sink);

}  // namespace stackc::driver
