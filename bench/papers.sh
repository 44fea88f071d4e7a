#!/usr/bin/env bash
# F1 by the protocols of DAGMM, EGBAD and ALAD: bench/papers.sh --kdd kddcup.data_10_percent.gz
#   --arrhythmia arrhythmia.data [--seeds "0 1 2"] [--most N] [--json FILE]
#
# kdd                 attacks are learned as what is usual, the traffic called normal is the anomaly; a random half
#                     trains, without its anomalies; the other half is tested, the highest 20 % of the scores are alerts
# arrhythmia          classes 3, 4, 5, 7, 8, 9, 14, 15 are anomalies; the same halves; alerts are the highest 15 %
# arrhythmia polluted the training half keeps its anomalies, about 15 %, without being told of them
#
# A threshold at the known ratio of anomalies is the papers' and cannot be had in practice; it makes figures
# comparable, no more. Three things are not the papers': features are standardised (theirs are as they come, though
# they span eleven orders of magnitude); learning is shorter; and of each half of KDD N records count, drawn at random
# (20,000; 0: all). --preset kdd is 400,000 steps at rate 1e-5, hours on one core; here KDD gets an eightieth of the
# steps at eighty times the rate, and a shorter average; Arrhythmia's 6,000 steps become 1,500 at fifty times the
# rate. "defaults" are the method's own here, not the paper's.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
discern=${DISCERN:-$here/../build/release/discern}
kdd= arrhythmia= seeds="0 1 2" most=20000 json=$here/results/papers.json
while (($#)); do
  case $1 in
    --kdd) kdd=$(realpath "$2") ;;
    --arrhythmia) arrhythmia=$(realpath "$2") ;;
    --seeds) seeds=$2 ;;
    --most) most=$2 ;;
    --json) json=$(realpath "$2") ;;
    *) echo "papers.sh: $1 is no option; expected --kdd, --arrhythmia, --seeds, --most or --json" >&2; exit 2 ;;
  esac
  shift 2
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
methods=${METHODS:-alad egbad anogan discern fanogan knn}

settings_of() {  # data method
  case $1-$2 in
    kdd-anogan) echo "--preset kdd --steps 5000 --critic-rate 8e-4 --generator-rate 8e-4 --ema 0.99 --latent-steps 100" ;;
    kdd-alad | kdd-egbad) echo "--preset kdd --steps 5000 --critic-rate 8e-4 --generator-rate 8e-4 --ema 0.99" ;;
    arrhythmia-anogan) echo "--preset arrhythmia --steps 1500 --critic-rate 5e-4 --generator-rate 5e-4 --ema 0.99 --latent-steps 100" ;;
    arrhythmia-alad | arrhythmia-egbad) echo "--preset arrhythmia --steps 1500 --critic-rate 5e-4 --generator-rate 5e-4 --ema 0.99" ;;
  esac
}

run() {  # protocol data records ratio split-options...
  local protocol=$1 data=$2 records=$3 ratio=$4 seed method settings began
  shift 4
  if [[ ! -f $records ]]; then
    echo "$protocol: no records, give --$data FILE; skipped"
    return
  fi
  for seed in $seeds; do
    python3 "$here/papers.py" split "$data" "$records" --seed "$seed" "$@" --train train.csv --test test.csv
    for method in $methods; do
      settings=$(settings_of "$data" "$method")
      began=$SECONDS
      # Settings are words.
      # shellcheck disable=SC2086
      "$discern" train train.csv --method "$method" $settings --missing '?' --seed "$seed" --quiet -o m.discern 2>/dev/null
      began=$((SECONDS - began))
      "$discern" score m.discern test.csv --label anomalous --accept-failed --explain none --quiet -o scores.csv
      python3 "$here/papers.py" judge scores.csv --ratio "$ratio" --add runs.jsonl \
        --about "protocol=$protocol" "method=$method" "seed=$seed" "train_seconds=$began" "settings=${settings:-the defaults}"
    done
  done
}

run "arrhythmia" arrhythmia "$arrhythmia" 0.15
run "arrhythmia polluted" arrhythmia "$arrhythmia" 0.15 --polluted
run "kdd" kdd "$kdd" 0.2 --most "$most"
[[ -f runs.jsonl ]] || exit 0
python3 "$here/papers.py" table runs.jsonl --json "$json" \
  --about "papers.sh: F1 at the known ratio; seeds $seeds; KDD trains and tests on at most $most records drawn from each half (0: all)"
