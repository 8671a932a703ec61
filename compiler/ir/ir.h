// The IR: one stack in one environment, typed and target-neutral. Both front ends end here; passes change it; emitters read it.
// Every value remembers where it came from (Origin). Things are named by typed ids. Units are in the names: seconds, bytes, millicores.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "source/source.h"

namespace stackc::ir {

struct ServiceTag {};
struct VolumeTag {};
struct SecretTag {};
struct ImageTag {};
using ServiceId = base::Id<ServiceTag>;
using VolumeId = base::Id<VolumeTag>;
using SecretId = base::Id<SecretTag>;
using ImageId = base::Id<ImageTag>;

enum class By : std::uint8_t { kUser, kDefault, kStdlib, kPass };
struct Origin {
  source::Span span;  // kUser: in the stack file; kStdlib: in the template; kPass: what caused it, if one place did
  By by = By::kDefault;
  std::string_view note;  // kPass: the pass, kDefault: the rule; static text
};
template <class T>
struct Field {
  T value{};
  Origin origin;
};

// ---------------------------------------------------------------- text that may hold secrets
// A secret never becomes a std::string on the way: a Text with a secret part has no plain form, and every emitter has to say what it writes
// for one.
enum class Encoding : std::uint8_t { kNone, kUrl };                               // kUrl: percent-encoded user-info or path part (RFC 3986)
enum class Symbol : std::uint8_t { kGitSha, kGitTag, kGitBranch, kHostGateway };  // known only where the target runs
struct SecretPart {
  SecretId secret;
  Encoding encoding = Encoding::kNone;
};
using TextPart = std::variant<std::string, SecretPart, Symbol>;
class Text {
 public:
  Text() = default;
  explicit Text(std::string literal) { append(std::move(literal)); }
  void append(std::string literal);
  void append(SecretPart part) { parts_.emplace_back(part); }
  void append(Symbol symbol) { parts_.emplace_back(symbol); }
  void append(const Text& other);
  [[nodiscard]] const std::vector<TextPart>& parts() const { return parts_; }
  [[nodiscard]] bool has_secret() const;
  [[nodiscard]] std::optional<SecretId> sole_secret() const;  // the text is exactly one unencoded secret
  [[nodiscard]] std::optional<std::string> plain() const;     // none if there is a secret or a symbol in it
  [[nodiscard]] bool empty() const { return parts_.empty(); }

