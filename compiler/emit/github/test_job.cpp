// The job that tests: the services that the tests need beside the runner, the tools of the language, the commands of the stack file.
// The service under test runs on the runner itself, so what it needs is at localhost on the port that the service container publishes.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"
#include "diag/rules/target.h"
#include "diag/rules/translation.h"
#include "emit/github/workflow.h"
#include "emit/writer/layout.h"
#include "emit/writer/text.h"

namespace stackc::emit::gh {
namespace {

using base::cat;
namespace rule = diag::rule;

std::string throw_away(const ir::Text& text) {
  return render(
      text, [](const std::string& words) { return literal(words); }, [](const ir::SecretPart&) { return std::string(kThrowAway); },
      [](ir::Symbol symbol) -> std::string {
        switch (symbol) {
          case ir::Symbol::kGitSha:
            return "${{ github.sha }}";
          case ir::Symbol::kGitTag:
          case ir::Symbol::kGitBranch:
            return "${{ github.ref_name }}";
          case ir::Symbol::kHostGateway:
            return "localhost";
        }
        return "";
      });
}

// ---------------------------------------------------------------- what the tests need: service containers
// One word of `options:`. The runner takes the line apart as .NET does: only double quotes hold words together, and a backslash counts
// before one alone.
std::string option_word(std::string_view text) {
  std::string out = "\"";
  std::size_t slashes = 0;
  for (char c : text) {
    if (c == '"') out.append(slashes + 1, '\\');
    slashes = c == '\\' ? slashes + 1 : 0;
    out += c;
  }
  out.append(slashes, '\\');
  return out += '"';
}

std::string health_options(const ir::Service& service) {
  if (!service.health) return "";
  const ir::Health& health = *service.health;
  std::string command;
  std::vector<std::string> argv = health.image_argv;
  if (const auto* exec = std::get_if<ir::ExecProbe>(&health.probe)) {
    if (exec->shell && !exec->argv.empty()) command = exec->argv[0];
    if (!exec->shell) argv = exec->argv;
  }
  for (const std::string& word : argv) command += (command.empty() ? "" : " ") + shell_word(word);
  if (command.empty()) return "";
  return cat({"--health-cmd ", option_word(command), " --health-interval ", go_duration(std::min(health.every_seconds, 5u)),
              " --health-timeout ", go_duration(health.timeout_seconds), " --health-retries ",
              std::to_string(std::max(health.retries, 10u))});
}

Yaml service_container(const ir::Stack& stack, const ir::Service& service, diag::Sink& sink) {
  const ir::Image& image = stack.images[service.image];
  Yaml out = Yaml::map();
  out.set("image", Yaml::string(image.digest.empty() ? image.reference : cat({image.reference, "@", image.digest})));
  Yaml env = Yaml::map();
  for (const ir::EnvVar& var : service.env)
    if (!var.build_time) env.set(var.name, Yaml::string(throw_away(var.value)));
  out.set_if(!env.is_empty(), "env", env);
  Yaml ports = Yaml::seq();
  for (const ir::Port& port : service.ports) {
    const std::string number = std::to_string(port.number);
    ports.push(Yaml::quoted(cat({number, ":", number, port.protocol == ir::Protocol::kUdp ? "/udp" : ""})));
  }
  out.set_if(!ports.is_empty(), "ports", ports);
  const std::string options = health_options(service);
  out.set_if(!options.empty(), "options", Yaml::string(options));
  if (!service.command.empty())
    sink.report(rule::ci_service_command, service.origin.span,
                cat({"the tests get `", service.name, "` with the command of its image: a service container takes no other"}));
  return out;
}

// ---------------------------------------------------------------- the environment of the tests
// `db` as a host in `...@db:5432/...`, `http://db/` or a whole text becomes localhost; `db` as a path or a name stays.
std::string at_localhost(const std::string& text, const std::string& host) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = text.find(host); at != std::string::npos; at = text.find(host, at + 1)) {
    const std::size_t end = at + host.size();
    const bool begins = at == 0 || text[at - 1] == '@' || text[at - 1] == ',' || (at >= 2 && text[at - 1] == '/' && text[at - 2] == '/');
    const bool ends = end == text.size() || text[end] == ':' || text[end] == '/' || text[end] == ',' || text[end] == '?';
    if (!begins || !ends || at < done) continue;
    out += text.substr(done, at - done);
    out += "localhost";
    done = end;
  }
  return out + text.substr(done);
}

Yaml test_environment(const ir::Stack& stack, const ir::Ci::Test& test) {
  const ir::Service& service = stack.services[test.on];
  Yaml out = Yaml::map();
  for (const ir::EnvVar& var : service.env) {
    if (var.build_time) continue;
    std::string value = throw_away(var.value);
    bool reachable = true;
    for (const ir::Reference& reference : service.references) {
      const bool starts = reference.kind == ir::ReferenceKind::kStart || reference.kind == ir::ReferenceKind::kSoft;
      if (!starts || reference.where != cat({"env ", var.name})) continue;
      if (std::find(test.needs.begin(), test.needs.end(), reference.to) == test.needs.end()) {
        reachable = false;  // the tests do not name it, so it is not there
      } else {
        value = at_localhost(value, stack.services[reference.to].name);
      }
    }
    if (reachable) out.set(var.name, Yaml::string(value));
  }
  return out;
}

