// A file system with some files replaced in memory: fixes that are not written yet, and standard input under the name that it was given.
// Relative paths are those of the working directory that it was given.
#pragma once

#include <map>
#include <string>

#include "base/file_system.h"
#include "driver/lint/glob.h"

namespace stackc::driver::lint {

class OverlayFileSystem : public base::FileSystem {
 public:
  OverlayFileSystem(base::FileSystem& under, std::string working_directory) : under_(under), folder_(std::move(working_directory)) {}
  void put(const std::string& path, std::string text) { texts_[key(path)] = std::move(text); }
  [[nodiscard]] std::string key(const std::string& path) const { return normal_path(path.starts_with('/') ? path : folder_ + "/" + path); }

  std::optional<std::string> read(const std::string& path, std::string& error) override {
    if (!texts_.empty())
      if (auto it = texts_.find(key(path)); it != texts_.end()) return it->second;
    return under_.read(placed(path), error);
  }
  bool write(const std::string&, std::string_view, bool, std::string& error) override {
    error = "read-only file system";
    return false;
  }
  bool remove(const std::string&, std::string& error) override {
    error = "read-only file system";
    return false;
  }
  base::FileKind kind(const std::string& path) override {
    if (!texts_.empty() && texts_.contains(key(path))) return base::FileKind::kFile;
    return under_.kind(placed(path));
  }
  std::vector<std::string> list(const std::string& path) override { return under_.list(placed(path)); }
  std::optional<std::string> real_path(const std::string& path) override { return under_.real_path(placed(path)); }

 private:
  [[nodiscard]] std::string placed(const std::string& path) const { return path.starts_with('/') ? path : key(path); }
  base::FileSystem& under_;
  std::string folder_;
  std::map<std::string, std::string> texts_;  // by absolute path
};

}  // namespace stackc::driver::lint
