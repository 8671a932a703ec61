// Variables from outside: of entries without a value, of secrets and configs, of the files that services name.
#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/edit.h"
#include "syntax/dotenv/dotenv.h"

namespace stackc::compose {

namespace rule = diag::rule;
using model::How;
using model::Member;
using model::Value;

namespace {

void fill_from_environment(Context& context, Value* variables) {
  if (variables == nullptr || !variables->is_map()) return;
  for (Member& member : *variables->map) {
    if (!member.value->is_null()) continue;
    if (auto found = context.variable(member.key)) member.value = make_text(context, *found, key_place(member), How::kEnvironment);
  }
}

struct Variable {
  std::string value;
  source::Span span;
};
// In order of first appearance; a later file replaces the value.
struct Variables {
  std::vector<std::pair<std::string, Variable>> list;
  std::unordered_map<std::string, std::size_t> index;
  void set(const std::string& name, Variable variable) {
    auto [at, fresh] = index.emplace(name, list.size());
    if (fresh) {
      list.emplace_back(name, std::move(variable));
    } else {
      list[at->second].second = std::move(variable);
    }
  }
  [[nodiscard]] const std::string* find(std::string_view name) const {
    auto at = index.find(std::string(name));
    return at == index.end() ? nullptr : &list[at->second].second.value;
  }
};

// Reads each file once in a run; several services often name the same one.
class Reader {
 public:
  explicit Reader(Context& context) : context_(context) {}

  struct File {
    std::optional<source::FileId> file;
    std::string error;
    bool missing = false;
  };
  const File& open(const std::string& path) {
    auto [at, fresh] = files_.try_emplace(path);
    if (fresh) {
      at->second.missing = context_.files.kind(path) == base::FileKind::kNone;
      if (auto text = context_.files.read(path, at->second.error)) at->second.file = context_.sources.add(path, std::move(*text));
    }
    return at->second;
  }

  // False if it could not be read; reported at `place`.
  bool read(const std::string& path, std::string_view format, const interpolation::Lookup& lookup, Variables& into, source::Span place) {
    const File& opened = open(path);
    if (!opened.file) {
      context_.report(rule::bad_env_file, place, base::cat({"cannot read `", path, "`: ", opened.error}));
      return false;
    }
    if (!format.empty() && format != "raw") {
      context_.report(rule::bad_env_file, place, base::cat({"no format is called `", format, "`"}))
          .help("write `format: raw`, or leave it out");
      return false;
    }
    interpolation::Lookup before = [&](std::string_view name) -> std::optional<std::string_view> {
      const std::string* value = into.find(name);
      if (value == nullptr) return std::nullopt;
      return *value;
    };
    dotenv::File file = dotenv::parse(context_.sources.text(*opened.file), lookup,
                                      format == "raw" ? dotenv::Format::kRaw : dotenv::Format::kCompose, before);
    for (const dotenv::Problem& problem : file.problems)
      context_.report(rule::bad_env_file, {*opened.file, problem.range.begin, problem.range.end}, problem.message)
          .label(place, "read because of this");
    for (dotenv::Assignment& assignment : file.assignments) {
      dotenv::Range range = assignment.value_range.end > assignment.value_range.begin ? assignment.value_range : assignment.name_range;
      into.set(assignment.name, {std::move(assignment.value), {*opened.file, range.begin, range.end}});
    }
    return file.problems.empty();
  }

 private:
  Context& context_;
  std::unordered_map<std::string, File> files_;
};

// What files say goes below what the service says itself.
void add_below(Context& context, Value& service, std::string_view key, const Variables& variables) {
  if (variables.list.empty()) return;
  Value* own = map_member(service, key);
  if (own == nullptr) {
    own = make_map(context, service.span, How::kEnvironment);
    context.store().set(service, key, own);
  }
  for (const auto& [name, variable] : variables.list) {
    if (own->find(name) != nullptr) continue;
    context.store().set(*own, context.store().keep(name), make_text(context, variable.value, variable.span, How::kEnvironment));
  }
}

void read_env_of(Context& context, Reader& reader, Value& service) {
  fill_from_environment(context, service.find("environment"));
  const Value* files = list_member(service, "env_file");
  if (files == nullptr) return;
  const Value* own = map_member(service, "environment");
  Variables variables;
  interpolation::Lookup lookup = [&](std::string_view name) -> std::optional<std::string_view> {
    if (auto found = context.variable(name)) return found;
    const Value* value = own == nullptr ? nullptr : own->find(name);
    if (value != nullptr && value->is_string()) return value->text;
    return std::nullopt;
  };
  for (const Value* entry : *files->list) {
    const Value* path = entry->find("path");
    if (path != nullptr && (!path->is_string() || path->symbolic)) continue;
    std::string_view name = path == nullptr ? std::string_view() : path->text;
    source::Span place = path == nullptr ? entry->span : path->span;
    std::string where = context.absolute(name);
    const Value* required = entry->find("required");
    if (name.empty() || reader.open(where).missing) {
      if (required == nullptr || required->is_true())
        context.report(rule::env_file_missing, place, base::cat({"the env_file `", name, "` does not exist"}))
            .help("write the file, correct the path, or give the entry `required: false`");
      continue;
    }
    reader.read(where, entry->string("format"), lookup, variables, place);
  }
  add_below(context, service, "environment", variables);
  service.map->erase("env_file");
}

void read_labels_of(Context& context, Reader& reader, Value& service) {
  const Value* files = list_member(service, "label_file");
  if (files == nullptr) return;
  Variables variables;
  interpolation::Lookup lookup = [&](std::string_view name) -> std::optional<std::string_view> {
    const std::string* value = variables.find(name);
    if (value == nullptr) return std::nullopt;
    return *value;
  };
  for (const Value* path : *files->list) {
    if (!path->is_string() || path->symbolic) continue;
    std::string where = context.absolute(path->text);
    if (path->text.empty() || reader.open(where).missing) {
      context.report(rule::label_file_missing, path->span, base::cat({"the label_file `", path->text, "` does not exist"}))
          .help("write the file or correct the path");
      continue;
    }
    reader.read(where, "", lookup, variables, path->span);
  }
  add_below(context, service, "labels", variables);
}

}  // namespace

void fill_environment(Context& context, Value& root) {
  if (!root.is_map()) return;
  for_each_workload(root, [&](std::string_view, Member&, Value& service) {
    Value* variables = map_member(service, "environment");
    if (variables != nullptr && variables->how == How::kShortForm) fill_from_environment(context, variables);
  });
}

void read_env_files(Context& context, Value& root) {
  Value* services = map_member(root, "services");
  if (services == nullptr) return;
  Reader reader(context);
  for (Member& member : *services->map) {
    if (member.value->is_map()) read_env_of(context, reader, *member.value);
  }
}

void read_label_files(Context& context, Value& root) {
  Value* services = map_member(root, "services");
  if (services == nullptr) return;
  Reader reader(context);
  for (Member& member : *services->map) {
    if (member.value->is_map()) read_labels_of(context, reader, *member.value);
  }
}

}  // namespace stackc::compose