// ---------------------------------------------------------------- the tools of the language
struct Manager {
  std::string_view marker;   // in a command of the image's build; what follows is the version
  std::string_view set_up;   // before everything; `%` is the version
  std::string_view install;  // the dependencies, those of the tests included
  std::string_view prefix;   // before each command
};
constexpr Manager kManagers[] = {
    {"poetry==", "pipx install poetry==%", "poetry install --no-interaction", "poetry run "},
    {"uv==", "pipx install uv==%", "uv sync --locked", "uv run "},
    {"pnpm@", "npm install --global pnpm@%", "pnpm install --frozen-lockfile", ""},
    {"npm ci", "", "npm ci", ""},
};

std::string version_at(std::string_view words, std::size_t at) {
  std::string out;
  while (at < words.size() && (base::is_alnum(words[at]) || words[at] == '.')) out += words[at++];
  return out;
}

struct Tools {
  std::string set_up, install, prefix;
};
std::optional<Tools> find_tools(const ir::Image& image) {
  std::vector<std::string> files;  // pip: what is installed from, as bound into the build
  for (const ir::Stage& stage : image.stages)
    for (const ir::Step& step : stage.steps) {
      if (step.kind != ir::StepKind::kRun) continue;
      for (const std::string& words : step.words) {
        for (const Manager& manager : kManagers)
          if (const std::size_t at = words.find(manager.marker); at != std::string::npos)
            return Tools{base::replace_all(manager.set_up, "%", version_at(words, at + manager.marker.size())),
                         std::string(manager.install), std::string(manager.prefix)};
        if (words.find("pip install") == std::string::npos || words.find(" -r ") == std::string::npos) continue;
        for (const ir::RunMount& mount : step.mounts)
          if (mount.type == ir::RunMount::Type::kBind && mount.from.empty() &&
              std::find(files.begin(), files.end(), mount.source) == files.end())
            files.push_back(mount.source);
      }
    }
  if (files.empty()) return std::nullopt;
  std::string install = "python -m pip install";
  for (const std::string& file : files) install += " -r " + shell_word(file);
  return Tools{"", install, ""};
}

// "3.11" of "python:3.11-slim-bookworm".
std::string language_version(const ir::Image& image, std::string_view name) {
  for (const ir::Stage& stage : image.stages) {
    const std::string prefix = cat({name, ":"});
    const std::size_t at = stage.from_image.rfind(prefix, 0) == 0 ? 0 : stage.from_image.find("/" + prefix);
    if (at == std::string::npos) continue;
    return version_at(stage.from_image, stage.from_image.find(':', at) + 1);
  }
  return "";
}

// A command of one program takes the prefix as it is; a line for the shell runs in a shell behind the prefix.
Yaml command_step(const std::string& prefix, const std::string& command) {
  const std::string name = literal(command.substr(0, command.find('\n')));
  if (prefix.empty() || command.rfind(prefix, 0) == 0) return run(name, literal(command));
  if (command.find_first_of("&|;<>$`()\n") == std::string::npos) return run(name, literal(prefix + command));
  return run(name, literal(command)).set("shell", Yaml::string(cat({prefix, "bash -eo pipefail {0}"})));
}

void add_tools(const ir::Stack& stack, const ir::Ci::Test& test, Yaml& steps, std::string& prefix, diag::Sink& sink) {
  const ir::Service& service = stack.services[test.on];
  const ir::Image& image = stack.images[service.image];
  const bool python = service.family == "python", node = service.family == "node";
  const std::string version = language_version(image, python ? "python" : "node");
  std::optional<Tools> tools = find_tools(image);
  if ((!python && !node) || version.empty() || !tools) {
    sink.report(rule::ci_unknown_tools, service.origin.span,
                cat({"cannot tell how `", service.name, "` is installed for its tests: the workflow runs the commands as they are"}))
        .help("services of `python/` and `node/` templates are known");
    return;
  }
  Yaml with = Yaml::map().set(python ? "python-version" : "node-version", Yaml::quoted(version));
  steps.push(uses(python ? "Set up Python" : "Set up Node", python ? kSetupPython : kSetupNode, with));
  if (!tools->set_up.empty())
    steps.push(run(cat({"Get ", base::split(tools->prefix.empty() ? "pnpm" : tools->prefix, ' ').front()}), tools->set_up));
  steps.push(run("Install the dependencies", tools->install));
  prefix = tools->prefix;
}

}  // namespace

Yaml test_job(const ir::Stack& stack, const ir::Ci::Test& test, diag::Sink& sink) {
  Yaml out = job("Test", 20);
  Yaml services = Yaml::map();
  for (ir::ServiceId id : test.needs) {
    const ir::Service& service = stack.services[id];
    if (stack.images[service.image].built) {
      sink.report(rule::ci_built_service, service.origin.span,
                  cat({"`", service.name, "` is built by this stack: it is in no registry while its tests run"}))
          .help("let the tests need services with pulled images only");
      continue;
    }
    services.set(service.name, service_container(stack, service, sink));
  }
  out.set_if(!services.is_empty(), "services", services);
  Yaml env = test_environment(stack, test);
  if (!env.is_empty()) {
    env.comment("Throw-away values: the databases live as long as the job.");
    out.set("env", std::move(env));
  }
  Yaml steps = Yaml::seq({checkout()});
  std::string prefix;
  add_tools(stack, test, steps, prefix, sink);
  for (const ir::Field<std::string>& command : test.run) steps.push(command_step(prefix, command.value));
  if (test.coverage == "codecov")
    steps.push(uses("Report the coverage", kCodecov, Yaml::map().set("token", Yaml::string("${{ secrets.CODECOV_TOKEN }}"))));
  out.set("steps", std::move(steps));
  return out;
}

}  // namespace stackc::emit::gh
