#!/usr/bin/env bash
# usage: manual_test.sh DISCERN. What the program writes of itself is read by groff and bash without complaint.
set -euo pipefail

program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$program" manual --man "$work" --completion "$work/completion"
bash -n "$work/completion"
pages=("$work"/*.1)
[ ${#pages[@]} -ge 5 ] || { echo "only ${#pages[@]} pages"; exit 1; }
for command in $("$program" help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
  [ -s "$work/discern-$command.1" ] || { echo "no page for $command"; exit 1; }
done
for page in "${pages[@]}"; do
  complaints=$(groff -man -Tutf8 -P-cbou -ww "$page" 2>&1 >"$work/text")
  [ -z "$complaints" ] || { echo "$complaints"; exit 1; }
  grep -q SYNOPSIS "$work/text" || { echo "$page has no synopsis"; exit 1; }
done
