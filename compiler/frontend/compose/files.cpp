// Reading the files of a project, each once, and the arithmetic of their paths.
#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/load.h"

namespace stackc::compose {

namespace rule = diag::rule;

std::string clean_path(std::string_view path) {
  bool rooted = path.starts_with('/');
  std::vector<std::string_view> steps;
  for (std::string_view step : base::split(path, '/')) {
    if (step.empty() || step == ".") continue;
    if (step == ".." && !steps.empty() && steps.back() != "..") {
      steps.pop_back();
    } else if (step != ".." || !rooted) {
      steps.push_back(step);
    }
  }
  std::string out = rooted ? "/" : "";
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (i != 0) out += '/';
    out += steps[i];
  }
  return out.empty() ? "." : out;
}

std::string join_clean(std::string_view folder, std::string_view path) {
  if (folder.empty()) return path.empty() ? std::string() : clean_path(path);
  return clean_path(base::cat({folder, "/", path}));
}

std::string folder_of(std::string_view path) {
  std::size_t slash = path.rfind('/');
  if (slash == path.npos) return ".";
  return clean_path(slash == 0 ? path.substr(0, 1) : path.substr(0, slash));
}

std::string relative_path(std::string_view base, std::string_view path) {
  std::string from = clean_path(base);
  std::string to = clean_path(path);
  if (from == to) return ".";
  if (from.starts_with('/') != to.starts_with('/')) return to;
  std::vector<std::string_view> a = from == "." ? std::vector<std::string_view>() : base::split(from, '/');
  std::vector<std::string_view> b = base::split(to, '/');
  if (from == "/") a.resize(1);
  std::size_t same = 0;
  while (same < a.size() && same < b.size() && a[same] == b[same]) ++same;
  std::string out;
  for (std::size_t i = same; i < a.size(); ++i) out += out.empty() ? ".." : "/..";
  for (std::size_t i = same; i < b.size(); ++i) {
    if (!out.empty()) out += '/';
    out += b[i];
  }
  return out.empty() ? "." : out;
}

std::string Context::absolute(std::string_view path) const {
  return path.starts_with('/') ? clean_path(path) : join_clean(options.working_directory, path);
}

bool is_folder(Context& context, const std::string& path) {
  base::FileKind kind = context.files.kind(path);
  if (kind == base::FileKind::kDirectory) return true;
  if (kind != base::FileKind::kSymlink) return false;
  return context.files.kind(path + "/.") == base::FileKind::kDirectory;
}

std::string shown_path(const Context& context, const std::string& path) {
  if (path == "-") return "<stdin>";
  const std::string& here = context.options.working_directory;
  if (path.size() > here.size() + 1 && path.starts_with(here) && (here == "/" || path[here.size()] == '/'))
    return path.substr(here == "/" ? 1 : here.size() + 1);
  return path;
}

static std::optional<std::string> text_of(Context& context, const std::string& path, source::Span from) {
  if (path == "-") return context.options.standard_input;
  std::string error;
  std::optional<std::string> text = context.files.read(path, error);
  if (text) return text;
  std::string shown = shown_path(context, path);
  std::string message = base::cat({"`", shown, "` cannot be read: ", error});
  if (from.valid()) {
    context.report(rule::compose_unreadable, from, std::move(message));
  } else {
    context.sink.report_path(rule::compose_unreadable, shown, std::move(message));
  }
  return std::nullopt;
}

static std::shared_ptr<yaml::Tree> parse(Context& context, source::FileId file) {
  yaml::Options reading;
  reading.merge_alias_of_list = true;
  context.done("find and load");
  auto tree = std::make_shared<yaml::Tree>(yaml::read(context.sources, file, context.sink, reading));
  context.done("read");
  return tree;
}

std::shared_ptr<const yaml::Tree> read_file(Context& context, const std::string& path, Role role, source::Span from) {
  Loading& loading = *context.loading;
  if (loading.failed.count(path) != 0) return nullptr;
  if (auto there = loading.files.find(path); there != loading.files.end()) {
    LoadedFile& file = context.project.files[there->second];
    if (file.tree == nullptr) file.tree = parse(context, file.file);
    return file.tree;
  }
  std::optional<std::string> text = text_of(context, path, from);
  if (!text) {
    loading.failed.insert(path);
    loading.broken = true;
    return nullptr;
  }
  LoadedFile file;
  file.role = role;
  file.folder = path == "-" ? context.project.directory : folder_of(path);
  file.file = context.sources.add(shown_path(context, path), std::move(*text));
  std::size_t errors = context.sink.errors();
  file.tree = parse(context, file.file);
  bool good = context.sink.errors() == errors;
  loading.files.emplace(path, context.project.files.size());
  context.project.files.push_back(std::move(file));
  if (good) return context.project.files.back().tree;
  loading.failed.insert(path);
  loading.broken = true;
  return nullptr;
}

void release_tree(Context& context, const std::string& path) {
  LoadedFile& file = context.project.files[context.loading->files.at(path)];
  if (file.tree != nullptr) context.project.texts.push_back(std::move(file.tree->texts));
  file.tree = nullptr;
}

}  // namespace stackc::compose
