// Matters of taste. All of them are off unless they are selected.
#include <algorithm>
#include <array>

#include "diag/rules/style.h"
#include "rules/compose/view.h"

namespace stackc::rules::compose {

namespace {

// What runs, when it starts, what it has, how it is reached, how it is watched.
constexpr std::array<std::string_view, 23> kOrder = {
    "image",       "build",    "container_name", "depends_on", "volumes",      "volumes_from", "configs",  "secrets",
    "environment", "env_file", "ports",          "networks",   "network_mode", "extra_hosts",  "command",  "entrypoint",
    "working_dir", "restart",  "healthcheck",    "logging",    "labels",       "user",         "isolation"};

std::size_t rank(std::string_view key) { return static_cast<std::size_t>(std::find(kOrder.begin(), kOrder.end(), key) - kOrder.begin()); }

void check_order(const Value& service, diag::Sink& sink) {
  const Member* highest = nullptr;
  for (const Member& member : *service.map) {
    if (!member.key_span.valid() || (highest != nullptr && member.key_span.file != highest->key_span.file)) continue;
    bool after = highest == nullptr || rank(member.key) > rank(highest->key) ||
                 (rank(member.key) == rank(highest->key) && member.key >= highest->key);
    if (after) {
      highest = &member;
      continue;
    }
    sink.report(diag::rule::key_order, member.key_span, cat({"`", member.key, "` stands behind `", highest->key, "`"}));
    return;  // one says enough
  }
}

void check_quotes(const Value& ports, diag::Sink& sink) {
  for (const Value* port : *ports.list) {
    if (!port->is_scalar() || port->is_null() || port->quoted || port->text.empty()) continue;
    sink.report(diag::rule::port_quotes, port->span, cat({"the port `", port->text, "` stands without quotes"}))
        .fix("put it in quotes", port->is_string() ? diag::Safety::kSafe : diag::Safety::kUnsafe,
             {diag::Edit{port->span, double_quoted(port->text)}});
  }
}

}  // namespace

void check_opinions(const FileInput& input, diag::Sink& sink) {
  const Member* before = nullptr;
  bool told = false;
  each_service(input.raw, [&](const Member& service) {
    check_order(*service.value, sink);
    if (const Value* ports = list_of(*service.value, "ports")) check_quotes(*ports, sink);
    if (before != nullptr && service.key < before->key && !told && service.key_span.valid()) {
      told = true;
      sink.report(diag::rule::service_order, service.key_span, cat({"`", service.key, "` stands behind `", before->key, "`"}));
    }
    before = &service;
  });
}

}  // namespace stackc::rules::compose
