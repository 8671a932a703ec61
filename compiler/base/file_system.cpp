#include "base/file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/text.h"

namespace stackc::base {

// strerror is not thread-safe and is localised; these are the cases that happen.
static std::string errno_text(int code) {
  switch (code) {
    case ENOENT:
      return "no such file or directory";
    case EACCES:
    case EPERM:
      return "permission denied";
    case EISDIR:
      return "is a directory";
    case ENOTDIR:
      return "a part of the path is not a directory";
    case ENOSPC:
      return "no space left on device";
    case EROFS:
      return "read-only file system";
    case ELOOP:
      return "too many symbolic links";
    case ENAMETOOLONG:
      return "file name too long";
    case ENOTEMPTY:
    case EEXIST:
      return "exists already";
    default:
      return cat({"system error ", std::to_string(code)});
  }
}

std::optional<std::string> RealFileSystem::read(const std::string& path, std::string& error) {
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) {
    error = errno_text(errno);
    return std::nullopt;
  }
  struct stat info {};
  std::string text;
  bool ok = false;
  if (::fstat(fd, &info) != 0) {
    error = errno_text(errno);
  } else if (S_ISDIR(info.st_mode)) {
    error = "is a directory";
  } else {
    ok = true;
    if (S_ISREG(info.st_mode)) text.reserve(static_cast<std::size_t>(info.st_size));
    char buffer[1 << 16];
    for (;;) {
      ssize_t n = ::read(fd, buffer, sizeof buffer);
      if (n == 0) break;
      if (n < 0) {
        if (errno == EINTR) continue;
        error = errno_text(errno);
        ok = false;
        break;
      }
      text.append(buffer, static_cast<std::size_t>(n));
      if (text.size() > kMaxFile) {
        error = "larger than 64 MiB";
        ok = false;
        break;
      }
    }
  }
  ::close(fd);
  if (!ok) return std::nullopt;
  return text;
}

static bool make_folders(const std::string& path, std::string& error) {
  if (path.empty() || path == "." || path == "/") return true;
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0) {
    if (S_ISDIR(info.st_mode)) return true;
    error = cat({"`", path, "` is not a directory"});
    return false;
  }
  if (!make_folders(parent_path(path), error)) return false;
  if (::mkdir(path.c_str(), 0777) == 0 || errno == EEXIST) return true;
  error = errno_text(errno);
  return false;
}

