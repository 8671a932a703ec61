// Small questions that several rules ask.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "ir/ir.h"

namespace stackc::rules {

inline bool is_kubernetes(std::string_view target) { return target == "kubernetes" || target == "k8s"; }
inline bool emits_kubernetes(const ir::Stack& stack) { return std::any_of(stack.emit.begin(), stack.emit.end(), is_kubernetes); }
// Some target runs the containers on one host, under a container engine; only Kubernetes does not.
inline bool emits_to_engine(const ir::Stack& stack) {
  return stack.emit.empty() ||
         std::any_of(stack.emit.begin(), stack.emit.end(), [](const std::string& name) { return !is_kubernetes(name); });
}
// Where the user can change something: the place itself if it is in the user's file, else the service.
inline source::Span user_span(const ir::Origin& origin, const ir::Service& service) {
  return origin.by == ir::By::kUser && origin.span.valid() ? origin.span : service.origin.span;
}

}  // namespace stackc::rules
