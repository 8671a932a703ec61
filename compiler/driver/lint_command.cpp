// `stackc lint`: from the command line to files, from findings to outputs and an exit code.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"
#include "diag/render.h"
#include "diag/rules/files.h"
#include "driver/commands.h"
#include "driver/diff.h"
#include "driver/lint/baseline.h"
#include "driver/lint/configuration.h"
#include "driver/lint/discover.h"
#include "driver/lint/lint.h"
#include "driver/pipeline.h"

namespace stackc::driver {

using base::cat;
namespace rule = diag::rule;

namespace {

std::string count(std::size_t n, std::string_view thing) { return cat({std::to_string(n), " ", thing, n == 1 ? "" : "s"}); }

bool has_fix(const diag::Diagnostic& d, diag::Safety safety) {
  return std::any_of(d.fixes.begin(), d.fixes.end(), [&](const diag::Fix& fix) { return fix.safety == safety && !fix.edits.empty(); });
}

class LintCommand {
 public:
  LintCommand(const lint::Options& options, base::FileSystem& files, Io& io)
      : options_(options), files_(files), io_(io), configuration_(options, io.working_directory, files, sources_, sink_) {}

  int run() {
    const lint::Settings& here = configuration_.of_folder(configuration_.absolute("."));
    find_inputs();
    if (!read_baseline(here) || sink_.has_errors()) return give_up();
    if (options_.show_files) {
      for (const lint::Input& input : request_.inputs) io_.out += cat({input.path, "\n"});
      return 0;
    }
    report_ = lint::lint(request_, files_);
    watch_.lap("lint");
    diag::Severity fail_on = options_.fail_on.value_or(here.fail_on.value_or(diag::Severity::kWarning));
    if (!options_.write_baseline.empty()) return write_baseline();
    if (baseline_) known_ = baseline_->filter(report_.findings, report_.sources);
    if (options_.fix == lint::FixMode::kDiff) return show_diff();
    if (options_.fix == lint::FixMode::kWrite || options_.fix_only) write_fixes();
    if (!options_.fix_only || report_.unusable) show();
    if (options_.time_passes) {
      watch_.lap("output");
      Times times = report_.times;
      add_time(times, "output", watch_.times().back().second);
      io_.err += time_table(times);
    }
    if (sink_.has_errors() || report_.unusable) return give_up();
    bool failed =
        std::any_of(report_.findings.begin(), report_.findings.end(), [&](const diag::Diagnostic& d) { return d.severity >= fail_on; });
    return failed && !options_.exit_zero && !options_.fix_only ? 1 : 0;
  }

 private:
  int give_up() {
    if (!sink_.all().empty()) io_.err += diag::render_text(sink_.sorted(sources_), sources_, colored(io_.color));
    return 2;
  }
  bool colored(bool terminal) const {
    if (options_.color != lint::Color::kAuto) return options_.color == lint::Color::kAlways;
    auto no_color = io_.environment.find("NO_COLOR");
    return terminal && (no_color == io_.environment.end() || no_color->second.empty());
  }

  void find_inputs() {
    std::vector<std::string> paths = lint::discover(options_, configuration_, files_, sink_);
    if (std::find(options_.paths.begin(), options_.paths.end(), "-") != options_.paths.end()) {
      request_.stdin_path = options_.stdin_filename.empty() ? "<stdin>" : options_.stdin_filename;
      if (io_.standard_input) request_.stdin_text = io_.standard_input();
    }
    std::set<lint::Project> projects;
    for (std::string& path : paths) {
      for (const lint::Project& project : configuration_.of_folder(base::parent_path(configuration_.absolute(path))).projects)
        if (projects.insert(project).second) request_.projects.push_back(project);
      auto rules = configuration_.rules_of(configuration_.absolute(path));
      request_.inputs.push_back({std::move(path), std::move(rules)});
    }
    request_.working_directory = io_.working_directory;
    request_.fix = options_.fix != lint::FixMode::kNone || options_.fix_only;
    request_.fixes = options_.unsafe_fixes ? diag::Safety::kUnsafe : diag::Safety::kSafe;
    request_.jobs = options_.jobs;
    request_.timed = options_.time_passes;
    request_.stack_steps = run_pipeline;
  }

