#include "driver/commands.h"

namespace stackc::driver {

int import_files(const Options& options, base::FileSystem& files, Io& io) {
  static_cast<void>(options);
  static_cast<void>(files);
  io.err += "stackc import: under construction\n";
  return 2;
}

}  // namespace stackc::driver
