// The reader of one .stackc.yaml: every key is known or reported, every value has its type.
#include <algorithm>

#include "base/text.h"
#include "diag/rules/lint.h"
#include "driver/lint/configuration.h"
#include "syntax/yaml/tree.h"

namespace stackc::driver::lint {

using base::cat;
namespace rule = diag::rule;

namespace {

class ConfigReader {
 public:
  ConfigReader(std::string folder, Settings& settings, diag::Sink& sink) : folder_(std::move(folder)), settings_(settings), sink_(sink) {}

  bool read(const yaml::Node& root) {
    bool is_root = false;
    if (root.empty) return false;
    if (!is_map(root, "the configuration")) return false;
    static constexpr std::string_view kKeys[] = {"root", "lint"};
    for (const yaml::Entry& entry : root.entries) {
      std::string_view key = entry.key->text;
      const yaml::Node& value = entry.value->resolved();
      if (key == "root") {
        if (value.kind != yaml::Kind::kScalar || yaml::scalar_type(value) != yaml::ScalarType::kBool) {
          wrong(value, "`root` is true or false");
        } else {
          is_root = value.text == "true" || value.text == "True" || value.text == "TRUE";
        }
      } else if (key == "lint") {
        lint(value);
      } else {
        unknown(*entry.key, kKeys, "the configuration");
      }
    }
    return is_root;
  }

 private:
  void lint(const yaml::Node& node) {
    if (node.empty || !is_map(node, "`lint`")) return;
    static constexpr std::string_view kKeys[] = {"select",  "extend-select", "ignore",  "severity", "per-file-ignores",
                                                 "exclude", "projects",      "fail-on", "baseline"};
    Layer layer;
    for (const yaml::Entry& entry : node.entries) {
      std::string_view key = entry.key->text;
      const yaml::Node& value = entry.value->resolved();
      if (key == "select") {
        layer.has_select = true;
        layer.select = selectors(value, key);
      } else if (key == "extend-select") {
        layer.extend_select = selectors(value, key);
      } else if (key == "ignore") {
        layer.ignore = selectors(value, key);
      } else if (key == "severity") {
        severities(value);
      } else if (key == "per-file-ignores") {
        per_file(value);
      } else if (key == "exclude") {
        exclude(value);
      } else if (key == "projects") {
        projects(value);
      } else if (key == "fail-on") {
        settings_.fail_on = severity(value, "`fail-on`");
      } else if (key == "baseline") {
        baseline(value);
      } else {
        unknown(*entry.key, kKeys, "`lint`");
      }
    }
    settings_.layers.push_back(std::move(layer));
  }

  void wrong(const yaml::Node& node, std::string message) { sink_.report(rule::lint_config, node.span, std::move(message)); }
  bool is_map(const yaml::Node& node, std::string_view what) {
    if (node.kind == yaml::Kind::kMap) return true;
    wrong(node, cat({what, " is a mapping of keys to values"}));
    return false;
  }
  void unknown(const yaml::Node& key, std::span<const std::string_view> known, std::string_view where) {
    auto report = sink_.report(rule::lint_config_key, key.span, cat({where, " has no key `", key.text, "`"}));
    std::string_view near = base::nearest(key.text, known);
    if (!near.empty()) {
      report.help(cat({"did you mean `", near, "`?"}));
      return;
    }
    std::vector<std::string> names;
    for (std::string_view name : known) names.push_back(cat({"`", name, "`"}));
    report.help(cat({"the keys are ", base::join(names, ", ")}));
  }

