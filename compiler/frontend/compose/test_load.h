// For tests: a project from files in memory, what it gives as JSON and what was reported, one line for each.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/text.h"
#include "frontend/compose/project.h"

namespace stackc::compose {

struct Loaded {
  source::SourceManager sources;
  diag::Sink sink;
  base::MemoryFileSystem files;
  std::unique_ptr<Project> project;

  // Paths are relative to /p; the first file is loaded unless the options name others.
  explicit Loaded(std::initializer_list<std::pair<std::string_view, std::string_view>> contents, LoadOptions options = {}) {
    std::string error;
    for (const auto& [path, text] : contents) files.write(base::cat({"/p/", path}), text, false, error);
    options.working_directory = "/p";
    if (options.files.empty() && contents.size() != 0) options.files = {std::string(contents.begin()->first)};
    if (options.files == std::vector<std::string>{"discover"}) options.files.clear();
    project = load(options, files, sources, sink);
  }
  // The value at a path such as "services.web.image" as JSON; "" if there is none.
  [[nodiscard]] std::string json(std::string_view path = "") const {
    const model::Value* value = project->root;
    if (!path.empty()) {
      for (std::string_view step : base::split(path, '.')) value = value == nullptr ? nullptr : value->find(step);
    }
    return value == nullptr ? "" : model::to_json(*value);
  }
  // "file:line:column code message", then the labels as " @file:line text" and the help as " | help".
  [[nodiscard]] std::string found() const {
    std::string out;
    auto place = [this](source::Span span) {
      source::Position at = sources.position(span.file, span.begin);
      return base::cat({sources.path(span.file), ":", std::to_string(at.line), ":", std::to_string(at.column)});
    };
    for (const diag::Diagnostic& diagnostic : sink.sorted(sources)) {
      out += base::cat({diagnostic.span.valid() ? place(diagnostic.span) : diagnostic.path, " ",
                        std::to_string(diag::info(diagnostic.rule).code), " ", diagnostic.message});
      for (const diag::Label& label : diagnostic.labels) out += base::cat({" @", place(label.span), " ", label.text});
      out += '\n';
    }
    return out;
  }
  // The text that the first diagnostic points at.
  [[nodiscard]] std::string_view pointed() const {
    std::vector<diag::Diagnostic> all = sink.sorted(sources);
    return all.empty() || !all[0].span.valid() ? std::string_view() : sources.text(all[0].span);
  }
};

inline LoadOptions until(Stage stage, std::vector<std::string> files = {}) {
  LoadOptions options;
  options.until = stage;
  options.files = std::move(files);
  return options;
}

}  // namespace stackc::compose
