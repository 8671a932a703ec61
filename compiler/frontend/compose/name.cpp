// How the project is called: -p, COMPOSE_PROJECT_NAME, the last `name:` of the files, or the folder.
#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/load.h"
#include "syntax/forms/forms.h"
#include "syntax/interpolation/interpolation.h"

namespace stackc::compose {

namespace rule = diag::rule;

static bool check_given(Context& context, std::string_view name, std::string_view where) {
  if (forms::is_project_name(name)) return true;
  std::string better = forms::normalize_project_name(name);
  auto report =
      context.sink.report_path(rule::compose_project_name, "", base::cat({"`", name, "`, given by ", where, ", is no project name"}));
  if (!better.empty()) report.help(base::cat({"write `", better, "`"}));
  return false;
}

// The last name that the files give.
static std::string from_files(Context& context, const std::vector<const yaml::Node*>& names, const yaml::Node*& place) {
  for (const yaml::Node* name : names) {
    if (name->kind == yaml::Kind::kScalar && !name->text.empty() && yaml::scalar_type(*name) != yaml::ScalarType::kNull) place = name;
  }
  if (place == nullptr) return "";
  if (!context.options.interpolate || !interpolation::has_variable(place->text)) return std::string(place->text);
  interpolation::Options options;
  options.keep_unknown = context.options.unknown_variables == UnknownVariables::kKeep;
  // What is wrong in it is reported with the other values of the file.
  return interpolation::substitute(
             place->text, [&](std::string_view variable) { return context.variable(variable); }, options)
      .text;
}

static void tell(Context& context, std::string_view where) {
  std::vector<VariableSource>& sources = context.project.environment["COMPOSE_PROJECT_NAME"];
  if (!sources.empty() && sources.front().value == context.project.name) return;
  sources.insert(sources.begin(), {std::string(where), context.project.name, {}});
}

void name_project(Context& context, const std::vector<const yaml::Node*>& names, std::string_view folder) {
  Project& project = context.project;
  if (!context.options.project_name.empty()) {
    project.name = context.options.project_name;
    check_given(context, project.name, "`-p`");
    return tell(context, "-p");
  }
  if (std::optional<std::string_view> given = context.variable("COMPOSE_PROJECT_NAME"); given && !given->empty()) {
    project.name = std::string(*given);
    check_given(context, project.name, "COMPOSE_PROJECT_NAME");
    return;
  }
  const yaml::Node* place = nullptr;
  std::string name = from_files(context, names, place);
  project.name = context.options.normalize ? forms::normalize_project_name(name) : name;
  if (project.name.empty()) {
    std::string own = forms::normalize_project_name(base::file_name(folder));
    if (place == nullptr) project.name = own;
    if (project.name.empty() && place != nullptr) {
      context.report(rule::compose_project_name, place->span, base::cat({"`", name, "` has no character that a project name may have"}))
          .help("write lower-case letters, digits, `-` and `_`");
    } else if (project.name.empty()) {
      context.sink.report_path(rule::compose_project_name, std::string(folder), "the folder gives the project no name")
          .help("write `name: my-project` at the top of the compose file, or give `-p my-project`");
    }
  }
  tell(context, place == nullptr ? "name of the folder" : "name of the project");
}

}  // namespace stackc::compose
