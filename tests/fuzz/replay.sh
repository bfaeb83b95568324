#!/bin/sh
# Gives each fuzzer its seeds once, in a build directory: for "make check". Prints TAP.

set -eu
folder=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/onetimechat-seeds.XXXXXX")
trap 'rm -rf "$work"' EXIT
number=0
sh "$folder/seeds.sh" "$work"
for seeds in "$work"/*; do
    fuzzer=${seeds##*/}
    number=$((number + 1))
    # One program for all seeds: those behind the first meet what it has left.
    if "tests/fuzz/fuzz_$fuzzer" "$seeds"/* >"$work.log" 2>&1; then
        echo "ok $number - fuzz_$fuzzer takes its seeds"
    else
        sed 's/^/# /' "$work.log"
        echo "not ok $number - fuzz_$fuzzer takes its seeds"
    fi
    rm -f "$work.log"
done
echo "1..$number"