  bool read_baseline(const lint::Settings& here) {
    if (!options_.write_baseline.empty()) return true;
    std::string path = options_.baseline.empty() ? here.baseline : configuration_.absolute(options_.baseline);
    if (path.empty()) return true;
    std::string error;
    std::string shown = configuration_.shown(path);
    std::optional<std::string> text = files_.read(path, error);
    if (!text) {
      sink_.report_path(rule::unreadable_input, shown, cat({"cannot read the baseline `", shown, "`: ", error}))
          .help(cat({"write it: `stackc lint --write-baseline ", shown, "`"}));
      return false;
    }
    baseline_.emplace(base::parent_path(path), configuration_.absolute("."));
    return baseline_->read(sources_, sources_.add(shown, std::move(*text)), sink_);
  }

  int write_baseline() {
    std::string path = configuration_.absolute(options_.write_baseline);
    lint::Baseline made(base::parent_path(path), configuration_.absolute("."));
    made.add(report_.findings, report_.sources);
    std::string error;
    if (!files_.write(path, made.write(), false, error)) unwritable(options_.write_baseline, error);
    if (sink_.has_errors() || report_.unusable) {
      show();
      return give_up();
    }
    if (!options_.quiet) io_.out += cat({"wrote ", count(report_.findings.size(), "finding"), " to ", options_.write_baseline, "\n"});
    return 0;
  }

  void unwritable(const std::string& path, const std::string& error) {
    sink_.report_path(rule::unwritable_output, path, cat({"cannot write `", path, "`: ", error}));
  }

  int show_diff() {
    for (const lint::Change& change : report_.changes) {
      bool absolute = change.path.starts_with('/');
      std::string_view end = change.path.find(' ') != std::string::npos ? "\t" : "";  // so `patch` knows where the name ends
      io_.out += unified_diff(change.before, change.after, cat({absolute ? "" : "a/", change.path, end}),
                              cat({absolute ? "" : "b/", change.path, end}));
    }
    if (!options_.quiet && !report_.changes.empty())
      io_.err += cat({"would make ", std::to_string(report_.fixed), report_.fixed == 1 ? " fix" : " fixes", " in ",
                      count(report_.changes.size(), "file"), "\n"});
    if (report_.unusable || sink_.has_errors()) {
      show();
      return give_up();
    }
    return report_.changes.empty() || options_.exit_zero ? 0 : 1;
  }

  void write_fixes() {
    for (const lint::Change& change : report_.changes) {
      if (change.path == request_.stdin_path) continue;
      std::string path = configuration_.absolute(change.path);
      std::string error = "it is a symbolic link";
      if (files_.kind(path) == base::FileKind::kSymlink || !files_.write(path, change.after, false, error)) unwritable(change.path, error);
    }
    if (request_.stdin_path.empty()) return;
    auto stdin_change =
        std::find_if(report_.changes.begin(), report_.changes.end(), [&](const lint::Change& c) { return c.path == request_.stdin_path; });
    io_.out += stdin_change == report_.changes.end() ? request_.stdin_text : stdin_change->after;  // a filter
  }

