#!/usr/bin/env bash
# datasets/fetch.sh against a mirror folder: whole, wrong, truncated, resumed, repeated.
set -euo pipefail

fetch=$(cd "$(dirname "$0")/.." && pwd)/datasets/fetch.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mirror=$work/mirror
to=$work/to
mkdir -p "$mirror"
seq 1 20000 >"$mirror/big.csv"
echo small >"$mirror/small.csv"
sum_of() { sha256sum "$1" | cut -d' ' -f1; }
{
  printf 'set\tfile\tsha256\taddress\n'
  printf 'pair\tbig.csv\t%s\thttp://127.0.0.1:1/big.csv\n' "$(sum_of "$mirror/big.csv")"
  printf 'pair\tsmall.csv\t%s\thttp://127.0.0.1:1/small.csv\n' "$(sum_of "$mirror/small.csv")"
  printf 'gone\tnone.csv\t%064d\thttp://127.0.0.1:1/none.csv\n' 0
} >"$work/sets.tsv"
export DISCERN_SETS=$work/sets.tsv

failed=0
# expect WHAT CODE WORDS COMMAND...: the command ends with CODE and says WORDS.
expect() {
  local what=$1 code=$2 words=$3 found=0
  shift 3
  "$@" >"$work/out" 2>&1 || found=$?
  if [ "$found" != "$code" ] || ! grep -qF -- "$words" "$work/out"; then
    echo "FAILED: $what: exit code $found, expected $code with \"$words\"; output:"
    cat "$work/out"
    failed=1
  fi
}
check() {
  local what=$1
  shift
  "$@" || { echo "FAILED: $what"; failed=1; }
}

expect 'lists the sets' 0 pair "$fetch" --list
expect 'an unknown set' 2 'known are pair, gone' "$fetch" pear
expect 'an unknown option' 2 'no such option' "$fetch" pair --form x
expect 'an option without value' 2 'needs a value' "$fetch" pair --to
expect 'no set' 2 usage "$fetch"
expect 'a mirror that is not there' 5 'no such folder' "$fetch" pair --to "$to" --mirror "$work/nowhere"
expect 'a file the mirror lacks' 5 'cannot be read' "$fetch" gone --to "$to" --mirror "$mirror"
expect 'an address that does not answer' 5 'cannot be read' env http_proxy= "$fetch" pair --to "$to"

expect 'a whole set' 0 'small.csv: fetched' "$fetch" pair --to "$to" --mirror "$mirror"
check 'the files are the same' cmp "$mirror/big.csv" "$to/big.csv"
check 'no part is left' test ! -e "$to/big.csv.part"
expect 'a set that is there' 0 'big.csv: already there' "$fetch" pair --to "$to" --mirror "$mirror"
echo changed >"$to/small.csv"
expect 'a file that was changed' 0 'small.csv: fetched' "$fetch" pair --to "$to" --mirror "file://$mirror"

rm "$to/big.csv"
head -c 5000 "$mirror/big.csv" >"$to/big.csv.part"
expect 'a download that stopped' 0 'big.csv: fetched' "$fetch" pair --to "$to" --mirror "$mirror"
check 'it went on to the same file' cmp "$mirror/big.csv" "$to/big.csv"
mkdir "$work/late"
{ head -c 5000 /dev/zero && tail -c +5001 "$mirror/big.csv"; } >"$work/late/big.csv"
rm "$to/big.csv"
head -c 5000 "$mirror/big.csv" >"$to/big.csv.part"
expect 'a download that stopped does not read its beginning again' 0 'big.csv: fetched' \
  "$fetch" pair --to "$to" --mirror "$work/late"
rm "$to/big.csv"
head -c 5000 /dev/zero >"$to/big.csv.part"
expect 'the beginning of something else' 0 'big.csv: fetched' "$fetch" pair --to "$to" --mirror "$mirror"
check 'it began again' cmp "$mirror/big.csv" "$to/big.csv"
rm "$to/big.csv"
cp "$mirror/big.csv" "$to/big.csv.part"
expect 'a part that is whole' 0 'big.csv: fetched' "$fetch" pair --to "$to" --mirror "$mirror"
cat "$mirror/big.csv" "$mirror/big.csv" >"$to/big.csv.part"
rm "$to/big.csv"
expect 'a part that is too long' 0 'big.csv: fetched' "$fetch" pair --to "$to" --mirror "$mirror"

mkdir "$work/bad"
head -c 5000 "$mirror/big.csv" >"$work/bad/big.csv"
rm "$to/big.csv"
expect 'a truncated file' 3 '5000 bytes with SHA-256' "$fetch" pair --to "$to" --mirror "$work/bad"
check 'nothing of it is left' test ! -e "$to/big.csv" -a ! -e "$to/big.csv.part"
sed 's/^77$/78/' "$mirror/big.csv" >"$work/bad/big.csv"
expect 'a file with a wrong sum' 3 "expected $(sum_of "$mirror/big.csv")" "$fetch" pair --to "$to" --mirror "$work/bad"
check 'nothing of it is left either' test ! -e "$to/big.csv" -a ! -e "$to/big.csv.part"

unset DISCERN_SETS
bad_rows=$(tail -n +2 "$(dirname "$fetch")/sets.tsv" | grep -cvP '^[^\t]+\t[^\t]+\t[0-9a-f]{64}\thttps?://[^\t]+$') || true
check "rows of sets.tsv that are not name, file, sum and address: $bad_rows" test "$bad_rows" = 0
expect 'the real sets are there' 0 pneumoniamnist "$fetch" --list
exit $failed
