#include <array>

#include "base/text.h"
#include "diag/rules/security.h"
#include "rules/rules.h"
#include "rules/subject.h"

namespace stackc::rules {

using base::cat;

namespace {

// With one of these a program can leave its container or change the host.
constexpr std::array<std::string_view, 12> kDangerous = {"ALL",       "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE",      "SYS_RAWIO", "SYS_BOOT",
                                                         "NET_ADMIN", "MAC_ADMIN", "BPF",        "DAC_READ_SEARCH", "SYS_TIME",  "PERFMON"};
// Folders whose content is the system itself.
constexpr std::array<std::string_view, 12> kSystem = {"/",     "/bin",  "/boot", "/dev", "/etc", "/lib",
                                                      "/proc", "/root", "/sbin", "/sys", "/usr", "/var/lib/docker"};
constexpr std::array<std::string_view, 3> kSockets = {"docker.sock", "podman.sock", "containerd.sock"};

std::string_view without_slash(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

void check_mounts(const ir::Service& service, diag::Sink& sink) {
  for (const ir::Mount& mount : service.mounts) {
    if (mount.kind != ir::Mount::Kind::kBind) continue;
    std::string_view source = without_slash(mount.source);
    bool socket = std::any_of(kSockets.begin(), kSockets.end(), [&](std::string_view name) {
      return source.ends_with(name) && (source.size() == name.size() || source[source.size() - name.size() - 1] == '/');
    });
    if (socket) {
      sink.report(diag::rule::engine_socket, user_span(mount.origin, service),
                  cat({"`", service.name, "` gets the socket of the container engine, and with it the host"}))
          .help("put a proxy of the socket in front that allows only the requests that are needed");
    } else if (std::find(kSystem.begin(), kSystem.end(), source) != kSystem.end()) {
      sink.report(diag::rule::host_folder, user_span(mount.origin, service),
                  cat({"`", service.name, "` gets `", source, "` of the host", mount.read_only ? "" : " and may write it"}))
          .help("mount the single file that is needed, read-only");
    }
  }
}

void check_capabilities(const ir::Service& service, diag::Sink& sink) {
  for (const ir::Field<std::string>& added : service.host.cap_add) {
    std::string name = base::to_upper(added.value);
    std::string_view bare = name;
    if (bare.starts_with("CAP_")) bare.remove_prefix(4);
    if (std::find(kDangerous.begin(), kDangerous.end(), bare) == kDangerous.end()) continue;
    sink.report(diag::rule::dangerous_capability, user_span(added.origin, service),
                cat({"`", service.name, "` gets ", bare == "ALL" ? "every capability" : cat({"the capability `", bare, "`"})}))
        .help("name the single capability that is needed, and take away the others with `cap_drop: [ALL]`");
  }
}

void check_protections(const ir::Service& service, diag::Sink& sink) {
  for (const ir::Field<std::string>& option : service.host.security_opt) {
    std::string text = base::replace_all(base::to_lower(option.value), "=", ":");
    bool off = text == "seccomp:unconfined" || text == "apparmor:unconfined" || text == "label:disable" || text == "systempaths:unconfined";
    if (off)
      sink.report(diag::rule::confinement_off, user_span(option.origin, service),
                  cat({"`", option.value, "` takes a protection away from `", service.name, "`"}))
          .help("write a profile that allows what is missing: `seccomp:./profile.json`");
  }
}

void check_namespaces(const ir::Service& service, diag::Sink& sink) {
  for (const auto& [kind, shared] : service.host.namespaces) {
    if (shared.value != "host" || kind == "cgroup") continue;
    diag::Builder report =
        sink.report(diag::rule::host_namespace, user_span(shared.origin, service),
                    cat({"`", service.name, "` shares the ", kind, kind == "network" ? "" : " namespace", " of the host"}));
    if (kind == "network") report.help("publish the ports that are needed with `ports:`");
  }
}

}  // namespace

void check_host(const ir::Stack& stack, diag::Sink& sink, const source::SourceManager&) {
  for (const ir::Service& service : stack.services) {
    check_mounts(service, sink);
    if (service.host.privileged.value)
      sink.report(diag::rule::privileged_container, user_span(service.host.privileged.origin, service),
                  cat({"`", service.name, "` has all rights of the host"}))
          .help("name the devices and the single capabilities that it needs");
    check_capabilities(service, sink);
    check_protections(service, sink);
    check_namespaces(service, sink);
  }
}

}  // namespace stackc::rules