 private:
  std::vector<TextPart> parts_;  // neighbouring literals are joined
};

// Structured content of an emitted configuration file (prometheus.yml, a collector's config): typed, ordered.
struct Value;
using ValueList = std::vector<Value>;
struct Member;
using ValueMap = std::vector<Member>;
struct Value {
  // std::string: a number kept as written (3.50); Text: a string
  std::variant<std::monostate, bool, std::int64_t, std::string, Text, ValueList, ValueMap> data;
};
// A type of its own and no std::pair: a template over Value could not be complete in time (clang 14 insists).
struct Member {
  Member(std::string key, Value value) : first(std::move(key)), second(std::move(value)) {}
  std::string first;
  Value second;
};

// ---------------------------------------------------------------- secrets, volumes
enum class Deliver : std::uint8_t { kEnv, kFile, kExternal };
struct Secret {
  std::string name;      // db_password; the Kubernetes key
  std::string env_name;  // DB_PASSWORD
  std::string file;      // secrets/db_password.txt, relative to the stack file
  std::optional<Field<std::string>> dev_value;
  std::optional<std::string> hint;  // a command that makes a good value
  Deliver deliver = Deliver::kEnv;
  Origin origin;
};

struct Volume {
  std::string name;  // db_data
  std::optional<Field<std::uint64_t>> size_bytes;
  bool backup = false;
  bool external = false;  // somebody else makes it
  bool declared = true;   // false: of compose files, without a name there; one container alone has it
  ValueMap written;       // of compose files: its whole definition
  Origin origin;
};

// ---------------------------------------------------------------- images
enum class CostClass : std::uint8_t {  // compiler/passes/README.md; the seconds stand in stack.profile.json, their defaults in passes/
  kFree,
  kCopy,
  kAptSmall,
  kAptBuild,
  kVenv,
  kPythonDeps,
  kNodeDeps,
  kBuild,
  kCompile,
  kProjectInstall,
  kOther,
};
enum class StepKind : std::uint8_t {
  kEnv,
  kArg,
  kCreateUser,
  kWorkdir,
  kApt,
  kCopy,
  kRun,
  kUser,
  kExpose,
  kLabel,
  kHealthcheck,
  kStopSignal,
  kEntrypoint,
  kCmd,
};
struct RunMount {
  enum class Type : std::uint8_t { kCache, kBind, kSecret, kTmpfs } type = Type::kCache;
  std::string target;
  std::string source;   // kBind: path in context or stage
  std::string from;     // kBind: stage name, "" = context
  std::string id;       // kCache, kSecret
  bool locked = false;  // kCache: sharing=locked
};
// One instruction of a Dockerfile before it is text. Which fields count depends on the kind.
struct Step {
  StepKind kind = StepKind::kRun;
  Origin origin;
  std::string comment;                                     // written above it
  std::vector<std::pair<std::string, std::string>> pairs;  // kEnv, kLabel, kArg (name, default)
  std::vector<std::string>
      words;           // kRun shell: commands joined by &&; exec forms: argv; kApt: packages; kCopy: sources; kWorkdir, kStopSignal: one
  std::string target;  // kCopy: destination
  std::string from;    // kCopy: stage name or image; "" = context
  std::string chown;   // kCopy: "10001:10001"
  std::string chmod;
  bool link = false;                 // kCopy --link
  bool exec_form = false;            // kRun, kCmd, kEntrypoint
  std::vector<RunMount> mounts;      // kRun
  std::uint32_t uid = 0, gid = 0;    // kCreateUser, kUser
  std::vector<std::uint16_t> ports;  // kExpose
  // For the order of layers (compiler/passes/README.md): what it reads and writes. Context paths are plain, paths in the image start with
  // `/`.
  std::vector<std::string> reads, writes;
  CostClass cost = CostClass::kFree;
  bool fixed = false;  // stays where it is (FROM-near set-up, metadata)
};
struct Stage {
  std::string name;        // "builder"
  std::string from_stage;  // name of an earlier stage, or ""
  std::string from_image;  // "python:3.11-slim-bookworm" if from_stage is ""
  std::string comment;
  std::vector<Step> steps;
  Origin origin;
};
struct LayerOrder {  // what the layer-order pass found for one stage; shown by explain and --time-passes
  std::string stage;
  double before_seconds = 0, after_seconds = 0;  // expected rebuild seconds per commit
  bool optimal = true;
};
struct Image {
  std::string name;       // api
  std::string reference;  // pulled: "postgres:15-alpine"; built: "dealbrain/api" (no tag)
  std::string digest;     // "sha256:...", "" if unknown
  bool built = false;
  Origin origin;
  bool external_dockerfile = false;  // built by a Dockerfile of the user's: no stages, and none is written
  // built only:
  std::string context = ".";  // relative to the stack file
  std::string dockerfile;     // output path, "infra/api/Dockerfile"
  std::vector<Stage> stages;
  std::string dev_target = "dev", prod_target = "production";
  std::vector<std::string> ignore;  // .dockerignore patterns, in order
  std::vector<std::pair<std::string, Field<Text>>> build_args;
  std::optional<Field<std::uint64_t>> budget_bytes;
  std::vector<LayerOrder> orders;
};

// ---------------------------------------------------------------- services and tasks
enum class Protocol : std::uint8_t { kTcp, kUdp, kHttp, kGrpc };
struct Port {
  std::string name;  // http, pg, redis, metrics
  std::uint16_t number = 0;
  Protocol protocol = Protocol::kTcp;
  Origin origin;
};
struct Publish {
  std::string port;     // Port::name
  std::string host_ip;  // "" = the target's default
  std::uint16_t host_port = 0;
  Origin origin;
};
struct EnvVar {
  std::string name;
  Text value;
  bool build_time = false;  // becomes a build argument (NEXT_PUBLIC_*)
  bool reads_file = false;  // the image reads NAME_FILE too, so a sole secret may be mounted
  std::string file_name;    // reads_file: the variable that names the file (POSTGRES_PASSWORD_FILE, GF_SECURITY_ADMIN_PASSWORD__FILE)
  Origin origin;
};
struct Mount {
  enum class Kind : std::uint8_t { kVolume, kBind, kTmpfs, kFile } kind = Kind::kVolume;
  VolumeId volume;     // kVolume
  std::string source;  // kBind: path relative to the stack file; kFile: output path of a ConfigFile of this service
  std::string target;  // absolute path in the container
  bool read_only = false;
  bool dev_only = false;                    // source code of the dev mode
  std::optional<std::uint64_t> size_bytes;  // kTmpfs
  Origin origin;
};
enum class FileFormat : std::uint8_t { kText, kYaml, kJson };
struct ConfigFile {
  std::string path;    // where it is emitted, relative to the stack file: "infra/prometheus/prometheus.yml"
  std::string target;  // where the container sees it
  FileFormat format = FileFormat::kText;
  std::string text;  // kText
  Value value;       // kYaml, kJson
  Origin origin;
};
struct HttpProbe {
  std::string path;
  std::string port;
};
struct ExecProbe {
  std::vector<std::string> argv;
  bool shell = false;
};  // shell: argv[0] is a command line for /bin/sh -c
struct TcpProbe {
  std::string port;
};
using Probe = std::variant<HttpProbe, ExecProbe, TcpProbe>;
struct Health {
  Probe probe;  // readiness; what Docker runs if it can
  std::vector<std::string>
      image_argv;                 // how the image itself asks the HTTP or TCP probe (python urllib, node fetch, wget); empty: it cannot
  std::optional<HttpProbe> live;  // declared liveness; else TCP on the first port
  std::uint32_t every_seconds = 30, timeout_seconds = 30, start_seconds = 0, retries = 3;
  std::uint32_t start_every_seconds = 5;
  bool image_shell = false;  // image_argv is one line for the container's shell
  Origin origin;
};
struct Resources {
  std::optional<Field<std::uint32_t>> cpu_millicores, reserve_cpu_millicores;
  std::optional<Field<std::uint64_t>> memory_bytes, reserve_memory_bytes, swap_bytes;
};
enum class ServiceKind : std::uint8_t { kService, kTask };
enum class Condition : std::uint8_t { kStarted, kHealthy, kCompleted, kNone };
struct Depend {  // explicit `depends`
  ServiceId on;
  Condition condition = Condition::kStarted;
  Origin origin;
  bool required = true;
};
// A reference from one service to another as the front end resolved it; passes/infer_edges makes edges of them.
enum class ReferenceKind : std::uint8_t { kStart, kSoft, kAddress, kImage, kNetwork };
struct Reference {
  ServiceId to;
  ReferenceKind kind = ReferenceKind::kStart;
  std::string where;   // "env DATABASE_URL", "with.scrape", "env_of api"
  std::string output;  // "url"
  std::string port;    // the target's port name that the output addresses, "" if none
  Origin origin;
};
struct Task {
  std::vector<std::string> undo;  // argv, empty if there is none
  std::vector<ServiceId> before;
  bool manual = false;  // run only on request
};
struct Metrics {
  std::string port;
  std::string path = "/metrics";
  Origin origin;
};

// What a service asks of the host or the engine beyond a plain container. Only compose files say such things; rules judge them, emitters
// that have no word for one report it.
struct Host {
  Field<bool> privileged;
  std::vector<std::pair<std::string, Field<std::string>>> namespaces;  // network, pid, ipc, uts, userns, cgroup -> "host", "service:x" ...
  std::vector<Field<std::string>> security_opt;
  std::vector<Field<std::string>> cap_add, cap_drop;  // as written
  std::vector<Field<std::string>> devices;            // "/dev/a:/dev/b:rwm"
  std::vector<std::pair<std::string, Field<std::string>>> sysctls, ulimits, extra_hosts, labels;
  std::vector<Field<std::string>> dns, dns_search, group_add;
  std::optional<Field<std::string>> container_name, hostname, working_dir, user, platform, runtime, pull_policy, logging_driver;
  std::vector<std::pair<std::string, std::string>> logging_options;
  std::optional<Field<std::uint64_t>> shm_bytes;
  std::optional<Field<std::uint32_t>> pids_limit;
  std::optional<Field<std::string>> restart;  // as written; Service::restart has the meaning
  bool tty = false, stdin_open = false;
};
struct Network {
  std::string name;
  bool external = false, internal = false;
  std::string driver;
  ValueMap written;  // the whole definition
  Origin origin;
};
struct Attachment {  // of a service to a network
  std::string network;
  std::vector<std::string> aliases;
  Origin origin;
};

struct Service {
  std::string name;
  ServiceKind kind = ServiceKind::kService;
  Origin origin;       // span: its key in the stack file
  std::string use;     // template: "data/postgres"
  std::string family;  // of the image: postgres, redis, python, node, nginx, otel, prometheus, grafana
  ImageId image;
  std::string target;             // built image: stage to run in production when it is not the image's own ("celery"), else ""
  std::vector<Text> command;      // empty: the image's own
  std::vector<Text> dev_command;  // dev mode (reload), empty: command
  std::vector<Text> entrypoint;
  std::vector<EnvVar> env;             // in the order of declaration, templates first
  std::vector<SecretId> secret_files;  // also wanted as files, /run/secrets/<name>, whatever the variables hold (filter `file`)
  std::vector<Port> ports;
  std::vector<Publish> publish;
  std::vector<Mount> mounts;
  std::vector<ConfigFile> files;
  std::vector<Depend> depends;
  std::vector<Reference> references;
  std::optional<Health> health;
  std::vector<std::string>
      tcp_argv;                // how the image itself asks whether a TCP port answers, `{port}` for the number; empty: it cannot (template)
  std::string data_directory;  // where the image keeps what must outlive the container; "" if nowhere (template)
  std::optional<Metrics> metrics;
  Resources resources;
  std::optional<Field<std::uint32_t>> replicas;
  bool stateful = false;  // one writer on its volume: StatefulSet, never more than one replica without saying so
  std::optional<std::uint32_t> stop_grace_seconds;
  std::string stop_signal;
  bool init = false;  // wants an init process that the image does not carry
  Task task;          // kTask only
  // Security: facts of the template, then what the passes decided.
  std::optional<Field<std::uint32_t>> uid, gid;  // whom it runs as in production
  std::uint32_t image_uid = 0, image_gid = 0;    // whom the image runs as by itself (postgres on alpine: 70)
  bool any_uid = false;                          // the image runs under any uid (with the writable paths given)
  Field<bool> read_only_root;
  bool read_only_ok = false;          // the template allows it
  std::vector<std::string> writable;  // paths that it writes outside volumes: tmpfs under a read-only root
  Field<bool> drop_capabilities;
  std::vector<std::string> cap_add;
  Field<bool> no_new_privileges;
  std::map<std::string, std::string> labels;
  Field<ValueMap> extra_compose;  // the user's own keys of the Compose format, laid over what is emitted there: a null removes (RFC 7396)
  std::string restart = "unless-stopped";  // tasks: "no"
  Host host;
  std::vector<std::string> profiles;  // of the compose file; empty: always on
  std::vector<Attachment> networks;   // empty: the target's own network for all
  bool health_off = false;            // even the check of its image is off
  ValueMap written;                   // of compose files: all that it says of the service, canonical
  std::string doc;                    // the user's comment lines above it, without `#`
};

// ---------------------------------------------------------------- edges (made by passes/)
enum class EdgeKind : std::uint8_t { kStart, kBuild, kNetwork };
struct Edge {
  ServiceId from, to;  // `from` needs `to`
  EdgeKind kind = EdgeKind::kStart;
  Condition condition = Condition::kStarted;           // kStart only
  bool required = true;                                // false: telemetry and the like (soft)
  std::string port;                                    // what it connects to: the target's port name, "" if unknown
  std::vector<std::pair<std::string, Origin>> causes;  // "env DATABASE_URL uses ${db.url}"; several references make one edge
};

// ---------------------------------------------------------------- CI
struct Ci {
  struct Test {
    ServiceId on;
    std::vector<ServiceId> needs;
    std::vector<Field<std::string>> run;
    std::string coverage;  // "codecov" or ""
  };
  struct Images {
    std::string push;               // image prefix
    std::vector<std::string> tags;  // sha, latest
    std::string cache;              // registry, gha, none
    std::string scan;               // trivy or ""
  };
  struct Deploy {
    std::string branch;
    bool rolling = false;
  };
  std::vector<std::string> systems;  // github
  std::optional<Test> test;
  std::optional<Images> images;
  std::optional<Deploy> deploy;
  Origin origin;
};

enum class Mode : std::uint8_t { kDev, kProd };
struct Stack {
  Field<std::string> name;
  std::string environment;  // dev
  Mode mode = Mode::kDev;
  // Lowered from compose files: messages speak their language, targets keep what they say and add nothing that only a stack file asks for.
  bool compose = false;
  std::vector<std::string> emit;  // names of targets.def: compose, k8s
  Origin environment_origin;
  ValueMap written;  // `compose`: the top-level keys that are no services, networks or volumes
  base::IdVec<SecretId, Secret> secrets;
  base::IdVec<VolumeId, Volume> volumes;
  base::IdVec<ImageId, Image> images;
  std::vector<Network> networks;             // only of compose files; a stack has one network, which targets make by themselves
  base::IdVec<ServiceId, Service> services;  // services in order of declaration, then tasks
  std::vector<Edge> edges;                   // by from, to, kind
  std::optional<Ci> ci;
  Field<ValueMap> extra_compose;  // as in services, at the top of the file
  std::string user_name = "app";
  std::map<std::string, std::string> outputs;  // renamed output paths: default path -> wanted path

