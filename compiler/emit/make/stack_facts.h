// What a Makefile wants to know about all environments together. The Makefile is one for all: what differs between environments stands in
// its variables.
#pragma once

#include <string>
#include <vector>

#include "ir/ir.h"

namespace stackc::emit::make {

struct Quality {   // from `ci: test:`
  std::string on;  // the service in whose image the commands run; "" if there are none
  std::vector<std::string> test, lint, format;
};

struct Facts {
  explicit Facts(const ir::Project& project);
  const ir::Project& project;
  std::vector<const ir::Stack*> compose;  // environments with a compose file, the default one first
  std::vector<const ir::Stack*> kubernetes;

  [[nodiscard]] bool builds(const ir::Stack& stack) const;  // at least one image
  [[nodiscard]] bool builds_any() const;
  [[nodiscard]] bool watches() const;  // `docker compose watch` has something to do
  [[nodiscard]] bool reads(ir::Symbol symbol) const;
  [[nodiscard]] std::vector<std::string> service_names() const;  // of all compose environments, without tasks
  [[nodiscard]] std::vector<const ir::Service*> tasks() const;
  [[nodiscard]] std::vector<const ir::Service*> built_services() const;
  [[nodiscard]] std::vector<const ir::Secret*> file_secrets() const;
  [[nodiscard]] std::vector<const ir::Secret*> cluster_secrets(const ir::Stack& stack) const;
  [[nodiscard]] std::vector<std::string> urls(const ir::Stack& stack) const;  // shell words: published HTTP ports, at their health path
  [[nodiscard]] Quality quality() const;
};

}  // namespace stackc::emit::make
