#!/usr/bin/env bash
# Peak memory while scoring a CSV of 1 GB: bench/memory.sh MODEL RECORDS.csv (its records are repeated)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
discern=${DISCERN:-$here/../build/release/discern}
model=${1:?a model} records=${2:?records as CSV}
big=$(mktemp --suffix .csv)
trap 'rm -f "$big"' EXIT
awk -v most=1000000000 'NR == 1 { print; next } { row[++n] = $0 } END { while (1) for (i = 1; i <= n; i++) { print row[i]; size += length(row[i]) + 1; if (size > most) exit } }' "$records" > "$big"
ls -l "$big" | awk '{ print $5 " bytes" }'
/usr/bin/time -f "%M KB at most, %e s, %U s of processor" "$discern" score "$model" "$big" --explain none --quiet -o /dev/null
