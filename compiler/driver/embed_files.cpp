#include "driver/embed_files.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/utf8.h"
#include "diag/rules/translation.h"
#include "driver/lint/glob.h"

namespace stackc::driver {

using base::cat;

namespace {

constexpr std::size_t kMaxText = 900'000;  // bytes of all files of a service; a ConfigMap holds 1 MiB with everything (Kubernetes)
constexpr std::size_t kMaxFiles = 50;      // of a folder

bool may_be_secret(std::string_view name) {
  const std::string lower = base::to_lower(name);
  for (const std::string_view end : {".pem", ".key", ".p12", ".pfx", ".jks", ".env"})
    if (lower.ends_with(end)) return true;
  for (const std::string_view word : {"secret", "password", "credential", "id_rsa", "id_ed25519", "htpasswd"})
    if (lower.find(word) != std::string::npos) return true;
  return false;
}

struct Text {
  std::string name;  // below the mount, "" for the mounted file itself
  std::string text;
};

class Embedder {
 public:
  Embedder(const std::string& folder, base::FileSystem& files, diag::Sink& sink) : folder_(folder), files_(files), sink_(sink) {}

  void service(ir::Service& service) {
    std::size_t room = kMaxText;
    for (const ir::ConfigFile& file : service.files) room -= std::min(room, file.text.size());
    std::erase_if(service.mounts, [&](const ir::Mount& mount) {
      if (mount.kind != ir::Mount::Kind::kBind || mount.dev_only || mount.source.starts_with('/')) return false;
      const std::string path = lint::normal_path(cat({folder_, "/", mount.source}));
      const auto texts = read(path, mount.read_only, room);
      if (!texts) return false;
      for (const Text& each : *texts) {
        room -= std::min(room, each.text.size());
        add(service, mount, each);
      }
      sink_.report(diag::rule::translated_approximately, mount.origin.span,
                   cat({"`", base::file_name(path), "` becomes part of a ConfigMap, as it is now",
                        mount.read_only ? "" : "; the pod cannot write it"}));
      return true;
    });
  }

 private:
  std::optional<std::string> text_of(const std::string& path, std::size_t room) {
    std::string error;
    if (files_.kind(path) != base::FileKind::kFile || may_be_secret(base::file_name(path))) return std::nullopt;
    std::optional<std::string> text = files_.read(path, error);
    if (!text || text->size() > room || text->find('\0') != std::string::npos || base::find_invalid_utf8(*text) != std::string::npos)
      return std::nullopt;
    return text;
  }

  std::optional<std::vector<Text>> read(const std::string& path, bool read_only, std::size_t room) {
    if (auto text = text_of(path, room)) return std::vector<Text>{{"", std::move(*text)}};
    if (!read_only || files_.kind(path) != base::FileKind::kDirectory) return std::nullopt;
    std::vector<Text> out;
    for (const std::string& name : files_.list(path)) {
      auto text = out.size() < kMaxFiles ? text_of(base::join_path(path, name), room) : std::nullopt;
      if (!text) return std::nullopt;
      room -= text->size();
      out.push_back({name, std::move(*text)});
    }
    if (out.empty()) return std::nullopt;
    return out;
  }

  static void add(ir::Service& service, const ir::Mount& mount, const Text& each) {
    ir::ConfigFile file;
    file.target = each.name.empty() ? mount.target : base::join_path(mount.target, each.name);
    file.path = cat({"configs/", service.name, file.target});
    file.text = each.text;
    file.origin = mount.origin;
    service.files.push_back(std::move(file));
  }

  const std::string& folder_;
  base::FileSystem& files_;
  diag::Sink& sink_;
};

}  // namespace

void embed_files(ir::Stack& stack, const std::string& folder, base::FileSystem& files, diag::Sink& sink) {
  Embedder embedder(folder, files, sink);
  for (ir::Service& service : stack.services) embedder.service(service);
}

}  // namespace stackc::driver
