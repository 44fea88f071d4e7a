#!/usr/bin/env bash
# usage: consumer_test.sh BUILD_FOLDER CMAKE TRAIN(ON|OFF). Installs the build into a folder of its own, and builds the
# project in tests/consumer against it, with CMake and with pkg-config.
set -euo pipefail

build=$1 cmake=$2 train=$3
here=$(cd "$(dirname "$0")" && pwd)/consumer
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix

fail() {
  echo "FAILED: $*"
  exit 1
}

"$cmake" --install "$build" --prefix "$prefix" >"$work/install.log" || { cat "$work/install.log"; fail "install"; }
for file in bin/discern share/man/man1/discern.1 share/man/man1/discern-train.1 \
  share/bash-completion/completions/discern include/discern/discern.h; do
  [ -e "$prefix/$file" ] || fail "$file is not installed"
done
"$prefix/bin/discern" --version | grep -q '^discern ' || fail "the installed program does not run"
if ldd "$prefix/bin/discern" | grep -q torch; then fail "the program that scores loads LibTorch"; fi

configure() { "$cmake" -S "$here" -B "$work/$1" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" "${@:2}" >"$work/$1.log" 2>&1; }
configure cmake -DTRAIN="$train" || { cat "$work/cmake.log"; fail "configuring against the package"; }
"$cmake" --build "$work/cmake" || fail "building against the package"
"$work/cmake/score" || fail "the scoring program"
if ldd "$work/cmake/score" | grep -q torch; then fail "discern::score brings LibTorch"; fi
if [ "$train" = ON ]; then (cd "$work" && OMP_WAIT_POLICY=passive cmake/jobs) || fail "the training program"; fi
# What must not be found is not found.
if configure newer -DWANTED_VERSION=99.0; then fail "a version that is not installed was found"; fi
if configure odd -DWANTED_COMPONENT=nonsense; then fail "a component that does not exist was found"; fi

export PKG_CONFIG_PATH
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name discern-score.pc)")
# The .pc files name the prefix of the configuration; the test installed elsewhere.
pc() { pkg-config --define-variable=prefix="$prefix" "$@"; }
# shellcheck disable=SC2046
c++ -std=c++20 "$here/score.cc" -o "$work/score" $(pc --cflags --libs discern-score) || fail "pkg-config: discern-score"
"$work/score" || fail "the scoring program, by pkg-config"
if [ "$train" = ON ]; then pc --libs discern | grep -q -- '-ldiscern .*-ldiscern_score' || fail "pkg-config: discern"; fi
