// What the files of this folder share: one environment on its way to a compose file.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "emit/writer/output.h"
#include "emit/writer/yaml_writer.h"
#include "ir/ir.h"

namespace stackc::emit::compose {

struct Build {
  const ir::Project& project;
  const ir::Stack& stack;
  diag::Sink& sink;
  std::string file;      // compose.yaml, where it goes
  std::string folder;    // its folder; paths in it are relative to that
  std::string env_file;  // .env

  // Found while the services are written; the environment file and the top level need them.
  std::set<ir::SecretId> interpolated;  // read from the environment file
  std::set<ir::SecretId> in_urls;       // of these, in a place where it has to be URL-safe
  std::set<ir::SecretId> as_files;      // in some service under /run/secrets
  std::set<ir::SecretId> mounted;       // of these, from a file of the machine; the others from the environment file
  std::set<ir::Symbol> symbols;
  bool image_tag = false;  // ${IMAGE_TAG} is read

  [[nodiscard]] bool prod() const { return stack.mode == ir::Mode::kProd; }
};

std::string escape(std::string_view literal);  // $ -> $$
// A text as Compose shall interpolate it: secrets and symbols become variables of the environment file.
std::string interpolate(Build& build, const ir::Text& text, const ir::Origin& origin);
std::string path_from_here(const Build& build, std::string_view path);  // "./infra/x", "../infra/x"

Yaml environment(Build& build, const ir::Service& service);      // map; empty if there is none
Yaml service_secrets(Build& build, const ir::Service& service);  // names of the files that are mounted
Yaml healthcheck(Build& build, const ir::Service& service);      // null if nothing is to be said
Yaml depends_on(Build& build, ir::ServiceId id);
Yaml image_build(Build& build, ir::ServiceId id);  // null if another service builds the image, or nobody does
Yaml ports(Build& build, const ir::Service& service);
Yaml volumes(Build& build, const ir::Service& service);
Yaml tmpfs(const ir::Service& service);
std::string docker_size(std::uint64_t bytes);  // 512m
Yaml deploy(const ir::Service& service);
Yaml service(Build& build, ir::ServiceId id);
// extra.cpp: the user's own keys over what is written (RFC 7396).
void lay_over(Build& build, const ir::Field<ir::ValueMap>& extra, Yaml& out);
Yaml adopted_document(Build& build);  // of a stack that came from compose files

std::string config_path(const Build& build, const ir::ConfigFile& file);  // where the environment's version of it goes
void put_config_files(Build& build, OutputSet& outputs);
void put_environment_example(Build& build, OutputSet& outputs);
void put_secrets_folder(Build& build, OutputSet& outputs);

}  // namespace stackc::emit::compose
