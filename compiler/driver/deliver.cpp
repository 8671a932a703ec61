#include "driver/deliver.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/text.h"
#include "diag/rules/files.h"
#include "driver/diff.h"
#include "driver/manifest.h"

namespace stackc::driver {

using base::cat;
using diag::Rule;
namespace rule = diag::rule;

namespace {

class Deliverer {
 public:
  Deliverer(const emit::OutputSet& outputs, const DeliveryOptions& options, base::FileSystem& files, source::SourceManager& sources,
            diag::Sink& sink)
      : outputs_(outputs), options_(options), files_(files), sources_(sources), sink_(sink) {}

  Delivery run() {
    load_manifest();
    if (!old_.usable && !options_.force) return std::move(result_);
    for (const auto& [path, output] : outputs_.files()) plan(path, output);
    plan_stale();
    plan_manifest();
    verify();
    if (options_.mode == DeliveryMode::kWrite && !refused_) write();
    return std::move(result_);
  }

 private:
  [[nodiscard]] std::string place(std::string_view path) const { return base::join_path(options_.folder, path); }
  [[nodiscard]] bool telling() const { return options_.mode == DeliveryMode::kCheck || options_.mode == DeliveryMode::kDiff; }

  void load_manifest() {
    std::string path = place(kManifestName);
    if (files_.kind(path) == base::FileKind::kNone) return;
    std::string error;
    std::optional<std::string> text = files_.read(path, error);
    if (!text) {
      sink_.report_path(rule::bad_manifest, path, cat({"the manifest cannot be read: ", error}));
      old_.usable = false;
      return;
    }
    old_text_ = *text;
    old_ = read_manifest(sources_, path, std::move(*text), sink_);
  }

  // A symbolic link anywhere below the output folder could lead out of it.
  bool contained(const std::string& path) {
    if (base::contained_path(path) != path) {
      sink_.report_path(rule::output_escape, path, cat({"the output `", path, "` would leave the output folder"}));
      return false;
    }
    for (std::size_t at = path.find('/');; at = path.find('/', at + 1)) {
      std::string step = path.substr(0, at);
      if (files_.kind(place(step)) == base::FileKind::kSymlink) {
        sink_.report_path(rule::output_escape, place(path), cat({"`", step, "` is a symbolic link, which stackc does not write through"}))
            .help("remove the link, or rename the output with `outputs:`");
        return false;
      }
      if (at == std::string::npos) return true;
    }
  }

  std::optional<std::string> on_disk(const std::string& path) {
    base::FileKind kind = files_.kind(place(path));
    if (kind == base::FileKind::kNone) return std::nullopt;
    std::string error;
    std::optional<std::string> text = files_.read(place(path), error);
    if (!text)
      refuse(rule::unwritable_output, path, cat({"`", path, "` is in the way: ", error}),
             "move it away, or rename the output with `outputs:`");
    return text;
  }

  void refuse(Rule rule, const std::string& path, std::string message, std::string help) {
    refused_ = true;
    sink_.report_path(rule, place(path), std::move(message)).help(std::move(help));
  }

  void plan(const std::string& path, const emit::Output& output) {
    if (!contained(path)) {
      refused_ = true;
      return;
    }
    std::size_t errors = sink_.errors();
    std::optional<std::string> disk = on_disk(path);
    if (sink_.errors() != errors) return;
    new_.hashes[path] = base::sha256_hex(output.text);
    if (!disk) {
      change(path, Change::kCreate, "", output.text);
      return;
    }
    if (*disk == output.text) {
      result_.files.push_back({path, Change::kKeep});
      return;
    }
    auto known = old_.hashes.find(path);
    if (telling()) {
      bool edited = known == old_.hashes.end() || known->second != base::sha256_hex(*disk);
      needs_force_ = needs_force_ || edited;
    } else if (!options_.force && known == old_.hashes.end()) {
      refuse(rule::foreign_output, path, cat({"`", path, "` exists and was not made by stackc"}),
             cat({"move it away, rename the output with `outputs:`, or overwrite it with `", options_.command, " --force`"}));
      return;
    } else if (!options_.force && known->second != base::sha256_hex(*disk)) {
      refuse(rule::edited_output, path, cat({"`", path, "` was changed by hand since the last build"}),
             cat({"take the change into the stack file; `", options_.command, " --diff` shows it, `", options_.command,
                  " --force` overwrites it"}));
      return;
    }
    change(path, Change::kUpdate, *disk, output.text);
  }

