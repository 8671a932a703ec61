# shellcheck shell=bash
# The container engine of the end-to-end runs: where it lies, how its programs
# are made, how its two daemons are started and ended. Sourced by ../engine and
# ../run after ../../lib/common.sh.
#
#   $engine_home/bin       dockerd, containerd, runc, ... from Go modules
#   $engine_home/root      files of Debian packages that are not installed
#   $engine_home/config    the docker command's configuration (plug-ins)
#   $engine_home/state     images, build cache, registry, logs, pids

engine_home=$judges_cache/engine
engine_bin=$engine_home/bin
engine_state=$engine_home/state
engine_port=${STACKC_REGISTRY_PORT:-15000}
engine_registry=127.0.0.1:$engine_port
engine_socket=$engine_state/docker.sock

# Pins. runc: containerd 2 asks for the time namespace, which Debian 12's is too
# old for. moby: the line of Engine 29. compose refuses a buildx that does not
# know its own version, hence the -X below.
runc_version=v1.5.2
containerd_version=v2.4.2
moby_version=v2.0.0-beta.24
buildkit_version=v0.34.2
buildx_version=v0.38.2
compose_version=v5.6.0

# go_tool MODULE VERSION LDFLAGS TAGS PACKAGE...: programs of modules whose go.mod
# has replace or exclude directives, which `go install` refuses. An empty module
# that requires them builds them all the same.
go_tool() {
  local module=$1 version=$2 ldflags=$3 tags=$4 dir
  shift 4
  dir=$engine_home/src/${module//\//_}
  mkdir -p "$dir" "$engine_bin"
  cd "$dir"
  rm -f go.mod go.sum
  printf 'module tools.local\n\ngo 1.26\n' >go.mod
  go get -tool "${@/%/@$version}"
  nice -n 5 go build -tags "$tags" -ldflags "-s -w $ldflags" -o "$engine_bin/" "$@"
}

runc_build() { CGO_ENABLED=1 go_tool github.com/opencontainers/runc "$runc_version" "" seccomp github.com/opencontainers/runc; }
containerd_build() {
  local m=github.com/containerd/containerd/v2
  go_tool $m "$containerd_version" "" no_btrfs $m/cmd/containerd $m/cmd/containerd-shim-runc-v2
}
moby_build() {
  local m=github.com/moby/moby/v2
  go_tool $m "$moby_version" "-X $m/dockerversion.Version=${moby_version#v}" "" $m/cmd/dockerd $m/cmd/docker-proxy
}
frontend_build() {
  local m=github.com/moby/buildkit
  go_tool $m "$buildkit_version" "" "" $m/frontend/dockerfile/cmd/dockerfile-frontend
}
buildx_build() {
  local m=github.com/docker/buildx
  go_tool $m "$buildx_version" "-X $m/version.Version=$buildx_version" "" $m/cmd/buildx
  plugin buildx
}
compose_build() {
  local m=github.com/docker/compose/v5
  go_tool $m "$compose_version" "-X $m/internal.Version=$compose_version" "" $m/cmd
  mv "$engine_bin/cmd" "$engine_bin/compose"
  plugin compose
}
plugin() {
  mkdir -p "$engine_home/config/cli-plugins"
  ln -sfn "$engine_bin/$1" "$engine_home/config/cli-plugins/docker-$1"
}

# The docker command, the registry and the init program are taken out of their
# packages without installing these: their maintainer scripts would register and
# start a second engine.
debian_files() {
  rm -rf "$engine_home/root"
  apt_unpack "$engine_home/root" docker.io docker-registry tini
  mkdir -p "$engine_bin"
  ln -sfn "$engine_home/root/usr/bin/docker-registry" "$engine_bin/docker-registry"
  ln -sfn "$engine_home/root/usr/bin/tini-static" "$engine_bin/docker-init"
  command -v docker >/dev/null || ln -sfn "$engine_home/root/usr/bin/docker" "$engine_bin/docker"
}

engine_plugins() {
  use_go
  step engine-buildx "$buildx_version" buildx_build
  step engine-compose "$compose_version" compose_build
}

engine_install() {
  local packages=(iptables mmdebstrap gcc libc6-dev libseccomp-dev pkg-config ca-certificates curl)
  [[ $(. /etc/os-release && echo "$ID") == debian ]] || packages+=(debian-archive-keyring)
  apt_install "${packages[@]}"
  use_go
  step engine-debian 1 debian_files
  step engine-moby "$moby_version" moby_build
  step engine-containerd "$containerd_version" containerd_build
  step engine-runc "$runc_version" runc_build
  step engine-frontend "$buildkit_version" frontend_build
  engine_plugins
}

# --- daemons: NAME.pid holds the process id and its start time, so that a number
# that the kernel has given to another program since is never taken for ours.

started_at() { awk '{sub(/^.*\) /, ""); print $20}' "/proc/$1/stat" 2>/dev/null; }

daemon_pid() {
  local pid start
  [[ -r $engine_state/$1.pid ]] || return 1
  read -r pid start <"$engine_state/$1.pid" || return 1
  [[ -n $start && $(started_at "$pid") == "$start" ]] || return 1
  echo "$pid"
}

daemon_start() {
  local name=$1 pid
  shift
  daemon_pid "$name" >/dev/null && return 0
  setsid nohup "$@" >"$engine_state/$name.log" 2>&1 </dev/null {engine_lock}>&- &
  pid=$!
  echo "$pid $(started_at "$pid")" >"$engine_state/$name.pid"
}

# daemon_wait NAME COMMAND...: until COMMAND succeeds, at most 60 s.
daemon_wait() {
  local name=$1 i
  shift
  for ((i = 0; i < 300; i++)); do
    "$@" >/dev/null 2>&1 && return 0
    daemon_pid "$name" >/dev/null || break
    sleep 0.2
  done
  tail -n 20 "$engine_state/$name.log" >&2
  die "$name does not answer; its log is $engine_state/$name.log"
}

daemon_stop() {
  local name=$1 pid i
  if pid=$(daemon_pid "$name"); then
    kill -TERM "$pid"
    for ((i = 0; i < 300; i++)); do
      daemon_pid "$name" >/dev/null || break
      sleep 0.1
    done
    if daemon_pid "$name" >/dev/null; then
      say "$name did not end within 30 s; killed"
      kill -KILL "$pid"
    fi
  fi
  rm -f "$engine_state/$name.pid"
}

# --- what a daemon leaves on the network after its end: remembered at the start,
# put back at the end.

host_remember() {
  [[ -e $engine_state/host ]] && return 0
  {
    iptables -S FORWARD | awk '$1 == "-P" {print "forward4", $3}'
    ip6tables -S FORWARD 2>/dev/null | awk '$1 == "-P" {print "forward6", $3}'
    echo "ip_forward $(</proc/sys/net/ipv4/ip_forward)"
    if [[ -e /sys/class/net/docker0 ]]; then echo "docker0 there"; fi
  } >"$engine_state/host"
}

# Jumps into DOCKER* chains and the rules of docker0 go first, then the chains' contents (they call each
# other), then the chains.
drop_docker_rules() {
  local cmd=$1 table rule chain
  for table in filter nat raw; do
    "$cmd" -t "$table" -S 2>/dev/null | awk '$1 == "-A" && $2 !~ /^DOCKER/ && / -j DOCKER| docker0( |$)/ {sub(/^-A/, "-D"); print}' |
      while read -r rule; do xargs "$cmd" -t "$table" <<<"$rule"; done
    for rule in -F -X; do
      "$cmd" -t "$table" -S 2>/dev/null | awk '$1 == "-N" && $2 ~ /^DOCKER/ {print $2}' |
        while read -r chain; do "$cmd" -t "$table" "$rule" "$chain"; done
    done
  done
}

host_restore() {
  local key value
  [[ -e $engine_state/host ]] || return 0
  if ! grep -q '^docker0 there' "$engine_state/host"; then
    ip link delete docker0 2>/dev/null || true
    drop_docker_rules iptables
    drop_docker_rules ip6tables
  fi
  while read -r key value; do
    case $key in
    forward4) iptables -P FORWARD "$value" ;;
    forward6) ip6tables -P FORWARD "$value" ;;
    ip_forward) echo "$value" >/proc/sys/net/ipv4/ip_forward ;;
    esac
  done <"$engine_state/host"
  rm -f "$engine_state/host"
}
