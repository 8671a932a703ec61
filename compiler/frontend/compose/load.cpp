// The stages in the order of the reference loader.
#include "frontend/compose/load.h"

#include "base/text.h"
#include "diag/rules/compose.h"

namespace stackc::compose {

namespace rule = diag::rule;
using model::Value;

namespace {

// Attributes that once were extensions go by the name that they have now.
void promote(Context& context, Value& map, std::string_view from, std::string_view to, std::string_view service) {
  model::Member* old = map.map->find(from);
  if (old == nullptr) return;
  Value* value = old->value;
  source::Span span = old->key_span;
  map.map->erase(from);
  Value* there = map.find(to);
  if (there == nullptr || there->is_null()) {
    context.store().set(map, to, value, span);
    return;
  }
  const schema::compose::Key* row = schema::compose::row(schema::compose::Object::kService, "develop");
  context.store().set(map, to, merge_at(context, to == "develop" ? row : nullptr, {"services", service, to}, value, there));
}

void promote_extensions(Context& context, Value& document) {
  Value* services = document.find("services");
  if (services == nullptr || !services->is_map()) return;
  for (model::Member& member : *services->map) {
    if (!member.value->is_map()) continue;
    promote(context, *member.value, "x-develop", "develop", member.key);
    Value* develop = member.value->find("develop");
    Value* watch = develop == nullptr ? nullptr : develop->find("watch");
    if (watch == nullptr || !watch->is_list()) continue;
    for (Value* each : *watch->list) {
      if (each->is_map()) promote(context, *each, "x-initialSync", "initial_sync", member.key);
    }
  }
}

// Marks on an extension are meant for the attribute that it became, too.
void promote_marks(Marks& marks) {
  for (std::size_t i = 0, count = marks.size(); i < count; ++i) {
    if (marks[i].steps.size() < 3 || marks[i].steps[0] != "services" || marks[i].steps[2] != "x-develop") continue;
    MarkedPath mark = marks[i];
    mark.steps[2] = "develop";
    marks.push_back(std::move(mark));
  }
}

enum class Depth : std::uint8_t { kMerged, kCanonical, kBase };  // kBase: for `extends`

struct Assembly {
  Context& context;
  const FileSet& set;
  Depth depth;
  Value* root;
  std::map<std::string, ExtendsBase> bases;
  Marks marks;  // of the last document
};

void add_document(Assembly& assembly, Draft& draft, bool last) {
  Context& context = assembly.context;
  if (!draft.value->is_map()) {
    context.report(rule::compose_no_mapping, draft.value->span, "a compose file is a mapping at its top level, and this is none")
        .help("write `services:` and below it the services by name");
    context.loading->broken = true;
    return;
  }
  drop_reset(*draft.value);
  if (context.options.interpolate) interpolate(context, *draft.value);
  context.done("variables");
  promote_extensions(context, *draft.value);
  promote_marks(draft.marks);
  bool whole = assembly.depth != Depth::kBase;
  if (whole) include(context, draft, assembly.set);
  apply_marks(draft.marks, {}, *assembly.root, draft.value);
  if (whole) extend(context, draft, assembly.set, assembly.bases, *assembly.root);
  context.done("include and extends");
  assembly.root = merge(context, assembly.root, draft.value);
  make_unique(context, *assembly.root);
  context.done("merge");
  if (whole) {
    check_schema(context, *assembly.root);
    assembly.root->map->erase("version");
    context.done("schema");
  }
  assembly.marks = std::move(draft.marks);
  if (assembly.depth == Depth::kMerged && last) return;
  canonicalize(context, *assembly.root);
  make_unique(context, *assembly.root);
  context.done("short forms");
}

// Shows a file as it stands. What may have to be compared with another file is kept.
void show_file(const Assembly& assembly, const std::string& path, const Value& document) {
  Context& context = assembly.context;
  if (context.options.on_file == nullptr || !context.loading->shown.insert(path).second) return;
  LoadedFile& file = context.project.files[context.loading->files[path]];
  file.raw = &document;
  context.options.on_file(file);
  const bool alone = assembly.set.role == Role::kMain && assembly.set.paths.size() == 1 && document.find("include") == nullptr;
  file.raw = alone || file.role == Role::kExtended ? nullptr : context.store().copy(document);
}

void add_file(Assembly& assembly, const std::string& path, Role role, source::Span from, bool last) {
  Context& context = assembly.context;
  std::shared_ptr<const yaml::Tree> tree = read_file(context, path, role, from);
  if (tree == nullptr) return;
  for (std::size_t i = 0, count = tree->documents.size(); i < count; ++i) {
    Draft draft;
    draft.file = path;
    draft.value = value_of(context, tree->documents[i], draft.marks);
    context.done("values");
    if (i == 0) show_file(assembly, path, *draft.value);
    if (i + 1 == count && assembly.depth != Depth::kBase) {  // its values are all there
      release_tree(context, path);
      tree = nullptr;
    }
    add_document(assembly, draft, last && i + 1 == count);
  }
}

void finish(Context& context, Value& root, const FileSet& set) {
  set_defaults(context, root);
  check_semantics(context, root);
  if (context.options.resolve_paths || set.role == Role::kIncluded) resolve_paths(context, root, set.folder);
  fill_environment(context, root);
  context.done("defaults and paths");
}

Role role_at(const FileSet& set, std::size_t index) { return set.role == Role::kMain && index > 0 ? Role::kOverride : set.role; }

}  // namespace

Value* load_files(Context& context, const FileSet& set) {
  bool merged_only = set.role == Role::kMain && context.options.until == Stage::kMerged;
  Assembly assembly{context, set, merged_only ? Depth::kMerged : Depth::kCanonical, context.store().map({}), {}, {}};
  for (std::size_t i = 0; i < set.paths.size(); ++i) {
    add_file(assembly, set.paths[i], role_at(set, i), i < set.spans.size() ? set.spans[i] : source::Span(), i + 1 == set.paths.size());
  }
  if (!merged_only) finish(context, *assembly.root, set);
  return assembly.root;
}

ExtendsBase load_base(Context& context, const std::string& path, source::Span from, const std::string& folder) {
  FileSet set;
  set.role = Role::kExtended;
  Assembly assembly{context, set, Depth::kBase, context.store().map({}), {}, {}};
  add_file(assembly, path, Role::kExtended, from, true);
  Value* services = assembly.root->find("services");
  if (services == nullptr || !services->is_map()) {
    if (context.loading->failed.count(path) == 0) {
      context.report(rule::compose_extends, from, base::cat({"`", shown_path(context, path), "` has no services"}));
    }
    return {};
  }
  resolve_paths(context, *assembly.root, folder);
  return {services, std::move(assembly.marks)};
}

namespace {

void read_names(Context& context, const FileSet& set) {
  std::vector<const yaml::Node*> names;
  std::vector<std::shared_ptr<const yaml::Tree>> trees;
  for (std::size_t i = 0; i < set.paths.size(); ++i) {
    trees.push_back(read_file(context, set.paths[i], role_at(set, i), {}));
    if (trees.back() == nullptr) continue;
    for (const yaml::Document& document : trees.back()->documents) {
      if (const yaml::Node* name = document.root->resolved().find("name")) names.push_back(&name->resolved());
    }
  }
  name_project(context, names, context.project.directory);
}

void read_raw(Context& context, const FileSet& set) {
  for (std::size_t i = 0; i < set.paths.size(); ++i) {
    std::shared_ptr<const yaml::Tree> tree = read_file(context, set.paths[i], role_at(set, i), {});
    if (tree == nullptr || tree->documents.empty()) continue;
    Marks marks;
    Value* raw = value_of(context, tree->documents.front(), marks);
    context.project.files[context.loading->files[set.paths[i]]].raw = raw;
    if (context.project.root == nullptr) context.project.root = raw;
  }
}

// From normalized to resolved. Without interpolation the loader gives the tree as it is: nothing can be bound to its type.
void resolve(Context& context, Value& root) {
  const LoadOptions& options = context.options;
  if (options.normalize) normalize(context, root);
  context.done("normalize");
  if (options.until == Stage::kNormalized || !options.interpolate) return;
  bind(context, root);
  context.done("types");
  const bool consistency = options.consistency && !context.loading->broken;  // what is missing may stand in a file that is
  if (consistency) check_job_names(context, root);
  apply_profiles(context, root);
  if (consistency) check_consistency(context, root);
  context.done("profiles and consistency");
  // What is not asked for is read all the same; of services that are off but asked for, the variables alone.
  if (options.resolve_environment) read_env_files(context, root);
  read_label_files(context, root);
  prune(context, root);
  if (consistency) check_container_names(context, root);
  if (options.resolve_environment && !options.services.empty()) read_env_files(context, root);
  context.done("env files and selection");
}

std::string first_folder(const Context& context, const std::vector<std::string>& paths) {
  if (!context.options.project_directory.empty()) return context.absolute(context.options.project_directory);
  for (const std::string& path : paths)
    if (path != "-") return folder_of(context.absolute(path));
  return clean_path(context.options.working_directory);
}

// Without any, the one without a name is active: that of `profiles: [""]`.
void take_profiles(const Context& context, LoadOptions& options) {
  if (!options.profiles.empty()) return;
  std::string_view list = context.variable("COMPOSE_PROFILES").value_or("");
  for (std::string_view profile : base::split(list, ',')) options.profiles.emplace_back(base::trim(profile));
}

void take_env_files(LoadOptions& options) {
  auto list = options.environment.find("COMPOSE_ENV_FILES");
  if (!options.env_files.empty() || list == options.environment.end()) return;
  for (std::string_view path : base::split(list->second, ',')) {
    if (!path.empty()) options.env_files.emplace_back(path);
  }
}

}  // namespace

std::unique_ptr<Project> load(const LoadOptions& given, base::FileSystem& files, source::SourceManager& sources, diag::Sink& sink) {
  auto project = std::make_unique<Project>();
  LoadOptions options = given;
  Loading loading;
  Context context{*project, options, files, sources, sink};
  context.loading = &loading;

  take_env_files(options);
  project->directory = first_folder(context, options.files);
  read_environment(context, project->directory);
  FileSet set;
  if (!find_files(context, set.paths)) return project;
  project->directory = first_folder(context, set.paths);
  read_environment(context, project->directory);
  take_profiles(context, options);
  set.folder = set.base = project->directory;
  read_names(context, set);

  if (options.until == Stage::kRaw) {
    read_raw(context, set);
    return project;
  }
  Value* root = load_files(context, set);
  if (root->map->empty() && loading.broken) return project;
  project->root = root;
  if (options.until == Stage::kMerged) return project;
  if (root->map->empty()) {
    sink.report_path(rule::compose_empty, shown_path(context, set.paths.front()), "the compose file is empty")
        .help("write `services:` with at least one service");
    return project;
  }
  if (options.on_canonical != nullptr) options.on_canonical(*project);
  if (options.until == Stage::kCanonical) return project;
  resolve(context, *root);
  return project;
}

}  // namespace stackc::compose
