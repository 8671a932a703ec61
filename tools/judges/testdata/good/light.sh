#!/bin/sh
set -eu
for shade in "$@"; do
  printf '%s\n' "$shade"
done
