// Generated projects: we and the reference have to accept the same ones and to make the same project of them.
//
//   compose_differential [--count N | --seconds N] [--seed N] [--reference PROGRAM] [--show N] [--no-interpolate PERCENT]
//
// Exit code: 0 no difference, 1 differences (each printed as small as it can be made), 2 the reference cannot be run.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "generate.h"
#include "json.h"
#include "ours.h"
#include "reference.h"

using namespace stackc::compose_test;

namespace {

struct Arguments {
  std::size_t count = 2000;
  std::size_t seconds = 0;
  std::size_t show = 10;
  std::uint64_t seed = 1;
  unsigned uninterpolated = 0;  // percent of the projects that are read with --no-interpolate
  std::string reference = default_reference();
};

class Judge {
 public:
  explicit Judge(const Arguments& arguments) : reference_(arguments.reference) {}
  [[nodiscard]] bool started() const { return reference_.started(); }
  std::size_t accepted = 0, asked = 0, crashed = 0;

  // "" if both agree, else what differs, on one line.
  std::string difference(const Generated& project) {
    Case c = printed(project);
    std::error_code error;
    std::filesystem::remove_all(scratch_.path() + "/" + c.name, error);
    write_case(c, scratch_.path());
    Verdict theirs = reference_.ask(c, scratch_.path());
    if (!theirs.accepted && theirs.error.empty()) return "the reference does not answer";
    ++asked;
    accepted += theirs.accepted ? 1 : 0;
    if (theirs.error.starts_with("panic: ")) return ++crashed, "";
    Verdict ours = our_verdict(c, scratch_.path());
    if (theirs.accepted != ours.accepted)
      return theirs.accepted ? "refused: " + replaced(ours.error, "\n", "; ") : "accepted: " + theirs.error;
    if (!theirs.accepted) return "";
    Json left;
    Json right;
    if (!parse_json(theirs.json, left) || !parse_json(ours.json, right)) return "no JSON: " + ours.json;
    sort_unordered(left);
    sort_unordered(right);
    return differences(left, right, 1);
  }

 private:
  Scratch scratch_;
  Reference reference_;
};

// The kind of a difference: its first words, and the key that it is about, without names and numbers of the project.
std::string kind_of(const std::string& difference) {
  std::string out;
  for (char c : difference.substr(0, difference.find(": reference"))) {
    if (c < '0' || c > '9') out += c;
  }
  return out.substr(0, 60);
}

// As a case of the corpus.
std::string text_of(const Generated& project) {
  Case c = printed(project);
  std::string out;
  for (const auto& [name, value] : c.environment) out += stackc::base::cat({"$ --env ", name, "=", value, "\n"});
  for (const std::string& profile : c.profiles) out += "$ --profile " + profile + "\n";
  for (const std::string& service : c.services) out += "$ --service " + service + "\n";
  if (!c.project_name.empty()) out += "$ -p " + c.project_name + "\n";
  for (const auto& [name, on] : {std::pair("--all-resources", c.all_resources),
                                 {"--no-consistency", !c.consistency},
                                 {"--no-normalize", !c.normalize},
                                 {"--no-path-resolution", !c.resolve_paths},
                                 {"--no-env-resolution", !c.resolve_environment},
                                 {"--no-interpolate", !c.interpolate}}) {
    if (on) out += std::string("$ ") + name + "\n";
  }
  for (const auto& [path, text] : c.files) out += stackc::base::cat({">>> ", path, "\n", text});
  return out;
}

Generated shrink(Judge& judge, Generated project) {
  std::string start = judge.difference(project).substr(0, 8);
  bool smaller = true;
  for (int budget = 1500; smaller && budget > 0;) {
    smaller = false;
    for (std::size_t piece = 0; piece < pieces(project) && budget > 0; --budget) {
      Generated less = without(project, piece);
      if (text_of(less) != text_of(project) && judge.difference(less).substr(0, 8) == start) {
        project = less;
        smaller = true;
      } else {
        ++piece;
      }
    }
  }
  return project;
}

Arguments arguments(int argc, char** argv) {
  Arguments out;
  for (int i = 1; i + 1 < argc; i += 2) {
    std::string_view name = argv[i];
    std::string value = argv[i + 1];
    if (name == "--reference") out.reference = value;
    std::uint64_t number = std::strtoull(value.c_str(), nullptr, 10);
    if (name == "--count") out.count = number;
    if (name == "--seconds") out.seconds = number;
    if (name == "--show") out.show = number;
    if (name == "--seed") out.seed = number;
    if (name == "--no-interpolate") out.uninterpolated = static_cast<unsigned>(number);
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments options = arguments(argc, argv);
  Judge judge(options);
  if (!judge.started()) {
    std::fprintf(stderr, "cannot run %s; tools/judges/install.sh builds it\n", options.reference.c_str());
    return 2;
  }
  auto start = std::chrono::steady_clock::now();
  auto over = [&](std::size_t done) {
    if (options.seconds == 0) return done >= options.count;
    return std::chrono::steady_clock::now() - start >= std::chrono::seconds(options.seconds);
  };
  std::set<std::string> kinds;
  std::size_t differing = 0;
  std::size_t done = 0;
  for (; !over(done) && kinds.size() < options.show; ++done) {
    Random random(options.seed * 1000003 + done);
    Generated project = generate(random);
    if (random.chance(options.uninterpolated)) project.options.interpolate = false;
    std::string found = judge.difference(project);
    if (found.empty()) continue;
    ++differing;
    if (kinds.count(kind_of(found)) != 0) continue;
    std::size_t asked = judge.asked;
    std::size_t accepted = judge.accepted;
    Generated small = shrink(judge, project);
    std::string smallest = judge.difference(small);
    judge.asked = asked;
    judge.accepted = accepted;
    kinds.insert(kind_of(found));
    if (kind_of(smallest) != kind_of(found) && !kinds.insert(kind_of(smallest)).second) continue;  // made small, it is an old one
    std::printf("=== project-%zu: %s\n%s\n", done, smallest.c_str(), text_of(small).c_str());
    std::fflush(stdout);
  }
  std::printf("%zu projects, %zu accepted by the reference, %zu on which it crashed, %zu differences\n", done, judge.accepted,
              judge.crashed, differing);
  return differing == 0 ? 0 : 1;
}
