#include "driver/lint/configuration.h"

#include <algorithm>

#include "base/text.h"
#include "diag/rules/files.h"
#include "diag/rules/lint.h"

namespace stackc::driver::lint {

using base::cat;
namespace rule = diag::rule;

static constexpr std::string_view kName = ".stackc.yaml";

bool Settings::Patterns::match(const std::string& path, bool is_folder) const {
  std::string_view below = path;
  if (folder != "/") {
    if (!below.starts_with(folder) || below.size() <= folder.size() || below[folder.size()] != '/') return false;
    below.remove_prefix(folder.size());
  }
  return list.match(split_path(below), is_folder) == IgnoreList::Verdict::kIgnored;
}

std::optional<diag::Severity> parse_severity(std::string_view text) {
  if (text == "error") return diag::Severity::kError;
  if (text == "warning") return diag::Severity::kWarning;
  if (text == "note") return diag::Severity::kNote;
  return std::nullopt;
}

Configuration::Configuration(const Options& options, std::string_view working_directory, base::FileSystem& files,
                             source::SourceManager& sources, diag::Sink& sink)
    : options_(options), working_directory_(normal_path(working_directory)), files_(files), sources_(sources), sink_(sink) {
  read_command_line();
}

std::string Configuration::absolute(std::string_view path) const {
  return normal_path(path.starts_with('/') ? std::string(path) : cat({working_directory_, "/", path}));
}

std::string Configuration::shown(const std::string& absolute_path) const {
  std::vector<std::string> here = split_path(working_directory_);
  std::vector<std::string> there = split_path(absolute_path);
  std::size_t same = 0;
  while (same < here.size() && same + 1 < there.size() && here[same] == there[same]) ++same;
  std::string out;
  for (std::size_t i = same; i < here.size(); ++i) out += "../";
  for (std::size_t i = same; i < there.size(); ++i) out += cat({there[i], i + 1 < there.size() ? "/" : ""});
  return out;
}

std::vector<Selector> Configuration::selectors(const std::vector<std::string>& words, std::string_view option) {
  std::vector<Selector> out;
  for (const std::string& list : words)
    for (std::string_view word : base::split(list, ',')) {
      word = base::trim(word);
      if (word.empty()) continue;
      if (std::optional<Selector> selector = parse_selector(word)) {
        out.push_back(*selector);
        continue;
      }
      auto report = sink_.report_path(rule::unknown_selector, "", cat({"`", option, "` names no rule: `", word, "`"}));
      if (std::string near = suggest_selector(word); !near.empty()) report.help(cat({"did you mean `", near, "`?"}));
    }
  return out;
}

void Configuration::read_command_line() {
  Layer layer;
  layer.has_select = !options_.select.empty();
  layer.select = selectors(options_.select, "--select");
  layer.extend_select = selectors(options_.extend_select, "--extend-select");
  layer.ignore = selectors(options_.ignore, "--ignore");
  command_line_.layers.push_back(std::move(layer));
  for (const std::string& word : options_.severity) {
    std::size_t equals = word.find('=');
    std::optional<diag::Severity> severity;
    if (equals != std::string::npos) severity = parse_severity(std::string_view(word).substr(equals + 1));
    if (!severity) {
      sink_.report_path(rule::bad_option, "", cat({"`--severity` takes RULE=error, RULE=warning or RULE=note, not `", word, "`"}));
      continue;
    }
    for (const Selector& selector : selectors({word.substr(0, equals)}, "--severity"))
      command_line_.severities.emplace_back(selector, *severity);
  }
  for (const std::string& word : options_.per_file_ignores) {
    std::size_t colon = word.rfind(':');
    if (colon == std::string::npos || colon == 0) {
      sink_.report_path(rule::bad_option, "", cat({"`--per-file-ignores` takes PATTERN:RULE, not `", word, "`"}));
      continue;
    }
    Settings::PerFile per_file{{working_directory_, IgnoreList(word.substr(0, colon))}, {}};
    per_file.layer.ignore = selectors({word.substr(colon + 1)}, "--per-file-ignores");
    command_line_.per_file.push_back(std::move(per_file));
  }
  if (!options_.files.empty()) {
    Project project;
    for (const std::string& path : options_.files) project.push_back(absolute(path));
    command_line_.projects.push_back(std::move(project));
  }
  if (!options_.exclude.empty()) {
    Settings::Patterns patterns{working_directory_, {}};
    for (const std::string& pattern : options_.exclude) patterns.list.add(pattern);
    command_line_.excludes.push_back(std::move(patterns));
  }
}

const std::string& Configuration::owner(const std::string& folder) {
  auto known = owners_.find(folder);
  if (known != owners_.end()) return known->second;
  bool one_for_all = options_.isolated || !options_.config.empty();
  std::string found = "/";
  if (!one_for_all && folder != "/")
    found = files_.kind(base::join_path(folder, kName)) != base::FileKind::kNone ? folder : owner(base::parent_path(folder));
  return owners_.emplace(folder, std::move(found)).first->second;
}

const Settings& Configuration::base_of_owner(const std::string& folder) {
  auto known = files_of_.find(folder);
  if (known != files_of_.end()) return known->second;
  bool only = !options_.config.empty();
  std::string path = only ? absolute(options_.config) : base::join_path(folder, kName);
  Settings own;
  bool root = options_.isolated || only;
  if (!options_.isolated && (only || files_.kind(path) != base::FileKind::kNone)) {
    std::string error;
    std::string shown_path = only ? options_.config : shown(path);
    std::optional<std::string> text = files_.read(path, error);
    if (text) {
      source::FileId file = sources_.add(shown_path, std::move(*text));
      root = read_config_file(sources_, file, base::parent_path(path), own, sink_) || root;
    } else {
      sink_.report_path(rule::unreadable_input, shown_path, cat({"cannot read `", shown_path, "`: ", error}));
    }
  }
  Settings all;
  if (!root && folder != "/") all = base_of_owner(owner(base::parent_path(folder)));
  auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  append(all.layers, own.layers);
  append(all.severities, own.severities);
  append(all.per_file, own.per_file);
  append(all.excludes, own.excludes);
  append(all.projects, own.projects);
  if (own.fail_on) all.fail_on = own.fail_on;
  if (!own.baseline.empty()) all.baseline = own.baseline;
  return files_of_.emplace(folder, std::move(all)).first->second;
}

const Settings& Configuration::of_folder(const std::string& folder) {
  const std::string& key = owner(folder);
  auto known = of_.find(key);
  if (known != of_.end()) return known->second;
  Settings all = base_of_owner(key);
  all.layers.insert(all.layers.end(), command_line_.layers.begin(), command_line_.layers.end());
  all.severities.insert(all.severities.end(), command_line_.severities.begin(), command_line_.severities.end());
  all.per_file.insert(all.per_file.end(), command_line_.per_file.begin(), command_line_.per_file.end());
  all.excludes.insert(all.excludes.end(), command_line_.excludes.begin(), command_line_.excludes.end());
  if (!command_line_.projects.empty()) all.projects = command_line_.projects;
  return of_.emplace(key, std::move(all)).first->second;
}

std::shared_ptr<const RuleSet> Configuration::rules_of(const std::string& path) {
  std::string folder = base::parent_path(path);
  const Settings& settings = of_folder(folder);
  auto build = [&](bool with_files) {
    auto rules = std::make_shared<RuleSet>();
    for (const Layer& layer : settings.layers) rules->apply(layer);
    if (with_files)
      for (const Settings::PerFile& per_file : settings.per_file)
        if (per_file.files.match(path, false)) rules->apply(per_file.layer);
    for (const auto& [selector, severity] : settings.severities) rules->set_severity(selector, severity);
    return rules;
  };
  bool special = std::any_of(settings.per_file.begin(), settings.per_file.end(),
                             [&](const Settings::PerFile& per_file) { return per_file.files.match(path, false); });
  if (special) return build(true);
  auto [at, is_new] = rules_.try_emplace(owner(folder));
  if (is_new) at->second = build(false);
  return at->second;
}

bool Configuration::excluded(const std::string& path, bool is_folder) {
  const Settings& settings = of_folder(base::parent_path(path));
  return std::any_of(settings.excludes.begin(), settings.excludes.end(),
                     [&](const Settings::Patterns& patterns) { return patterns.match(path, is_folder); });
}

}  // namespace stackc::driver::lint
