#!/usr/bin/env bash
# The share of fresh normal records that alert, beside the rate that was promised: bench/promise.sh [SEEDS]
# 20,000 normal practice payments in random order: one half trains, the other is scored.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
discern=${DISCERN:-$here/../build/release/discern}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
roles=(--key payment_id --label fraud --exclude time,card,kind)
for seed in ${1:-0 1 2 3 4}; do
  "$discern" simulate payments --records 20000 --fraud-share 0 --seed "$seed" -o all.csv
  python3 "$here/split.py" all.csv --label fraud --seed "$seed" --train train.csv --test test.csv
  for method in ${METHODS:-discern fanogan knn mahalanobis pca}; do
    "$discern" train train.csv "${roles[@]}" --method "$method" --seed "$seed" --false-alarm-rate 0.01 --quiet -o m.discern
    "$discern" score m.discern test.csv --key payment_id --explain none --quiet -o scores.csv
    awk -F, -v m="$method" -v s="$seed" 'NR > 1 { n++; a += $4 } END { printf "%-12s seed %s  %d of %d fresh normal records alert: %.2f %%, promised 1 %%\n", m, s, a, n, 100 * a / n }' scores.csv
  done
done
