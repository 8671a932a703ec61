// Our readers of the small languages against the functions of the reference loader: both read generated inputs and have to give equal
// answers.
//
//   forms_differential [--count N] [--seed N] [--seconds N] [--judge PROGRAM] [LANGUAGE...]
//
// N inputs for each language, or as many as --seconds allow. Exit code: 0 no difference, 1 differences (each printed as small as it can be
// made), 2 the reference cannot be run.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "../yaml/random.h"
#include "base/utf8.h"
#include "judge.h"
#include "languages.h"

using namespace stackc::forms_test;
using stackc::yaml_test::Random;

namespace {

std::string generate(Random& random, const Language& language) {
  std::string text;
  const std::size_t pieces = 1 + random.below(random.chance(30) ? 3 : language.pieces);
  for (std::size_t i = 0; i < pieces; ++i) text += language.material[random.below(language.material.size())];
  if (!text.empty() && random.chance(8)) text.erase(random.below(text.size()), 1);
  if (!text.empty() && random.chance(8)) text.insert(random.below(text.size()), 1, static_cast<char>(1 + random.below(126)));
  if (!language.any_bytes && stackc::base::find_invalid_utf8(text) != std::string_view::npos) return {};
  return text;
}

bool differs(Judge& judge, const Language& language, const std::string& text) {
  return !known_difference(language.name, text) && judge.ask({{language.name, text}}).front() != language.ours(text);
}

std::string shrink(Judge& judge, const Language& language, std::string text) {
  for (std::size_t piece = text.size() / 2; piece > 0; piece /= 2) {
    for (std::size_t at = 0; at + piece <= text.size();) {
      const std::string less = text.substr(0, at) + text.substr(at + piece);
      const bool readable = language.any_bytes || stackc::base::find_invalid_utf8(less) == std::string_view::npos;
      if (readable && differs(judge, language, less)) {
        text = less;
      } else {
        ++at;
      }
    }
  }
  return text;
}

std::string escaped(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    char buffer[8];
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\\n";
    } else if (c == '"' || c == '\\') {
      (out += '\\') += c;
    } else if (byte < 0x20 || byte > 0x7e) {
      std::snprintf(buffer, sizeof buffer, "\\%03o", byte);
      out += buffer;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

struct Arguments {
  std::size_t count = 20'000;
  std::uint64_t seed = 1;
  std::time_t seconds = 0;
  std::string program = stackc::test_support::judge_program("forms");
  std::vector<std::string_view> languages;
};

Arguments read_arguments(int argc, char** argv) {
  Arguments out;
  for (int i = 1; i < argc; ++i) {
    const std::string_view arg = argv[i];
    const bool value = i + 1 < argc;
    if (arg == "--count" && value) {
      out.count = std::strtoull(argv[++i], nullptr, 10);
    } else if (arg == "--seed" && value) {
      out.seed = std::strtoull(argv[++i], nullptr, 10);
    } else if (arg == "--seconds" && value) {
      out.seconds = std::strtol(argv[++i], nullptr, 10);
    } else if (arg == "--judge" && value) {
      out.program = argv[++i];
    } else {
      out.languages.push_back(arg);
    }
  }
  return out;
}

struct Totals {
  std::size_t inputs = 0, accepted = 0, differences = 0;
};

// One batch of generated inputs; the answers come in one go.
void run_batch(Judge& judge, Random& random, const Language& language, std::size_t count, Totals& totals) {
  std::vector<Question> questions;
  while (questions.size() < count) {
    std::string text = generate(random, language);
    if (known_difference(language.name, text)) text.clear();
    questions.push_back({language.name, std::move(text)});
  }
  const std::vector<std::string> answers = judge.ask(questions);
  for (std::size_t i = 0; i < questions.size(); ++i) {
    totals.inputs += 1;
    totals.accepted += answers[i].starts_with("ok") ? 1 : 0;
    if (answers[i] == language.ours(questions[i].text)) continue;
    if (++totals.differences > 5) continue;
    const std::string small = shrink(judge, language, questions[i].text);
    std::printf("%s %s\n  reference %s\n  ours      %s\n", std::string(language.name).c_str(), escaped(small).c_str(),
                escaped(judge.ask({{language.name, small}}).front()).c_str(), escaped(language.ours(small)).c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = read_arguments(argc, argv);
  Judge judge(arguments.program);
  if (!judge.started() || judge.ask({{"ports", "80"}}).front().empty()) {
    std::fprintf(stderr, "cannot run %s; tools/judges/install.sh builds it\n", arguments.program.c_str());
    return 2;
  }
  const std::time_t end = arguments.seconds > 0 ? std::time(nullptr) + arguments.seconds : 0;
  bool same = true;
  std::uint64_t seed = arguments.seed;
  do {
    for (const Language& language : languages()) {
      const auto& wanted = arguments.languages;
      if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), language.name) == wanted.end()) continue;
      Random random(seed);
      Totals totals;
      while (totals.inputs < arguments.count)
        run_batch(judge, random, language, std::min<std::size_t>(200, arguments.count - totals.inputs), totals);
      same = same && totals.differences == 0;
      if (end == 0 || totals.differences > 0) {
        std::printf("%-10s %zu inputs, %zu accepted by the reference, %zu differences\n", std::string(language.name).c_str(), totals.inputs,
                    totals.accepted, totals.differences);
      }
    }
    ++seed;
  } while (same && std::time(nullptr) < end);
  if (end != 0)
    std::printf("seeds %llu to %llu\n", static_cast<unsigned long long>(arguments.seed), static_cast<unsigned long long>(seed - 1));
  return same ? 0 : 1;
}
