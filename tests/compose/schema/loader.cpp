// The files of compose_schema_probes (standard input, one line each), as whole projects: what the reference loader makes of them and what
// our front end makes of them. A row whose values are bound, written out or defaulted wrongly shows here, even if the schema takes them.
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "json.h"
#include "ours.h"
#include "reference.h"

namespace {

using stackc::compose_test::Case;
using stackc::compose_test::Verdict;

std::string after(const std::string& line, const char* mark) {
  const std::size_t at = line.find(mark);
  return at == std::string::npos ? std::string() : line.substr(at + std::strlen(mark));
}

Case case_of(const std::string& line) {
  Case c;
  c.name = "probe";
  std::string text = after(line, "\"file\":");
  if (!text.empty()) text.pop_back();  // the bracket of the line
  c.files = {{"compose.yaml", text + "\n"}};
  c.compose_files = {"compose.yaml"};
  c.consistency = false;
  c.all_resources = true;
  return c;
}

// What differs, in words; "" if nothing does.
std::string difference(const Verdict& theirs, const Verdict& ours) {
  if (!ours.accepted || !theirs.accepted) {
    if (ours.accepted == theirs.accepted) return "";
    return theirs.accepted ? "only we refuse: " + ours.error : "only we accept; the loader: " + theirs.error;
  }
  stackc::compose_test::Json left;
  stackc::compose_test::Json right;
  if (!parse_json(theirs.json, left) || !parse_json(ours.json, right)) return "no JSON: " + ours.json;
  sort_unordered(left);
  sort_unordered(right);
  return differences(left, right, 5);
}

struct Known {
  std::string path, piece;
  bool seen = false;
};
std::vector<Known> read_known(const char* path) {
  std::vector<Known> known;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    if (!line.starts_with('#') && second != std::string::npos)
      known.push_back({line.substr(0, first), line.substr(first + 1, second - first - 1)});
  }
  return known;
}
bool is_known(std::vector<Known>& known, const std::string& path, const std::string& text) {
  for (Known& row : known) {
    if (!path.starts_with(row.path) || text.find(row.piece) == std::string::npos) continue;
    row.seen = true;
    return true;
  }
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Known> known = read_known(argc > 1 ? argv[1] : "");
  const std::string program = argc > 2 ? argv[2] : stackc::compose_test::default_reference();
  stackc::compose_test::Reference reference(program);
  if (!reference.started()) {
    std::fprintf(stderr, "cannot run %s\n", program.c_str());
    return 2;
  }
  const stackc::compose_test::Scratch scratch;
  int files = 0;
  int accepted = 0;
  int different = 0;
  for (std::string line; std::getline(std::cin, line);) {
    const Case c = case_of(line);
    if (!write_case(c, scratch.path())) return 2;
    const Verdict theirs = reference.ask(c, scratch.path());
    if (!theirs.accepted && theirs.error.empty()) {
      std::fprintf(stderr, "the reference ended at: %s\n", line.c_str());
      return 2;
    }
    const Verdict ours = our_verdict(c, scratch.path());
    ++files;
    accepted += theirs.accepted ? 1 : 0;
    const std::string text = difference(theirs, ours);
    const std::string path = after(line, "{\"path\":\"");
    if (text.empty() || is_known(known, path, text)) continue;
    ++different;
    std::printf("%s\n%s\n", line.c_str(), text.c_str());
  }
  for (const Known& row : known) {
    if (row.seen) continue;
    ++different;
    std::printf("not seen: %s: %s\n", row.path.c_str(), row.piece.c_str());
  }
  std::printf("%d files, %d accepted by the loader, %d differences that nobody wrote down\n", files, accepted, different);
  return different == 0 && files != 0 ? 0 : 1;
}
