// What a workload gets where the stack file says nothing. All numbers of this emitter stand here and nowhere else.
#pragma once

#include <cstdint>
#include <string_view>

namespace stackc::emit::k8s {

inline constexpr std::uint64_t kMi = 1024ull * 1024;
inline constexpr std::uint64_t kGi = 1024 * kMi;

// Requests and limits by family of image. A limit of CPU is a whole core: fractional limits throttle multi-threaded programs.
// Memory is what the program needs to start and serve a little (request) and where it certainly leaks (limit).
struct ResourceDefault {
  std::string_view family;               // "" stands for every other
  std::uint32_t cpu_request, cpu_limit;  // millicores
  std::uint64_t memory_request, memory_limit;
};
inline constexpr ResourceDefault kResourceDefaults[] = {
    {"postgres", 250, 1000, 256 * kMi, 1 * kGi},   {"redis", 100, 1000, 64 * kMi, 256 * kMi},   {"python", 100, 1000, 256 * kMi, 512 * kMi},
    {"node", 100, 1000, 128 * kMi, 512 * kMi},     {"nginx", 50, 1000, 32 * kMi, 128 * kMi},    {"otel", 50, 1000, 64 * kMi, 256 * kMi},
    {"prometheus", 100, 1000, 256 * kMi, 1 * kGi}, {"grafana", 50, 1000, 128 * kMi, 512 * kMi}, {"", 100, 1000, 128 * kMi, 512 * kMi},
};
inline constexpr std::uint64_t kEphemeralRequest = 64 * kMi;  // writable layer, logs and emptyDirs on disk
inline constexpr std::uint64_t kEphemeralLimit = 512 * kMi;
inline constexpr std::uint64_t kScratchLimit = 64 * kMi;  // one emptyDir for a path that the program writes
inline constexpr std::uint64_t kClaimSize = 1 * kGi;      // a volume without `size`
inline constexpr std::uint64_t kMaxConfigMap = 1 * kMi;   // the API server's limit

inline constexpr std::uint32_t kUid = 10001;  // for images that run under any uid; Pod Security linters want 10000 or more
inline constexpr std::uint32_t kMinUid = 10000;
inline constexpr std::uint32_t kReplicas = 2;  // of a Deployment behind a Service: a rollout or a lost node must not stop it
// Families of pulled images of which any number of copies may run. Others run once, as a StatefulSet: two collectors would each count half
// of the metrics.
inline constexpr std::string_view kEqualCopies[] = {"nginx"};
inline constexpr std::uint32_t kStopGrace = 10;     // Docker's default
inline constexpr std::uint32_t kDrainSeconds = 5;   // preStop: the endpoint leaves the Service before the program is told to stop
inline constexpr std::uint32_t kHistory = 3;        // old ReplicaSets, finished Jobs of a CronJob
inline constexpr std::uint32_t kJobRetries = 6;     // a migration may start before its database answers
inline constexpr std::uint32_t kJobDeadline = 600;  // seconds
inline constexpr std::uint32_t kJobKeep = 86400;    // seconds that a finished Job stays for its log
inline constexpr std::uint32_t kLivePeriod = 20, kLiveTimeout = 5, kLiveFailures = 3;

// Where a program without a port has no endpoint to ask: alive is that its first process is there. Ready is what the stack's health says.
inline constexpr std::string_view kAliveCommand = "kill -0 1";

// The tag of images that the stack builds, until a release sets the real one (`kustomize edit set image`).
inline constexpr std::string_view kUnreleased = "unreleased";

}  // namespace stackc::emit::k8s
