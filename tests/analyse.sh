#!/bin/sh
# Looks for defects in src/ without running it:
#
#   sh tests/analyse.sh gcc|clang-tidy|cppcheck
#
# in a build directory that is configured (for gcc with -fanalyzer in CFLAGS).
# Fails where something is found. What is none says so in place.

set -eu
source=$(cd "$(dirname "$0")/.." && pwd)

case ${1:-} in
    gcc)
        make -s -k -j2 src/onetimechatd
        ;;
    clang-tidy)
        export source
        # shellcheck disable=SC2016 # the inner shell reads them
        find "$source/src" -name '*.c' | sort | xargs -n 8 -P 2 sh -c '
            clang-tidy-19 --quiet --config-file="$source/.clang-tidy" "$@" -- \
                -std=c11 -D_GNU_SOURCE -DHAVE_CONFIG_H -I. -I"$source/src"' clang-tidy
        ;;
    cppcheck)
        cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
            -DHAVE_CONFIG_H -I. -I"$source/src" "$source/src"
        ;;
    *)
        echo "usage: analyse.sh gcc|clang-tidy|cppcheck" >&2
        exit 2
        ;;
esac
