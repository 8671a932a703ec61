// The text of a stack.yaml that says what a compose file says. In: the project and its stack. Out: YAML; what the stack language has no
// word for is a diagnostic at its key, never lost in silence.
#pragma once

#include <map>
#include <set>
#include <string>

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
ImportedStack import_stack(const compose::Project& project, const ir::Stack& stack, const source::SourceManager& sources, diag::Sink& sink);

}  // namespace stackc::driver