  void plan_stale() {
    for (const auto& [path, hash] : old_.hashes) {
      if (outputs_.files().contains(path)) continue;
      if (options_.partial) {
        new_.hashes[path] = hash;
        continue;
      }
      if (!contained(path)) {
        refused_ = true;
        continue;
      }
      std::size_t errors = sink_.errors();
      std::optional<std::string> disk = on_disk(path);
      if (!disk || sink_.errors() != errors) continue;
      if (base::sha256_hex(*disk) != hash && !options_.force && !telling()) {
        refuse(rule::edited_output, path, cat({"`", path, "` is no longer made, but was changed by hand since the last build"}),
               cat({"move it away, or let `", options_.command, " --force` remove it"}));
        continue;
      }
      change(path, Change::kRemove, *disk, "");
    }
  }

  void plan_manifest() {
    new_text_ = write_manifest(new_);
    std::string path(kManifestName);
    if (files_.kind(place(path)) == base::FileKind::kSymlink) {
      refuse(rule::output_escape, path, cat({"`", path, "` is a symbolic link, which stackc does not write through"}), "remove the link");
      return;
    }
    if (old_text_ == new_text_) return;
    change(path, old_.exists ? Change::kUpdate : Change::kCreate, old_text_, new_text_);
  }

  void change(const std::string& path, Change what, std::string_view before, std::string_view after) {
    result_.clean = false;
    result_.files.push_back({path, what});
    if (!telling()) return;
    result_.diff += unified_diff(before, after, what == Change::kCreate ? "" : path, what == Change::kRemove ? "" : path);
    if (options_.mode == DeliveryMode::kCheck && path != kManifestName) {
      const char* how = what == Change::kCreate   ? "is missing"
                        : what == Change::kRemove ? "is no longer made"
                                                  : "differs from what the stack gives";
      sink_.report_path(rule::drift, place(path), cat({"`", path, "` ", how}))
          .help(cat({"run `", options_.command, needs_force_ ? " --force`" : "`"}));
    }
  }

  void verify() {
    if (!options_.verify) return;
    std::vector<std::string> changed;
    for (const Delivered& file : result_.files)
      if ((file.change == Change::kCreate || file.change == Change::kUpdate) && file.path != kManifestName) changed.push_back(file.path);
    options_.verify(changed);
  }

  void write() {
    std::string error;
    for (const Delivered& file : result_.files) {
      std::string path = place(file.path);
      bool ok = true;
      if (file.change == Change::kRemove) {
        ok = files_.remove(path, error);
        if (ok) prune(file.path);
      } else if (file.change != Change::kKeep) {
        bool manifest = file.path == kManifestName;
        const emit::Output* output = manifest ? nullptr : &outputs_.files().at(file.path);
        ok = files_.write(path, manifest ? new_text_ : output->text, !manifest && output->executable, error);
      }
      if (!ok) {
        sink_.report_path(rule::unwritable_output, path, cat({"`", path, "` cannot be written: ", error}));
        return;  // the manifest stays the old one, so the next build goes on from what is there
      }
    }
  }

  // Folders that the removal left empty go too.
  void prune(const std::string& path) {
    std::string error;
    for (std::string folder = base::parent_path(path); folder != "."; folder = base::parent_path(folder))
      if (!files_.list(place(folder)).empty() || !files_.remove(place(folder), error)) return;
  }

  const emit::OutputSet& outputs_;
  const DeliveryOptions& options_;
  base::FileSystem& files_;
  source::SourceManager& sources_;
  diag::Sink& sink_;
  Manifest old_, new_;
  std::string old_text_, new_text_;
  Delivery result_;
  bool refused_ = false;
  bool needs_force_ = false;
};

}  // namespace

Delivery deliver(const emit::OutputSet& outputs, const DeliveryOptions& options, base::FileSystem& files, source::SourceManager& sources,
                 diag::Sink& sink) {
  return Deliverer(outputs, options, files, sources, sink).run();
}

}  // namespace stackc::driver
