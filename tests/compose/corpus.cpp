#include "corpus.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "json.h"

namespace stackc::compose_test {

namespace fs = std::filesystem;

namespace {

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    char c = text[++i];
    std::size_t known = std::string_view("ntr\\").find(c);
    if (known != std::string_view::npos) {
      out += "\n\t\r\\"[known];
    } else if (c == 'x' && i + 2 < text.size()) {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    }
  }
  return out;
}

std::string add_option(Case& c, const std::string& option, const std::string& value) {
  struct List {
    const char* name;
    std::vector<std::string> Case::*member;
  };
  struct Text {
    const char* name;
    std::string Case::*member;
  };
  static constexpr List kLists[] = {
      {"-f", &Case::compose_files}, {"--env-file", &Case::env_files}, {"--profile", &Case::profiles}, {"--service", &Case::services}};
  static constexpr Text kTexts[] = {
      {"-p", &Case::project_name}, {"--project-directory", &Case::project_directory}, {"--stage", &Case::stage}};
  for (const List& list : kLists) {
    if (option == list.name) return (c.*list.member).push_back(value), "";
  }
  for (const Text& text : kTexts) {
    if (option == text.name) return c.*text.member = value, "";
  }
  std::size_t equals = value.find('=');
  if (option != "--env" || equals == value.npos) return "unknown option " + option;
  c.environment[value.substr(0, equals)] = value.substr(equals + 1);
  return "";
}

std::string add_options(Case& c, std::string_view line) {
  struct Switch {
    const char* name;
    bool Case::*member;
    bool value;
  };
  static constexpr Switch kSwitches[] = {{"--no-interpolate", &Case::interpolate, false},
                                         {"--no-normalize", &Case::normalize, false},
                                         {"--no-consistency", &Case::consistency, false},
                                         {"--no-path-resolution", &Case::resolve_paths, false},
                                         {"--no-env-resolution", &Case::resolve_environment, false},
                                         {"--all-resources", &Case::all_resources, true},
                                         {"--swarm", &Case::swarm, true}};
  std::vector<std::string> list = words(line);
  for (std::size_t i = 0; i < list.size(); ++i) {
    bool found = false;
    for (const Switch& s : kSwitches) {
      if (list[i] == s.name) c.*s.member = s.value, found = true;
    }
    if (found) continue;
    if (i + 1 == list.size()) return "a value is missing after " + list[i];
    if (std::string error = add_option(c, list[i], list[i + 1]); !error.empty()) return error;
    ++i;
  }
  return "";
}

// Line by line, without the line end.
template <class F>
void each_line(std::string_view text, F f) {
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    f(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

std::vector<std::string> words(std::string_view line) {
  std::vector<std::string> out;
  bool open = false;
  bool quoted = false;
  for (char c : line) {
    if (c == '\'') {
      quoted = !quoted;
      if (!open) out.emplace_back();
      open = true;
    } else if (c == ' ' && !quoted) {
      open = false;
    } else {
      if (!open) out.emplace_back();
      open = true;
      out.back() += c;
    }
  }
  return out;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += with.size()) text.replace(at, what.size(), with);
  return text;
}

std::vector<Case> parse_cases(const std::string& topic, std::string_view text, std::string& error) {
  std::vector<Case> out;
  constexpr std::string_view kEscaped = " (escaped)";
  bool escaped = false;
  int number = 0;
  each_line(text, [&](std::string_view line) {
    ++number;
    std::string problem;
    if (line.starts_with("=== ")) {
      Case& c = out.emplace_back();
      std::size_t colon = std::min(line.find(": "), line.size());
      c.name = line.substr(4, colon - 4);
      c.about = colon == line.size() ? "" : line.substr(colon + 2);
      c.topic = topic;
      c.line = number;
    } else if (out.empty()) {
      if (!line.empty() && line[0] != '#') problem = "text before the first case";
    } else if (line.starts_with("$ ") && out.back().files.empty()) {
      problem = add_options(out.back(), line.substr(2));
    } else if (line.starts_with(">>> ")) {
      escaped = line.ends_with(kEscaped);
      std::string_view path = line.substr(4);
      if (escaped) path.remove_suffix(kEscaped.size());
      out.back().files.emplace_back(std::string(path), "");
    } else if (!out.back().files.empty()) {
      std::string& content = out.back().files.back().second;
      if (!escaped)
        (content += line) += '\n';
      else
        content += unescaped(line);
    } else if (!line.empty()) {
      problem = "text before the first file of a case";
    }
    if (!problem.empty()) error += topic + ".cases:" + std::to_string(number) + ": " + problem + "\n";
  });
  for (Case& c : out) {  // the blank line before the next case is not part of the file
    if (!c.files.empty() && c.files.back().second.ends_with("\n\n")) c.files.back().second.pop_back();
  }
  return out;
}

std::vector<Case> read_corpus(const std::string& folder, std::string& error) {
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".cases") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Case> out;
  std::map<std::string, std::string> seen;
  for (const std::string& path : paths) {
    for (Case& c : parse_cases(fs::path(path).stem().string(), read_file(path), error)) {
      if (!seen.emplace(c.name, c.topic).second) error += c.name + " is there twice: " + c.topic + ", " + seen[c.name] + "\n";
      out.push_back(std::move(c));
    }
  }
  return out;
}

std::map<std::string, Verdict> parse_golden(std::string_view text) {
  std::map<std::string, Verdict> out;
  Verdict* current = nullptr;
  bool after_text = false;
  each_line(text, [&](std::string_view line) {
    if (line.starts_with("=== ")) {
      current = &out[std::string(line.substr(4))];
      after_text = false;
    } else if (current == nullptr) {
      return;
    } else if (line.starts_with("refused: ")) {
      current->error = line.substr(9);
      after_text = true;
    } else if (line.starts_with("warning: ")) {
      current->warnings.emplace_back(line.substr(9));
    } else if (line == "accepted") {
      current->accepted = true;
    } else if (current->accepted) {
      current->json += line;
    } else if (after_text && line.starts_with("  ")) {
      (current->error += '\n') += line.substr(2);
    }
  });
  return out;
}

std::string print_golden(const std::vector<std::pair<std::string, Verdict>>& verdicts) {
  std::string out;
  for (const auto& [name, verdict] : verdicts) {
    out += "=== " + name + "\n";
    for (const std::string& warning : verdict.warnings) out += "warning: " + replaced(warning, "\n", " ") + "\n";
    if (!verdict.accepted) {
      out += "refused: " + replaced(verdict.error, "\n", "\n  ") + "\n\n";
      continue;
    }
    Json tree;
    out += "accepted\n" + (parse_json(verdict.json, tree) ? print_json(tree, 4) : "not JSON: " + verdict.json) + "\n\n";
  }
  return out;
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

bool write_case(const Case& c, const std::string& root) {
  std::error_code error;
  fs::create_directories(root + "/" + c.name, error);
  for (const auto& [path, content] : c.files) {
    fs::path file = fs::path(root) / c.name / path;
    if (path.ends_with("/")) {
      fs::create_directories(file, error);
      continue;
    }
    fs::create_directories(file.parent_path(), error);
    std::ofstream out(file, std::ios::binary);
    out << content;
    if (!out.good()) return false;
  }
  return true;
}

Scratch::Scratch() {
  std::string name = (fs::temp_directory_path() / "stackc-compose-XXXXXX").string();
  if (mkdtemp(name.data()) != nullptr) path_ = fs::canonical(name).string();
}

Scratch::~Scratch() {
  std::error_code error;
  if (!path_.empty()) fs::remove_all(path_, error);
}

}  // namespace stackc::compose_test
