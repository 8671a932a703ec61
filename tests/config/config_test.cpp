// `stackc config` over the corpus (README.md).
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "corpus.h"
#include "docker.h"
#include "driver/run.h"
#include "frontend/compose/output.h"
#include "json.h"
#include "ours.h"

namespace {

using namespace stackc;
using namespace stackc::compose_test;
using config_test::Answer;

bool every = false;

struct Shared {
  std::vector<Case> cases;
  Scratch scratch;
};
Shared* shared = nullptr;

struct Exception {
  std::string_view name;
  std::string_view why;
};

std::string_view reason_of(const Exception* begin, const Exception* end, std::string_view name) {
  const Exception* found = std::find_if(begin, end, [&](const Exception& each) { return each.name == name; });
  return found == end ? std::string_view() : found->why;
}

// Output that cannot be read again, by Docker Compose neither.
std::string_view cannot_be_read_again(const Case& c) {
  static constexpr Exception kCases[] = {
      {"build-map", "ssh is printed as `id: path`"},
      {"build-lists", "ssh is printed as `id: path`"},
      {"paths-all", "ssh is printed as `id: path`"},
      {"configs-empty-content", "an empty content is left out"},
      {"depends-off-optional", "a dependency on a service that is turned off is kept"},
      {"in-key", "`$` is doubled in keys, too, where it is no variable"},
      {"label-file-asked-for", "a label_file is read when all services are loaded, not when some are asked for"},
      {"port-twice-written-differently", "ports that became equal are one when they are read"},
      {"odd-empty-host", "a list that holds nothing is left out when it is read"},
      {"service-env-file-missing-unread", "the env_file was not looked at"},
  };
  if (c.topic == "19_jobs") return "a job is printed with its name, which may not stand there";
  return reason_of(std::begin(kCases), std::end(kCases), c.name);
}

// Where Docker Compose prints something else; the trees differ already (tests/compose/differences.tsv), or the order is its own.
std::string_view known_difference(const Case& c) {
  static constexpr Exception kCases[] = {
      {"paths-all", "the order of ssh is random there"},
      {"build-map", "there is no JSON with ssh paths there"},
      {"build-lists", "there is no JSON with ssh paths there"},
      {"merge-null-services", "refused there, by chance of an order"},
      {"extends-null-base", "`extends` stays there if the base is null"},
      {"nested", "of several defaults of one variable any one is listed there"},
      {"operands-odd", "of several defaults of one variable any one is listed there"},
  };
  return reason_of(std::begin(kCases), std::end(kCases), c.name);
}

bool plain(const Case& c) { return c.stage == "project" && !c.swarm && c.interpolate && c.normalize && c.consistency; }

TEST(Config, ReadsBackWhatItPrints) {
  std::size_t read = 0;
  for (const Case& c : shared->cases) {
    if (!plain(c) || !cannot_be_read_again(c).empty()) continue;
    base::RealFileSystem files;
    const std::string folder = shared->scratch.path() + "/" + c.name;
    source::SourceManager sources;
    diag::Sink sink;
    const auto first = compose::load(options_of(c, folder), files, sources, sink);
    if (sink.has_errors() || first == nullptr || first->root == nullptr) continue;
    ++read;
    const std::string text = compose::to_yaml(*first);
    compose::LoadOptions again;
    again.files = {"-"};
    again.standard_input = text;
    again.working_directory = again.project_directory = folder;
    again.profiles = {"*"};
    again.all_resources = true;
    again.resolve_environment = c.resolve_environment;
    again.resolve_paths = c.resolve_paths;
    source::SourceManager more;
    diag::Sink second_sink;
    const auto second = compose::load(again, files, more, second_sink);
    ASSERT_TRUE(second != nullptr && second->root != nullptr) << c.name;
    std::string errors;
    for (const diag::Diagnostic& each : second_sink.all()) errors += each.severity == diag::Severity::kError ? each.message + "\n" : "";
    EXPECT_EQ(errors, "") << c.name << "\n" << text;
    if (errors.empty()) {
      EXPECT_EQ(compose::to_yaml(*second), text) << c.name;
    }
  }
  EXPECT_GT(read, 200u);
}

// The words of the case as a command line: those of the project, and those of `config`.
struct Words {
  std::vector<std::string> project, config;
};
Words words_of(const Case& c) {
  Words words;
  const auto add = [&](const std::string& option, const std::vector<std::string>& values) {
    for (const std::string& value : values) words.project.insert(words.project.end(), {option, value});
  };
  add("-f", c.compose_files);
  add("--env-file", c.env_files);
  add("--profile", c.profiles);
  if (!c.project_name.empty()) add("-p", {c.project_name});
  if (!c.project_directory.empty()) add("--project-directory", {c.project_directory});
  if (c.all_resources) words.project.emplace_back("--all-resources");
  const std::pair<bool, const char*> switches[] = {{c.interpolate, "--no-interpolate"},
                                                   {c.normalize, "--no-normalize"},
                                                   {c.consistency, "--no-consistency"},
                                                   {c.resolve_paths, "--no-path-resolution"},
                                                   {c.resolve_environment, "--no-env-resolution"}};
  for (const auto& [on, name] : switches) {
    if (!on) words.config.emplace_back(name);
  }
  words.config.insert(words.config.end(), c.services.begin(), c.services.end());
  return words;
}

Answer ours(const Case& c, const Words& words, const std::vector<std::string>& shown, const std::string& folder) {
  std::vector<std::string> all{"stackc", "config"};
  for (const auto* part : {&words.project, &shown, &words.config}) all.insert(all.end(), part->begin(), part->end());
  std::vector<const char*> argv;
  argv.reserve(all.size());
  for (const std::string& word : all) argv.push_back(word.c_str());
  base::RealFileSystem files;
  driver::Io io;
  io.working_directory = folder;
  io.environment = c.environment;
  io.environment.emplace("PWD", folder);
  Answer result;
  result.code = driver::run(static_cast<int>(argv.size()), argv.data(), files, io);
  result.out = std::move(io.out);
  return result;
}

Answer theirs(const Case& c, const Words& words, const std::vector<std::string>& shown, const std::string& folder) {
  std::vector<std::string> all = words.project;
  all.emplace_back("config");
  for (const auto* part : {&shown, &words.config}) all.insert(all.end(), part->begin(), part->end());
  std::map<std::string, std::string> environment = c.environment;
  environment.emplace("PWD", folder);
  return config_test::run(config_test::docker_compose(), all, folder, environment);
}

// A tree as text with sorted keys; both texts are read by our YAML reader, which also reads JSON.
std::string tree(const std::string& text) {
  base::MemoryFileSystem files;
  compose::LoadOptions options;
  options.files = {"-"};
  options.standard_input = text;
  options.until = compose::Stage::kRaw;
  source::SourceManager sources;
  diag::Sink sink;
  const auto project = compose::load(options, files, sources, sink);
  if (sink.has_errors() || project == nullptr || project->root == nullptr) return "unreadable";
  return model::to_json(*project->root);
}

std::string sorted_lines(const std::string& text) {
  std::vector<std::string_view> lines = base::split(text, '\n');
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (const std::string_view line : lines) (out += line) += '\n';
  return out;
}

TEST(Config, PrintsWhatDockerComposePrints) {
  const std::vector<std::vector<std::string>> forms = {{},
                                                       {"--format", "json"},
                                                       {"--hash", "*"},
                                                       {"--images"},
                                                       {"--services"},
                                                       {"--profiles"},
                                                       {"--variables"},
                                                       {"--environment"},
                                                       {"--networks"}};
  std::size_t asked = 0;
  std::size_t index = 0;
  for (const Case& c : shared->cases) {
    const bool stdin_file = std::find(c.compose_files.begin(), c.compose_files.end(), "-") != c.compose_files.end();
    if (!plain(c) || stdin_file || !known_difference(c).empty() || c.name == "container-name-twice") continue;
    const std::string folder = shared->scratch.path() + "/" + c.name;
    const Words words = words_of(c);
    if (ours(c, words, {}, folder).code != 0) continue;
    ++index;
    for (std::size_t form = 0; form < forms.size(); ++form) {
      // The sample: each 30th case, in one form after the other.
      if (!every && (index % 30 != 0 || (index / 30) % forms.size() != form)) continue;
      ++asked;
      const Answer right = theirs(c, words, forms[form], folder);
      const Answer own = ours(c, words, forms[form], folder);
      const std::string what = c.name + " " + base::join(forms[form], " ");
      ASSERT_NE(right.code, -1) << "docker-compose is missing; tools/judges/install.sh builds it";
      EXPECT_EQ(own.code, right.code) << what;
      if (own.code != 0 || right.code != 0) continue;
      if (form < 2) {
        EXPECT_EQ(tree(own.out), tree(right.out)) << what;
      } else {
        EXPECT_EQ(sorted_lines(own.out), sorted_lines(right.out)) << what;
      }
    }
  }
  EXPECT_GT(asked, every ? 2000u : 10u);
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  every = argc > 1 && std::string_view(argv[1]) == "--every";
  Shared all;
  std::string error;
  all.cases = read_corpus(STACKC_COMPOSE_CASES, error);
  if (!error.empty()) {
    std::fprintf(stderr, "%s\n", error.c_str());
    return 2;
  }
  for (const Case& c : all.cases) {
    if (!write_case(c, all.scratch.path())) return 2;
  }
  shared = &all;
  return RUN_ALL_TESTS();
}
