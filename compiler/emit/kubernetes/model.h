// What the emitter builds: objects with their file, in one list per environment. Each .cpp below makes some of them from the IR.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "emit/writer/yaml_writer.h"
#include "ir/ir.h"

namespace stackc::emit::k8s {

struct Object {
  std::string api_version, kind, name;
  unsigned rank = 0;  // two digits before the file name: the wave of start-up
  Yaml body;
  [[nodiscard]] std::string file() const;  // 11-deployment-api.yaml
};

enum class WorkloadKind { kDeployment, kStatefulSet, kJob, kCronJob };

struct Build {
  const ir::Stack& stack;
  diag::Sink& sink;
  std::vector<Object> objects;
  std::vector<unsigned> waves;     // by service
  std::set<ir::SecretId> secrets;  // those that some object refers to

  [[nodiscard]] std::string space() const { return stack.name.value; }  // the namespace
  [[nodiscard]] std::string secret_name() const { return stack.name.value + "-secrets"; }
  [[nodiscard]] const ir::Service& service(ir::ServiceId id) const { return stack.services[id]; }
  [[nodiscard]] unsigned rank(ir::ServiceId id) const;
  [[nodiscard]] WorkloadKind workload(ir::ServiceId id) const;
  [[nodiscard]] bool exclusive(ir::VolumeId volume) const;  // one service alone mounts it
  [[nodiscard]] std::uint32_t replicas(ir::ServiceId id) const;
  [[nodiscard]] std::string image(ir::ServiceId id) const;
  [[nodiscard]] bool has_release_tag(ir::ServiceId id) const;  // built here, and the tag is set at a release
};

// Building blocks.
Yaml identity(const Build& build, const ir::Service& service);  // the two labels of every selector
Yaml labels(const Build& build, const ir::Service* service);    // all labels of an object
// The labels that policies of networks select, for stacks of compose files: `network.stackc/<name>: "true"`.
std::vector<std::string> network_names(const ir::Service& service);
void add_network_labels(const Build& build, const ir::Service& service, Yaml& labels);
Yaml metadata(const Build& build, std::string name, const ir::Service* service);  // name, namespace, labels
void add_object(Build& build, std::string api_version, std::string kind, unsigned rank, Yaml meta, Yaml spec_key_values);

// pod.cpp: the pod template {metadata, spec}. `restart` is that of a task ("OnFailure", "Never"); "" for a service.
Yaml pod_template(Build& build, ir::ServiceId id, const std::vector<ir::Text>& command, std::string_view restart);
// environment.cpp
struct Environment {
  Yaml env = Yaml::seq();
  std::vector<ir::SecretId> files;  // mounted at /run/secrets/<name>
};
Environment lower_environment(Build& build, ir::ServiceId id);
std::string lower_text(Build& build, ir::ServiceId id, const ir::Text& text, const ir::Origin& origin);  // `$(VAR)` for secrets
// probes.cpp: sets startupProbe, readinessProbe, livenessProbe
void add_probes(Build& build, ir::ServiceId id, Yaml& container);
// resources.cpp
Yaml lower_resources(Build& build, const ir::Service& service);
// config.cpp: the ConfigMap of a service's files; its content hash, "" if it has none
std::string add_config(Build& build, ir::ServiceId id);
std::string config_name(const ir::Service& service);
// workload.cpp, network.cpp
void add_workload(Build& build, ir::ServiceId id);
void add_services(Build& build, ir::ServiceId id);
void add_policies(Build& build);
void add_shared_claims(Build& build);
bool check_stack(Build& build);  // names and clashes; false if nothing can be emitted

// kustomize.cpp
struct Patch {
  std::string file;
  Yaml operations;  // RFC 6902
};
// What turns `from` into `to`, in order. Equal trees give none.
std::vector<Yaml> json_patch(const Yaml& from, const Yaml& to);
bool equal(const Yaml& left, const Yaml& right);

}  // namespace stackc::emit::k8s
