// What is wrong with a file as a whole, and with several of them together.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "diag/rules/style.h"
#include "rules/compose/view.h"
#include "rules/text_facts.h"

namespace stackc::rules::compose {

namespace {

const Member* member_of(const Value& map, std::string_view key) {
  return map.is_map() ? static_cast<const model::Map*>(map.map)->find(key) : nullptr;
}

void check_version(const FileInput& input, diag::Sink& sink) {
  const Member* version = member_of(input.raw, "version");
  if (version == nullptr) return;
  diag::Builder report = sink.report(diag::rule::obsolete_version, version->key_span, "the key `version` means nothing any more");
  report.help("remove it");
  if (std::optional<source::Span> lines = whole_lines(input.sources, *version); lines && input.raw.map->size() > 1)
    report.fix("remove the line", diag::Safety::kSafe, {diag::Edit{*lines, ""}});
}

void check_documents(const FileInput& input, diag::Sink& sink) {
  if (input.tree.documents.size() < 2) return;
  source::Span span = input.tree.documents[1].span;
  span.end = std::min(span.end, span.begin + 3);  // the `---`
  sink.report(diag::rule::several_documents, span, "this second document is merged over the first one, as an override file is")
      .help("move it to `compose.override.yaml`, or join the two");
}

// The first path of a service or resource of this file that starts at its own folder for whoever reads the file.
class RelativePaths {
 public:
  explicit RelativePaths(const Value& raw) {
    each_service(raw, [&](const Member& service) {
      const Value& value = *service.value;
      const Value* build = value.find("build");
      if (build != nullptr) look(build->is_map() ? build->find("context") : build, true);
      const Value* env_file = value.find("env_file");
      if (env_file != nullptr && env_file->kind == model::Kind::kList) {
        for (const Value* item : *env_file->list) look(item->is_map() ? item->find("path") : item, true);
      } else {
        look(env_file, true);
      }
      if (const Value* volumes = list_of(value, "volumes"))
        for (const Value* item : *volumes->list)
          look(item->is_map() && item->string("type") == "bind" ? item->find("source") : item, false);
    });
    for (std::string_view kind : {"secrets", "configs"})
      if (const Value* resources = map_of(raw, kind))
        for (const Member& resource : *resources->map) look(resource.value->find("file"), true);
  }
  const Value* first = nullptr;
  std::size_t count = 0;

 private:
  void look(const Value* value, bool any) {
    if (value == nullptr || !value->is_string() || value->text.empty() || is_symbolic(value->text)) return;
    std::string_view text = value->text;
    bool dotted = text.starts_with("./") || text.starts_with("../") || text == "." || text == "..";
    if (!dotted && (!any || text.starts_with("/") || text.starts_with("~") || is_remote(text))) return;
    if (first == nullptr) first = value;
    ++count;
  }
};

void check_folder(const FileInput& input, diag::Sink& sink) {
  const std::string& first = input.sources.path(input.first);
  if (!input.is_override || base::parent_path(input.sources.path(input.file)) == base::parent_path(first)) return;
  RelativePaths paths(input.raw);
  if (paths.first == nullptr) return;
  std::string more = paths.count == 1 ? "" : cat({" (and ", std::to_string(paths.count - 1), " more)"});
  sink.report(diag::rule::path_of_other_folder, paths.first->span,
              cat({"`", paths.first->text, "` starts at the folder of `", base::file_name(first), "`, not of this file", more}));
}

// Two files that publish one port of a container on different ports of the host: both stay.
void check_joined(const Member& service, diag::Sink& sink) {
  const Value* ports = list_of(*service.value, "ports");
  if (ports == nullptr || ports->list->size() < 2) return;
  std::map<std::pair<std::string, std::string_view>, const Value*> seen;
  for (const Value* port : *ports->list) {
    const Value* target = port->find("target");
    if (target == nullptr || !port->span.valid()) continue;
    auto [slot, fresh] = seen.emplace(std::pair(model::scalar_text(*target), port->string("protocol")), port);
    if (fresh || slot->second->span.file == port->span.file) continue;
    sink.report(diag::rule::list_joined, port->span,
                cat({"`", service.key, "` publishes its port ", slot->first.first, " twice: lists of several files are joined"}))
        .label(slot->second->span, "this one stays published")
        .help("write `ports: !override` with the whole list to replace it");
  }
}

// A value that two override files give differently; the chain goes from the winner down to the first file.
void check_order(const Value& value, std::string_view key, diag::Sink& sink) {
  if (value.is_map()) {
    for (const Member& member : *value.map) check_order(*member.value, member.key, sink);
    return;
  }
  if (!value.is_scalar() || value.before == nullptr || value.before->before == nullptr) return;
  const Value& loser = *value.before;
  bool three = value.span.valid() && loser.span.valid() && loser.before->span.valid() && value.span.file != loser.span.file &&
               loser.span.file != loser.before->span.file;
  if (!three || !loser.is_scalar() || model::equal(value, loser)) return;
  sink.report(diag::rule::override_order, value.span,
              cat({"two override files give `", key, "` different values; this one counts because its file comes last"}))
      .label(loser.span, "this one is lost");
}

}  // namespace

void check_file(const FileInput& input, diag::Sink& sink) {
  check_version(input, sink);
  check_documents(input, sink);
  check_folder(input, sink);
}

void check_layers(const Input& input, diag::Sink& sink) {
  if (input.layers.size() < 2) return;
  each_service(input.project, [&](const Member& service) { check_joined(service, sink); });
  if (input.layers.size() > 2) check_order(input.project, {}, sink);
}

}  // namespace stackc::rules::compose
