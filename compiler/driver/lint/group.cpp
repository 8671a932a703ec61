#include "driver/lint/group.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "diag/fix.h"
#include "diag/rules/files.h"
#include "diag/rules/lint.h"
#include "driver/lint/projects.h"

namespace stackc::driver::lint {

using base::cat;
namespace rule = diag::rule;

static constexpr int kMaxRounds = 10;

std::vector<Group> make_groups(const Request& request, OverlayFileSystem& files) {
  const std::size_t count = request.inputs.size();
  std::vector<std::size_t> leader(count);  // the first input of the group, as far as it is known
  for (std::size_t i = 0; i < count; ++i) leader[i] = i;
  auto find = [&](std::size_t i) {
    while (leader[i] != i) i = leader[i] = leader[leader[i]];
    return i;
  };
  auto join = [&](std::size_t a, std::size_t b) {
    a = find(a), b = find(b);
    leader[std::max(a, b)] = std::min(a, b);
  };

  std::vector<std::string> bases(count);
  std::map<std::string, std::size_t> of_base, of_path;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& path = request.inputs[i].path;
    bases[i] = is_base_name(base::file_name(path)) ? path : base_of(files, path);
    if (!bases[i].empty()) join(i, of_base.emplace(files.key(bases[i]), i).first->second);
    if (!request.projects.empty()) of_path.emplace(files.key(path), i);
  }
  std::vector<std::pair<const Project*, std::size_t>> projects;  // with an input of each
  for (const Project& project : request.projects) {
    std::optional<std::size_t> any;
    for (const std::string& path : project) {
      auto input = of_path.find(path);
      if (input == of_path.end()) continue;
      if (any) join(*any, input->second);
      any = input->second;
    }
    if (any) projects.emplace_back(&project, *any);
  }

  std::vector<Group> groups;
  std::map<std::size_t, std::size_t> of_leader;
  for (std::size_t i = 0; i < count; ++i) {
    auto [at, is_new] = of_leader.emplace(find(i), groups.size());
    if (is_new) groups.emplace_back();
    groups[at->second].members.push_back({i, std::move(bases[i])});
  }
  for (const auto& [project, input] : projects) groups[of_leader.at(find(input))].projects.push_back(project);
  return groups;
}

GroupRun::GroupRun(const Request& request, const Group& group, base::FileSystem& files)
    : request_(request), group_(group), files_(files, request.working_directory) {
  for (const Group::Member& member : group.members)
    by_key_.emplace(files_.key(request.inputs[member.input].path), &request.inputs[member.input]);
}

const Input* GroupRun::requested(const std::string& path) const {
  auto at = by_key_.find(files_.key(path));
  return at == by_key_.end() ? nullptr : at->second;
}
const RuleSet& GroupRun::rules_of(const std::string& path) const {
  const Input* input = requested(path);
  return input != nullptr ? *input->rules : *request_.inputs[group_.members.front().input].rules;
}

void GroupRun::read_inputs() {
  for (const Group::Member& member : group_.members) {
    const std::string& path = request_.inputs[member.input].path;
    std::string error;
    std::optional<std::string> text = path == request_.stdin_path ? request_.stdin_text : files_.read(path, error);
    if (!text) {
      diag::Sink sink;
      sink.report_path(rule::unreadable_input, path, cat({"cannot read `", path, "`: ", error}));
      report_.findings.push_back(sink.all().front());
      report_.unusable = true;
      continue;
    }
    types_.emplace(path, type_of(path, *text));
    if (request_.fix) texts_.emplace(path, *text);
    files_.put(path, std::move(*text));
  }
}

// As the input was named, else from the working directory on where it lies below.
std::string GroupRun::shown(const std::string& absolute) const {
  if (auto input = by_key_.find(absolute); input != by_key_.end()) return input->second->path;
  std::string folder = files_.key("");
  if (!folder.ends_with('/')) folder += '/';
  return absolute.starts_with(folder) ? absolute.substr(folder.size()) : absolute;
}

void GroupRun::make_units() {
  std::set<std::string> over;  // files of which it is said what they lie over
  for (const Project* project : group_.projects) {
    Unit unit;
    for (const std::string& path : *project) unit.paths.push_back(shown(path));
    over.insert(project->begin() + 1, project->end());
    units_.push_back(std::move(unit));
  }
  for (const Group::Member& member : group_.members) {
    const std::string& path = request_.inputs[member.input].path;
    if (types_.contains(path) && !over.contains(files_.key(path))) add_guessed(member, path);
  }
  // A base is checked before what lies over it: of two findings at one place the plain one is kept.
  std::stable_sort(units_.begin(), units_.end(), [](const Unit& a, const Unit& b) { return a.paths.size() < b.paths.size(); });
  for (const Unit& unit : units_)
    for (const std::string& path : unit.paths)
      if (requested(path) == nullptr) context_.insert(files_.key(path));
}

