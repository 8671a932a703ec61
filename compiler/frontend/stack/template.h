// Templates: the files of the library, read once for a run. In: a name. Out: the parsed and checked file. The format is stdlib/README.md.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/stack/model.h"
#include "frontend/stack/params.h"
#include "frontend/stack/stack.h"

namespace stackc::frontend {

struct Template {
  std::string name;
  std::string family;
  Node root;  // the whole file, conditions and loops in place
  std::vector<ParamSpec> params;
  bool usable = false;  // false: what is wrong was reported in the file

  [[nodiscard]] const ParamSpec* param(std::string_view name) const;
  [[nodiscard]] const Node* section(std::string_view key) const { return root.find(key); }
};

class Templates {
 public:
  Templates(source::SourceManager& sources, const Library& library, diag::Sink& sink) : sources_(sources), library_(library), sink_(sink) {}
  const Template* find(const std::string& name);  // nullptr: there is none
  [[nodiscard]] std::vector<std::string> names() const { return library_.names(); }

 private:
  void load(Template& result, std::string text);
  source::SourceManager& sources_;
  const Library& library_;
  diag::Sink& sink_;
  std::map<std::string, Template> loaded_;
  std::map<std::string, bool> missing_;
};

}  // namespace stackc::frontend
