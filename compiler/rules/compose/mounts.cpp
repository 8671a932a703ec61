// Mounts: sources that are no paths, options that nobody reads, files and folders of the host; and where a build looks for its Dockerfile.
#include <algorithm>
#include <array>

#include "diag/rules/image.h"
#include "diag/rules/storage.h"
#include "rules/compose/view.h"
#include "rules/text_facts.h"
#include "syntax/forms/forms.h"

namespace stackc::rules::compose {

namespace {

constexpr std::array<std::string_view, 14> kOptions = {"ro",       "rw",     "nocopy",  "z",     "Z",     "private",
                                                       "rprivate", "shared", "rshared", "slave", "rslave"};
constexpr std::array<std::string_view, 4> kOldOptions = {"cached", "delegated", "consistent", "default"};
// Folders that a program writes; source code is mounted to be read.
constexpr std::array<std::string_view, 10> kWritten = {"data", "storage", "uploads", "logs",    "log",
                                                       "db",   "cache",   "media",   "backups", "models"};

bool has_suffix(std::string_view path) {
  std::string_view name = base::file_name(path);
  std::size_t dot = name.rfind('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < name.size() && name.substr(dot) != ".d";  // conf.d is a folder
}

void check_option(const FileInput& input, const Value& item, std::string_view option, diag::Sink& sink) {
  std::size_t at = item.text.rfind(option);
  bool old = std::find(kOldOptions.begin(), kOldOptions.end(), option) != kOldOptions.end();
  diag::Builder report = sink.report(diag::rule::volume_option_ignored,
                                     at == std::string_view::npos ? item.span : part(input.sources, item, at, at + option.size()),
                                     cat({"the option `", option, "` is dropped", old ? "; Docker Desktop needs it no more" : ""}));
  std::string_view near = old ? std::string_view() : base::nearest(option, kOptions);
  if (!near.empty()) report.help(cat({"did you mean `", near, "`?"}));
}

// A name where a path may have been meant: in a short form, and nobody declared a volume of that name.
void check_name(const Input& input, const Value* volumes, const Value& item, diag::Sink& sink) {
  const Value* value = item.find("source");
  if (item.how != model::How::kShortForm || item.string("type") != "volume" || value == nullptr || !item.span.valid()) return;
  std::string_view source = value->text;
  if (source.empty() || is_symbolic(source) || (volumes != nullptr && volumes->find(source) != nullptr)) return;
  bool path = source.find('/') != std::string_view::npos || (has_suffix(source) && has_suffix(item.string("target")));
  if (!path && input.disk != nullptr) {
    std::string folder = base::parent_path(input.sources.path(item.span.file));
    path = input.disk->kind(base::join_path(folder, source)) == base::FileKind::kDirectory;
  }
  if (!path) return;
  source::Span span = part(input.sources, item.span, source);
  diag::Builder report = sink.report(diag::rule::path_as_volume, span, cat({"`", source, "` is the name of a volume here, not a path"}));
  report.help(cat({"write `./", source, "`"}));
  if (input.sources.text(span) == source)
    report.fix("make it a path", diag::Safety::kUnsafe, {diag::Edit{{span.file, span.begin, span.begin}, "./"}});
}

void check_binds(const Input& input, const Member& service, diag::Sink& sink) {
  const Value* volumes = list_of(*service.value, "volumes");
  if (volumes == nullptr) return;
  for (const Value* item : *volumes->list) {
    if (!item->is_map() || item->string("type") != "bind") continue;
    std::string_view source = item->string("source");
    std::string_view target = item->string("target");
    if (source.empty() || is_symbolic(source)) continue;
    if (input.disk != nullptr && has_suffix(source) && has_suffix(target) && !source.ends_with(".sock") &&
        input.disk->kind(std::string(source)) == base::FileKind::kNone) {
      sink.report(diag::rule::bind_source_missing, item->span,
                  cat({"there is no file `", base::file_name(source), "`; the engine would make a folder in its place"}));
      continue;
    }
    const Value* read_only = item->find("read_only");
    std::string name = base::to_lower(base::file_name(source));
    bool writes = std::find(kWritten.begin(), kWritten.end(), name) != kWritten.end() && (read_only == nullptr || !read_only->is_true());
    if (writes && service.value->find("build") != nullptr && service.value->find("user") == nullptr)
      sink.report(diag::rule::bind_owner, item->span,
                  cat({"`", service.key, "` writes `", target,
                       "` into a folder of the host; an image that does not run as root can do so only if the folder is its own"}))
          .help("make the folder and give it to the user of the image before the start, set `user:`, or use a volume");
  }
}

void check_build(const Input& input, const Member& service, diag::Sink& sink) {
  const Value* build = map_of(*service.value, "build");
  if (build == nullptr || input.disk == nullptr || build->find("dockerfile_inline") != nullptr) return;
  std::string_view context = build->string("context");
  std::string dockerfile(build->string("dockerfile"));
  if (dockerfile.empty()) dockerfile = "Dockerfile";
  if (is_remote(context) || is_symbolic(dockerfile)) return;
  if (input.disk->kind(base::join_path(context, dockerfile)) != base::FileKind::kNone) return;
  const Value* where = build->find("context");
  if (where == nullptr || !where->span.valid()) where = build;
  diag::Builder report = sink.report(diag::rule::dockerfile_not_found, where->span.valid() ? where->span : place(service),
                                     cat({"the build of `", service.key, "` looks for `", dockerfile, "` in the folder `",
                                          base::file_name(context), "`, and it is not there"}));
  if (input.disk->kind(base::join_path(base::parent_path(std::string(context)), dockerfile)) != base::FileKind::kNone)
    report.help("it is one folder up: write `context: ..`");
}

}  // namespace

void check_volume_options(const FileInput& input, diag::Sink& sink) {
  each_service(input.raw, [&](const Member& service) {
    const Value* list = list_of(*service.value, "volumes");
    if (list == nullptr) return;
    for (const Value* item : *list->list) {
      if (!item->is_string()) continue;
      if (const forms::Parsed<forms::Volume> parsed = forms::parse_volume(item->text))  // else the loader says why
        for (const std::string& option : parsed.value->ignored) check_option(input, *item, option, sink);
    }
  });
}

void check_mounts(const Input& input, diag::Sink& sink) {
  const Value* declared = map_of(input.project, "volumes");
  each_service(input.project, [&](const Member& service) {
    if (const Value* list = list_of(*service.value, "volumes"))
      for (const Value* item : *list->list) check_name(input, declared, *item, sink);
    check_binds(input, service, sink);
    check_build(input, service, sink);
  });
}

}  // namespace stackc::rules::compose
