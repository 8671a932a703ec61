// What interpolation sees: the process environment, then .env or the files given instead, each value with every source that it could have
// come from.
#include <set>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/load.h"
#include "syntax/dotenv/dotenv.h"

namespace stackc::compose {

namespace rule = diag::rule;

static std::optional<std::string_view> look_up(const Project& project, const Environment* environment, std::string_view name) {
  if (environment == nullptr) {
    auto there = project.environment.find(name);
    if (there == project.environment.end()) return std::nullopt;
    return there->second.front().value;
  }
  if (std::optional<std::string_view> outer = look_up(project, environment->outer, name)) return outer;
  auto there = environment->own.find(name);
  if (there == environment->own.end()) return std::nullopt;
  return there->second.value;
}

std::optional<std::string_view> Context::variable(std::string_view name) const { return look_up(project, environment, name); }

namespace {

source::Span span_in(source::FileId file, dotenv::Range range) { return {file, range.begin, range.end}; }

// What is asked for in `text`: the project's variables, then those of earlier files, unless this file sets them itself.
dotenv::File parse_file(Context& context, std::string_view text, const VariableFiles& earlier) {
  std::set<std::string, std::less<>> own;
  if (!earlier.empty()) {
    for (const dotenv::Assignment& assignment : dotenv::parse(text, [](std::string_view) { return std::nullopt; }).assignments)
      own.insert(assignment.name);
  }
  return dotenv::parse(text, [&](std::string_view name) -> std::optional<std::string_view> {
    if (std::optional<std::string_view> outer = context.variable(name)) return outer;
    auto there = earlier.find(name);
    if (there == earlier.end() || own.count(name) != 0) return std::nullopt;
    return there->second.front().value;
  });
}

}  // namespace

void warn_of_unset(Context& context, std::string_view name, source::Span span) {
  if (context.options.unknown_variables == UnknownVariables::kKeep || !context.loading->warned.insert(std::string(name)).second) return;
  context.report(rule::compose_unset_variable, span, base::cat({"the variable `", name, "` is not set; empty text takes its place"}))
      .help(base::cat({"set it in `.env` or in the environment, or write a default: `${", name, ":-value}`"}));
}

bool read_variables(Context& context, const std::string& path, source::Span from, VariableFiles& variables) {
  std::string error;
  std::string shown = shown_path(context, path);
  std::optional<std::string> text = context.files.read(path, error);
  if (!text) {
    std::string message = base::cat({"the file of variables `", shown, "` cannot be read: ", error});
    if (from.valid()) {
      context.report(rule::compose_env_file, from, std::move(message));
    } else {
      context.sink.report_path(rule::compose_env_file, shown, std::move(message)).help("correct `--env-file`, or make the file");
    }
    return false;
  }
  source::FileId file = context.sources.add(shown, std::move(*text));
  dotenv::File parsed = parse_file(context, context.sources.text(file), variables);
  for (const dotenv::Problem& problem : parsed.problems)
    context.report(rule::compose_env_syntax, span_in(file, problem.range), problem.message);
  for (const interpolation::Variable& variable : parsed.variables) {
    if (!variable.known && variable.op == interpolation::Operator::kNone)
      warn_of_unset(context, variable.name, span_in(file, variable.range));
  }
  for (dotenv::Assignment& assignment : parsed.assignments) {
    source::Span span = span_in(file, assignment.name_range);
    std::string where = base::cat({shown, ":", std::to_string(context.sources.position(file, span.begin).line)});
    std::vector<VariableSource>& sources = variables[std::move(assignment.name)];
    sources.insert(sources.begin(), {std::move(where), std::move(assignment.value), span});
  }
  return parsed.problems.empty();
}

// As Go's strconv.ParseBool.
static std::optional<bool> truth(std::string_view text) {
  for (std::string_view word : {"1", "t", "T", "true", "TRUE", "True"})
    if (text == word) return true;
  for (std::string_view word : {"0", "f", "F", "false", "FALSE", "False"})
    if (text == word) return false;
  return std::nullopt;
}

static bool is_turned_off(Context& context) {
  auto there = context.options.environment.find("COMPOSE_DISABLE_ENV_FILE");
  if (there == context.options.environment.end()) return false;
  std::optional<bool> off = truth(there->second);
  if (!off) {
    context.sink
        .report_path(rule::compose_control_variable, "",
                     base::cat({"COMPOSE_DISABLE_ENV_FILE is `", there->second, "`, which is no boolean"}))
        .help("set it to `true` or `false`, or unset it");
  }
  return off.value_or(true);
}

void read_environment(Context& context, const std::string& folder) {
  auto& environment = context.project.environment;
  bool first = environment.empty();
  if (first) {
    for (const auto& [name, value] : context.options.environment) environment[name].push_back({"environment", value, {}});
    if (environment.count("PWD") == 0) environment["PWD"].push_back({"working directory", context.options.working_directory, {}});
  }
  std::vector<std::string> paths;
  if (!context.options.env_files.empty()) {
    if (!first) return;
    for (const std::string& path : context.options.env_files) paths.push_back(context.absolute(path));
  } else if (!is_turned_off(context)) {
    std::string path = join_clean(folder, ".env");
    if (context.files.kind(path) != base::FileKind::kNone && !is_folder(context, path)) paths.push_back(path);
  }
  VariableFiles variables;
  for (const std::string& path : paths) {
    if (context.loading->variable_files.insert(path).second) read_variables(context, path, {}, variables);
  }
  for (auto& [name, sources] : variables) {
    std::vector<VariableSource>& all = environment[name];
    for (VariableSource& source : sources) all.push_back(std::move(source));
  }
}

}  // namespace stackc::compose
