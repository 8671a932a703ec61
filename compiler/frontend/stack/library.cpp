#include <algorithm>

#include "frontend/stack/embedded.h"
#include "frontend/stack/stack.h"

namespace stackc::frontend {

Library Library::embedded() { return {}; }

Library Library::folder(base::FileSystem& files, std::string path) {
  Library library;
  library.files_ = &files;
  library.path_ = std::move(path);
  return library;
}

std::vector<std::string> Library::names() const {
  std::vector<std::string> names;
  if (files_ == nullptr) {
    for (const EmbeddedTemplate& file : embedded_templates()) names.emplace_back(file.name);
  } else {
    for (const std::string& group : files_->list(path_)) {
      const std::string folder = base::join_path(path_, group);
      if (files_->kind(folder) != base::FileKind::kDirectory) continue;
      for (const std::string& file : files_->list(folder))
        if (file.ends_with(".yaml")) names.push_back(group + "/" + file.substr(0, file.size() - 5));
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<std::string> Library::text(std::string_view name) const {
  if (files_ == nullptr) {
    for (const EmbeddedTemplate& file : embedded_templates())
      if (file.name == name) return std::string(file.text);
    return std::nullopt;
  }
  const std::optional<std::string> inside = base::contained_path(std::string(name) + ".yaml");
  if (!inside) return std::nullopt;
  std::string error;
  return files_->read(base::join_path(path_, *inside), error);
}

std::string Library::path(std::string_view name) const {
  const std::string file = std::string(name) + ".yaml";
  return files_ == nullptr ? "stdlib/" + file : base::join_path(path_, file);
}

}  // namespace stackc::frontend
