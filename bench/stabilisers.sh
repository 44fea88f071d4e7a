#!/usr/bin/env bash
# What each objective and each stabiliser of training does: bench/stabilisers.sh [--seeds "0 1 2 3"] [--out FILE]
#
# Trains on simulated payments without fraud, tests on the same cards' next month, 3 % of it fraud; a seed is another
# bank and another training. A change is one option, measured against its base with the same seed:
#
# fanogan    the method's defaults: Wasserstein with a gradient penalty, which is a stabiliser already
# bare       fanogan as non-saturating GAN without the penalty: what a stabiliser is worth where there is no other
# gan        the method's defaults
#
# --steps 20 is a control: a generator that has learned next to nothing shows how far a score depends on it at all.
# Steps are fewer than the methods' own, so that a training takes seconds. AUROC and AUPRC are of the method's score,
# AnoGAN is the AUROC of its component of that name, f-AnoGAN's own score, which rests on generator, encoder and critic
# alone; coverage and recall are of generated records among normal ones, from the model's verdict. Where that fails,
# training is tried once more with safer settings, which would hide the change: column "again" counts the models kept
# from such a second training.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
discern=$(realpath "${DISCERN:-$here/../build/release/discern}")
seeds="0 1 2 3" out=$here/results/stabilisers.json
while (($#)); do
  case $1 in
    --seeds) seeds=$2 ;;
    --out) out=$(realpath "$2") ;;
    *) echo "stabilisers.sh: $1 is no option; expected --seeds or --out" >&2; exit 2 ;;
  esac
  shift 2
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export OMP_NUM_THREADS=1

settings_of() {  # base
  case $1 in
    fanogan) echo "--method fanogan --steps 800 --encoder-steps 800" ;;
    bare) echo "--method fanogan --steps 800 --encoder-steps 800 --objective non_saturating --penalty 0" ;;
    gan) echo "--method gan --steps 800 --discriminator-steps 400" ;;
  esac
}

# A base's first line is the base itself.
changes() {
  cat <<'END'
fanogan
fanogan --objective relativistic
fanogan --objective hinge
fanogan --objective least_squares
fanogan --objective non_saturating
fanogan --objective minimax
fanogan --penalty 0
fanogan --penalty-every 4
fanogan --spectral-norm
fanogan --r1 1
fanogan --r2 1
fanogan --feature-matching 1
fanogan --instance-noise 0.3
fanogan --minibatch-std
fanogan --replay 0.3
fanogan --clip 1
fanogan --critic-rate 0.002
fanogan --ema 0
fanogan --steps 20
bare
bare --penalty 10
bare --r1 1
bare --r2 1
bare --spectral-norm
bare --label-smoothing 0.1
bare --feature-matching 1
bare --instance-noise 0.3
bare --minibatch-std
bare --replay 0.3
bare --clip 1
bare --critic-rate 0.002
bare --ema 0
gan
gan --adversarial 0
gan --adversarial 1
gan --noise 0
END
}

for seed in $seeds; do
  "$discern" simulate payments --seed "$seed" -n 6000 --fraud-share 0 --unlabelled -o normal.csv
  "$discern" simulate payments --seed "$seed" -n 6000 --fraud-share 0.03 --start 2025-10-01 -o test.csv
  while read -r base change; do
    began=$(date +%s%N)
    # No option may be given twice.
    settings=$(settings_of "$base" | sed -E "s/ ${change%% *} [^ ]+//")
    # Settings are words.
    # shellcheck disable=SC2086
    "$discern" train normal.csv --exclude payment_id,time,card $settings $change --seed "$seed" --quiet -o m.discern
    took=$((($(date +%s%N) - began) / 1000000))
    "$discern" evaluate m.discern test.csv --label fraud --accept-failed --explain none --quiet --json > quality.json
    "$discern" inspect m.discern --json > model.json
    python3 "$here/stabilisers.py" judge quality.json model.json --add runs.jsonl \
      --about "base=$base" "change=$change" "seed=$seed" "milliseconds=$took"
  done < <(changes)
done
python3 "$here/stabilisers.py" table runs.jsonl --json "$out" \
  --about "stabilisers.sh: simulated payments, one option changed from a base; seeds $seeds" \
  --bases "fanogan=$(settings_of fanogan)" "bare=$(settings_of bare)" "gan=$(settings_of gan)"
