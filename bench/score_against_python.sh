#!/usr/bin/env bash
# usage: bench/score_against_python.sh [BUILD [RECORDS [ROUNDS [RESULT.json]]]]
#        (defaults: build/release, 1000000, 5, none)
# Scoring a CSV of 30 numeric columns from file to file on two threads, against reading and parsing it alone, against a
# pipeline of pandas and PyTorch with the same networks, and the start of both; in rounds that alternate.
# Needs python3-torch, python3-pandas and python3-numpy.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export OMP_WAIT_POLICY=passive OPENBLAS_NUM_THREADS=1
exec "${PYTHON:-/usr/bin/python3}" "$here/score_against_python.py" "${1:-$here/../build/release}" "${2:-1000000}" "${3:-5}" "${4:-}"
