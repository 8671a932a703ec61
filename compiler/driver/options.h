// What the command line asked for. cli.cpp fills it (the only user of CLI11); the commands read it.
#pragma once

#include <string>
#include <vector>

#include "diag/render.h"
#include "driver/config_options.h"
#include "driver/deliver.h"
#include "driver/import_options.h"
#include "driver/lint/options.h"

namespace stackc::driver {

enum class Command { kNone, kVersion, kHelp, kBuild, kGraph, kDump, kExplain, kConfig, kLint, kImport };

struct Options {
  Command command = Command::kNone;
  std::string help;  // kHelp: the text to print; on a wrong command line: the error
  std::string input = "stack.yaml";
  std::vector<std::string> more_files;  // -f: compose files that come over `input`
  std::vector<std::string> environments;
  std::vector<std::string> targets;
  std::string output_folder;  // "": the folder of the input
  DeliveryMode mode = DeliveryMode::kWrite;
  bool force = false;
  bool report = false;  // of compose files: also the keys that a target takes over exactly
  bool quiet = false;
  std::string stdlib;   // a folder; "": the embedded one
  std::string profile;  // stack.profile.json; "": beside the input, if it is there
  diag::OutputFormat format = diag::OutputFormat::kText;
  diag::Severity fail_on = diag::Severity::kError;
  diag::Severity least = diag::Severity::kNote;  // what is told at all; `config` leaves notes to `lint`
  bool color = false;
  std::vector<std::string> dump;         // phases: sources tree model ir outputs
  std::vector<std::string> print_after;  // names of steps, or "all"
  bool time_passes = false;
  std::string graph_format = "text";
  std::string dump_form;  // kDump: tree, json
  std::string subject;    // kExplain: a path or a rule
  ConfigOptions config;
  ImportOptions import;
  lint::Options lint;
};

// True if the command line could be used. Otherwise `help` says why.
bool parse_command_line(int argc, const char* const* argv, Options& options);

}  // namespace stackc::driver
