#!/usr/bin/env bash
# Brings a public data set from its official address and checks its SHA-256. sets.tsv lists them.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
table=${DISCERN_SETS:-$here/sets.tsv}

usage() {
  cat <<END
usage: datasets/fetch.sh NAME [--to DIR] [--mirror FOLDER_OR_URL]
       datasets/fetch.sh --list

Brings the files of the set NAME into DIR (default: datasets/fetched/NAME), each checked against its SHA-256.
An interrupted download goes on where it stopped. With --mirror the files are taken from there, by name.

sets: $(names | tr '\n' ' ')
END
}

# Messages say what was found, what was expected and what to do; exit codes are those of discern.
fail() {
  local code=$1
  shift
  echo "fetch.sh: $*" >&2
  exit "$code"
}

names() { tail -n +2 "$table" | cut -f1 | uniq; }

sum_of() { sha256sum "$1" | cut -d' ' -f1; }

# A folder is read as the network is, so that resuming is the same.
mirrored() {
  case $mirror in
    *://*) echo "${mirror%/}/$1" ;;
    *) echo "file://$(cd "$mirror" && pwd)/$1" ;;
  esac
}

# download ADDRESS PART: goes on at the end of PART.
download() {
  curl --fail --location --silent --show-error --retry 3 --continue-at - --output "$2" "$1"
}

# bring ADDRESS PART SUM: a PART of another version, or with too much in it, is begun again.
bring() {
  local address=$1 part=$2 sum=$3 code=0 old=no
  if [ -s "$part" ]; then old=yes; fi
  if [ $old = yes ] && [ "$(sum_of "$part")" = "$sum" ]; then return; fi
  download "$address" "$part" || code=$?
  if [ $old = yes ] && { [[ $code =~ ^(22|33|36)$ ]] || { [ $code = 0 ] && [ "$(sum_of "$part")" != "$sum" ]; }; }; then
    rm -f "$part"
    code=0
    download "$address" "$part" || code=$?
  fi
  [ $code = 0 ] ||
    fail 5 "$address: cannot be read; check the address and the network, then run the same command again to go on"
}

# fetch_file FILE SUM ADDRESS: leaves $to/FILE only if its sum is right.
fetch_file() {
  local file=$1 sum=$2 address=$3 target=$to/$1 part=$to/$1.part found size
  if [ -f "$target" ] && [ "$(sum_of "$target")" = "$sum" ]; then
    echo "$target: already there"
    return
  fi
  [ -z "$mirror" ] || address=$(mirrored "$file")
  bring "$address" "$part" "$sum"
  found=$(sum_of "$part")
  if [ "$found" != "$sum" ]; then
    size=$(stat -c %s "$part")
    rm -f "$part"
    fail 3 "$address: $size bytes with SHA-256 $found, expected $sum;" \
      "it is damaged, cut short or another version: try another --mirror"
  fi
  mv -f "$part" "$target"
  echo "$target: fetched"
}

set_name='' to='' mirror=''
while [ $# -gt 0 ]; do
  case $1 in
    --to | --mirror)
      [ $# -gt 1 ] || fail 2 "$1: needs a value; see --help"
      if [ "$1" = --to ]; then to=$2; else mirror=$2; fi
      shift
      ;;
    --list) names && exit 0 ;;
    -h | --help) usage && exit 0 ;;
    -*) fail 2 "$1: no such option; see --help" ;;
    *)
      [ -z "$set_name" ] || fail 2 "$1: one set at a time; \"$set_name\" was named already"
      set_name=$1
      ;;
  esac
  shift
done

[ -n "$set_name" ] || { usage >&2; exit 2; }
names | grep -qxF -- "$set_name" || fail 2 "\"$set_name\" is no set; known are $(names | paste -sd, | sed 's/,/, /g')"
case $mirror in
  '' | *://*) ;;
  *) [ -d "$mirror" ] || fail 5 "$mirror: no such folder; --mirror takes a folder or an address" ;;
esac
command -v curl >/dev/null || fail 5 "curl is missing; install it (apt-get install curl)"
to=${to:-$here/fetched/$set_name}
mkdir -p "$to" || fail 5 "$to: cannot be made; name a folder you may write to with --to"

while IFS=$'\t' read -r name file sum address; do
  if [ "$name" = "$set_name" ]; then fetch_file "$file" "$sum" "$address"; fi
done <"$table"
