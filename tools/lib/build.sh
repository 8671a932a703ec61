# shellcheck shell=bash
# Building the compiler: one function for every script, so that all of them share the compiler cache.
#
# shellcheck source=tools/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# The cache has to hit in another checkout of the same text, too.
export CCACHE_BASEDIR=$repo_root CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros

# build PRESET [TARGET...]: configure once, build, say little.
build() {
  local preset=$1
  shift
  [[ -f $repo_root/build/$preset/build.ninja ]] || (cd "$repo_root" && cmake --preset "$preset" >/dev/null)
  nice -n 5 cmake --build "$repo_root/build/$preset" ${1:+--target "$@"} -- --quiet
}