  // ---- what is told
  void show() {
    std::vector<std::string> looked_at;
    for (const lint::Input& input : request_.inputs) looked_at.push_back(input.path);
    bool filter = options_.fix == lint::FixMode::kWrite && !request_.stdin_path.empty();  // standard output is the fixed text
    std::string& out = filter ? io_.err : io_.out;
    bool told = false;
    std::vector<std::string> formats = options_.formats;
    if (formats.empty()) formats.emplace_back("text");
    for (const std::string& format : formats) {
      std::size_t equals = format.find('=');
      diag::OutputFormat form = diag::parse_format(format.substr(0, equals)).value_or(diag::OutputFormat::kText);
      diag::RenderInput input{report_.findings, report_.sources, looked_at, options_.color == lint::Color::kAlways};
      if (equals != std::string::npos) {
        std::string error;
        std::string path = format.substr(equals + 1);
        if (!files_.write(configuration_.absolute(path), diag::render(form, input), false, error)) unwritable(path, error);
        continue;
      }
      input.color = colored(io_.out_color);
      bool for_people = form == diag::OutputFormat::kText || form == diag::OutputFormat::kConcise;
      out += options_.statistics && for_people ? statistics() : diag::render(form, input);
      told = true;
      if (for_people && !options_.quiet) out += summary(form == diag::OutputFormat::kText && !options_.statistics);
    }
    if (!told && !options_.quiet) out += summary(false);
  }

  std::string statistics() const {
    struct Line {
      std::size_t n = 0;
      bool fixable = false;
    };
    std::map<int, Line> by_rule;
    for (const diag::Diagnostic& d : report_.findings) {
      Line& line = by_rule[static_cast<int>(d.rule)];
      ++line.n;
      line.fixable = line.fixable || has_fix(d, diag::Safety::kSafe);
    }
    std::vector<std::pair<int, Line>> lines(by_rule.begin(), by_rule.end());
    std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.second.n > b.second.n; });
    std::string out;
    for (const auto& [code, line] : lines) {
      std::string n = std::to_string(line.n);
      out += cat({std::string(6 - std::min<std::size_t>(6, n.size()), ' '), n, "  ", diag::code_text(code),
                  line.fixable ? " [*] " : "     ", diag::info(diag::Rule{static_cast<std::uint16_t>(code)}).name, "\n"});
    }
    return out;
  }

  std::string summary(bool apart) const {
    std::size_t by_severity[3] = {};
    std::size_t safe = 0;
    std::size_t unsafe = 0;
    for (const diag::Diagnostic& d : report_.findings) {
      ++by_severity[static_cast<std::size_t>(d.severity)];
      if (has_fix(d, diag::Safety::kSafe)) {
        ++safe;
      } else if (has_fix(d, diag::Safety::kUnsafe)) {
        ++unsafe;
      }
    }
    std::string out = apart && !report_.findings.empty() ? "\n" : "";
    std::vector<std::string> parts;
    constexpr std::string_view kThings[] = {"note", "warning", "error"};
    for (std::size_t i = 3; i-- > 0;)
      if (by_severity[i] != 0) parts.push_back(count(by_severity[i], kThings[i]));
    out += parts.empty() ? "no findings" : base::join(parts, ", ");
    out += cat({" in ", count(request_.inputs.size(), "file")});
    if (report_.dropped != 0) out += cat({"; ", std::to_string(report_.dropped), " more not shown"});
    if (known_ != 0) out += cat({"; ", std::to_string(known_), " known from the baseline"});
    if (baseline_ && baseline_->gone() != 0) out += cat({"; ", std::to_string(baseline_->gone()), " of the baseline no longer there"});
    if (report_.fixed != 0) out += cat({"; ", std::to_string(report_.fixed), " fixed"});
    bool fixing = request_.fix;
    if (safe != 0 && !fixing) out += cat({"; ", std::to_string(safe), " fixable with --fix"});
    if (unsafe != 0 && !options_.unsafe_fixes) out += cat({"; ", std::to_string(unsafe), " fixable with --fix --unsafe-fixes"});
    return out + "\n";
  }

  const lint::Options& options_;
  base::FileSystem& files_;
  Io& io_;
  source::SourceManager sources_;  // configuration and baseline
  diag::Sink sink_;                // what is wrong with the call itself
  lint::Configuration configuration_;
  lint::Request request_;
  lint::Report report_;
  Stopwatch watch_;
  std::optional<lint::Baseline> baseline_;
  std::size_t known_ = 0;
};

}  // namespace

int lint_files(const Options& options, base::FileSystem& files, Io& io) { return LintCommand(options.lint, files, io).run(); }

}  // namespace stackc::driver
