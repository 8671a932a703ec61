// For the tests of this folder: compiles a stack from a text, with a small template library in memory.
#pragma once

#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/text.h"
#include "frontend/stack/stack.h"
#include "source/source.h"

namespace stackc::frontend {

// A database with a secret password, a web server, a worker that shares an image, something that watches.
inline const char* const kTestDatabase = R"(template: t/database
doc: a database
family: postgres
params:
  version: {type: version, required: true}
  user: {type: string, default: app}
  password: {type: string, required: true}
  extra: {type: list, of: string, default: []}
  mode: {type: enum, values: [a, b], default: a}
  memory: {type: size, default: 1Gi, min: 512Mi, max: 4Gi}
outputs:
  url: {value: "pg://${param.user | urlencode}:${param.password | urlencode}@${self.host}:${self.port.pg}/db", port: pg}
  user: {value: "${param.user}", port: pg}
service:
  ports: {pg: {number: 5432}}
  env: {PASSWORD: "${param.password}", MEMORY: "${param.memory}"}
  mounts: {/data: {volume: "${self.name}_data"}}
  command:
    - serve
    - "${param.extra}"
    - {$if: {mode: b}, $value: [--mode, b]}
    - {$if: {version: {from: 10.2}}, $value: --new}
  health: {exec: [ready, "${param.user}"], every: 10s}
facts:
  uid: {$first: [{$if: {mode: b}, $value: 71}, 70]}
  stateful: true
  file_env: {PASSWORD: PASSWORD_FILE}
image: {pull: "postgres:${param.version}"}
)";
inline const char* const kTestWeb = R"(template: t/web
doc: a web server
family: python
params:
  include: {type: list, of: string, default: [src]}
  deep: {type: map, keys: {run: {type: list, of: string, default: []}}}
service:
  ports: {http: {number: 8000, protocol: http}}
  command: [serve]
  health: {http: /health, every: 30s, timeout: 5s}
  dev: {command: [serve, --reload], mounts: {$each: "${param.include}", $as: path, $item: {"/app/${path}": {bind: "${path}"}}}}
facts:
  read_only_ok: true
  build_env: [PUBLIC_*]
  probes: {http: [ask, "${health.port}", "${health.path}", "${health.timeout}"]}
image:
  build:
    stages:
      - name: base
        from: "python:3.11"
        steps:
          - workdir: /app
          - create_user: true
      - name: production
        from: {stage: base}
        steps:
          - {$if: {deep.run: $set}, apt: ["${param.deep.run}"]}
          - copy: ["${param.include}"]
          - build_args: true
          - run: [build]
            mounts: [{cache: /root/.cache}, {bind: lock.txt, to: /tmp/lock.txt}]
          - user: app
          - expose: [http]
          - cmd: ["${self.command}"]
)";
inline const char* const kTestWorker = R"(template: t/worker
doc: shares an image
family: python
params:
  image_of: {type: service, kind: t/web, required: true}
service:
  command: [work]
image: {same_as: "${param.image_of}"}
requires: [{any_env: [BROKER], else: no broker}]
)";
inline const char* const kTestWatch = R"(template: t/watch
doc: asks others
family: prometheus
params:
  watch: {type: list, of: service, edge: network, default: []}
  routes: {type: map, of: service, default: {}}
outputs:
  soft_url: {value: "http://${self.host}:${self.port.http}", port: http, soft: true}
service:
  ports: {http: {number: 9090, protocol: http}}
files:
  watch.yml:
    path: "infra/${self.name}/watch.yml"
    target: /etc/watch.yml
    yaml:
      count: 3
      ratio: 1.50
      on: "true"
      targets: [{$each: "${param.watch}", $as: s, $item: {host: "${s.host}", port: "${s.port.http}"}}]
  routes.conf:
    path: "infra/${self.name}/routes.conf"
    target: /etc/routes.conf
    text:
      - begin
      - {$each: "${param.routes}", $as: r, $item: ["${r.index} ${r.key} -> ${r.value.host}", "price $5"]}
image: {pull: "watch:1"}
)";

struct Compiled {
  source::SourceManager sources;
  diag::Sink sink;
  StackResult result;

  [[nodiscard]] std::string errors() const {  // "3:5 unknown_key: message", one a line
    std::string out;
    for (const diag::Diagnostic& item : sink.sorted(sources)) {
      const source::Position at = sources.position(item.span.file, item.span.begin);
      out += base::cat({sources.path(item.span.file), ":", std::to_string(at.line), ":", std::to_string(at.column), " ",
                        std::to_string(diag::info(item.rule).code), " ", sources.text(item.span), "\n"});
    }
    return out;
  }
  [[nodiscard]] const ir::Stack& stack(std::size_t index = 0) const {
    STACKC_CHECK(index < result.project.stacks.size(), errors());
    return result.project.stacks[index];
  }
  [[nodiscard]] const ir::Service& service(std::string_view name, std::size_t index = 0) const {
    const ir::ServiceId id = stack(index).find_service(name);
    STACKC_CHECK(id.valid(), "no such service");
    return stack(index).services[id];
  }
};

inline void compile_into(Compiled& out, const std::string& text) {
  base::MemoryFileSystem files;
  std::string error;
  files.write("lib/t/database.yaml", kTestDatabase, false, error);
  files.write("lib/t/web.yaml", kTestWeb, false, error);
  files.write("lib/t/worker.yaml", kTestWorker, false, error);
  files.write("lib/t/watch.yaml", kTestWatch, false, error);
  const source::FileId file = out.sources.add("s", text);
  out.result = compile_stack(out.sources, file, Library::folder(files, "lib"), {}, out.sink);
}

// A text for assertions: secrets as <name>, encoded ones as <name|url>.
inline std::string shown(const ir::Text& text, const ir::Stack& stack) {
  std::string out;
  for (const ir::TextPart& part : text.parts()) {
    if (const auto* literal = std::get_if<std::string>(&part)) out += *literal;
    if (const auto* secret = std::get_if<ir::SecretPart>(&part))
      out += base::cat({"<", stack.secrets[secret->secret].name, secret->encoding == ir::Encoding::kUrl ? "|url>" : ">"});
    if (std::holds_alternative<ir::Symbol>(part)) out += "<symbol>";
  }
  return out;
}
inline std::string env(const Compiled& compiled, std::string_view service, std::string_view name, std::size_t index = 0) {
  for (const ir::EnvVar& variable : compiled.service(service, index).env)
    if (variable.name == name) return shown(variable.value, compiled.stack(index));
  return "(none)";
}
inline std::string command(const Compiled& compiled, std::string_view service, std::size_t index = 0) {
  std::string out;
  for (const ir::Text& word : compiled.service(service, index).command)
    out += base::cat({out.empty() ? "" : " ", shown(word, compiled.stack(index))});
  return out;
}
inline std::string references(const Compiled& compiled, std::string_view service, std::size_t index = 0) {
  constexpr std::string_view kKinds[] = {"start", "soft", "address", "image", "network"};
  std::string out;
  for (const ir::Reference& reference : compiled.service(service, index).references)
    out += base::cat({kKinds[static_cast<std::size_t>(reference.kind)], " ", compiled.stack(index).services[reference.to].name, ".",
                      reference.output, ":", reference.port, " in ", reference.where, "\n"});
  return out;
}

}  // namespace stackc::frontend
