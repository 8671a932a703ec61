#include "driver/commands.h"

namespace stackc::driver {

int show_config(const Options& options, base::FileSystem& files, Io& io) {
  static_cast<void>(options);
  static_cast<void>(files);
  io.err += "stackc config: under construction\n";
  return 2;
}

}  // namespace stackc::driver
