#include <unistd.h>

#include <cstdio>

#include "base/file_system.h"
#include "driver/run.h"

int main(int argc, char** argv) {
  stackc::base::RealFileSystem files;
  stackc::driver::Io io;
  io.color = ::isatty(STDERR_FILENO) == 1;
  int code = stackc::driver::run(argc, argv, files, io);
  std::fwrite(io.out.data(), 1, io.out.size(), stdout);
  std::fwrite(io.err.data(), 1, io.err.size(), stderr);
  if (std::fflush(stdout) != 0) return 2;
  return code;
}
