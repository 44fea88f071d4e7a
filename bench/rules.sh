#!/usr/bin/env bash
# What every alert rule promises of normal records, beside what fresh ones do: bench/rules.sh FOLDER [SEEDS]
# FOLDER holds fraud/creditcard.csv and kdd/kddcup.data_10_percent.gz; what is not there is left out. A third of the
# normal records trains, a third (with half of the anomalies) serves the rules that choose by records, a third is fresh.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export DISCERN=${DISCERN:-$here/../build/release/discern}
exec python3 "$here/rules.py" "$@"
