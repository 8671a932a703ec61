// Which files make up the project: those that were named, those of COMPOSE_FILE, or the first with a standard name in the folder or above.
#include <array>
#include <span>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/load.h"

namespace stackc::compose {

namespace rule = diag::rule;

static constexpr std::array<std::string_view, 4> kNames = {"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"};
static constexpr std::array<std::string_view, 4> kOverrideNames = {"compose.override.yml", "compose.override.yaml",
                                                                   "docker-compose.override.yml", "docker-compose.override.yaml"};

static std::vector<std::string> present(Context& context, const std::string& folder, std::span<const std::string_view> names) {
  std::vector<std::string> found;
  for (std::string_view name : names) {
    std::string path = join_clean(folder, name);
    if (context.files.kind(path) != base::FileKind::kNone) found.push_back(std::move(path));
  }
  return found;
}

static void warn_of_others(Context& context, const std::vector<std::string>& found) {
  if (found.size() < 2) return;
  std::string others;
  for (std::size_t i = 1; i < found.size(); ++i) {
    others += base::cat({i == 1 ? "`" : i + 1 == found.size() ? " and `" : ", `", base::file_name(found[i]), "`"});
  }
  context.sink
      .report_path(rule::compose_several_files, shown_path(context, found[0]),
                   base::cat({"`", base::file_name(found[0]), "` is used, ", others,
                              found.size() == 2 ? " beside it is not" : " beside it are not"}))
      .help("delete or rename what is not used, or name the wanted files with `-f`");
}

static bool from_variable(Context& context, std::string_view list, std::vector<std::string>& paths) {
  std::optional<std::string_view> separator = context.variable("COMPOSE_PATH_SEPARATOR");
  std::string_view between = separator && !separator->empty() ? *separator : ":";
  bool good = true;
  while (true) {
    std::size_t end = list.find(between);
    std::string_view entry = list.substr(0, end);
    std::string path = entry == "-" ? "-" : context.absolute(entry);
    if (path != "-" && (context.files.kind(path) == base::FileKind::kNone || is_folder(context, path))) {
      context.sink
          .report_path(rule::compose_control_variable, shown_path(context, path),
                       base::cat({"COMPOSE_FILE names `", entry, "`, which is no file"}))
          .help("correct the variable, or give the files with `-f`");
      good = false;
    }
    paths.push_back(std::move(path));
    if (end == list.npos) return good;
    list.remove_prefix(end + between.size());
  }
}

static bool by_name(Context& context, std::vector<std::string>& paths) {
  const LoadOptions& options = context.options;
  std::string start = options.project_directory.empty() ? options.working_directory : context.absolute(options.project_directory);
  for (std::string folder = start;; folder = folder_of(folder)) {
    std::vector<std::string> found = present(context, folder, kNames);
    if (!found.empty()) {
      warn_of_others(context, found);
      paths.push_back(found[0]);
      if (!options.overrides) return true;
      std::vector<std::string> overrides = present(context, folder, kOverrideNames);
      warn_of_others(context, overrides);
      if (!overrides.empty()) paths.push_back(overrides[0]);
      return true;
    }
    if (folder == "/" || folder == ".") break;
  }
  context.sink.report_path(rule::compose_no_file, shown_path(context, start), "there is no compose file here, nor in a folder above")
      .help("write a `compose.yaml`, or name a file with `-f`");
  return false;
}

bool find_files(Context& context, std::vector<std::string>& paths) {
  for (const std::string& path : context.options.files) paths.push_back(path == "-" ? path : context.absolute(path));
  if (!paths.empty()) return true;
  if (std::optional<std::string_view> list = context.variable("COMPOSE_FILE")) return from_variable(context, *list, paths);
  return by_name(context, paths);
}

}  // namespace stackc::compose
