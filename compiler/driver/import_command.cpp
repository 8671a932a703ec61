// `stackc import`: a stack file from compose files, and the proof that it means the same: the stack is built, and what Docker Compose would
// read from the result is compared with what it reads from the original.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "diag/rules/files.h"
#include "diag/rules/translation.h"
#include "driver/commands.h"
#include "driver/compile.h"
#include "driver/import_compare.h"
#include "driver/import_project.h"
#include "driver/import_stack.h"
#include "emit/writer/dotenv.h"
#include "frontend/compose/lower.h"

namespace stackc::driver {

using base::cat;
namespace rule = diag::rule;

namespace {

class Import {
 public:
  Import(const Options& options, base::FileSystem& files, Io& io) : options_(options), files_(files), io_(io) {}

  int run() {
    const ImportOptions& wanted = options_.import;
    project_ = load_project(wanted.files, io_.working_directory, files_, sources_, sink_);
    if (project_ == nullptr) return report(sink_, sources_, options_, sink_.errors() == 0, io_);
    compose::LowerOptions lowering;
    lowering.building = true;
    lowering.emit = {"compose"};
    stack_ = compose::lower(*project_, lowering, sink_, sources_);
    import();
    deliver();
    return report(sink_, sources_, options_, false, io_);
  }

 private:
  // The environment under which both files are compared: what the original's own variables have.
  std::string environment() const {
    emit::DotenvWriter out;
    std::vector<bool> done(stack_.secrets.size(), false);
    for (const ir::Service& service : stack_.services)
      for (const ir::EnvVar& variable : service.env) {
        const auto secret = variable.value.sole_secret();
        if (!secret || done[secret->index()]) continue;
        const model::Value* value = project_->root->at({"services", service.name, "environment", variable.name});
        if (value == nullptr || !value->is_string() || value->symbolic || value->text.empty()) continue;
        done[secret->index()] = out.set(stack_.secrets[*secret].env_name, value->text);
      }
    for (const ir::SecretId id : stack_.secrets.ids())
      if (const ir::Secret& secret = stack_.secrets[id]; !done[id.index()] && secret.dev_value)
        static_cast<void>(out.set(secret.env_name, secret.dev_value->value));
    return out.finish();
  }

  // A first try shows what the language says differently; the second one takes that over as it is.
  void import() {
    diag::Sink first;
    made_ = import_stack(*project_, stack_, {}, sources_, first);
    Wanted wanted;
    for (const Difference& difference : compare()) {
      if (!difference.reason.empty() || is_known(difference.path)) continue;
      if (!difference.path.starts_with("services.")) {
        const std::size_t dot = difference.path.find('.');
        wanted.resources.emplace(difference.path.substr(0, dot), difference.path.substr(dot + 1));
      } else if (const auto [service, key] = service_and_key(difference.path); !key.empty() && !key.starts_with("environment")) {
        wanted.services[service].insert(key);
      }
    }
    made_ = import_stack(*project_, stack_, wanted, sources_, sink_);
    counts_ = true;
    for (const Difference& difference : compare()) tell(difference);
  }

  // `services.my.app.ports` -> `my.app`, `ports`: names may have dots.
  std::pair<std::string, std::string> service_and_key(const std::string& path) const {
    for (const ir::Service& service : stack_.services) {
      const std::string prefix = cat({"services.", service.name, "."});
      if (path.starts_with(prefix)) return {service.name, path.substr(prefix.size())};
    }
    return {};
  }

  std::vector<Difference> compare() {
    base::MemoryFileSystem memory;
    std::string error;
    memory.write("stack.yaml", made_.text, false, error);
    Options build;
    build.targets = {"compose"};
    Compilation compilation;
    compile(build, memory, Until::kOutputs, compilation);
    if (compilation.sink.has_errors()) {
      for (const diag::Diagnostic& found : compilation.sink.all())
        if (found.severity == diag::Severity::kError)
          differs({}, cat({"the stack cannot be built: ", found.message, " (",
                           found.span.valid() ? place(compilation.sources, found.span) : std::string("stack.yaml"), ")"}));
      return {};
    }
    base::MemoryFileSystem disk;
    for (const auto& [path, output] : compilation.outputs.files())
      if (path == "compose.yaml") disk.write(cat({project_->directory, "/compose.yaml"}), output.text, false, error);
    disk.write(cat({project_->directory, "/.env"}), environment(), false, error);
    source::SourceManager sources;
    diag::Sink sink;
    const auto imported = load_project({cat({project_->directory, "/compose.yaml"})}, project_->directory, disk, sources, sink);
    if (imported == nullptr) {
      differs({}, cat({"what the stack builds is no compose file: ", sink.all().empty() ? std::string() : sink.all().front().message}));
      return {};
    }
    return compare_projects(*project_, *imported, made_.names);
  }

  static std::string place(const source::SourceManager& sources, source::Span span) {
    return cat({"stack.yaml:", std::to_string(sources.position(span.file, span.begin).line)});
  }

  // A key that is left out, which was told, explains what is below it and above it.
  bool is_known(std::string path) const {
    const auto below = made_.dropped.lower_bound(path + ".");
    if (below != made_.dropped.end() && below->starts_with(path + ".")) return true;
    for (std::size_t dot = path.size(); dot != std::string::npos; dot = path.rfind('.')) {
      path.resize(dot);
      if (made_.dropped.contains(path)) return true;
    }
    return false;
  }

  void tell(const Difference& difference) {
    if (is_known(difference.path)) return;
    const std::string what = cat({"`", difference.path, "` was ", difference.before.empty() ? "not there" : difference.before, " and is ",
                                  difference.now.empty() ? "not there" : difference.now});
    if (difference.reason.empty()) return differs(difference.span, what);
    sink_.report(rule::import_difference, difference.span, cat({what, ": ", difference.reason}));
  }

  // With --check a difference without a reason is an error; else the stack is written, and whoever reads it knows.
  void differs(source::Span span, std::string what) {
    if (!counts_) return;
    if (!span.valid() && !project_->files.empty()) span = {project_->files.front().file, 0, 0};
    sink_.report(options_.import.check ? rule::import_differs : rule::import_difference, span, std::move(what));
  }

  void deliver() {
    const ImportOptions& wanted = options_.import;
    if (wanted.check) return;
    if (wanted.output == "-") {
      io_.out += made_.text;
      return;
    }
    std::string error;
    if (files_.kind(wanted.output) != base::FileKind::kNone && !wanted.force) {
      const auto old = files_.read(wanted.output, error);
      if (old && *old == made_.text) return;
      sink_.report_path(rule::bad_option, wanted.output, cat({"`", wanted.output, "` is there already"}))
          .help("name another file with `-o`, or add `--force`");
      return;
    }
    if (!files_.write(wanted.output, made_.text, false, error))
      sink_.report_path(rule::unwritable_output, wanted.output, cat({"cannot write `", wanted.output, "`: ", error}));
    else if (!options_.quiet && options_.format == diag::OutputFormat::kText)
      io_.out += cat({"created ", wanted.output, "\n"});
  }

  const Options& options_;
  base::FileSystem& files_;
  Io& io_;
  source::SourceManager sources_;
  diag::Sink sink_;
  std::unique_ptr<compose::Project> project_;
  ir::Stack stack_;
  ImportedStack made_;
  bool counts_ = false;  // this try is the one that is written
};

}  // namespace

int import_files(const Options& options, base::FileSystem& files, Io& io) { return Import(options, files, io).run(); }

}  // namespace stackc::driver
