// Every case of cases/*.cases through the front end, compared with what the reference says: accepted or refused, and the project as one
// JSON tree. The answers of the reference stand in cases/*.golden; where the reference is installed it is asked again, so that they stay
// true.
//
//   compose_corpus_test                              the test
//   compose_corpus_test --update                     writes the goldens; needs the reference. The text of a refusal stays as it was, since
//                                                    of several mistakes the reference names any one
//   compose_corpus_test --failures FILE              also writes the name and the first difference of each failure to FILE
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "json.h"
#include "ours.h"
#include "reference.h"

namespace {

using namespace stackc::compose_test;

const std::string kFolder = STACKC_COMPOSE_CASES;

struct KnownDifference {
  std::string what;  // "acceptance" or the path of the first difference
  std::string reason;
  bool used = false;
};

// What all tests share.
struct Corpus {
  std::vector<Case> cases;
  std::map<std::string, Verdict> goldens;
  std::map<std::string, KnownDifference> known;
  Scratch scratch;
  Reference reference{default_reference()};
  std::string failures;
};
Corpus* corpus = nullptr;

void read_known_differences() {
  std::istringstream lines(read_file(kFolder + "/../differences.tsv"));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream fields(line);
    std::string name;
    KnownDifference known;
    std::getline(fields, name, '\t');
    std::getline(fields, known.what, '\t');
    std::getline(fields, known.reason, '\t');
    corpus->known[name] = known;
  }
}

std::string difference(const Verdict& reference, const Verdict& ours) {
  if (reference.accepted != ours.accepted) {
    return reference.accepted ? "acceptance: we refuse: " + ours.error + "\n"
                              : "acceptance: we accept; the reference says: " + reference.error + "\n";
  }
  if (!reference.accepted) return "";
  Json left;
  Json right;
  if (!parse_json(reference.json, left)) return "the golden is not JSON\n";
  if (!parse_json(ours.json, right)) return "ours is not JSON: " + ours.json + "\n";
  sort_unordered(left);
  sort_unordered(right);
  return differences(left, right, 8);
}

class CaseTest : public testing::Test {
 public:
  explicit CaseTest(const Case& c) : case_(c) {}
  void TestBody() override {
    auto golden = corpus->goldens.find(case_.name);
    ASSERT_NE(golden, corpus->goldens.end()) << "no golden; `compose_corpus_test --update` writes it";
    if (corpus->reference.started()) {
      Verdict now = corpus->reference.ask(case_, corpus->scratch.path());
      ASSERT_EQ(now.accepted, golden->second.accepted) << "the golden is not what the reference says: " << now.error;
      ASSERT_EQ(difference(now, golden->second), "") << "the golden is not what the reference says";
    }
    if (case_.swarm || case_.stage != "project") return;  // the reference alone
    Verdict ours = our_verdict(case_, corpus->scratch.path());
    std::string found = difference(golden->second, ours);
    auto known = corpus->known.find(case_.name);
    if (known != corpus->known.end()) {
      known->second.used = true;
      EXPECT_NE(found, "") << "listed in differences.tsv (" << known->second.reason << "), but there is no difference";
      return;
    }
    if (found.empty()) return;
    corpus->failures += case_.topic + "/" + case_.name + "\t" + found;
    ADD_FAILURE() << case_.topic << ".cases:" << case_.line << ": " << case_.about << "\n" << found;
  }

 private:
  const Case& case_;
};

TEST(ComposeCorpus, EveryGoldenAndEveryKnownDifferenceHasItsCase) {
  EXPECT_GE(corpus->cases.size(), 350u);
  std::map<std::string, bool> names;
  for (const Case& c : corpus->cases) names[c.name] = true;
  for (const auto& [name, verdict] : corpus->goldens) EXPECT_TRUE(names[name]) << "a golden without a case: " << name;
  for (const auto& [name, known] : corpus->known) {
    EXPECT_TRUE(names[name]) << "differences.tsv: no such case: " << name;
    EXPECT_NE(known.reason, "") << name;
  }
}

int update() {
  if (!corpus->reference.started()) {
    std::fprintf(stderr, "cannot run %s; tools/judges/install.sh builds it\n", default_reference().c_str());
    return 2;
  }
  std::map<std::string, std::vector<std::pair<std::string, Verdict>>> topics;
  std::size_t accepted = 0;
  for (const Case& c : corpus->cases) {
    Verdict verdict = corpus->reference.ask(c, corpus->scratch.path());
    if (!verdict.accepted && verdict.error.empty()) {
      std::fprintf(stderr, "the reference does not answer: %s\n", c.name.c_str());
      return 2;
    }
    accepted += verdict.accepted ? 1 : 0;
    auto before = corpus->goldens.find(c.name);
    if (!verdict.accepted && before != corpus->goldens.end() && !before->second.accepted) verdict.error = before->second.error;
    topics[c.topic].emplace_back(c.name, verdict);
  }
  for (const auto& [topic, verdicts] : topics)
    std::ofstream(stackc::base::cat({kFolder, "/", topic, ".golden"}), std::ios::binary) << print_golden(verdicts);
  std::printf("%zu cases, %zu accepted by the reference\n", corpus->cases.size(), accepted);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  Corpus all;
  corpus = &all;
  std::string error;
  all.cases = read_corpus(kFolder, error);
  if (!error.empty()) return std::fputs(error.c_str(), stderr), 2;
  for (const Case& c : all.cases) {
    if (!write_case(c, all.scratch.path())) return std::fprintf(stderr, "cannot write the files of %s\n", c.name.c_str()), 2;
  }
  for (const Case& c : all.cases) {
    if (all.cases.data() != &c && (&c)[-1].topic == c.topic) continue;
    all.goldens.merge(parse_golden(read_file(kFolder + "/" + c.topic + ".golden")));
  }
  if (argc > 1 && std::string(argv[1]) == "--update") return update();
  for (const Case& c : all.cases) {
    std::string file = kFolder + "/" + c.topic + ".cases";
    testing::RegisterTest("Compose", (c.topic + "/" + c.name).c_str(), nullptr, nullptr, file.c_str(), c.line,
                          [&c] { return new CaseTest(c); });
  }
  read_known_differences();
  int status = RUN_ALL_TESTS();
  if (argc > 2 && std::string(argv[1]) == "--failures") std::ofstream(argv[2]) << all.failures;
  return status;
}
