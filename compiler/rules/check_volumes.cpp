#include <map>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "diag/rules/storage.h"
#include "rules/image_facts.h"
#include "rules/rules.h"
#include "rules/subject.h"

namespace stackc::rules {

using base::cat;

namespace {

struct Writer {
  const ir::Service* service;
  const ir::Mount* mount;
};

bool several(const ir::Service& service) { return service.replicas && service.replicas->value > 1; }

bool persistent(const ir::Mount& mount) { return mount.kind == ir::Mount::Kind::kVolume || mount.kind == ir::Mount::Kind::kBind; }

std::string_view without_slash(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

bool covers(std::string_view target, std::string_view path) {
  target = without_slash(target);
  path = without_slash(path);
  return path == target || target == "/" || (path.starts_with(target) && path[target.size()] == '/');
}

void check_targets(const ir::Service& service, diag::Sink& sink) {
  std::map<std::string_view, const ir::Mount*> seen;
  for (const ir::Mount& mount : service.mounts) {
    auto [it, fresh] = seen.emplace(without_slash(mount.target), &mount);
    if (fresh) continue;
    diag::Builder report = sink.report(diag::rule::mount_target_twice, user_span(mount.origin, service),
                                       cat({"`", service.name, "` has two mounts at `", without_slash(mount.target), "`"}));
    if (it->second->origin.span.valid()) report.label(it->second->origin.span, "the other one is here");
  }
}

// What is known of a service that no template describes: by its image.
const ImageFacts* facts_of(const ir::Stack& stack, const ir::Service& service) {
  if (!stack.compose || !service.image.valid() || stack.images[service.image].built) return nullptr;
  return image_facts(image_name(stack.images[service.image].reference));
}

std::string_view directory_of(const ir::Stack& stack, const ir::Service& service, const ImageFacts* facts) {
  if (facts == nullptr || facts->data_directory.empty()) return service.data_directory;
  return data_directory(*facts, image_name(stack.images[service.image].reference));
}

void check_data(const ir::Stack& stack, const ir::Service& service, diag::Sink& sink) {
  const ImageFacts* facts = facts_of(stack, service);
  std::string_view directory = directory_of(stack, service, facts);
  if (directory.empty() && (!service.stateful || stack.compose)) return;
  if (facts != nullptr && facts->keeps == Keeps::kNothing) return;
  const ir::Mount* elsewhere = nullptr;  // a volume that holds nothing
  for (const ir::Mount& mount : service.mounts) {
    bool there = directory.empty() || covers(mount.target, directory) || covers(directory, mount.target);
    if (there && stack.compose) return;  // in memory or read-only: somebody thought about it
    if (persistent(mount) && !mount.read_only && (directory.empty() || covers(mount.target, directory))) return;
    if (mount.kind == ir::Mount::Kind::kVolume && elsewhere == nullptr) elsewhere = &mount;
  }
  if (!stack.compose) elsewhere = nullptr;
  if (facts != nullptr && facts->keeps != Keeps::kAlways && elsewhere == nullptr) return;  // a cache may do without
  source::Span span = elsewhere != nullptr ? user_span(elsewhere->origin, service) : service.origin.span;
  std::string name = cat({"`", service.name, "`"});
  if (directory.empty()) {
    sink.report(diag::rule::data_not_mounted, span, cat({name, " keeps data, but has no volume"}))
        .help(cat({"write `mounts: {/path: ", service.name, "_data}`"}));
    return;
  }
  std::string message =
      elsewhere == nullptr
          ? cat({name, " keeps its data in `", directory, "`, where no volume is mounted"})
          : cat({name, " writes its data to `", directory, "`, where no volume is mounted, and not to `", elsewhere->target, "`"});
  diag::Builder report = sink.report(diag::rule::data_not_mounted, span, std::move(message));
  if (!stack.compose) {
    report.help(cat({"write `mounts: {", directory, ": ", service.name, "_data}`"}));
  } else {
    report.help(
        cat({"write `", elsewhere != nullptr && elsewhere->volume.valid() ? stack.volumes[elsewhere->volume].name : service.name + "_data",
             ":", directory, "` in its `volumes`"}));
  }
}

// Replicas share a volume of the local driver on one host and have one each on several.
void check_replicas(const ir::Stack& stack, const ir::Service& service, diag::Sink& sink) {
  if (!stack.compose || !several(service) || service.stateful) return;
  for (const ir::Mount& mount : service.mounts) {
    if (mount.kind != ir::Mount::Kind::kVolume || mount.read_only || !mount.volume.valid()) continue;
    sink.report(diag::rule::replicas_local_volume, user_span(mount.origin, service),
                cat({"the ", std::to_string(service.replicas->value), " replicas of `", service.name, "` write the volume `",
                     stack.volumes[mount.volume].name, "`, which is another one on each host"}))
        .help("keep the data in a database or an object store, use a driver that shares, or run one replica");
  }
}

void check_shared(const ir::Stack& stack, const ir::Volume& volume, const std::vector<Writer>& writers, diag::Sink& sink) {
  const Writer* database = nullptr;
  for (const Writer& writer : writers) {
    if (!writer.service->stateful) continue;
    if (database == nullptr) {
      database = &writer;
    } else if (database->service != writer.service) {
      diag::Builder report = sink.report(
          diag::rule::volume_two_databases, user_span(writer.mount->origin, *writer.service),
          cat({"`", writer.service->name, "` and `", database->service->name, "` keep their data in one volume, `", volume.name, "`"}));
      if (database->mount->origin.span.valid())
        report.label(database->mount->origin.span, cat({"`", database->service->name, "` mounts it here"}));
      return;
    }
  }
  if (!emits_kubernetes(stack)) return;
  const Writer& last = writers.back();
  bool shared = writers.front().service != last.service;
  if (!shared && !(several(*last.service) && !last.service->stateful)) return;
  std::string who = shared ? cat({"`", writers.front().service->name, "` and `", last.service->name, "`"})
                           : cat({"the replicas of `", last.service->name, "`"});
  sink.report(diag::rule::volume_shared, user_span(last.mount->origin, *last.service),
              cat({who, " write the volume `", volume.name, "`; on Kubernetes they may run on different nodes"}))
      .help("mount it with `read_only` where nothing is written, or let the storage class offer ReadWriteMany");
}

}  // namespace

void check_volumes(const ir::Stack& stack, diag::Sink& sink, const source::SourceManager&) {
  std::vector<std::vector<Writer>> writers(stack.volumes.size());
  for (const ir::Service& service : stack.services) {
    if (!stack.compose) check_targets(service, sink);  // the loader refuses such a compose file
    check_data(stack, service, sink);
    check_replicas(stack, service, sink);
    if (service.stateful && several(service))
      sink.report(diag::rule::stateful_replicas, user_span(service.replicas->origin, service),
                  cat({"`", service.name, "` keeps data and cannot run as ", std::to_string(service.replicas->value), " replicas"}))
          .help("write `replicas: 1`");
    for (const ir::Mount& mount : service.mounts)
      if (mount.kind == ir::Mount::Kind::kVolume && !mount.read_only && mount.volume.valid())
        writers[mount.volume.index()].push_back({&service, &mount});
  }
  for (ir::VolumeId id : stack.volumes.ids())
    if (!writers[id.index()].empty()) check_shared(stack, stack.volumes[id], writers[id.index()], sink);
}

}  // namespace stackc::rules
