// All access to files goes through this interface, so that everything can be tested without a disk. Paths are as the user wrote them, `/`
// separated. Nothing here throws or prints: errors come back as text ("permission denied").
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stackc::base {

enum class FileKind { kNone, kFile, kDirectory, kSymlink, kOther };

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  // Whole content; on failure none and `error` says why ("no such file or directory", "is a directory", "permission denied", "larger than
  // 64 MiB").
  virtual std::optional<std::string> read(const std::string& path, std::string& error) = 0;
  // Writes a temporary file beside `path`, syncs it and renames it over: readers see the old or the new content, never a part. Makes parent
  // folders. Never follows a symlink at `path` itself: the link would be replaced. A new file gets mode 0644, with `executable` 0755,
  // less the umask; one that was there keeps its mode (`executable` adds to it) and, where that is allowed, its owner.
  virtual bool write(const std::string& path, std::string_view content, bool executable, std::string& error) = 0;
  virtual bool remove(const std::string& path, std::string& error) = 0;  // a file or an empty folder
  virtual FileKind kind(const std::string& path) = 0;                    // of the entry itself: links are not followed
  virtual std::vector<std::string> list(const std::string& path) = 0;    // names in a folder, sorted; empty if there is none
  // An absolute path with all its symbolic links followed, as realpath(3); none if something of it is not there, or where there are no
  // links.
  virtual std::optional<std::string> real_path(const std::string&) { return std::nullopt; }
  static constexpr std::size_t kMaxFile = std::size_t{64} << 20;
};

class RealFileSystem : public FileSystem {
 public:
  std::optional<std::string> read(const std::string& path, std::string& error) override;
  bool write(const std::string& path, std::string_view content, bool executable, std::string& error) override;
  bool remove(const std::string& path, std::string& error) override;
  FileKind kind(const std::string& path) override;
  std::vector<std::string> list(const std::string& path) override;
  std::optional<std::string> real_path(const std::string& path) override;
};

// For tests: a map from normalised path to content.
class MemoryFileSystem : public FileSystem {
 public:
  std::optional<std::string> read(const std::string& path, std::string& error) override;
  bool write(const std::string& path, std::string_view content, bool executable, std::string& error) override;
  bool remove(const std::string& path, std::string& error) override;
  FileKind kind(const std::string& path) override;
  std::vector<std::string> list(const std::string& path) override;
  [[nodiscard]] const std::map<std::string, std::string>& files() const { return files_; }
  void make_unreadable(const std::string& path) { errors_[normalize(path)] = "permission denied"; }
  void make_symlink(const std::string& path) { links_[normalize(path)] = true; }
  void make_read_only() { read_only_ = true; }

 private:
  static std::string normalize(std::string_view path);
  std::map<std::string, std::string> files_;
  std::map<std::string, std::string> errors_;
  std::map<std::string, bool> links_;
  bool read_only_ = false;
};

std::string join_path(std::string_view folder, std::string_view path);  // `path` itself if it is absolute or `folder` is "" or "."
std::string parent_path(std::string_view path);                         // "a/b" -> "a", "a" -> "."
std::string_view file_name(std::string_view path);
// The path without "." and ".." steps, relative; none if it is absolute, empty, or climbs out of its root.
std::optional<std::string> contained_path(std::string_view path);

}  // namespace stackc::base
