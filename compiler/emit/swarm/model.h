// What the files of this folder share: one environment on its way to a stack file of Docker Swarm.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diag/diagnostic.h"
#include "emit/writer/output.h"
#include "emit/writer/yaml_writer.h"
#include "ir/ir.h"

namespace stackc::emit::swarm {

struct Build {
  const ir::Project& project;
  const ir::Stack& stack;
  diag::Sink& sink;
  std::set<ir::SecretId> variables;          // that whoever deploys has to have in the environment
  std::set<ir::SecretId> files;              // that services get as files
  std::map<std::string, std::string> texts;  // files beside the stack file: path -> content
};

std::string swarm_file(const ir::Project& project, const ir::Stack& stack);  // swarm.yaml
std::string escape(std::string_view literal);
std::string interpolate(Build& build, const ir::Text& text);

std::string config_name(const ir::ConfigFile& file);
Yaml adopted_service(Build& build, ir::ServiceId id);               // adopted.cpp: of compose files
Yaml own_service(Build& build, ir::ServiceId id);                   // service.cpp: of a stack file
std::vector<std::pair<std::string, Yaml>> resources(Build& build);  // networks, volumes, secrets, configs

}  // namespace stackc::emit::swarm
