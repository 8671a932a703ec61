// Speed and memory of the YAML reader beside yaml-cpp's and libyaml's event parsers, in one run on one generated file that looks like a
// compose file.
//
//   yaml_bench [--bytes N] [--rounds N] [--only ours|libyaml|yaml-cpp] [--check]
//
// Times shake on busy machines, so ratios count, and instructions:
//   valgrind --tool=callgrind --toggle-collect='stackc::yaml::read*' yaml_bench --only ours --rounds 1   ("Collected" / bytes =
//   instructions a byte)
// --check: exit code 1 if the tree takes more than 8 bytes for a byte of source, or the reader is slower than 100 MB/s.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>
#include <yaml.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>

#include "syntax/yaml/tree.h"

namespace {

std::string compose_like(std::size_t bytes) {
  std::string out =
      "# generated\nname: bench\nx-defaults: &defaults\n  restart: unless-stopped\n  logging:\n    driver: json-file\nservices:\n";
  for (std::size_t i = 0; out.size() < bytes; ++i) {
    std::string n = std::to_string(i);
    out += "  service-" + n + ":\n    <<: *defaults\n    image: registry.example.org/team/service-" + n + ":1." + std::to_string(i % 40) +
           "\n    command: [\"python\", \"-m\", \"app.main\", \"--port\", \"80" + std::to_string(10 + i % 90) +
           "\"]\n    environment:\n      DATABASE_URL: postgresql://app:secret@db-" + n +
           ":5432/app\n      LOG_LEVEL: info   # or debug\n      WORKERS: 4\n      GREETING: 'it''s service " + n +
           "'\n      TIMEOUT: \"30s\"\n    ports:\n      - \"80" + std::to_string(10 + i % 90) + ":8000\"\n      - 127.0.0.1:9" +
           std::to_string(100 + i % 900) + ":9100\n    volumes:\n      - data-" + n + ":/var/lib/data\n      - ./config/" + n +
           ".toml:/etc/app/config.toml:ro\n    depends_on:\n      db:\n        condition: service_healthy\n    healthcheck:\n      test: "
           "[\"CMD-SHELL\", \"curl -fsS http://localhost:8000/health || exit 1\"]\n"
           "      interval: 10s\n      retries: 5\n    deploy: {resources: {limits: {cpus: \"0.5\", memory: 256M}}}\n    labels:\n      "
           "description: >-\n        Service number " +
           n +
           " of the bench,\n        folded over two lines\n"
           "      script: |\n        set -e\n        echo \"start\"\n        exec app\n\n";
  }
  return out;
}

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

struct Counter : YAML::EventHandler {
  std::size_t nodes = 0;
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override { ++nodes; }
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override { ++nodes; }
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override { ++nodes; }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override { ++nodes; }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override { ++nodes; }
  void OnMapEnd() override {}
};

std::size_t yaml_cpp_events(const std::string& text) {
  std::istringstream in(text);
  YAML::Parser parser(in);
  Counter counter;
  while (parser.HandleNextDocument(counter)) {
  }
  return counter.nodes;
}

std::size_t libyaml_events(const std::string& text) {
  yaml_parser_t parser;
  yaml_parser_initialize(&parser);
  yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  std::size_t nodes = 0;
  for (bool end = false; !end;) {
    yaml_event_t event;
    if (yaml_parser_parse(&parser, &event) == 0) break;
    end = event.type == YAML_STREAM_END_EVENT;
    if (event.type == YAML_SCALAR_EVENT || event.type == YAML_ALIAS_EVENT || event.type == YAML_SEQUENCE_START_EVENT ||
        event.type == YAML_MAPPING_START_EVENT)
      ++nodes;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return nodes;
}

template <class Run>
double best(int rounds, Run run) {
  double least = 1e9;
  for (int i = 0; i < rounds; ++i) {
    double begin = now();
    run();
    least = std::min(least, now() - begin);
  }
  return least;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t bytes = 5'000'000;
  int rounds = 7;
  bool check = false;
  std::string_view only;
  for (int i = 1; i < argc; ++i) {
    std::string_view arg = argv[i];
    if (arg == "--bytes" && i + 1 < argc) bytes = std::strtoull(argv[++i], nullptr, 10);
    if (arg == "--rounds" && i + 1 < argc) rounds = std::atoi(argv[++i]);
    if (arg == "--only" && i + 1 < argc) only = argv[++i];
    if (arg == "--check") check = true;
  }
  std::string text = compose_like(bytes);
  double size = static_cast<double>(text.size());
  stackc::source::SourceManager sources;
  stackc::source::FileId file = sources.add("bench.yaml", text);
  bool good = true;
  double ours = 0;
  std::size_t nodes = 0;
  std::printf("%zu bytes, best of %d rounds\n", text.size(), rounds);
  auto line = [&](const char* name, double seconds, std::size_t count) {
    std::printf("%-10s %8.1f ms %8.1f MB/s %9zu nodes", name, seconds * 1e3, size / seconds / 1e6, count);
    if (ours > 0) std::printf("   %5.2f times our time", seconds / ours);
    std::printf("\n");
  };
  if (only.empty() || only == "ours") {
    std::size_t memory = 0;
    double seconds = best(rounds, [&] {
      stackc::diag::Sink sink;
      stackc::yaml::Tree tree = stackc::yaml::read(sources, file, sink);
      good = good && !sink.has_errors();
      nodes = tree.node_count;
      memory = tree.arena.bytes() + tree.comments.capacity() * sizeof(stackc::yaml::Comment);
    });
    line("ours", seconds, nodes);
    ours = seconds;
    double per_byte = static_cast<double>(memory) / size;
    std::printf("%-10s %8.2f bytes of tree for a byte of source, %zu bytes a node\n", "", per_byte, sizeof(stackc::yaml::Node));
    if (check && (per_byte > 8 || size / seconds < 100e6)) good = false;
  }
  for (const char* name : {"libyaml", "yaml-cpp"}) {
    if (!only.empty() && only != name) continue;
    std::size_t count = 0;
    bool c = std::string_view(name) == "libyaml";
    double seconds = best(c ? rounds : std::min(rounds, 3), [&] { count = c ? libyaml_events(text) : yaml_cpp_events(text); });
    line(name, seconds, count);
    if (nodes != 0 && count != nodes) {
      std::printf("%s sees another number of nodes\n", name);
      good = false;
    }
  }
  return good ? 0 : 1;
}
