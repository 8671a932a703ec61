// The folders that kustomize reads: base/ with every object of the first Kubernetes environment, overlays/<environment>/ with what differs.
#pragma once

#include <string>
#include <vector>

#include "emit/kubernetes/model.h"
#include "emit/writer/output.h"

namespace stackc::emit::k8s {

// `root`: "deploy/k8s".
void put_base(const Build& base, const std::string& root, OutputSet& outputs);
// `own`: the objects of this environment; the base's are those of another one, or the same.
// `space`: its namespace.
void put_overlay(const Build& base, const Build& own, const std::string& space, const std::string& root, OutputSet& outputs);

}  // namespace stackc::emit::k8s