  // A text, or a list of texts.
  std::vector<const yaml::Node*> words(const yaml::Node& node, std::string_view what) {
    std::vector<const yaml::Node*> out;
    if (node.kind == yaml::Kind::kScalar && !node.empty) {
      out.push_back(&node);
    } else if (node.kind == yaml::Kind::kSeq) {
      for (const yaml::Node* item : node.items) {
        if (item->resolved().kind == yaml::Kind::kScalar) {
          out.push_back(&item->resolved());
        } else {
          wrong(*item, cat({"an item of `", what, "` is a text"}));
        }
      }
    } else if (!node.empty) {
      wrong(node, cat({"`", what, "` is a list of texts"}));
    }
    return out;
  }
  std::optional<Selector> selector(const yaml::Node& node) {
    std::optional<Selector> found = parse_selector(node.text);
    if (!found) {
      auto report = sink_.report(rule::unknown_selector, node.span, cat({"there is no rule `", node.text, "`"}));
      if (std::string near = suggest_selector(node.text); !near.empty()) report.help(cat({"did you mean `", near, "`?"}));
    }
    return found;
  }
  std::vector<Selector> selectors(const yaml::Node& node, std::string_view what) {
    std::vector<Selector> out;
    for (const yaml::Node* word : words(node, what))
      if (std::optional<Selector> found = selector(*word)) out.push_back(*found);
    return out;
  }
  std::optional<diag::Severity> severity(const yaml::Node& node, std::string_view what) {
    std::optional<diag::Severity> found = node.kind == yaml::Kind::kScalar ? parse_severity(node.text) : std::nullopt;
    if (!found) wrong(node, cat({what, " is error, warning or note"}));
    return found;
  }
  void severities(const yaml::Node& node) {
    if (node.empty || !is_map(node, "`severity`")) return;
    for (const yaml::Entry& entry : node.entries) {
      std::optional<Selector> which = selector(*entry.key);
      std::optional<diag::Severity> how = severity(entry.value->resolved(), "a severity");
      if (which && how) settings_.severities.emplace_back(*which, *how);
    }
  }
  void per_file(const yaml::Node& node) {
    if (node.empty || !is_map(node, "`per-file-ignores`")) return;
    for (const yaml::Entry& entry : node.entries) {
      Settings::PerFile made{{folder_, IgnoreList(entry.key->text)}, {}};
      made.layer.ignore = selectors(entry.value->resolved(), entry.key->text);
      settings_.per_file.push_back(std::move(made));
    }
  }
  void exclude(const yaml::Node& node) {
    Settings::Patterns patterns{folder_, {}};
    for (const yaml::Node* word : words(node, "exclude")) patterns.list.add(word->text);
    settings_.excludes.push_back(std::move(patterns));
  }
  void projects(const yaml::Node& node) {
    if (node.empty) return;
    if (node.kind != yaml::Kind::kSeq) return wrong(node, "`projects` is a list of lists: `[[compose.yaml, compose.prod.yaml]]`");
    for (const yaml::Node* item : node.items) {
      if (item->resolved().kind != yaml::Kind::kSeq) {
        wrong(*item, "a project is a list of files: `[compose.yaml, compose.prod.yaml]`");
        continue;
      }
      Project project;
      for (const yaml::Node* path : words(item->resolved(), "projects")) project.push_back(absolute(path->text));
      if (!project.empty()) settings_.projects.push_back(std::move(project));
    }
  }
  [[nodiscard]] std::string absolute(std::string_view path) const {
    return normal_path(path.starts_with('/') ? std::string(path) : cat({folder_, "/", path}));
  }
  void baseline(const yaml::Node& node) {
    if (node.kind != yaml::Kind::kScalar || node.text.empty()) return wrong(node, "`baseline` is the path of a file");
    settings_.baseline = absolute(node.text);
  }

  std::string folder_;
  Settings& settings_;
  diag::Sink& sink_;
};

}  // namespace

bool read_config_file(const source::SourceManager& sources, source::FileId file, const std::string& folder, Settings& settings,
                      diag::Sink& sink) {
  std::size_t errors = sink.errors();
  yaml::Tree tree = yaml::read(sources, file, sink);
  if (sink.errors() != errors || tree.documents.empty() || tree.documents.front().root == nullptr) return false;
  return ConfigReader(folder, settings, sink).read(tree.documents.front().root->resolved());
}

}  // namespace stackc::driver::lint