bool RealFileSystem::write(const std::string& path, std::string_view content, bool executable, std::string& error) {
  if (!make_folders(parent_path(path), error)) return false;
  std::string temporary = cat({path, ".stackc-tmp"});
  ::unlink(temporary.c_str());
  int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, executable ? 0777 : 0666);
  if (fd < 0) {
    error = errno_text(errno);
    return false;
  }
  struct stat old {};
  bool ok = true;
  if (::lstat(path.c_str(), &old) == 0 && S_ISREG(old.st_mode)) {
    if (::fchown(fd, old.st_uid, old.st_gid) != 0) {  // somebody else's file in a folder of ours: it becomes ours
    }
    if (::fchmod(fd, (old.st_mode & 0777) | (executable ? 0111 : 0)) != 0) {
      error = errno_text(errno);
      ok = false;
    }
  }
  while (ok && !content.empty()) {
    ssize_t n = ::write(fd, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      error = errno_text(errno);
      ok = false;
    } else {
      content.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  if (ok && ::fdatasync(fd) != 0 && errno != EINVAL) {
    error = errno_text(errno);
    ok = false;
  }
  if (::close(fd) != 0 && ok) {
    error = errno_text(errno);
    ok = false;
  }
  if (ok && ::rename(temporary.c_str(), path.c_str()) != 0) {
    error = errno_text(errno);
    ok = false;
  }
  if (!ok) ::unlink(temporary.c_str());
  return ok;
}

std::optional<std::string> RealFileSystem::real_path(const std::string& path) {
  std::unique_ptr<char, decltype(&std::free)> found(::realpath(path.c_str(), nullptr), &std::free);
  return found == nullptr ? std::nullopt : std::optional<std::string>(found.get());
}

bool RealFileSystem::remove(const std::string& path, std::string& error) {
  if (::unlink(path.c_str()) == 0 || (errno == EISDIR && ::rmdir(path.c_str()) == 0) || errno == ENOENT) return true;
  if (errno == EPERM && ::rmdir(path.c_str()) == 0) return true;
  error = errno_text(errno);
  return false;
}

FileKind RealFileSystem::kind(const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return FileKind::kNone;
  if (S_ISREG(info.st_mode)) return FileKind::kFile;
  if (S_ISDIR(info.st_mode)) return FileKind::kDirectory;
  if (S_ISLNK(info.st_mode)) return FileKind::kSymlink;
  return FileKind::kOther;
}

std::vector<std::string> RealFileSystem::list(const std::string& path) {
  std::vector<std::string> names;
  DIR* folder = ::opendir(path.c_str());
  if (folder == nullptr) return names;
  while (dirent* entry = ::readdir(folder)) {
    std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(std::move(name));
  }
  ::closedir(folder);
  std::sort(names.begin(), names.end());
  return names;
}

std::string MemoryFileSystem::normalize(std::string_view path) {
  std::vector<std::string> steps;
  for (std::string_view step : split(path, '/')) {
    if (step.empty() || step == ".") continue;
    if (step == ".." && !steps.empty()) {
      steps.pop_back();
    } else {
      steps.emplace_back(step);
    }
  }
  return join(steps, "/");
}

std::optional<std::string> MemoryFileSystem::read(const std::string& path, std::string& error) {
  std::string key = normalize(path);
  if (auto it = errors_.find(key); it != errors_.end()) {
    error = it->second;
    return std::nullopt;
  }
  if (auto it = files_.find(key); it != files_.end()) return it->second;
  error = kind(path) == FileKind::kDirectory ? "is a directory" : "no such file or directory";
  return std::nullopt;
}

bool MemoryFileSystem::write(const std::string& path, std::string_view content, bool, std::string& error) {
  std::string key = normalize(path);
  if (read_only_) {
    error = "read-only file system";
    return false;
  }
  if (kind(path) == FileKind::kDirectory) {
    error = "is a directory";
    return false;
  }
  links_.erase(key);
  files_[key] = std::string(content);
  return true;
}

bool MemoryFileSystem::remove(const std::string& path, std::string& error) {
  if (read_only_) {
    error = "read-only file system";
    return false;
  }
  files_.erase(normalize(path));
  return true;
}

FileKind MemoryFileSystem::kind(const std::string& path) {
  std::string key = normalize(path);
  if (links_.contains(key)) return FileKind::kSymlink;
  if (files_.contains(key)) return FileKind::kFile;
  if (key.empty()) return FileKind::kDirectory;
  auto it = files_.lower_bound(key + "/");
  return it != files_.end() && it->first.starts_with(key + "/") ? FileKind::kDirectory : FileKind::kNone;
}

std::vector<std::string> MemoryFileSystem::list(const std::string& path) {
  std::string prefix = normalize(path);
  if (!prefix.empty()) prefix += "/";
  std::vector<std::string> names;
  for (const auto& [file, content] : files_) {
    if (!file.starts_with(prefix)) continue;
    std::string name = file.substr(prefix.size(), file.find('/', prefix.size()) - prefix.size());
    if (names.empty() || names.back() != name) names.push_back(std::move(name));
  }
  return names;
}

std::string join_path(std::string_view folder, std::string_view path) {
  if (folder.empty() || folder == "." || path.starts_with('/')) return std::string(path);
  return folder.ends_with('/') ? cat({folder, path}) : cat({folder, "/", path});
}

std::string parent_path(std::string_view path) {
  std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return slash == 0 ? "/" : std::string(path.substr(0, slash));
}

std::string_view file_name(std::string_view path) {
  std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::optional<std::string> contained_path(std::string_view path) {
  if (path.empty() || path.starts_with('/')) return std::nullopt;
  std::vector<std::string> steps;
  for (std::string_view step : split(path, '/')) {
    if (step.empty() || step == ".") continue;
    if (step == "..") {
      if (steps.empty()) return std::nullopt;
      steps.pop_back();
    } else {
      steps.emplace_back(step);
    }
  }
  if (steps.empty()) return std::nullopt;
  return join(steps, "/");
}

}  // namespace stackc::base
