// Random small projects, the same ones everywhere for the same seed: keys by the one table of the format (schemas/compose.def), values good
// and bad, variables, override files with tags, profiles, extends, include. A project is a tree, so that a difference can be made small.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "../yaml/random.h"
#include "corpus.h"

namespace stackc::compose_test {

using yaml_test::Random;

struct TreeMember;
struct Tree {
  enum class Kind { kScalar, kList, kMap };
  Kind kind = Kind::kScalar;
  std::string text;  // of a scalar: as it stands in the file
  std::string tag;   // "!reset", "!override" or ""
  std::vector<Tree> items;
  std::vector<TreeMember> members;
};
struct TreeMember {  // no std::pair: clang 14 wants that complete too early
  TreeMember(std::string key, Tree value) : first(std::move(key)), second(std::move(value)) {}
  std::string first;
  Tree second;
};
std::string print_yaml(const Tree& tree);

struct GeneratedFile {
  std::string path;
  Tree tree;
  std::string text;  // of a file that is no YAML
};
struct Generated {
  Case options;  // name, variables, profiles ...; its files are those of `files` once printed
  std::vector<GeneratedFile> files;
};
Generated generate(Random& random);
Case printed(const Generated& project);

// How many pieces can be left away, and the project without one of them.
std::size_t pieces(const Generated& project);
Generated without(const Generated& project, std::size_t piece);

}  // namespace stackc::compose_test