  [[nodiscard]] ServiceId find_service(std::string_view name) const;  // invalid id if there is none
};

// A whole compilation: the environments in order of declaration, all from one source.
struct Project {
  std::vector<Stack> stacks;
  std::string source_path;  // "stack.yaml", for headers of generated files
};

// Names as messages, dumps and graphs spell them.
std::string_view spell(By by);                // user, default, stdlib, pass
std::string_view spell(Condition condition);  // started, healthy, completed, none
std::string_view spell(EdgeKind kind);        // start, build, network
std::string_view spell(ServiceKind kind);     // service, task
std::string_view spell(Protocol protocol);    // tcp, udp, http, grpc
std::string_view spell(Mode mode);            // dev, prod
// A text for people: a secret as `${secret.db_password}`, never its value; a symbol as `${git.sha}`.
std::string describe(const Text& text, const Stack& stack);
// "stack.yaml:12:7"; "" if the origin has no place.
std::string place(const Origin& origin, const source::SourceManager& sources);
// Whether the container's own engine can ask this health: an argv of the image does it. Kubernetes asks HTTP and TCP probes from outside.
bool image_can_ask(const Health& health);

std::string dump(const Stack& stack, const source::SourceManager* sources);  // textual; with sources: each origin as file:line:column
// Ids in range, references of edges valid, ports of probes exist ...: the texts of what is broken; empty if the IR is sound. A finding is a
// bug of ours.
std::vector<std::string> verify(const Stack& stack);

}  // namespace stackc::ir
