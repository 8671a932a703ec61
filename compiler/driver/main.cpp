#include <unistd.h>

#include <cstdio>
#include <string>
#include <string_view>

#include "base/file_system.h"
#include "driver/run.h"

int main(int argc, char** argv) {
  stackc::base::RealFileSystem files;
  stackc::driver::Io io;
  io.color = ::isatty(STDERR_FILENO) == 1;
  io.out_color = ::isatty(STDOUT_FILENO) == 1;
  char folder[4096];
  if (::getcwd(folder, sizeof folder) != nullptr) io.working_directory = folder;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    std::string_view text(*entry);
    std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) io.environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  io.standard_input = [] {
    std::string text;
    char buffer[1 << 14];
    for (std::size_t n = 0; text.size() <= stackc::base::FileSystem::kMaxFile && (n = std::fread(buffer, 1, sizeof buffer, stdin)) > 0;)
      text.append(buffer, n);
    return text;
  };
  int code = stackc::driver::run(argc, argv, files, io);
  std::fwrite(io.out.data(), 1, io.out.size(), stdout);
  std::fwrite(io.err.data(), 1, io.err.size(), stderr);
  if (std::fflush(stdout) != 0) return 2;
  return code;
}
