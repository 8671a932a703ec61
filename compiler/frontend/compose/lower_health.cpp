// Health checks. What curl or wget ask over HTTP becomes an HTTP probe where that is certain: one plain request to this container, and
// nothing of its answer looked at but whether it is a success. Everything else stays a command.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "frontend/compose/lower_context.h"
#include "syntax/forms/forms.h"

namespace stackc::compose {
namespace {

struct Request {
  std::string path;
  std::uint16_t port = 80;
};

// `http://localhost:8000/health`
std::optional<Request> own_address(std::string_view url) {
  if (!url.starts_with("http://")) {
    if (url.find("://") != std::string_view::npos) return std::nullopt;
  } else {
    url.remove_prefix(7);
  }
  Request out;
  const std::size_t slash = url.find('/');
  out.path = slash == std::string_view::npos ? "/" : std::string(url.substr(slash));
  std::string_view host = url.substr(0, slash);
  if (const std::size_t colon = host.rfind(':'); colon != std::string_view::npos && !host.ends_with(']')) {
    const auto number = base::parse_uint(host.substr(colon + 1));
    if (!number || *number == 0 || *number > 65535) return std::nullopt;
    out.port = static_cast<std::uint16_t>(*number);
    host = host.substr(0, colon);
  }
  if (host != "localhost" && host != "127.0.0.1" && host != "0.0.0.0" && host != "[::1]") return std::nullopt;
  if (out.path.find_first_of("$`\"' ") != std::string::npos) return std::nullopt;
  return out;
}

// Options that change nothing about what is asked, and whether they take a word.
struct Flag {
  std::string_view name;
  bool takes_word;
};
constexpr Flag kCurlFlags[] = {{"-f", false},
                               {"--fail", false},
                               {"-s", false},
                               {"--silent", false},
                               {"-S", false},
                               {"--show-error", false},
                               {"-sf", false},
                               {"-fs", false},
                               {"-fsS", false},
                               {"-sSf", false},
                               {"-fSs", false},
                               {"-sfS", false},
                               {"-L", false},
                               {"--fail-with-body", false},
                               {"-o", true},
                               {"--output", true},
                               {"-m", true},
                               {"--max-time", true},
                               {"--connect-timeout", true},
                               {"-fL", false},
                               {"-sS", false},
                               {"-k", false}};
constexpr Flag kWgetFlags[] = {{"-q", false}, {"--quiet", false}, {"--spider", false},     {"-qO-", false},
                               {"-O", true},  {"-O-", false},     {"-qO", true},           {"-T", true},
                               {"-t", true},  {"-nv", false},     {"--no-verbose", false}, {"--server-response", false}};

std::optional<Request> request_of(const std::vector<std::string>& words) {
  if (words.size() < 2) return std::nullopt;
  std::string_view program = words[0];
  if (const std::size_t slash = program.rfind('/'); slash != std::string_view::npos) program.remove_prefix(slash + 1);
  const bool curl = program == "curl";
  if (!curl && program != "wget") return std::nullopt;
  std::string_view url;
  bool fails = !curl;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (!word.starts_with('-')) {
      if (!url.empty()) return std::nullopt;
      url = word;
      continue;
    }
    if (word.starts_with("--tries=") || word.starts_with("--timeout=") || word.starts_with("--output-document=")) continue;
    const Flag* known = nullptr;
    const auto look = [&](const auto& table) {
      for (const Flag& flag : table)
        if (flag.name == word) known = &flag;
    };
    curl ? look(kCurlFlags) : look(kWgetFlags);
    if (known == nullptr) return std::nullopt;
    if (curl && (word.starts_with("--fail") || (!word.starts_with("--") && word.find('f') != std::string::npos))) fails = true;
    if (known->takes_word) ++i;
  }
  // Without -f curl is content with every answer, also with an error.
  if (url.empty() || !fails) return std::nullopt;
  return own_address(url);
}

// The words of a shell line that is one command, perhaps with `|| exit 1` behind.
std::vector<std::string> line_words(std::string_view line) {
  line = base::trim(line);
  for (const std::string_view tail : {"|| exit 1", "||exit 1", "|| exit 1;", "|| false"})
    if (line.ends_with(tail)) {
      line = base::trim(line.substr(0, line.size() - tail.size()));
      break;
    }
  for (const std::string_view tail : {"> /dev/null 2>&1", ">/dev/null 2>&1", "> /dev/null", ">/dev/null"})
    if (line.ends_with(tail)) {
      line = base::trim(line.substr(0, line.size() - tail.size()));
      break;
    }
  if (line.find_first_of("|&;<>$`()") != std::string_view::npos) return {};
  const auto parsed = forms::parse_command(line);
  return parsed ? *parsed.value : std::vector<std::string>();
}

}  // namespace

void Lowering::set_health(ir::Service& service, const model::Value& value) {
  const model::Member* member = value.map->find("healthcheck");
  if (member == nullptr || !member->value->is_map()) return;
  const model::Value& check = *member->value;
  std::vector<std::string> test;
  for (const model::Value* word : items(check.find("test"))) test.push_back(scalar(word));
  const model::Value* written = check.find("test");
  if (written != nullptr && written->is_string() && !test.empty()) test.insert(test.begin(), "CMD-SHELL");
  if (flag(&check, "disable") || (test.size() == 1 && test[0] == "NONE")) {
    service.health_off = true;
    return;
  }
  if (test.size() < 2) return;  // the image's own check, with other times
  const bool shell = test[0] == "CMD-SHELL";
  std::vector<std::string> argv(test.begin() + 1, test.end());
  if (shell && argv.size() > 1) argv.resize(1);
  ir::Health health;
  health.origin = user(member->key_span.valid() ? member->key_span : check.span);
  health.probe = ir::ExecProbe{argv, shell};
  if (const auto request = request_of(shell ? line_words(argv[0]) : argv)) {
    const ir::Port& asked = port(service, request->port, false, {health.origin.span, ir::By::kDefault, "its health check asks it"});
    health.probe = ir::HttpProbe{request->path, asked.name};
    health.image_argv = argv;
    health.image_shell = shell;
  }
  if (const auto found = seconds(check.find("interval"))) health.every_seconds = std::max(*found, 1u);
  if (const auto found = seconds(check.find("timeout"))) health.timeout_seconds = std::max(*found, 1u);
  if (const auto found = seconds(check.find("start_period"))) health.start_seconds = *found;
  if (const auto found = seconds(check.find("start_interval"))) health.start_every_seconds = std::max(*found, 1u);
  if (const auto found = integer(check.find("retries")); found && *found > 0 && *found < 1000000)
    health.retries = static_cast<std::uint32_t>(*found);
  service.health = std::move(health);
}

}  // namespace stackc::compose
