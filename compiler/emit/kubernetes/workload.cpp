// What runs: Deployment, StatefulSet, Job, CronJob, with the ServiceAccount, the disruption budget and the volume claims that belong to it.
#include <algorithm>

#include "base/text.h"
#include "diag/rules/translation.h"
#include "emit/kubernetes/defaults.h"
#include "emit/kubernetes/model.h"
#include "emit/kubernetes/names.h"

namespace stackc::emit::k8s {
namespace {

namespace rule = diag::rule;

Yaml claim_spec(const ir::Volume& volume, const char* mode) {
  const std::uint64_t bytes = volume.size_bytes ? volume.size_bytes->value : kClaimSize;
  Yaml requests = Yaml::map().set("storage", Yaml::string(byte_quantity(bytes)));
  Yaml out = Yaml::map();
  out.set("accessModes", Yaml::strings({mode}));
  out.set("volumeMode", Yaml::string("Filesystem"));
  out.set("resources", Yaml::map().set("requests", std::move(requests)));
  return out;
}

Yaml claim_templates(const Build& build, const ir::Service& service) {
  Yaml out = Yaml::seq();
  std::set<ir::VolumeId> done;
  for (const ir::Mount& mount : service.mounts) {
    if (mount.kind != ir::Mount::Kind::kVolume || !build.exclusive(mount.volume) || !done.insert(mount.volume).second) continue;
    const ir::Volume& volume = build.stack.volumes[mount.volume];
    Yaml item = Yaml::map();
    item.set("metadata", Yaml::map().set("name", Yaml::string(dns_name(volume.name))).set("labels", identity(build, service)));
    item.set("spec", claim_spec(volume, "ReadWriteOnce"));
    out.push(std::move(item));
  }
  return out;
}

// Labels of the stack file are for tools that read them; what Kubernetes takes as an annotation key is kept.
void add_annotations(Build& build, const ir::Service& service, Yaml& meta) {
  Yaml out = Yaml::map();
  for (const auto& [key, value] : service.labels) {
    if (is_annotation_key(key)) {
      out.set(key, Yaml::string(value));
    } else {
      build.sink.report(rule::kubernetes_label, service.origin.span,
                        base::cat({"the label `", key, "` is no valid key of an annotation and is left out"}));
    }
  }
  meta.set_if(!out.is_empty(), "annotations", out);
}

void add_service_account(Build& build, ir::ServiceId id) {
  const ir::Service& service = build.service(id);
  add_object(build, "v1", "ServiceAccount", build.rank(id), metadata(build, service.name, &service),
             Yaml::map().set("automountServiceAccountToken", Yaml::boolean(false)));
}

void add_budget(Build& build, ir::ServiceId id) {
  if (build.replicas(id) < 2) return;
  const ir::Service& service = build.service(id);
  Yaml spec = Yaml::map();
  spec.set("maxUnavailable", Yaml::integer(1));
  spec.set("unhealthyPodEvictionPolicy", Yaml::string("AlwaysAllow"));
  spec.set("selector", Yaml::map().set("matchLabels", identity(build, service)));
  add_object(build, "policy/v1", "PodDisruptionBudget", build.rank(id), metadata(build, service.name, &service),
             Yaml::map().set("spec", std::move(spec)));
}

void add_deployment(Build& build, ir::ServiceId id) {
  const ir::Service& service = build.service(id);
  Yaml rolling = Yaml::map().set("maxSurge", Yaml::integer(1)).set("maxUnavailable", Yaml::integer(0));
  Yaml spec = Yaml::map();
  spec.set("replicas", Yaml::integer(build.replicas(id)));
  spec.set("revisionHistoryLimit", Yaml::integer(kHistory));
  spec.set("strategy", Yaml::map().set("type", Yaml::string("RollingUpdate")).set("rollingUpdate", std::move(rolling)));
  spec.set("selector", Yaml::map().set("matchLabels", identity(build, service)));
  spec.set("template", pod_template(build, id, service.command, ""));
  Yaml meta = metadata(build, service.name, &service);
  add_annotations(build, service, meta);
  add_object(build, "apps/v1", "Deployment", build.rank(id), std::move(meta), Yaml::map().set("spec", std::move(spec)));
}

void add_stateful_set(Build& build, ir::ServiceId id) {
  const ir::Service& service = build.service(id);
  Yaml spec = Yaml::map();
  spec.set("serviceName", Yaml::string(service.name + "-headless"));
  spec.set("replicas", Yaml::integer(build.replicas(id)));
  spec.set("revisionHistoryLimit", Yaml::integer(kHistory));
  spec.set("podManagementPolicy", Yaml::string("OrderedReady"));
  spec.set("updateStrategy", Yaml::map().set("type", Yaml::string("RollingUpdate")));
  spec.set("persistentVolumeClaimRetentionPolicy",
           Yaml::map().set("whenDeleted", Yaml::string("Retain")).set("whenScaled", Yaml::string("Retain")));
  spec.set("selector", Yaml::map().set("matchLabels", identity(build, service)));
  spec.set("template", pod_template(build, id, service.command, ""));
  Yaml claims = claim_templates(build, service);
  spec.set_if(!claims.is_empty(), "volumeClaimTemplates", claims);
  Yaml meta = metadata(build, service.name, &service);
  add_annotations(build, service, meta);
  add_object(build, "apps/v1", "StatefulSet", build.rank(id), std::move(meta), Yaml::map().set("spec", std::move(spec)));
}

// A task that runs by itself may start before what it needs, and is made to run again. One on request failed for a reason, and half of it
// may be done
// (`downgrade -1` twice is two steps down): it fails once, and its pod stays for its log.
Yaml job_spec(Build& build, ir::ServiceId id, const std::vector<ir::Text>& command, bool by_itself) {
  Yaml out = Yaml::map();
  out.set("backoffLimit", Yaml::integer(by_itself ? kJobRetries : 0));
  out.set("activeDeadlineSeconds", Yaml::integer(kJobDeadline));
  out.set("template", pod_template(build, id, command, by_itself ? "OnFailure" : "Never"));
  return out;
}

// A task that runs by itself. The name stays, so a later release deletes the finished Job first (a Job's template cannot change).
void add_job(Build& build, ir::ServiceId id) {
  const ir::Service& service = build.service(id);
  Yaml spec = job_spec(build, id, service.command, true);
  spec.set("ttlSecondsAfterFinished", Yaml::integer(kJobKeep));
  add_object(build, "batch/v1", "Job", build.rank(id), metadata(build, service.name, &service), Yaml::map().set("spec", std::move(spec)));
}

// A task on request: a CronJob that never fires by itself, the one object that `kubectl create job NAME --from=cronjob/NAME` takes.
void add_manual(Build& build, ir::ServiceId id, const std::string& name, const std::vector<ir::Text>& command) {
  const ir::Service& service = build.service(id);
  Yaml spec = Yaml::map();
  Yaml schedule = Yaml::string("0 0 1 1 *");
  schedule.comment(
      base::cat({"Never by itself: `kubectl -n ", build.space(), " create job ", name, "-now --from=cronjob/", name, "` runs it."}));
  spec.set("schedule", std::move(schedule));
  spec.set("suspend", Yaml::boolean(true));
  spec.set("timeZone", Yaml::string("Etc/UTC"));
  spec.set("concurrencyPolicy", Yaml::string("Forbid"));
  spec.set("startingDeadlineSeconds", Yaml::integer(kJobDeadline));
  spec.set("successfulJobsHistoryLimit", Yaml::integer(kHistory));
  spec.set("failedJobsHistoryLimit", Yaml::integer(kHistory));
  Yaml job = Yaml::map().set("metadata", Yaml::map().set("labels", labels(build, &service)));
  job.set("spec", job_spec(build, id, command, false));
  spec.set("jobTemplate", std::move(job));
  add_object(build, "batch/v1", "CronJob", build.rank(id), metadata(build, name, &service), Yaml::map().set("spec", std::move(spec)));
}

}  // namespace

void add_workload(Build& build, ir::ServiceId id) {
  const ir::Service& service = build.service(id);
  add_service_account(build, id);
  switch (build.workload(id)) {
    case WorkloadKind::kDeployment:
      add_deployment(build, id);
      break;
    case WorkloadKind::kStatefulSet:
      add_stateful_set(build, id);
      break;
    case WorkloadKind::kJob:
      add_job(build, id);
      break;
    case WorkloadKind::kCronJob:
      add_manual(build, id, service.name, service.command);
      break;
  }
  if (service.kind == ir::ServiceKind::kService) add_budget(build, id);
  if (service.task.undo.empty()) return;
  std::vector<ir::Text> undo;
  for (const std::string& word : service.task.undo) undo.emplace_back(word);
  add_manual(build, id, service.name + "-undo", undo);
}

void add_shared_claims(Build& build) {
  for (ir::VolumeId id : build.stack.volumes.ids()) {
    if (build.exclusive(id)) continue;
    const ir::Volume& volume = build.stack.volumes[id];
    build.sink
        .report(
            rule::kubernetes_shared_volume, volume.origin.span,
            base::cat({"`", volume.name,
                       "` is mounted by several services: the cluster needs a storage class that several nodes may write (ReadWriteMany)"}))
        .help("an object store, or one service that owns the files, needs no such class");
    add_object(build, "v1", "PersistentVolumeClaim", 2, metadata(build, dns_name(volume.name), nullptr),
               Yaml::map().set("spec", claim_spec(volume, "ReadWriteMany")));
  }
}

}  // namespace stackc::emit::k8s
