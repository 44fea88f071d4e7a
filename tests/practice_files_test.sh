#!/usr/bin/env bash
# usage: practice_files_test.sh DISCERN. The files in datasets/ are what the commands in its README make.
set -euo pipefail

program=$(realpath "$1")
datasets=$(cd "$(dirname "$0")/.." && pwd)/datasets
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir bin
ln -s "$program" bin/discern
export PATH=$work/bin:$PATH

mapfile -t commands < <(sed -n 's/^    \(discern simulate .*\)/\1/p' "$datasets/README.md")
[ ${#commands[@]} -ge 2 ] || { echo "no commands found in datasets/README.md"; exit 1; }
for command in "${commands[@]}"; do
  echo "$command"
  read -ra words <<<"$command"
  "${words[@]}"
done
for file in "$datasets"/*.csv; do
  cmp "$file" "$(basename "$file")"
done
