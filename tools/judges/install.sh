#!/usr/bin/env bash
# Installs the judges by name and version into the cache folder (tools/lib/common.sh
# says where). What is there in the right version is left alone.
#
#   tools/judges/install.sh light    what tools/test needs
#   tools/judges/install.sh heavy    light, and what tools/test --all needs
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tools/lib/common.sh
. "$here/../lib/common.sh"

compose_version=v5.6.0
kubernetes_version=v1.37.2

# go_programs MODULE PACKAGE...: several programs of one module at once.
go_programs() {
  local module=$1 tmp
  shift
  tmp=$(mktemp -d "$judges_bin/.build.XXXXXX")
  (cd "$module" && nice -n 5 go build -mod=readonly -ldflags "-s -w" -o "$tmp/" "$@")
  mv "$tmp"/* "$judges_bin/"
  rmdir "$tmp"
}

python_light() {
  pip_env light -r "$here/requirements-light.txt"
  ln -sf ../py-light/bin/hadolint ../py-light/bin/zizmor "$judges_bin/"
}

python_checkov() {
  pip_env checkov -r "$here/requirements-checkov.txt"
  ln -sf ../py-checkov/bin/checkov "$judges_bin/"
}

node_light() {
  rm -rf "$judges_cache/npm"
  mkdir -p "$judges_cache/npm"
  cp "$here/npm/package.json" "$here/npm/package-lock.json" "$judges_cache/npm/"
  # No install script of a package is needed, so none is run.
  (cd "$judges_cache/npm" && npm ci --ignore-scripts --no-audit --no-fund)
  ln -sf "$(command -v node)" "$judges_bin/node"
}

compose_programs() { go_programs "$here" ./yamlraw ./canon ./forms ./envdump; }
lint_programs() {
  go_programs "$here" ./bklint github.com/yannh/kubeconform/cmd/kubeconform \
    sigs.k8s.io/kustomize/kustomize/v5
}
docker_compose() {
  go_build docker-compose "$here" github.com/docker/compose/v5/cmd \
    "-X github.com/docker/compose/v5/internal.Version=$compose_version"
}
kubernetes_schemas() {
  local source
  source=$(cd "$here/kube" && go list -m -f '{{.Dir}}' k8s.io/kubernetes)
  if [[ -z $source ]]; then
    (cd "$here/kube" && go mod download k8s.io/kubernetes)
    source=$(cd "$here/kube" && go list -m -f '{{.Dir}}' k8s.io/kubernetes)
  fi
  rm -rf "$judges_cache/share/kubernetes"
  python3 "$here/kube/schemas.py" "$source" "$judges_cache/share/kubernetes"
}
workflow_programs() {
  go_programs "$here/third" github.com/rhysd/actionlint/cmd/actionlint
}
third_programs() {
  go_programs "$here/third" github.com/nektos/act \
    github.com/zegl/kube-score/cmd/kube-score
}
server_programs() {
  local name at=k8s.io/component-base/version
  for name in kubectl kube-apiserver; do
    go_build "$name" "$here/kube" "k8s.io/kubernetes/cmd/$name" \
      "-X $at.gitVersion=$kubernetes_version -X $at.gitMajor=1 -X $at.gitMinor=37"
  done
}
etcd() {
  apt_unpack "$judges_cache/etcd" etcd-server
  ln -sf ../etcd/usr/bin/etcd "$judges_bin/etcd"
}

promtool() {
  apt_unpack "$judges_cache/prometheus" prometheus
  ln -sf ../prometheus/usr/bin/promtool "$judges_bin/promtool"
}

# in_background COMMAND...: beside the Go builds; finish waits for all of them.
background=()
in_background() {
  "$@" &
  background+=($!)
}
finish() {
  local pid rc=0
  for pid in "${background[@]}"; do wait "$pid" || rc=$?; done
  background=()
  ((rc == 0)) || exit "$rc"
}

compose_hash() { hash_of "$here"/go.{mod,sum} "$here"/{yamlraw,canon,forms,envdump}; }
kube_hash() { hash_of "$here"/kube; }

light() {
  apt_install python3 python3-venv shellcheck make ca-certificates
  use_go
  use_node
  in_background step python-light "$(hash_of "$here/requirements-light.txt")" python_light
  in_background step node-light "$(hash_of "$here/npm")" node_light
  step compose-programs "$(compose_hash)" compose_programs
  step lint-programs "$(hash_of "$here"/go.{mod,sum} "$here/bklint")" lint_programs
  step workflow-programs "$(hash_of "$here/third")" workflow_programs
  step kubernetes-schemas "$(kube_hash)" kubernetes_schemas
  step pss "$(kube_hash)" go_programs "$here/kube" ./pss
  step docker-compose "$compose_version" docker_compose
  finish
}

heavy() {
  light
  in_background step checkov "$(hash_of "$here/requirements-checkov.txt")" python_checkov
  in_background step etcd 1 etcd
  in_background step promtool 1 promtool
  step kvalidate "$(kube_hash)" go_programs "$here/kube" ./kvalidate
  step third-programs "$(hash_of "$here/third")" third_programs
  step server-programs "$kubernetes_version" server_programs
  finish
}

set_name=${1:-light}
[[ $set_name == light || $set_name == heavy ]] || die "usage: install.sh [light|heavy]"
everything=$(hash_of "$here" "$here/../lib")
step_done "$set_name" "$everything" && exit 0
started=$SECONDS
"$set_name"
printf '%s\n' "$everything" >"$judges_cache/stamps/$set_name"
say "judges ($set_name) are in $judges_bin, $((SECONDS - started)) s"
