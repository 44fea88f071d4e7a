#!/usr/bin/env bash
# usage: bench/report.sh [BUILD]        (default build/release)
# A report over 100,000 scored records, 5,000 cases asked for: time and size of the page and of its other forms; with
# Chromium and the packages of tests/browser also how long the page takes to open, and a step of its slider to be shown.
set -euo pipefail
cd "$(dirname "$0")/.."
discern=$(realpath "${1:-build/release}")/discern
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export OMP_WAIT_POLICY=passive

bank=(--seed 7 --cards 500)
"$discern" simulate payments -n 20000 "${bank[@]}" --fraud-share 0 --unlabelled -o "$folder/normal.csv"
"$discern" simulate payments -n 100000 "${bank[@]}" --start 2025-10-01 --days 30 --fraud-share 0.01 -o "$folder/in.csv"
"$discern" train "$folder/normal.csv" --exclude payment_id,time,card --seed 1 --quiet -o "$folder/m.discern"
"$discern" score "$folder/m.discern" "$folder/in.csv" --key payment_id --label fraud --quiet -o "$folder/scores.csv"

measure() {
  local what=$1 output=$2
  shift 2
  /usr/bin/time -f "%e %M" -o "$folder/time" "$discern" report "$folder/m.discern" "$folder/scores.csv" --quiet -o "$output" "$@"
  read -r seconds kilobytes <"$folder/time"
  printf '%-44s %6.2f s  %8s bytes  %5d MB of memory\n' "$what" "$seconds" "$(stat -c %s "$output")" $((kilobytes / 1024))
}
measure "page, 200 cases" "$folder/r.html"
measure "page, 5,000 cases" "$folder/all.html" --cases 5000
measure "JSON, 200 cases" "$folder/r.json"
measure "summary" "$folder/r.md"
measure "page with records scored again, view fraud" "$folder/fraud.html" --records "$folder/in.csv" --key payment_id \
  --view fraud --amount amount --entity card --segment category
for page in r all fraud; do
  echo "$page.html in Chromium:"
  node bench/report_page.mjs "$folder/$page.html" || true
done
