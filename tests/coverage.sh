#!/bin/sh
# A part of tests/run.sh, which reads this: how much of the sources the tests run.
# shellcheck disable=SC2154,SC2034 # run.sh has these variables

# The daemon counts where it ends by itself or by a signal that it heeds.
run_coverage() {
    check "builds for coverage" build coverage --disable-assertions --disable-hardening --disable-lto \
        CFLAGS="-O0 -g --coverage -fprofile-update=prefer-atomic"
    make_check coverage check
    # Daemons that run as another user write their counts beside ours.
    chmod -R a+rwX "$work/coverage"
    set --
    for name in check command-line endpoints errors fastcgi files identity limits memory metrics overflow \
        parking polling relay relay-life relay-versions shared-poll stream; do
        set -- "$@" "$work/source/tests/e2e/$name.test.mjs"
    done
    umask 0
    under_test=coverage
    node_tests coverage-e2e 1 "$@"
    under_test=plain
    umask 022
    check "95 % of the lines of src/ and 85 % of the branches have run" source_is_covered

    check "npm installs what the tests need" npm_install
    export NODE_V8_COVERAGE="$work/v8"
    node_tests coverage-page 2 "$work"/source/tests/page/*.test.mjs "$work"/source/tests/private/*.test.mjs
    unset NODE_V8_COVERAGE
    check "90 % of the lines of www/js have run that need no browser" \
        node "$work/source/tests/coverage.mjs" "$work/source" 90 "$work/v8"
}

source_is_covered() {
    gcovr --root "$work/source" --object-directory "$work/coverage/src" --filter src/ \
        --exclude-unreachable-branches --print-summary --fail-under-line 95 --fail-under-branch 85 "$work/coverage/src"
}
