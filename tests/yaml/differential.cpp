// Our reader against the reference: both read generated and mutated inputs, and have to accept the same ones with equal trees and values.
//
//   yaml_differential [--count N] [--seed N] [--judge PROGRAM] [FILE...]
//
// FILEs are read as they are and serve as material for mutations. Exit code: 0 no difference, 1 differences (each printed as small as it
// can be made), 2 the reference cannot be run. What may differ is listed in known_difference(), with its reasons in README.md.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "generate.h"
#include "judge.h"

using namespace stackc::yaml_test;

namespace {

bool known_difference(std::string_view input, const Verdict& ours) {
  if (input.starts_with("\xef\xbb\xbf\xef\xbb\xbf")) return true;                   // two byte order marks
  if (input.starts_with("\xff\xfe") || input.starts_with("\xfe\xff")) return true;  // UTF-16
  return ours.null_root;                                                            // `!!null {}` as a whole document
}

std::string difference(Judge& judge, const std::string& input) {
  Verdict ours = our_verdict(input);
  return known_difference(input, ours) ? "" : compare(parse_answer(judge.ask(input)), ours);
}

// Leaves away pieces as long as the two still differ in the same manner.
std::string shrink(Judge& judge, std::string input) {
  std::string kind = difference(judge, input).substr(0, 8);
  for (std::size_t piece = input.size() / 2; piece > 0; piece = piece > 1 ? piece / 2 : 0) {
    for (std::size_t at = 0; at + piece <= input.size();) {
      std::string less = input.substr(0, at) + input.substr(at + piece);
      if (difference(judge, less).substr(0, 8) == kind) {
        input = less;
      } else {
        ++at;
      }
    }
  }
  return input;
}

std::string escaped(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    char buffer[8];
    auto byte = static_cast<unsigned char>(c);
    if (c == '\n')
      out += "\\n";
    else if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (byte < 0x20 || byte > 0x7e)
      std::snprintf(buffer, sizeof buffer, "\\%03o", byte), out += buffer;
    else
      out += c;
  }
  return out + "\"";
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t count = 20000;
  std::uint64_t seed = 1;
  std::string program = stackc::test_support::judge_program("yamlraw");
  std::vector<std::string> texts;
  for (int i = 1; i < argc; ++i) {
    std::string_view arg = argv[i];
    if (arg == "--count" && i + 1 < argc)
      count = std::strtoull(argv[++i], nullptr, 10);
    else if (arg == "--seed" && i + 1 < argc)
      seed = std::strtoull(argv[++i], nullptr, 10);
    else if (arg == "--judge" && i + 1 < argc)
      program = argv[++i];
    else {
      std::ifstream in(argv[i], std::ios::binary);
      texts.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
  }
  Judge judge(program);
  if (!judge.started() || judge.ask("a: 1\n").empty()) {
    std::fprintf(stderr, "cannot run %s; tools/judges/install.sh builds it\n", program.c_str());
    return 2;
  }
  Random random(seed);
  std::size_t differences = 0;
  std::size_t accepted = 0;
  std::size_t total = texts.size() + count;
  for (std::size_t i = 0; i < total; ++i) {
    std::string input = i < texts.size() ? texts[i] : generate(random, texts);
    Verdict ours = our_verdict(input);
    if (known_difference(input, ours)) continue;
    Verdict reference = parse_answer(judge.ask(input));
    accepted += reference.accepted ? 1 : 0;
    if (compare(reference, ours).empty()) continue;
    ++differences;
    std::string small = shrink(judge, input);
    std::printf("%s\n  %s\n", escaped(small).c_str(), difference(judge, small).c_str());
    if (differences == 20) break;
  }
  std::printf("%zu inputs, %zu accepted by the reference, %zu differences\n", total, accepted, differences);
  return differences == 0 ? 0 : 1;
}
