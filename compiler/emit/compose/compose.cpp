// The compose file of every environment that emits one, and what belongs to it. README.md tells what is decided here and why.
#include "emit/compose/compose.h"

#include <algorithm>

#include "base/text.h"
#include "diag/rules/translation.h"
#include "emit/compose/model.h"
#include "emit/writer/layout.h"
#include "emit/writer/text.h"

namespace stackc::emit {

using base::cat;

namespace compose {

static Yaml named_volumes(Build& build) {
  Yaml out = Yaml::map();
  for (ir::VolumeId id : build.stack.volumes.ids()) {
    const ir::Volume& volume = build.stack.volumes[id];
    const bool used = std::any_of(build.stack.services.begin(), build.stack.services.end(), [&](const ir::Service& service) {
      return std::any_of(service.mounts.begin(), service.mounts.end(),
                         [&](const ir::Mount& mount) { return mount.kind == ir::Mount::Kind::kVolume && mount.volume == id; });
    });
    if (!used) continue;
    if (volume.size_bytes)
      build.sink.report(diag::rule::compose_volume_size, volume.size_bytes->origin.span,
                        cat({"the size of `", volume.name, "` does not count in Compose"}));
    out.set(volume.name, Yaml::map());
  }
  return out;
}

static Yaml file_secrets(const Build& build) {
  Yaml out = Yaml::map();
  for (ir::SecretId id : build.as_files) {
    const ir::Secret& secret = build.stack.secrets[id];
    Yaml source = Yaml::map();
    build.mounted.count(id) != 0 ? source.set("file", Yaml::string(path_from_here(build, secret.file)))
                                 : source.set("environment", Yaml::string(secret.env_name));
    out.set(secret.name, std::move(source));
  }
  return out;
}

// Services of a development stack that are published without an address are bound to this machine; said once.
static void note_loopback(const Build& build) {
  if (build.prod() || build.stack.compose) return;
  for (const ir::Service& service : build.stack.services)
    for (const ir::Publish& publish : service.publish) {
      if (!publish.host_ip.empty()) continue;
      build.sink
          .report(diag::rule::compose_loopback, publish.origin.span,
                  "published ports without an address are bound to 127.0.0.1, so that only this machine reaches them")
          .help(cat({"to let others in: `publish: {", publish.port, ": \"0.0.0.0:", std::to_string(publish.host_port), "\"}`"}));
      return;
    }
}

static Yaml document(Build& build) {
  if (build.stack.compose) return adopted_document(build);
  Yaml services = Yaml::map();
  bool first = true;
  for (ir::ServiceId id : build.stack.services.ids()) {
    if (!build.stack.services[id].image.valid()) continue;  // an address outside of the stack: nothing runs here
    Yaml entry = service(build, id);
    if (!first) entry.blank_before();
    first = false;
    services.add(build.stack.services[id].name, std::move(entry));
  }
  Yaml out = Yaml::map();
  out.set("name", Yaml::string(compose_project(build.project, build.stack)));
  out.set("services", std::move(services.blank_before()));
  Yaml volumes = named_volumes(build), secrets = file_secrets(build);
  if (!volumes.is_empty()) out.set("volumes", std::move(volumes.blank_before()));
  if (!secrets.is_empty()) out.set("secrets", std::move(secrets.blank_before()));
  lay_over(build, build.stack.extra_compose, out);
  for (const ir::Member& member : build.stack.extra_compose.value)
    if (Yaml* section = out.find(member.first)) section->blank_before();
  return out;
}

static void put_compose(const ir::Project& project, const ir::Stack& stack, OutputSet& outputs, diag::Sink& sink) {
  const std::string file = compose_file(project, stack);
  Build build{project, stack, sink, file, folder_of(file), dotenv_file(project, stack), {}, {}, {}, {}, {}, false};
  const Yaml tree = document(build);
  note_loopback(build);
  outputs.put(file,
              {.text = write_yaml(tree, kHeader),
               .format = Format::kYaml,
               .executable = false,
               .target = "compose",
               .meant = to_value(tree),
               .has_meant = true},
              sink);
  put_config_files(build, outputs);
  put_environment_example(build, outputs);
  put_secrets_folder(build, outputs);
}

}  // namespace compose

void emit_compose(const ir::Project& project, OutputSet& outputs, diag::Sink& sink) {
  for (const ir::Stack& stack : project.stacks)
    if (emits(stack, "compose")) compose::put_compose(project, stack, outputs, sink);
}

}  // namespace stackc::emit
