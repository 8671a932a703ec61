#include "docker.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "support/child.h"

namespace stackc::config_test {

std::string docker_compose() { return test_support::judge_program("docker-compose"); }

Answer run(const std::string& program, const std::vector<std::string>& arguments, const std::string& folder,
           const std::map<std::string, std::string>& environment) {
  std::vector<std::string> variables;
  variables.reserve(environment.size());
  for (const auto& [name, value] : environment) variables.push_back(base::cat({name, "=", value}));
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> envp;
  envp.reserve(variables.size() + 1);
  for (std::string& variable : variables) envp.push_back(variable.data());
  envp.push_back(nullptr);
  int pipes[2];
  Answer result;
  if (access(program.c_str(), X_OK) != 0 || pipe(pipes) != 0) return result;
  const pid_t pid = fork();
  if (pid == 0) {
    const int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, 0);
    dup2(pipes[1], 1);
    dup2(nothing, 2);
    close(pipes[0]);
    if (chdir(folder.c_str()) != 0) _exit(127);
    execve(program.c_str(), argv.data(), envp.data());
    _exit(127);
  }
  close(pipes[1]);
  char buffer[1 << 14];
  for (ssize_t n = 0; (n = read(pipes[0], buffer, sizeof buffer)) > 0;) result.out.append(buffer, static_cast<std::size_t>(n));
  close(pipes[0]);
  int status = 0;
  if (pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) != 127) result.code = WEXITSTATUS(status);
  return result;
}

}  // namespace stackc::config_test
