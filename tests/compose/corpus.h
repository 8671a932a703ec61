// The case files: cases/TOPIC.cases holds the cases of one topic, each with its files, cases/TOPIC.golden what the reference says of them.
// A case:
//
//   === NAME: what it is about
//   $ OPTIONS as of `docker compose`; `--env K=V` sets a variable
//   >>> FILE
//   its lines
//   >>> OTHER (escaped)
//   one line; \n \t \r \\ \xNN are what they are in C, the end of the line is not part of the file
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stackc::compose_test {

struct Case {
  std::string name;  // also the name of its folder, thus of its project
  std::string about;
  std::string topic;
  int line = 0;
  std::vector<std::pair<std::string, std::string>> files;  // path in the folder, content

  std::vector<std::string> compose_files, env_files, profiles, services;
  std::map<std::string, std::string> environment;
  std::string project_name, project_directory, stage = "project", standard_input;
  bool interpolate = true, normalize = true, consistency = true, resolve_paths = true, resolve_environment = true;
  bool all_resources = false, swarm = false;
};

// Cases of one file; a mistake in it is described in `error`.
std::vector<Case> parse_cases(const std::string& topic, std::string_view text, std::string& error);
std::vector<Case> read_corpus(const std::string& folder, std::string& error);  // all *.cases, by name

// What was said of a case, by us or by the reference. Paths of the case's folder read /case/NAME.
struct Verdict {
  bool accepted = false;
  std::string json;   // accepted: one line
  std::string error;  // refused: why
  std::vector<std::string> warnings;
};
// name -> verdict, of one golden file
std::map<std::string, Verdict> parse_golden(std::string_view text);
std::string print_golden(const std::vector<std::pair<std::string, Verdict>>& verdicts);

std::string read_file(const std::string& path);
// Puts the files of a case below `root`/NAME; false if a file could not be written.
bool write_case(const Case& c, const std::string& root);
// The words of a command line; '...' keeps blanks.
std::vector<std::string> words(std::string_view line);
std::string replaced(std::string text, std::string_view what, std::string_view with);
// A fresh folder below the system's temporary one, removed at the end.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace stackc::compose_test