void GroupRun::add_guessed(const Group::Member& member, const std::string& path) {
  Unit unit{{path}, types_.at(path)};
  if (unit.type == FileType::kStack || member.base.empty()) {
    units_.push_back(std::move(unit));
    return;
  }
  if (path == member.base) {
    units_.push_back(unit);
    std::string over = override_of(files_, path);
    if (over.empty() || requested(over) != nullptr) return;  // a requested override makes the same unit
    unit.paths.push_back(std::move(over));
    units_.push_back(std::move(unit));
    return;
  }
  std::string error;
  std::optional<std::string> base_text = files_.read(member.base, error);
  bool over = base_text && (is_override_name(base::file_name(path)) || needs_base(files_.read(path, error).value_or(""), *base_text));
  if (over) unit.paths.insert(unit.paths.begin(), member.base);
  units_.push_back(std::move(unit));
}

source::Span GroupRun::moved(source::Span span) {
  if (span.valid() && span.file.index() < moved_.size()) span.file = moved_[span.file.index()];
  return span;
}

void GroupRun::check(const Unit& unit) {
  diag::Sink sink;
  Surroundings around{files_, request_.working_directory, request_.stack_steps, request_.timed ? &watch_ : nullptr};
  std::size_t first = sources_.size();
  Coverage coverage = Coverage::kNothing;
  if (unit.type == FileType::kStack) {
    std::string error;
    coverage = check_stack(around, unit.paths.front(), files_.read(unit.paths.front(), error).value_or(""), sources_, sink);
  } else {
    coverage = check_compose(around, unit.paths, sources_, sink);
  }
  if (coverage == Coverage::kNothing && !sink.has_errors()) {
    sink.report_path(rule::unreadable_input, unit.paths.back(), cat({"`", unit.paths.back(), "` cannot be read as a compose file"}));
    report_.unusable = true;
  }
  whole_ = whole_ && coverage == Coverage::kAll;
  for (std::size_t i = first; i < sources_.size(); ++i) {
    source::FileId file(i);
    moved_.resize(i + 1);
    moved_[i] = ids_.emplace(files_.key(sources_.path(file)), file).first->second;
  }
  dropped_ += sink.dropped();
  for (diag::Diagnostic diagnostic : sink.all()) {
    diagnostic.span = moved(diagnostic.span);
    for (diag::Label& label : diagnostic.labels) label.span = moved(label.span);
    for (diag::Fix& fix : diagnostic.fixes)
      for (diag::Edit& edit : fix.edits) edit.span = moved(edit.span);
    if (concerns(diagnostic)) keep(std::move(diagnostic));
  }
}

// Not what lies in another file of the project alone, if that was not asked for.
bool GroupRun::concerns(const diag::Diagnostic& diagnostic) const {
  if (!diagnostic.span.valid() || context_.empty() || RuleSet::always_on(static_cast<int>(diagnostic.rule))) return true;
  if (!context_.contains(files_.key(sources_.path(diagnostic.span.file)))) return true;
  return std::any_of(diagnostic.labels.begin(), diagnostic.labels.end(),
                     [&](const diag::Label& label) { return label.span.valid() && requested(sources_.path(label.span.file)) != nullptr; });
}

void GroupRun::keep(diag::Diagnostic diagnostic) {
  const RuleSet& rules = rules_of(diagnostic.span.valid() ? sources_.path(diagnostic.span.file) : diagnostic.path);
  if (!rules.on(diagnostic.rule)) return;
  diagnostic.severity = rules.severity(diagnostic);
  findings_.push_back(std::move(diagnostic));
}

// Several units see the base: one rule says one thing at one place once.
static void drop_repeated(std::vector<diag::Diagnostic>& findings) {
  std::set<std::tuple<int, std::uint32_t, std::uint32_t, std::uint32_t, std::string_view>> seen;
  std::vector<bool> gone(findings.size());
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const diag::Diagnostic& d = findings[i];
    std::string_view tie = d.span.valid() ? std::string_view(d.message) : std::string_view(d.path);
    gone[i] = !seen.emplace(static_cast<int>(d.rule), d.span.file.value, d.span.begin, d.span.end, tie).second;
  }
  seen.clear();
  std::size_t i = 0;
  std::erase_if(findings, [&](const diag::Diagnostic&) { return gone[i++]; });
}

