#!/usr/bin/env bash
# What the compiler is built and tested with, by Debian's package names; the same
# names are Ubuntu's. Debian 12 and Ubuntu 24.04 are meant. Names without a version
# are used wherever there are some, so that each system brings its own LLVM.
#
#   tools/lib/deps.sh          installs what is missing (needs root or sudo)
#   . tools/lib/deps.sh        only defines install_build_deps
#
# shellcheck source=tools/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

build_packages=(
  ca-certificates git make
  cmake ninja-build ccache pkg-config
  g++ clang clang-tidy clang-format libclang-rt-dev llvm
  libre2-dev libcli11-dev libboost-graph-dev # the compiler
  libyaml-cpp-dev libyaml-dev                # verification and comparison
  libmd-dev                                  # SHA-256
  libgtest-dev valgrind time                 # tests and numbers
  python3 python3-venv shellcheck            # scripts and judges
)

install_build_deps() { apt_install "${build_packages[@]}"; }

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  set -euo pipefail
  install_build_deps
fi
