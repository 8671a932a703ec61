#include "passes/layer_costs.h"

#include <array>

#include "base/text.h"

namespace stackc::passes {
namespace {

struct CostRow {
  ir::CostClass cost;
  std::string_view name;
  double seconds;
};
constexpr std::array<CostRow, 11> kCosts{{
    {ir::CostClass::kFree, "free", 0},
    {ir::CostClass::kCopy, "copy", 0.3},
    {ir::CostClass::kAptSmall, "apt-small", 12},
    {ir::CostClass::kAptBuild, "apt-build", 35},
    {ir::CostClass::kVenv, "venv", 4},
    {ir::CostClass::kPythonDeps, "python-deps", 60},
    {ir::CostClass::kNodeDeps, "node-deps", 35},
    {ir::CostClass::kBuild, "build", 90},
    {ir::CostClass::kCompile, "compile", 5},
    {ir::CostClass::kProjectInstall, "project-install", 5},
    {ir::CostClass::kOther, "other", 5},
}};

struct FrequencyRow {
  std::string_view name;  // last part of a path; `*` at the front or the end stands for anything
  double probability;
};
// In order: the first row that fits counts.
constexpr FrequencyRow kFrequencies[] = {
    {"*.lock", 0.08}, {"*-lock.json", 0.08},  {"*-lock.yaml", 0.08},    {"requirements*", 0.08},
    {"go.sum", 0.08}, {"package.json", 0.12}, {"pyproject.toml", 0.12}, {"*-workspace.yaml", 0.03},
    {"go.mod", 0.12}, {"*.toml", 0.12},       {"README*", 0.02},        {"data", 0.03},
    {"config", 0.03}, {"conf", 0.03},         {"public", 0.03},         {"static", 0.03},
    {"docs", 0.03},   {"*.ini", 0.03},        {"*.cfg", 0.03},          {"*.json", 0.03},
    {"*.yaml", 0.03}, {"*.yml", 0.03},
};
constexpr double kEverything = 0.95;
constexpr double kLibrary = 0.15;  // below packages/ or libs/
constexpr double kSource = 0.6;

// `*` anything within a path part, `?` one character; enough for the sources of COPY.
bool glob(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '*') {
    for (std::size_t n = 0; n <= text.size(); ++n) {
      if (glob(pattern.substr(1), text.substr(n))) return true;
      if (n < text.size() && text[n] == '/') return false;
    }
    return false;
  }
  if (text.empty() || (pattern.front() != '?' && pattern.front() != text.front())) return false;
  return glob(pattern.substr(1), text.substr(1));
}

std::string_view plain(std::string_view path) {
  while (path.substr(0, 2) == "./") path.remove_prefix(2);
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  return path;
}

}  // namespace

bool is_cost_class(std::string_view name) {
  for (const CostRow& row : kCosts)
    if (row.name == name) return true;
  return false;
}

std::string_view cost_class_name(ir::CostClass cost) {
  for (const CostRow& row : kCosts)
    if (row.cost == cost) return row.name;
  return "other";
}

double cost_seconds(ir::CostClass cost, const Profile& profile) {
  const std::string_view name = cost_class_name(cost);
  for (const auto& [wanted, seconds] : profile.cost_seconds)
    if (wanted == name) return seconds;
  for (const CostRow& row : kCosts)
    if (row.cost == cost) return row.seconds;
  return 0;
}

double default_frequency(std::string_view path) {
  path = plain(path);
  if (path == "." || path.empty()) return kEverything;
  const std::size_t slash = path.rfind('/');
  const std::string_view last = slash == std::string_view::npos ? path : path.substr(slash + 1);
  for (const FrequencyRow& row : kFrequencies)
    if (glob(row.name, last)) return row.probability;
  const std::string_view first = path.substr(0, path.find('/'));
  if (slash != std::string_view::npos && (first == "packages" || first == "libs")) return kLibrary;
  return kSource;
}

bool touches(std::string_view touched, std::string_view source) {
  touched = plain(touched);
  source = plain(source);
  if (source == "." || source.empty() || touched == source) return true;
  if (touched.size() > source.size() && touched.substr(0, source.size()) == source && touched[source.size()] == '/') return true;
  if (source.find('*') == std::string_view::npos && source.find('?') == std::string_view::npos) return false;
  // A wildcard may name a folder: the touched path or one of its parents matches.
  for (std::size_t end = touched.size();; end = touched.rfind('/', end - 1)) {
    if (end == std::string_view::npos) return false;
    if (glob(source, touched.substr(0, end))) return true;
    if (end == 0) return false;
  }
}

}  // namespace stackc::passes
