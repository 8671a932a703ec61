# shellcheck shell=bash
# Base images under the names that Dockerfiles and compose files ask for, made
# from Debian packages and PyPI and pushed into the loopback registry. They are
# stand-ins: the same paths, ids, entry points and variables as far as the stacks
# here use them, not the same bytes. bases/images.tsv lists them.

bases_dir=$here/bases

# What goes into an image besides its own Dockerfile: certificate authorities that
# the administrator of this machine added, without which nothing could be
# downloaded inside of a build.
base_context() {
  rm -rf "$1"
  mkdir -p "$1/ca"
  cp "$bases_dir"/* "$1/"
  cp /usr/local/share/ca-certificates/*.crt "$1/ca/" 2>/dev/null || true
}

# The root file system that all others start from, by Debian's own bootstrap. Under
# Debian from the mirror this machine uses, else from the default one.
base_root() {
  local mirror=()
  if [[ $(. /etc/os-release && echo "$ID") == debian ]]; then
    mapfile -t mirror < <(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Codename: bookworm' | head -n 1)
  fi
  mmdebstrap --quiet --variant=minbase --include=usr-is-merged,ca-certificates \
    --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/info/*' \
    --dpkgopt='force-unsafe-io' --aptopt='APT::Install-Recommends "false"' \
    bookworm "$engine_home/root.tar" "${mirror[@]}"
}

# base_build DOCKERFILE ARGUMENTS NAME:TAG...
base_build() {
  local file=$1 args=$2 context=$engine_home/context first=$engine_registry/$3 tag flags=() pair
  shift 2
  base_context "$context"
  case $file in
  debian) mv "$engine_home/root.tar" "$context/" ;;
  frontend) cp "$engine_bin/dockerfile-frontend" "$context/" ;;
  esac
  IFS=, read -ra pair <<<"$args"
  for tag in "${pair[@]}"; do [[ $tag == - ]] || flags+=(--build-arg "$tag"); done
  docker build -q --provenance=false --build-arg "REGISTRY=$engine_registry" "${flags[@]}" \
    -t "$first" -f "$context/$file.Dockerfile" "$context"
  for tag in "$@"; do
    docker tag "$first" "$engine_registry/$tag"
    docker push -q "$engine_registry/$tag"
    # A copy pulled before under the name in FROM would hide the new one.
    docker image rm -f "${tag#library/}" >/dev/null 2>&1 || true
  done
  rm -rf "$context"
}

base_version() { # of a row: changes with its files and with what it starts from
  {
    cat "$bases_dir/debian.Dockerfile" "$bases_dir/$1".*
    declare -f base_root base_build
    echo "$buildkit_version"
  } | sha256sum | cut -c1-12
}

base_step() {
  if [[ $1 == debian ]]; then base_root; fi
  base_build "$@"
  docker image prune -f >/dev/null
}

bases_fill() {
  local file args names tags
  while read -r file args names; do
    [[ -z $file || $file == \#* ]] && continue
    IFS=, read -ra tags <<<"$names"
    step "base-$(tr / _ <<<"${tags[0]%%:*}")-${tags[0]##*:}" "$(base_version "$file")" base_step "$file" "$args" "${tags[@]}"
  done <"$bases_dir/images.tsv"
}

bases_list() { awk '!/^#/ && NF {gsub(/,/, " ", $3); print "  " $3}' "$bases_dir/images.tsv"; }
