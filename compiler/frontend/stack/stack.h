// The stack.yaml front end: tree -> schema check -> environments merged (RFC 7396) -> parameters -> templates expanded -> references
// resolved -> IR.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "ir/ir.h"
#include "source/source.h"

namespace stackc::frontend {

// Where templates come from: embedded in the binary, or a folder (`--stdlib DIR`).
class Library {
 public:
  static Library embedded();
  static Library folder(base::FileSystem& files, std::string path);
  [[nodiscard]] std::vector<std::string> names() const;                        // "data/postgres", sorted
  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;  // the template's YAML
  [[nodiscard]] std::string path(std::string_view name) const;                 // its file, as messages name it

 private:
  base::FileSystem* files_ = nullptr;  // nullptr: embedded
  std::string path_;
};

struct StackOptions {
  std::vector<std::string> environments;  // which to compile; empty: all
  bool model = true;                      // fill StackResult::model
};

// Errors go to the sink; a project is given back when there were none that forbid to go on (environments with errors are left out).
// The second form of output is for `--dump=model`: the merged and expanded model of each environment as text.
struct StackResult {
  ir::Project project;
  std::string model;
};
StackResult compile_stack(source::SourceManager& sources, source::FileId file, const Library& library, const StackOptions& options,
                          diag::Sink& sink);

}  // namespace stackc::frontend
