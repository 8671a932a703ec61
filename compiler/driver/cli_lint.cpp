#include <CLI/CLI.hpp>

#include "base/text.h"
#include "diag/render.h"
#include "driver/cli.h"
#include "driver/lint/configuration.h"

namespace stackc::driver {

static void add_rules(CLI::App& app, lint::Options& lint) {
  app.add_option("--select", lint.select, "only these rules: STK2103, STK31, a name, a group such as security, all")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("RULE");
  app.add_option("--extend-select", lint.extend_select, "these rules too")->delimiter(',')->allow_extra_args(false)->type_name("RULE");
  app.add_option("--ignore", lint.ignore, "not these rules")->delimiter(',')->allow_extra_args(false)->type_name("RULE");
  app.add_option("--severity", lint.severity, "RULE=error, RULE=warning or RULE=note (repeatable)")
      ->allow_extra_args(false)
      ->type_name("RULE=S");
  app.add_option("--per-file-ignores", lint.per_file_ignores, "PATTERN:RULE,RULE (repeatable)")
      ->allow_extra_args(false)
      ->type_name("P:RULE");
  app.add_option("--config", lint.config, "this configuration only, no .stackc.yaml of the folders")->type_name("FILE");
  app.add_flag("--isolated", lint.isolated, "no configuration file at all");
}

static void add_files(CLI::App& app, lint::Options& lint) {
  app.add_option("path", lint.paths, "files, folders, patterns, or - for standard input (default: .)")->type_name("PATH");
  app.add_option("-f,--file", lint.files, "these files are one project, merged in this order (repeatable)")
      ->allow_extra_args(false)
      ->type_name("FILE");
  app.add_option("--stdin-filename", lint.stdin_filename, "what standard input is called, and where it lies")->type_name("FILE");
  app.add_option("--exclude", lint.exclude, "leave out what matches, as a line of .gitignore (repeatable)")
      ->allow_extra_args(false)
      ->type_name("PATTERN");
  app.add_flag("--force-exclude", lint.force_exclude, "leave it out even if it is named");
  app.add_flag_callback(
      "--no-respect-gitignore", [&lint] { lint.respect_gitignore = false; }, "lint what .gitignore names, too");
  app.add_flag("--show-files", lint.show_files, "list the files that would be linted, and stop");
  app.add_option("-j,--jobs", lint.jobs, "threads (default: one for each core)")->type_name("N");
}

static void add_output(CLI::App& app, lint::Options& lint) {
  app.add_option("--format", lint.formats,
                 base::cat({"NAME for standard output, NAME=FILE for a file (repeatable): ", diag::format_names()}))
      ->allow_extra_args(false)
      ->type_name("NAME[=FILE]")
      ->check([](const std::string& text) {
        std::string name = text.substr(0, text.find('='));
        return diag::parse_format(name) ? std::string() : base::cat({"there is no form `", name, "`; there are ", diag::format_names()});
      });
  app.add_option_function<std::string>(
         "--color",
         [&lint](const std::string& text) {
           lint.color = text == "always" ? lint::Color::kAlways : text == "never" ? lint::Color::kNever : lint::Color::kAuto;
         },
         "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}).description(""))
      ->type_name("WHEN");
  app.add_flag("--statistics", lint.statistics, "how often each rule was broken, instead of where");
  app.add_option_function<std::string>(
         "--fail-on", [&lint](const std::string& text) { lint.fail_on = lint::parse_severity(text); },
         "exit with 1 from this severity on: error, warning or note (default: warning)")
      ->check(CLI::IsMember({"error", "warning", "note"}).description(""))
      ->type_name("SEVERITY");
  app.add_flag("--exit-zero", lint.exit_zero, "exit with 0 whatever was found (2 if something could not be read)");
  app.add_flag("-q,--quiet", lint.quiet, "only findings");
  app.add_flag("--time-passes", lint.time_passes, "show the time of every step, summed over files and threads");
}

void add_lint(CLI::App& app, Options& options) {
  lint::Options& lint = options.lint;
  add_files(app, lint);
  add_rules(app, lint);
  auto fix = [&](const std::string& flag, lint::FixMode mode, const std::string& about) {
    return app.add_flag_callback(
        flag, [&lint, mode] { lint.fix = mode; }, about);
  };
  CLI::Option* write = fix("--fix", lint::FixMode::kWrite, "make the fixes that do not change what the files mean");
  CLI::Option* diff =
      fix("--diff", lint::FixMode::kDiff, "show what --fix would change, and write nothing; exit with 1 if there is something");
  write->excludes(diff);
  app.add_flag("--unsafe-fixes", lint.unsafe_fixes, "with --fix or --diff: fixes that may change the meaning, too");
  app.add_flag("--fix-only", lint.fix_only, "fix, and do not tell what remains");
  app.add_option("--baseline", lint.baseline, "do not tell what stands in this file")->type_name("FILE");
  app.add_option("--write-baseline", lint.write_baseline, "write what is found into this file, and exit with 0")->type_name("FILE");
  add_output(app, lint);
}

}  // namespace stackc::driver
