#include "driver/run.h"

#include <algorithm>

#include "base/text.h"
#include "diag/render.h"
#include "diag/rules/files.h"
#include "driver/commands.h"
#include "driver/compile.h"
#include "driver/deliver.h"
#include "driver/options.h"
#include "syntax/yaml/tree.h"

namespace stackc::driver {

using base::cat;

static constexpr const char* kVersion = "0.1.0";

static std::string count(std::size_t n, std::string_view thing) { return cat({std::to_string(n), " ", thing, n == 1 ? "" : "s"}); }

int report(const diag::Sink& sink, const source::SourceManager& sources, const Options& options, bool unusable, Io& io) {
  std::vector<diag::Diagnostic> shown = sink.sorted(sources);
  bool failed = std::any_of(shown.begin(), shown.end(), [&](const diag::Diagnostic& d) { return d.severity >= options.fail_on; });
  std::erase_if(shown, [&](const diag::Diagnostic& d) { return d.severity < options.least; });
  if (options.quiet) std::erase_if(shown, [](const diag::Diagnostic& d) { return d.severity != diag::Severity::kError; });
  switch (options.format) {
    case diag::OutputFormat::kJson:
      io.out += diag::render_json(shown, sources);
      break;
    case diag::OutputFormat::kSarif:
      io.out += diag::render_sarif(shown, sources);
      break;
    default: {
      if (shown.empty()) break;
      io.err += diag::render_text(shown, sources, io.color);
      std::size_t notes = shown.size();
      notes -= std::min(notes, sink.errors() + (options.quiet ? 0 : sink.warnings()));
      std::string summary;
      auto add = [&](std::size_t n, std::string_view thing) {
        if (n != 0) summary += cat({summary.empty() ? "" : ", ", count(n, thing)});
      };
      add(sink.errors(), "error");
      if (!options.quiet) add(sink.warnings(), "warning");
      if (!options.quiet) add(notes, "note");
      if (sink.dropped() != 0) summary += cat({" (", std::to_string(sink.dropped()), " more not shown)"});
      io.err += cat({"\n", summary, "\n"});
    }
  }
  if (unusable) return 2;
  return failed ? 1 : 0;
}

static std::string build_command(const Options& options) {
  std::string command = "stackc build";
  if (options.input != "stack.yaml") command += cat({" ", options.input});
  for (const std::string& name : options.environments) command += cat({" --env ", name});
  for (const std::string& name : options.targets) command += cat({" --target ", name});
  if (!options.stdlib.empty()) command += cat({" --stdlib ", options.stdlib});
  if (!options.profile.empty()) command += cat({" --profile ", options.profile});
  if (!options.output_folder.empty()) command += cat({" -o ", options.output_folder});
  return command;
}

static void tell(const Delivery& delivery, const Options& options, Io& io) {
  if (options.mode == DeliveryMode::kCheck || options.mode == DeliveryMode::kDiff) {
    io.out += delivery.diff;
    return;
  }
  if (options.quiet || options.format != diag::OutputFormat::kText) return;
  bool dry = options.mode == DeliveryMode::kDryRun;
  std::size_t kept = 0;
  for (const Delivered& file : delivery.files) {
    switch (file.change) {
      case Change::kCreate:
        io.out += cat({dry ? "would create " : "created ", file.path, "\n"});
        break;
      case Change::kUpdate:
        io.out += cat({dry ? "would update " : "updated ", file.path, "\n"});
        break;
      case Change::kRemove:
        io.out += cat({dry ? "would remove " : "removed ", file.path, "\n"});
        break;
      case Change::kKeep:
        ++kept;
        break;
    }
  }
  if (kept != 0) io.out += cat({count(kept, "file"), " unchanged\n"});
}

static int build(const Options& options, base::FileSystem& files, Io& io) {
  Compilation compilation;
  compilation.working_directory = io.working_directory;
  compile(options, files, Until::kOutputs, compilation);
  io.out += compilation.dump;
  if (!compilation.stopped && !compilation.sink.has_errors() && !compilation.unusable) {
    DeliveryOptions delivery;
    delivery.folder = options.output_folder.empty() ? stack_folder(options) : options.output_folder;
    delivery.mode = options.mode;
    delivery.force = options.force;
    delivery.partial = !options.environments.empty() || !options.targets.empty();
    delivery.command = build_command(options);
    delivery.verify = [&](const std::vector<std::string>& paths) { verify(compilation, paths); };
    Delivery done = deliver(compilation.outputs, delivery, files, compilation.sources, compilation.sink);
    if (!compilation.sink.has_errors() || options.mode == DeliveryMode::kCheck) tell(done, options, io);
  }
  if (options.time_passes) io.err += time_table(compilation.times);
  return report(compilation.sink, compilation.sources, options, compilation.unusable, io);
}

static int dump(const Options& options, base::FileSystem& files, Io& io) {
  source::SourceManager sources;
  diag::Sink sink;
  std::string error;
  std::optional<std::string> text = files.read(options.input, error);
  if (!text) {
    sink.report_path(diag::rule::unreadable_input, options.input, cat({"cannot read `", options.input, "`: ", error}));
    return report(sink, sources, options, true, io);
  }
  source::FileId file = sources.add(options.input, std::move(*text));
  yaml::Tree tree = yaml::read(sources, file, sink);
  if (options.dump_form == "tree") io.out += yaml::dump_tree(tree, sources, file);
  if (options.dump_form == "json" && !sink.has_errors()) io.out += yaml::dump_json(tree);
  return report(sink, sources, options, false, io);
}

int run(int argc, const char* const* argv, base::FileSystem& files, Io& io) {
  Options options;
  if (!parse_command_line(argc, argv, options)) {
    io.err += options.help;
    return 2;
  }
  switch (options.command) {
    case Command::kVersion:
      io.out += cat({"stackc ", kVersion, "\n"});
      return 0;
    case Command::kBuild:
      return build(options, files, io);
    case Command::kGraph:
      return show_graph(options, files, io);
    case Command::kExplain:
      return explain(options, files, io);
    case Command::kDump:
      return dump(options, files, io);
    case Command::kConfig:
      return show_config(options, files, io);
    case Command::kLint:
      return lint_files(options, files, io);
    case Command::kImport:
      return import_files(options, files, io);
    case Command::kNone:
    case Command::kHelp:
      break;
  }
  io.out += options.help;
  return 0;
}

}  // namespace stackc::driver
