// The actions that a workflow may use, each at the full commit of a release: a tag can be moved, a commit cannot.
// Checked on 2026-11-22 against how public workflows name the same commits. To renew one, change its line: commit and version belong
// together.
#pragma once

#include <string_view>

namespace stackc::emit::gh {

struct Action {
  std::string_view name, commit, version;
};
inline constexpr Action kCheckout{"actions/checkout", "de0fac2e4500dabe0009e67214ff5f5447ce83dd", "v6.0.2"};
inline constexpr Action kSetupPython{"actions/setup-python", "a309ff8b426b58ec0e2a45f0f869d46889d02405", "v6.2.0"};
inline constexpr Action kSetupNode{"actions/setup-node", "6044e13b5dc448c55e2357c09f80417699197238", "v6.2.0"};
inline constexpr Action kSetupBuildx{"docker/setup-buildx-action", "8d2750c68a42422c14e847fe6c8ac0403b4cbd6f", "v3.12.0"};
inline constexpr Action kLogin{"docker/login-action", "c94ce9fb468520275223c153574b00df6fe4bcc9", "v3.7.0"};
inline constexpr Action kBuildPush{"docker/build-push-action", "10e90e3645eae34f1e60eeb005ba3a3d33f178e8", "v6.19.2"};
inline constexpr Action kCodecov{"codecov/codecov-action", "671740ac38dd9b0130fbe1cec585b89eea48d3de", "v5.5.2"};
inline constexpr Action kTrivy{"aquasecurity/trivy-action", "57a97c7e7821a5776cebc9bb87c984fa69cba8f1", "v0.35.0"};

inline constexpr std::string_view kRunner = "ubuntu-24.04";  // has docker compose, kubectl, kustomize, pipx
inline constexpr std::string_view kThrowAway = "ci-only";    // every secret of a test: its database lives as long as the job

}  // namespace stackc::emit::gh
