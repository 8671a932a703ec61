#include "support/child.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "base/text.h"

namespace stackc::test_support {

Child::Child(const std::string& program, const char* argument) {
  int in[2];
  int out[2];
  if (access(program.c_str(), X_OK) != 0 || pipe(in) != 0 || pipe(out) != 0) return;
  std::signal(SIGPIPE, SIG_IGN);
  pid_ = fork();
  if (pid_ == 0) {
    dup2(in[0], 0);
    dup2(out[1], 1);
    for (const int fd : {in[0], in[1], out[0], out[1]}) close(fd);
    execl(program.c_str(), program.c_str(), argument, static_cast<char*>(nullptr));
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  to_ = fdopen(in[1], "w");
  from_ = fdopen(out[0], "r");
}

Child::~Child() {
  if (to_ != nullptr) std::fclose(to_);
  if (from_ != nullptr) std::fclose(from_);
  if (pid_ > 0) waitpid(pid_, nullptr, 0);
}

void Child::send(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), to_);
  std::fflush(to_);
}

std::string Child::line() {
  char* text = nullptr;
  std::size_t size = 0;
  const ssize_t got = getline(&text, &size, from_);
  std::string out(text, got > 0 ? static_cast<std::size_t>(got) : 0);
  std::free(text);
  return out;
}

std::string Child::bytes(std::size_t size) {
  std::string out(size, '\0');
  out.resize(std::fread(out.data(), 1, size, from_));
  return out;
}

std::string judge_program(std::string_view name) {
  const char* own = std::getenv("STACKC_JUDGES");
  if (own != nullptr && *own != '\0') return base::cat({own, "/bin/", name});
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  const std::string folder = cache != nullptr && *cache != '\0' ? cache : base::cat({home != nullptr ? home : "", "/.cache"});
  return base::cat({folder, "/stackc-judges/bin/", name});
}

}  // namespace stackc::test_support
