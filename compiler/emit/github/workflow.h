// The jobs of the workflow as YAML trees. In: the stack whose environment a job works for. Out: one job each; findings go to the sink.
#pragma once

#include <string>
#include <string_view>

#include "diag/diagnostic.h"
#include "emit/github/actions.h"
#include "emit/writer/yaml_writer.h"
#include "ir/ir.h"

namespace stackc::emit::gh {

Yaml test_job(const ir::Stack& stack, const ir::Ci::Test& test, diag::Sink& sink);
Yaml build_job(const ir::Stack& stack, const ir::Ci& ci, diag::Sink& sink);
Yaml deploy_job(const ir::Project& project, const ir::Stack& stack, const ir::Ci& ci, diag::Sink& sink);

// steps.cpp
std::string literal(std::string_view text);  // a text that GitHub must not take for an expression
Yaml uses(const Action& action);             // {uses: name@commit}; the version stands above it
Yaml uses(const std::string& name, const Action& action, const Yaml& with);
Yaml checkout();
Yaml run(const std::string& name, const std::string& script);
Yaml job(const std::string& name, int timeout_minutes);  // name, runs-on, timeout
std::string on_branch(const ir::Ci& ci);                 // the condition of jobs that publish
std::string registry_host(std::string_view prefix);      // "ghcr.io" of "ghcr.io/acme"; "" for Docker Hub

}  // namespace stackc::emit::gh