void GroupRun::suppress() {
  std::map<std::uint32_t, Suppressions> by_file;
  diag::Sink sink;
  auto of = [&](source::FileId file) -> Suppressions& {
    auto [at, is_new] = by_file.try_emplace(file.value);
    if (is_new) at->second = Suppressions::read(sources_, file, sink);
    return at->second;
  };
  for (const auto& [key, file] : ids_)
    if (requested(sources_.path(file)) != nullptr) of(file);
  std::erase_if(findings_, [&](const diag::Diagnostic& diagnostic) {
    if (!diagnostic.span.valid() || RuleSet::always_on(static_cast<int>(diagnostic.rule))) return false;
    Suppressions& comments = of(diagnostic.span.file);
    if (comments.empty()) return false;
    return comments.covers(static_cast<int>(diagnostic.rule), sources_.position(diagnostic.span.file, diagnostic.span.begin).line);
  });
  for (const auto& [file, comments] : by_file) {
    if (!whole_) break;  // a rule that had nothing to look at may find something next time
    const std::string& path = sources_.path(source::FileId(file));
    if (requested(path) != nullptr) comments.report_unused(sources_, rules_of(path), sink);
  }
  for (const diag::Diagnostic& diagnostic : sink.all())
    if (requested(sources_.path(diagnostic.span.file)) != nullptr) keep(diagnostic);
}

void GroupRun::round() {
  sources_ = source::SourceManager();
  ids_.clear();
  moved_.clear();
  findings_.clear();
  dropped_ = 0;
  whole_ = true;
  for (const Unit& unit : units_) check(unit);
  if (units_.size() > 1) drop_repeated(findings_);
  suppress();
}

static bool broken(const std::vector<diag::Diagnostic>& findings) {
  return std::any_of(findings.begin(), findings.end(), [](const diag::Diagnostic& d) { return static_cast<int>(d.rule) < 1100; });
}

void GroupRun::fix_rounds() {
  auto may_edit = [](source::FileId file, const void* context) {
    const auto& run = *static_cast<const GroupRun*>(context);
    return run.requested(run.sources_.path(file)) != nullptr;
  };
  if (broken(findings_)) return;  // what cannot be read is not touched
  for (int n = 0;; ++n) {
    diag::Fixed fixed = diag::apply_fixes(findings_, sources_, request_.fixes, may_edit, this);
    if (fixed.applied == 0) return;
    const std::size_t any = fixed.diagnostics.front();
    if (n == kMaxRounds) {
      diag::Sink sink;
      sink.report(rule::unstable_fix, findings_[any].span,
                  cat({"after ", std::to_string(kMaxRounds), " rounds there is still something to fix"}));
      keep(sink.all().front());
      return;
    }
    std::vector<std::pair<std::string, std::string>> old;
    std::string culprit = diag::code_text(static_cast<int>(findings_[any].rule));
    for (auto& [file, text] : fixed.texts) {
      source::FileId id(file);
      old.emplace_back(sources_.path(id), std::string(sources_.text(id)));
      files_.put(sources_.path(id), std::move(text));
    }
    round();
    if (broken(findings_)) {  // never write what cannot be read any more
      for (auto& [path, text] : old) files_.put(path, std::move(text));
      round();
      diag::Sink sink;
      sink.report_path(rule::unstable_fix, old.front().first,
                       cat({"a fix (", culprit, " or with it) would break the file; it was not made"}));
      keep(sink.all().front());
      return;
    }
    report_.fixed += fixed.applied;
  }
}

Report GroupRun::run() {
  read_inputs();
  make_units();
  round();
  if (request_.fix) {
    fix_rounds();
    for (const auto& [path, before] : texts_) {
      std::string error;
      std::string after = files_.read(path, error).value_or(before);
      if (after != before) report_.changes.push_back({path, before, std::move(after)});
    }
  }
  report_.dropped = dropped_;
  if (request_.timed) {
    watch_.lap("findings");
    report_.times = watch_.times();
  }
  report_.findings.insert(report_.findings.end(), std::make_move_iterator(findings_.begin()), std::make_move_iterator(findings_.end()));
  if (!report_.findings.empty()) report_.sources = std::move(sources_);
  return std::move(report_);
}

}  // namespace stackc::driver::lint
