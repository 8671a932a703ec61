// `stackc explain CODE`: what a rule means. `stackc explain PATH`: where a value comes from, in each environment.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "diag/aliases.h"
#include "diag/render.h"
#include "driver/commands.h"
#include "driver/compile.h"
#include "driver/facts.h"

namespace stackc::driver {

using base::cat;

namespace {

bool looks_like_code(std::string_view subject) {
  return subject.size() == 7 && base::to_upper(subject.substr(0, 3)) == "STK" && base::parse_uint(subject.substr(3)).has_value();
}

std::string rule_text(const diag::RuleInfo& rule) {
  std::string out = cat({diag::code_text(rule.code), " ", rule.name, " (", diag::severity_name(rule.severity), ")\n", rule.summary, "\n\n",
                         rule.documentation, "\n"});
  bool first = true;
  for (const diag::Alias& alias : diag::all_aliases()) {
    if (alias.code != rule.code) continue;
    out += cat({first ? "\nelsewhere: " : ", ", alias.tool, " ", alias.name});
    first = false;
  }
  return first ? out : out + "\n";
}

std::string origin_text(const ir::Origin& origin, const source::SourceManager& sources) {
  static constexpr const char* kBy[] = {"the stack file", "a default", "a template", "a pass"};
  std::string out = cat({"from ", kBy[static_cast<int>(origin.by)]});
  if (!origin.note.empty()) out += cat({" (", origin.note, ")"});
  if (!origin.span.valid()) return out + "\n";
  source::Position at = sources.position(origin.span.file, origin.span.begin);
  return out + cat({", ", sources.path(origin.span.file), ":", std::to_string(at.line), ":", std::to_string(at.column), "\n      | ",
                    base::trim(sources.line_text(origin.span.file, at.line)), "\n"});
}

struct Found {
  std::string body;
  std::vector<std::string> environments;
};

// The facts at `subject` and below it; what is the same in several environments is told once.
std::vector<std::pair<std::string, Found>> look_up(const Compilation& compilation, const Options& options) {
  std::vector<std::pair<std::string, Found>> found;
  for (const ir::Stack& stack : compilation.project.stacks) {
    const auto& wanted = options.environments;
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), stack.environment) == wanted.end()) continue;
    for (const Fact& fact : facts(stack)) {
      if (fact.path != options.subject && !fact.path.starts_with(options.subject + ".")) continue;
      std::string body = cat({"    ", fact.value, fact.value.empty() ? "" : "\n    ", origin_text(fact.origin, compilation.sources)});
      auto same = std::find_if(found.begin(), found.end(), [&](const auto& f) { return f.first == fact.path && f.second.body == body; });
      if (same == found.end()) same = found.insert(found.end(), {fact.path, {std::move(body), {}}});
      same->second.environments.push_back(stack.environment);
    }
  }
  return found;
}

void suggest(const Compilation& compilation, const Options& options, Io& io) {
  std::vector<std::string> paths;
  for (const ir::Stack& stack : compilation.project.stacks)
    for (Fact& fact : facts(stack)) paths.push_back(std::move(fact.path));
  std::vector<std::string_view> views(paths.begin(), paths.end());
  io.err += cat({"stackc explain: the stack has nothing at `", options.subject, "`"});
  if (std::string_view near = base::nearest(options.subject, views); !near.empty()) io.err += cat({"; did you mean `", near, "`?"});
  io.err += "\n";
}

}  // namespace

int explain(const Options& options, base::FileSystem& files, Io& io) {
  if (const diag::RuleInfo* rule = diag::find_rule(options.subject)) {
    io.out += rule_text(*rule);
    return 0;
  }
  if (looks_like_code(options.subject)) {
    io.err += cat({"stackc explain: there is no rule `", options.subject, "`\n"});
    return 2;
  }
  Compilation compilation;
  compilation.working_directory = io.working_directory;
  compile(options, files, Until::kPasses, compilation);
  if (compilation.sink.has_errors() || compilation.unusable)
    return report(compilation.sink, compilation.sources, options, compilation.unusable, io);
  auto found = look_up(compilation, options);
  if (found.empty()) {
    suggest(compilation, options, io);
    return 2;
  }
  for (const auto& [path, what] : found) io.out += cat({path, " (", base::join(what.environments, ", "), ")\n", what.body});
  return 0;
}

}  // namespace stackc::driver
