#!/usr/bin/env bash
# AUROC on the ULB card payments, one command each for train, score and evaluate: bench/fraud.sh creditcard.csv [SEEDS]
set -euo pipefail
records=$(realpath "${1:?the path of creditcard.csv}")
here=$(cd "$(dirname "$0")" && pwd)
discern=${DISCERN:-$here/../build/release/discern}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for seed in ${2:-0 1 2}; do
  for method in ${METHODS:-discern fanogan knn mahalanobis pca}; do
    python3 "$here/split.py" "$records" --label Class --seed "$seed" --drop Time --train train.csv --test test.csv
    "$discern" train train.csv --label Class --method "$method" --seed "$seed" --quiet -o card.discern
    "$discern" score card.discern test.csv --label Class --quiet -o scores.csv
    "$discern" evaluate card.discern test.csv --label Class --json > quality.json
    python3 - "$method" "$seed" <<'PY'
import json, sys
q = json.load(open("quality.json"))
print(f"{sys.argv[1]:<12} seed {sys.argv[2]}  AUROC {q['auroc']:.4f} ({q['auroc_interval'][0]:.4f} to {q['auroc_interval'][1]:.4f})"
      f"  AUPRC {q['auprc']:.4f}  F1 {q['f1_at_count']:.4f}  precision {q['precision']:.3f} recall {q['recall']:.3f} at the rule"
      f"  components {({k: round(v, 3) for k, v in q['component_auroc'].items()})}")
PY
  done
done
