// The text of a stack.yaml that says what a compose file says. In: the project and its stack. Out: YAML; what the stack language has no
// word for stands in `extra: {compose: ...}`; what cannot stand there either is a diagnostic at its key, never lost in silence.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "diag/diagnostic.h"
#include "frontend/compose/project.h"
#include "ir/ir.h"
#include "source/source.h"

namespace stackc::driver {

struct ImportedStack {
  std::string text;
  std::set<std::string> dropped;             // paths of compose keys that the stack goes without: "services.web.profiles"
  std::map<std::string, std::string> names;  // of services: in the compose file -> in the stack
  bool file_secrets = false;                 // secrets are handed over as files
};
// Keys that shall stand in `extra:` as they are, because another try without them came out differently.
struct Wanted {
  std::map<std::string, std::set<std::string>> services;    // name -> "volumes", "deploy.replicas"
  std::set<std::pair<std::string, std::string>> resources;  // {"volumes", "data"}
};
ImportedStack import_stack(const compose::Project& project, const ir::Stack& stack, const Wanted& wanted,
                           const source::SourceManager& sources, diag::Sink& sink);

}  // namespace stackc::driver
