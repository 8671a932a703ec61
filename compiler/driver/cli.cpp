// The command line. Options of one subcommand only are built: with all of them, start-up would cost several times more than reading a stack
// does.
#include "driver/cli.h"

#include <CLI/CLI.hpp>
#include <map>
#include <string_view>

#include "base/text.h"
#include "driver/options.h"

namespace stackc::driver {

namespace {

struct CommandInfo {
  std::string_view name;
  Command command;
  const char* about;
};
constexpr CommandInfo kCommands[] = {
    {"build", Command::kBuild, "compile a stack into Dockerfiles, compose, Kubernetes, CI and ops files"},
    {"lint", Command::kLint, "check compose files and stack files, and fix what is safe to fix"},
    {"config", Command::kConfig, "show what compose files mean, as docker compose reads them"},
    {"import", Command::kImport, "write a stack.yaml from compose files"},
    {"graph", Command::kGraph, "print the graph of services, each edge with its cause"},
    {"explain", Command::kExplain, "say where a value comes from, or what a rule means"},
    {"dump", Command::kDump, "show what the YAML reader read"},
};

constexpr const char* kOverview =
    "stackc compiles container stacks: one stack.yaml in, deployable artifacts out\n\n"
    "usage: stackc COMMAND [OPTIONS]\n\ncommands:\n";

std::string overview() {
  std::string text = kOverview;
  for (const CommandInfo& info : kCommands) {
    std::string name(info.name);
    name.resize(10, ' ');
    text += base::cat({"  ", name, info.about, "\n"});
  }
  return text + "\nstackc COMMAND --help tells the options of a command; stackc --version the version\n";
}

void add_input(CLI::App& app, Options& options) {
  app.add_option("input", options.input, "the stack file, or a compose file")->type_name("INPUT");
  app.add_option("-f,--file", options.more_files, "a compose file over the first one (repeatable)")->type_name("FILE");
  app.add_option("--env", options.environments, "only this environment (repeatable)")->type_name("E");
  app.add_option("--stdlib", options.stdlib, "take templates from this folder instead of the built-in ones")->type_name("DIR");
}

template <class T>
void add_choice(CLI::App& app, const std::string& name, T& value, const std::map<std::string, T>& choices, const std::string& about) {
  app.add_option(name, value, about)->transform(CLI::CheckedTransformer(choices, CLI::ignore_case).description(""));
}

void add_reporting(CLI::App& app, Options& options) {
  add_choice<diag::OutputFormat>(
      app, "--format", options.format,
      {{"text", diag::OutputFormat::kText}, {"json", diag::OutputFormat::kJson}, {"sarif", diag::OutputFormat::kSarif}},
      "form of the diagnostics: text, json or sarif");
  add_choice<diag::Severity>(app, "--fail-on", options.fail_on,
                             {{"error", diag::Severity::kError}, {"warning", diag::Severity::kWarning}, {"note", diag::Severity::kNote}},
                             "exit with 1 from this severity on: error, warning or note");
  app.add_flag("-q,--quiet", options.quiet, "print nothing but errors");
}

void add_build(CLI::App& app, Options& options) {
  add_input(app, options);
  add_reporting(app, options);
  app.add_option("--target", options.targets, "only this target: dockerfile, compose, kubernetes, swarm, github or make (repeatable)")
      ->type_name("T");
  app.add_flag("--report", options.report, "of compose files: list every key, also those that the target takes over exactly");
  app.add_option("-o,--output", options.output_folder, "write into this folder (default: where the stack file is)")->type_name("DIR");
  auto mode = [&](const std::string& flag, DeliveryMode value, const std::string& about) {
    return app.add_flag_callback(
        flag, [&options, value] { options.mode = value; }, about);
  };
  CLI::Option* check = mode("--check", DeliveryMode::kCheck, "write nothing; exit with 1 and show a diff if the outputs on disk differ");
  CLI::Option* diff = mode("--diff", DeliveryMode::kDiff, "write nothing; show what would change");
  CLI::Option* dry = mode("--dry-run", DeliveryMode::kDryRun, "write nothing; list what would be written");
  check->excludes(diff)->excludes(dry);
  diff->excludes(dry);
  app.add_flag("--force", options.force, "overwrite files that stackc did not make or that were changed by hand");
  app.add_option("--profile", options.profile, "what the history says about changes (default: stack.profile.json beside the stack file)")
      ->type_name("FILE");
  app.add_option("--dump", options.dump, "show a phase and stop: sources, tree, model, ir or outputs")
      ->check(CLI::IsMember({"sources", "tree", "model", "ir", "outputs"}).description(""))
      ->type_name("PHASE");
  app.add_option("--print-after", options.print_after, "show the IR after this pass, or after `all`")->type_name("PASS");
  app.add_flag("--time-passes", options.time_passes, "show the time of every phase and pass");
}

void add_graph(CLI::App& app, Options& options) {
  add_input(app, options);
  add_reporting(app, options);
  app.remove_option(app.get_option("--format"));
  app.add_option("--format", options.graph_format, "text, dot, mermaid or json")
      ->check(CLI::IsMember({"text", "dot", "mermaid", "json"}).description(""));
}

void add_explain(CLI::App& app, Options& options) {
  app.add_option("subject", options.subject, "a path such as api.health or api.env.DATABASE_URL, or a rule such as STK1101")
      ->required()
      ->type_name("PATH|CODE");
  add_input(app, options);
}

void add_dump(CLI::App& app, Options& options) {
  app.add_option("form", options.dump_form, "tree (nodes, spans, styles) or json (the value)")
      ->required()
      ->check(CLI::IsMember({"tree", "json"}).description(""));
  app.add_option("input", options.input, "a YAML file")->required()->type_name("FILE");
  add_reporting(app, options);
}

}  // namespace

bool parse_command_line(int argc, const char* const* argv, Options& options) {
  std::string_view first = argc > 1 ? std::string_view(argv[1]) : std::string_view("--help");
  if (first == "--version" || first == "-V") {
    options.command = Command::kVersion;
    return true;
  }
  if (first == "--help" || first == "-h" || first == "help") {
    options.command = Command::kHelp;
    options.help = overview();
    return argc > 1;
  }
  for (const CommandInfo& info : kCommands) {
    if (first != info.name) continue;
    options.command = info.command;
    CLI::App app(info.about, std::string("stackc ") + std::string(info.name));
    app.allow_windows_style_options(false);
    switch (info.command) {
      case Command::kGraph:
        add_graph(app, options);
        break;
      case Command::kExplain:
        add_explain(app, options);
        break;
      case Command::kConfig:
        add_config(app, options);
        break;
      case Command::kLint:
        add_lint(app, options);
        break;
      case Command::kImport:
        add_import(app, options);
        break;
      case Command::kDump:
        add_dump(app, options);
        break;
      default:
        add_build(app, options);
        break;
    }
    try {
      app.parse(argc - 1, argv + 1);
    } catch (const CLI::CallForHelp&) {
      options.command = Command::kHelp;
      options.help = app.help();
      return true;
    } catch (const CLI::ParseError& error) {
      options.help = base::cat({"stackc ", info.name, ": ", error.what(), "\nstackc ", info.name, " --help tells the options\n"});
      return false;
    }
    return true;
  }
  std::vector<std::string_view> names;
  for (const CommandInfo& info : kCommands) names.push_back(info.name);
  std::string_view near = base::nearest(first, names);
  options.help = base::cat({"stackc: there is no command `", first, "`"});
  if (!near.empty()) options.help += base::cat({"; did you mean `", near, "`?"});
  options.help += base::cat({"\n\n", overview()});
  return false;
}

}  // namespace stackc::driver
