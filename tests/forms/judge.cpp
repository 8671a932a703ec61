#include "judge.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace stackc::forms_test {

Judge::Judge(const std::string& program) {
  int in[2];
  int out[2];
  if (access(program.c_str(), X_OK) != 0 || pipe(in) != 0 || pipe(out) != 0) return;
  std::signal(SIGPIPE, SIG_IGN);
  pid_ = fork();
  if (pid_ == 0) {
    dup2(in[0], 0);
    dup2(out[1], 1);
    for (const int fd : {in[0], in[1], out[0], out[1]}) close(fd);
    execl(program.c_str(), program.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  to_ = fdopen(in[1], "w");
  from_ = fdopen(out[0], "r");
}

Judge::~Judge() {
  if (to_ != nullptr) std::fclose(to_);
  if (from_ != nullptr) std::fclose(from_);
  if (pid_ > 0) waitpid(pid_, nullptr, 0);
}

std::string Judge::answer() {
  char* line = nullptr;
  std::size_t size = 0;
  const ssize_t got = getline(&line, &size, from_);
  const std::size_t length = got > 0 ? std::strtoull(line, nullptr, 10) : 0;
  std::free(line);
  if (got <= 0) return {};
  std::string text(length + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), from_));
  if (!text.empty()) text.pop_back();  // the line feed
  return text;
}

std::vector<std::string> Judge::ask(const std::vector<Question>& questions) {
  std::string message;
  for (const Question& question : questions) {
    message += question.language;
    message += ' ' + std::to_string(question.text.size()) + '\n' + question.text + '\n';
  }
  std::fwrite(message.data(), 1, message.size(), to_);
  std::fflush(to_);
  std::vector<std::string> answers;
  for (std::size_t i = 0; i < questions.size(); ++i) answers.push_back(answer());
  return answers;
}

std::string default_judge() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  const std::string base = cache != nullptr && *cache != '\0' ? cache : std::string(home != nullptr ? home : "") + "/.cache";
  return base + "/stackc-judges/bin/forms";
}

}  // namespace stackc::forms_test
