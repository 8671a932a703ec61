#include "driver/check_extra.h"

#include <algorithm>
#include <memory>

#include "base/file_system.h"
#include "base/text.h"
#include "diag/rules/stack.h"
#include "emit/writer/layout.h"
#include "frontend/compose/project.h"
#include "source/source.h"

namespace stackc::driver {

using base::cat;

namespace {

bool has_extra(const ir::Field<ir::ValueMap>& extra) { return !extra.value.empty(); }

bool has_extra(const ir::Stack& stack) {
  return has_extra(stack.extra_compose) || std::any_of(stack.services.begin(), stack.services.end(),
                                                       [](const ir::Service& service) { return has_extra(service.extra_compose); });
}

// The keys that a place of the emitted file speaks of: those of its service, else those of the whole file, else the first.
const ir::Origin& blamed(const ir::Stack& stack, const compose::Project* project, source::Span span) {
  const model::Value* services = project == nullptr || project->root == nullptr ? nullptr : project->root->find("services");
  if (services != nullptr && services->is_map() && span.valid())
    for (const model::Member& member : *services->map) {
      if (!member.key_span.valid() || span.begin < member.key_span.begin || span.begin > member.value->span.end) continue;
      const ir::ServiceId id = stack.find_service(member.key);
      if (id.valid() && has_extra(stack.services[id].extra_compose)) return stack.services[id].extra_compose.origin;
    }
  if (has_extra(stack.extra_compose)) return stack.extra_compose.origin;
  for (const ir::Service& service : stack.services)
    if (has_extra(service.extra_compose)) return service.extra_compose.origin;
  return stack.name.origin;
}

}  // namespace

void check_extra(const ir::Project& project, const emit::OutputSet& outputs, diag::Sink& sink) {
  for (const ir::Stack& stack : project.stacks) {
    if (!has_extra(stack)) continue;
    const std::string path = emit::compose_file(project, stack);
    const auto output = outputs.files().find(path);
    if (output == outputs.files().end() || output->second.target != "compose") continue;
    base::MemoryFileSystem disk;
    std::string error;
    disk.write(cat({"/", path}), output->second.text, false, error);
    compose::LoadOptions options;
    options.files = {cat({"/", path})};
    options.profiles = {"*"};
    options.unknown_variables = compose::UnknownVariables::kKeep;
    options.resolve_environment = false;
    options.all_resources = true;
    source::SourceManager sources;
    diag::Sink found;
    const std::unique_ptr<compose::Project> read = compose::load(options, disk, sources, found);
    for (const diag::Diagnostic& each : found.all()) {
      if (each.severity != diag::Severity::kError) continue;
      const std::string line = each.span.valid() ? cat({":", std::to_string(sources.position(each.span.file, each.span.begin).line)}) : "";
      sink.report(diag::rule::extra_refused, blamed(stack, read.get(), each.span).span,
                  cat({"with these keys Docker Compose would refuse ", path, line, ": ", each.message}));
    }
  }
}

}  // namespace stackc::driver
