#!/usr/bin/env bash
# Shows that each judge judges: it accepts the tree testdata/good and refuses every
# copy of it that has one of the changes in testdata/changes.tsv, with a finding
# about that change. A judge that says yes to everything fails here.
#
#   tools/judges/selftest.sh light    the judges of install.sh light
#   tools/judges/selftest.sh heavy    all
#   tools/judges/selftest.sh NAME...  these
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tools/lib/common.sh
. "$here/../lib/common.sh"
heavy_judges="kvalidate kube-score checkov promtool act kube-apiserver"

table=$here/testdata/changes.tsv
mapfile -t judges < <(grep -v '^#' "$table" | cut -f 1 | sort -u)
case ${1:-light} in
  light) mapfile -t judges < <(printf '%s\n' "${judges[@]}" | grep -vxF "${heavy_judges// /$'\n'}") ;;
  heavy) ;;
  *) judges=("$@") ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# try JUDGE: all its trees in one folder, validated in one run.
try() {
  local judge=$1 dir=$work/$1 number=0 name file change pattern bad=0
  mkdir "$dir"
  cp -r "$here/testdata/good" "$dir/good"
  local -a patterns=()
  while IFS=$'\t' read -r name file change pattern; do
    [[ $name == "$judge" ]] || continue
    number=$((number + 1))
    cp -r "$here/testdata/good" "$dir/$number"
    sed -E -i -e "$change" "$dir/$number/$file"
    if cmp -s "$here/testdata/good/$file" "$dir/$number/$file"; then
      echo "changes.tsv: nothing is changed in $file by: $change"
      bad=1
    fi
    patterns[number]=$pattern
  done <"$table"
  ((number > 0)) || die "no changes for $judge"
  python3 "$here/../validate" "$dir" --only "$judge" --exceptions /dev/null >"$dir.out" 2>&1 || true
  if ! grep -qE "^ok +$judge good/" "$dir.out" || grep -q "^FAIL $judge good/" "$dir.out"; then
    echo "$judge does not accept the good tree"
    bad=1
  fi
  for ((number = 1; number < ${#patterns[@]} + 1; number++)); do
    # A finding may go on over several lines, which are indented.
    if ! awk -v head="$number/" 'index($0, head) == 1 {show = 1; print; next} /^[^ ]/ {show = 0} show' "$dir.out" |
      grep -qE -- "${patterns[number]}"; then
      echo "$judge does not find change $number: ${patterns[number]}"
      bad=1
    fi
  done
  if ((bad)); then
    sed 's/^/  | /' "$dir.out" | head -n 60
    return 1
  fi
  echo "ok $judge: the good tree, and $((number - 1)) changes found"
}

# The rules of bklint that need the build context, which changes.tsv cannot ask for.
context_rules() {
  local dir=$work/context rule found
  cp -r "$here/testdata/good" "$dir"
  if ! run_bare bklint -context "$dir" "$dir/Dockerfile"; then
    echo "bklint does not accept the good tree with its context"
    return 1
  fi
  for rule in CopySourceIgnored CopySourceMissing; do
    case $rule in
      CopySourceIgnored) printf '*\n!*.md\n' >"$dir/.dockerignore" ;;
      CopySourceMissing) rm "$dir/lanterns.txt" ;;
    esac
    found=$(run_bare bklint -context "$dir" "$dir/Dockerfile" || true)
    if [[ $found != *"$rule"* ]]; then
      echo "bklint does not find $rule"
      return 1
    fi
  done
  echo "ok bklint: the rules of the build context"
}

failed=0 running=0
for judge in "${judges[@]}"; do
  if ((running == 2)); then
    wait -n || failed=1
    running=1
  fi
  try "$judge" &
  running=$((running + 1))
done
while ((running > 0)); do
  wait -n || failed=1
  running=$((running - 1))
done
if [[ " ${judges[*]} " == *" bklint "* ]]; then
  context_rules || failed=1
fi
exit "$failed"
