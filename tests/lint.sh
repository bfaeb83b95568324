#!/bin/sh
# Looks for faults in the page, the program for the command line and the tests, without running them:
#
#   sh tests/lint.sh eslint|tsc
#
# in any directory, once "npm ci" has run in tests/. Fails where something is found. What is none says so in place.

set -eu
cd "$(dirname "$0")/.."
tools=tests/node_modules/.bin

case ${1:-} in
    eslint) "$tools/eslint" --config tests/eslint.config.mjs --max-warnings 0 www/js www/cli www/*.mjs conf tests ;;
    tsc) "$tools/tsc" --project tests/tsconfig.json ;;
    *)
        echo "usage: lint.sh eslint|tsc" >&2
        exit 2
        ;;
esac
