// `include`: each entry is a project of its own, made ready up to its absolute paths; its resources are taken over.
#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/load.h"
#include "syntax/forms/forms.h"

namespace stackc::compose {

namespace rule = diag::rule;
namespace table = schema::compose;
using model::Value;

namespace {

struct Entry {
  std::vector<const Value*> paths;
  std::vector<const Value*> env_files;
  const Value* project_directory = nullptr;
  source::Span span;
};

class Includer {
 public:
  Includer(Context& context, Draft& draft, const FileSet& set) : context_(context), draft_(draft), set_(set) {}
  void run();

 private:
  std::optional<Entry> read(const Value& value);
  bool texts(const Value& value, std::string_view key, std::vector<const Value*>& out);
  bool locate(const Entry& entry, FileSet& files);
  bool check_cycle(const std::string& path, source::Span span);
  const Environment* environment_of(const Entry& entry, const std::string& project_directory);
  Value* load(const Entry& entry, const FileSet& files, const Environment* environment);
  void take_over(Value& from, source::Span span);
  void take_over(std::string_view section, Value& from, Value& to, source::Span span);

  Context& context_;
  Draft& draft_;
  const FileSet& set_;
  std::vector<std::string> chain_;
};

bool Includer::texts(const Value& value, std::string_view key, std::vector<const Value*>& out) {
  bool good = true;
  auto add = [&](const Value& item) {
    if (item.is_string()) return out.push_back(&item);
    good = false;
    context_.report(rule::compose_include_form, item.span, base::cat({"`", key, "` of an `include` takes a path or a list of paths"}));
  };
  if (value.is_list()) {
    for (const Value* item : *value.list) add(*item);
  } else if (!value.is_null()) {
    add(value);
  }
  return good;
}

std::optional<Entry> Includer::read(const Value& value) {
  Entry entry;
  entry.span = value.span;
  if (value.is_string()) {
    entry.paths.push_back(&value);
    return entry;
  }
  if (value.is_null()) {
    context_.report(rule::compose_include_ignored, value.span, "an empty entry of `include` includes nothing").help("delete it");
    return entry;
  }
  if (!value.is_map()) {
    context_.report(rule::compose_include_form, value.span, "an entry of `include` is a path, or a mapping with `path`")
        .help("write `- ./other/compose.yaml`");
    return std::nullopt;
  }
  bool good = true;
  for (const model::Member& member : *value.map) {
    if (member.key == "path") {
      good = texts(*member.value, "path", entry.paths) && good;
    } else if (member.key == "env_file") {
      good = texts(*member.value, "env_file", entry.env_files) && good;
    } else if (member.key == "project_directory") {
      if (member.value->is_string()) entry.project_directory = member.value;
      if (!member.value->is_string() && !member.value->is_null()) {
        context_.report(rule::compose_include_form, member.value->span, "`project_directory` of an `include` takes a path");
        good = false;
      }
    } else {
      static constexpr std::string_view kKeys[] = {"path", "project_directory", "env_file"};
      auto report =
          context_.report(rule::compose_include_ignored, member.key_span, base::cat({"`", member.key, "` means nothing in an `include`"}));
      if (std::string_view near = base::nearest(member.key, kKeys); !near.empty()) report.help(base::cat({"did you mean `", near, "`?"}));
    }
  }
  return good ? std::optional(entry) : std::nullopt;
}

bool Includer::check_cycle(const std::string& path, source::Span span) {
  for (std::size_t i = 0; i < chain_.size(); ++i) {
    if (chain_[i] != path) continue;
    std::string way;
    for (std::size_t j = i; j < chain_.size(); ++j) way += base::cat({"`", shown_path(context_, chain_[j]), "` includes "});
    context_
        .report(rule::compose_include_cycle, span,
                base::cat({"the files include one another: ", way, "`", shown_path(context_, path), "`"}))
        .help("take this `include` out, or move what both need to a third file");
    return false;
  }
  return true;
}

// Which files, and where their paths start. The project directory of an inner include is relative to the folder that the outer one is
// made relative to, as in the loader.
bool Includer::locate(const Entry& entry, FileSet& files) {
  files.role = Role::kIncluded;
  bool good = true;
  for (const Value* path : entry.paths) {
    if (forms::is_remote_context(path->text) || path->text.find("://") != path->text.npos) {
      context_.report(rule::compose_remote, path->span, base::cat({"`", path->text, "` lies on another machine and is not fetched"}))
          .help("check it out, and include the file in the checkout");
      good = false;
      continue;
    }
    std::string local = path->text.starts_with('/') ? std::string(path->text) : join_clean(set_.base, path->text);
    files.paths.push_back(context_.absolute(local));
    files.spans.push_back(path->span);
    if (files.paths.size() > 1) continue;
    auto folder = [this](std::string_view of) {
      auto from_base = [this](std::string_view p) { return p.starts_with('/') ? std::string(p) : join_clean(set_.base, p); };
      std::string there = from_base(of);
      if (!is_folder(context_, context_.absolute(there))) there = from_base(folder_of(of));
      return relative_path(set_.base, there);
    };
    std::string_view directory = entry.project_directory == nullptr ? std::string_view() : entry.project_directory->text;
    if (directory.empty()) {
      files.folder = folder(local);
      files.base = folder_of(local);
    } else if (!directory.starts_with('/')) {
      files.folder = folder(directory);
      files.base = join_clean(set_.folder, directory);
    } else {
      files.folder = files.base = std::string(directory);
    }
    good = check_cycle(files.paths.back(), path->span) && good;
  }
  return good;
}

const Environment* Includer::environment_of(const Entry& entry, const std::string& project_directory) {
  VariableFiles variables;
  if (entry.env_files.empty()) {
    std::string path = context_.absolute(join_clean(project_directory, ".env"));
    if (context_.files.kind(path) != base::FileKind::kNone && !is_folder(context_, path))
      read_variables(context_, path, entry.span, variables);
  }
  for (const Value* file : entry.env_files) {
    if (file->text == "/dev/null") continue;
    std::string path = file->text.starts_with('/') ? std::string(file->text) : join_clean(set_.folder, file->text);
    read_variables(context_, context_.absolute(path), file->span, variables);
  }
  if (variables.empty()) return context_.environment;
  Environment environment{context_.environment, {}};
  for (auto& [name, sources] : variables) environment.own.emplace(name, std::move(sources.front()));
  for (const Environment& known : context_.loading->environments) {
    if (known.outer == environment.outer && known.own.size() == environment.own.size() &&
        std::equal(known.own.begin(), known.own.end(), environment.own.begin(),
                   [](const auto& a, const auto& b) { return a.first == b.first && a.second.value == b.second.value; }))
      return &known;
  }
  return &context_.loading->environments.emplace_back(std::move(environment));
}

// What the files give; a copy, since a file may be included by several others.
Value* Includer::load(const Entry& entry, const FileSet& files, const Environment* environment) {
  std::string key;
  for (const std::string& path : files.paths) key += base::cat({std::to_string(path.size()), ":", path, ";"});
  key += base::cat({files.folder, "\n", files.base, "\n"});
  const auto& known = context_.loading->environments;
  std::size_t number = 0;  // which environment; 0: the project's
  for (std::size_t i = 0; i < known.size(); ++i)
    if (&known[i] == environment) number = i + 1;
  key += std::to_string(number);
  auto& cache = context_.loading->includes;
  if (auto there = cache.find(key); there != cache.end()) return context_.store().copy(*there->second);
  if (context_.loading->depth >= kMaxIncludeDepth) {
    context_.report(rule::compose_too_deep, entry.span, "files include one another more than 100 deep");
    return nullptr;
  }
  Context inner = context_;
  inner.environment = environment;
  FileSet set = files;
  set.chain = chain_;
  ++context_.loading->depth;
  context_.sink.enter(entry.span, "included from here");
  Value* loaded = load_files(inner, set);
  context_.sink.leave();
  --context_.loading->depth;
  cache.emplace(std::move(key), loaded);
  return context_.store().copy(*loaded);
}

void Includer::take_over(std::string_view section, Value& from, Value& to, source::Span span) {
  const table::Key* sections = table::row(table::Object::kRoot, section);
  for (model::Member& member : *from.map) {
    Value* there = to.find(member.key);
    if (there == nullptr) {
      context_.store().set(to, member.key, member.value, member.key_span);
      continue;
    }
    if (model::equal(*there, *member.value)) continue;
    if (!context_.options.quirks.include_merges_conflicts) {
      context_
          .report(rule::compose_include_conflict, to.map->find(member.key)->key_span,
                  base::cat({"`", section, ".", member.key, "` is defined here and in a file that is included"}))
          .label(member.key_span, "it is also defined here")
          .label(span, "included from here")
          .help("rename one of them, or name an override file in the `include`");
      continue;
    }
    Value holder = *member.value;
    apply_marks(draft_.marks, {section, member.key}, holder, there);
    const table::Key* row = sections == nullptr ? nullptr : table::row(sections->element, member.key);
    context_.store().set(to, member.key, merge_at(context_, row, {section, member.key}, member.value, there));
  }
}

void Includer::take_over(Value& from, source::Span span) {
  for (std::string_view section : {"services", "jobs", "volumes", "networks", "secrets", "configs", "models"}) {
    Value* source = from.find(section);
    if (source == nullptr || !source->is_map()) continue;
    Value* target = draft_.value->find(section);
    if (target == nullptr) {
      target = context_.store().map(source->span);
      context_.store().set(*draft_.value, section, target);
    }
    if (target->is_map()) take_over(section, *source, *target, span);  // else the schema check tells
  }
}

void Includer::run() {
  Value* list = draft_.value->find("include");
  if (list == nullptr) return;
  chain_ = set_.chain;
  chain_.push_back(draft_.file);
  if (list->is_list()) {
    for (const Value* item : *list->list) {
      std::optional<Entry> entry = read(*item);
      FileSet files;
      if (!entry || !locate(*entry, files)) {
        context_.loading->broken = true;
        continue;
      }
      if (files.paths.empty()) continue;
      if (Value* loaded = load(*entry, files, environment_of(*entry, files.base))) take_over(*loaded, entry->span);
    }
  } else if (!list->is_null()) {
    context_.report(rule::compose_include_form, list->span, "`include` takes a list")
        .help("write each file on its own line: `- ./other/compose.yaml`");
  }
  draft_.value->map->erase("include");
}

}  // namespace

void include(Context& context, Draft& draft, const FileSet& set) { Includer(context, draft, set).run(); }

}  // namespace stackc::compose
