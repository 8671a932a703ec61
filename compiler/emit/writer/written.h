// What a compose file said, written again for the programs that read compose files: `written` members of the IR -> YAML. Short forms where
// nothing is lost, no defaults that a loader filled in, keys in the order in which people write them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "emit/writer/yaml_writer.h"
#include "ir/ir.h"

namespace stackc::emit {

using TextOf = std::function<std::string(const ir::Text&)>;  // escapes, and says what a secret becomes

Yaml written_value(const ir::Value& value, const TextOf& text);  // without members that are null or empty
enum class Dialect { kCompose, kSwarm };                         // kSwarm: depends_on as a list, published ports as numbers in long forms
Yaml written_service(const ir::Service& service, const TextOf& text, Dialect dialect);
// networks, volumes, secrets, configs. A name that Compose would give by itself, `<project>_<key>`, is left out.
Yaml written_resources(std::string_view kind, const ir::ValueMap& resources, std::string_view project, const TextOf& text);

}  // namespace stackc::emit
