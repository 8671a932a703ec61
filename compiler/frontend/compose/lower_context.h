// What the files of the lowering share (lower*.cpp). Internal to the front end.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "frontend/compose/images.h"
#include "frontend/compose/lower.h"

namespace stackc::compose {

// ---- reading canonical values; a value that is not there or has another kind reads as nothing
std::string scalar(const model::Value* value);  // "" if there is none
std::string scalar(const model::Value* map, std::string_view key);
std::optional<std::int64_t> integer(const model::Value* value);
std::optional<std::int64_t> bytes(const model::Value* value);
std::optional<std::uint32_t> seconds(const model::Value* value);  // rounded up
std::optional<std::uint32_t> millicores(const model::Value* value);
bool flag(const model::Value* map, std::string_view key);
struct Entry {
  std::string key;
  const model::Value* value = nullptr;  // nullptr or null: the key alone
  source::Span span;
};
// The entries of a mapping, or of the list of `K=V` or `K:V` that stands for one.
std::vector<Entry> entries(const model::Value* value, char separator = '=');
// The items of a list, or the one scalar in its place.
std::vector<const model::Value*> items(const model::Value* value);
const model::Map* members(const model::Value* value);  // an empty one for what is no mapping

class Lowering {
 public:
  Lowering(const Project& project, const LowerOptions& options, diag::Sink& sink, const source::SourceManager& sources)
      : project_(project), options_(options), sink_(sink), sources_(sources) {}
  ir::Stack run();

 private:
  using Map = std::unordered_map<std::string, std::uint32_t>;
  static ir::Origin user(source::Span span) { return {span, ir::By::kUser, {}}; }

  // lower.cpp
  void add_networks();
  void add_volumes();
  void add_services();
  void add_depends();
  void add_top_level();
  bool is_task(const model::Value& service, std::string_view name) const;
  [[nodiscard]] ir::VolumeId volume(const std::string& name, source::Span span);

  // lower_service.cpp
  void lower_service(const model::Member& member, ir::ServiceKind kind);
  void set_image(ir::Service& service, const model::Value& value);
  void set_build(ir::Image& image, const model::Value& build);
  void set_facts(ir::Service& service, const ImageFacts& facts) const;
  void set_run(ir::Service& service, const model::Value& value);
  void set_user(ir::Service& service, const model::Value& value) const;
  void set_deploy(ir::Service& service, const model::Value& value) const;
  void set_mounts(ir::Service& service, const model::Value& value);
  void add_mount(ir::Service& service, const model::Value& entry);
  void set_tmpfs(ir::Service& service, const model::Value& value) const;
  void set_configs(ir::Service& service, const model::Value& value);
  void set_networks(ir::Service& service, const model::Value& value) const;

  // lower_host.cpp
  void set_host(ir::Service& service, const model::Value& value) const;

  // lower_health.cpp
  void set_health(ir::Service& service, const model::Value& value);

  // lower_ports.cpp
  void set_ports(ir::Service& service, const model::Value& value);
  ir::Port& port(ir::Service& service, std::uint16_t number, bool udp, const ir::Origin& origin);
  void find_references();
  void find_references(ir::ServiceId from, std::string_view text, const std::string& where, const ir::Origin& origin, bool whole);

  // lower_secrets.cpp
  void add_secrets();
  void set_environment(ir::Service& service, const model::Value& value);
  ir::Text text(const model::Value* value, std::string_view variable, std::string_view service);
  ir::Text literal_text(std::string literal, std::string_view variable, std::string_view service, const ir::Origin& origin);
  bool from_variables(const model::Value& value, std::string_view variable, ir::Text& out);
  ir::SecretId secret_of_variable(const std::string& name, std::string_view fallback, const ir::Origin& origin);
  ir::SecretId secret_of_literal(const std::string& value, std::string_view variable, std::string_view service, const ir::Origin& origin);
  ir::SecretId add_secret(const std::string& name, const std::string& env_name, const ir::Origin& origin);
  std::string variable_value(std::string_view name, std::string_view op, std::string_view operand) const;

  // lower_written.cpp: values as the file says them, with paths from the output folder and secrets as secrets
  ir::Value written(const model::Value* value, std::string_view key, std::string_view parent, std::string_view service);
  ir::ValueMap written_map(const model::Value* value, std::string_view key, std::string_view service);
  std::string path(const model::Value& value) const;
  std::string ssh_key(const model::Value& value) const;  // as seen from the output folder; absolute if it was written so

  const Project& project_;
  const LowerOptions& options_;
  diag::Sink& sink_;
  const source::SourceManager& sources_;
  ir::Stack stack_;
  std::unordered_map<std::string, ir::ServiceId> services_;
  std::unordered_map<std::string, ir::VolumeId> volumes_;
  std::unordered_map<std::string, ir::SecretId> file_secrets_;      // by their name in the file
  std::unordered_map<std::string, ir::SecretId> variable_secrets_;  // by the variable that they come from
  std::unordered_map<std::string, ir::SecretId> literal_secrets_;   // by the value that stands in the file
  std::unordered_set<std::string> secret_names_, env_names_;
  std::unordered_set<std::string> awaited_;                    // services whose end somebody waits for
  std::unordered_map<std::string, ir::ServiceId> host_names_;  // names, aliases, container names
};

// Whether a variable of this name holds something secret, by how it ends: DB_PASSWORD, API_KEY.
bool looks_secret(std::string_view name);

}  // namespace stackc::compose
