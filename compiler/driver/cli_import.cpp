#include <CLI/CLI.hpp>
#include <map>

#include "driver/cli.h"

namespace stackc::driver {

void add_import(CLI::App& app, Options& options) {
  app.add_option("files,-f,--file", options.import.files, "compose files; the later ones come over the first")
      ->required()
      ->type_name("FILE");
  app.add_option("-o,--output", options.import.output, "the stack file to write, `-` for standard output")
      ->capture_default_str()
      ->type_name("FILE");
  app.add_flag("--check", options.import.check, "write nothing; exit with 1 if the stack would mean something else than the compose files");
  app.add_flag("--force", options.import.force, "overwrite the stack file");
  app.add_flag("-q,--quiet", options.quiet, "print nothing but errors");
  app.add_option("--format", options.format, "form of the diagnostics: text, json or sarif")
      ->transform(CLI::CheckedTransformer(
                      std::map<std::string, diag::OutputFormat>{
                          {"text", diag::OutputFormat::kText}, {"json", diag::OutputFormat::kJson}, {"sarif", diag::OutputFormat::kSarif}},
                      CLI::ignore_case)
                      .description(""));
}

}  // namespace stackc::driver
