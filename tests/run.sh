#!/bin/sh
# Installs what the tests need (on Debian and Ubuntu), builds in a temporary
# directory with warnings as errors, and runs the tests:
#
#   sh tests/run.sh [--long] [PART...]
#
# With --long, tests that have a long form run that: more rounds, more seeds, an
# hour where the short form takes a minute.
#
# Parts: shell tree lint unit sanitize clang valgrind analyse fuzz distcheck page browser e2e scale bench coverage;
# without one, all of them, but coverage with --long only. Some run beside others; what such a part says is
# printed when it ends. The last line is "N passed, N failed, N skipped".
# With CI set, whatever cannot run its server or its browser fails.

set -eu

# Of the first list two parts at a time run beside each other, one from its start
# and one from its end: what compiles beside what serves. The others measure, and
# so run alone.
side_by_side="shell tree lint unit sanitize clang valgrind analyse fuzz distcheck page browser e2e"
measuring_parts="scale bench"
long_parts="coverage"
all_parts="$side_by_side $measuring_parts $long_parts"
source=$(cd "$(dirname "$0")/.." && pwd)
passed=0
failed=0
skipped=0

# --- Counting ---------------------------------------------------------------

# check NAME COMMAND...: one check, passed when the command succeeds.
check() {
    name=$1
    shift
    # Not "if ( ... )": the shell would then not stop at the first failing command.
    set +e
    ( set -e; "$@" )
    status=$?
    set -e
    if [ "$status" -eq 0 ]; then
        passed=$((passed + 1))
        echo "ok - $name"
    else
        failed=$((failed + 1))
        echo "not ok - $name"
    fi
}

# The sum of the numbers behind a label in a log.
sum() {
    sed -n "s/^# $1:\{0,1\} *\([0-9][0-9]*\)\$/\1/p" "$2" | awk '{ n += $1 } END { print n + 0 }'
}

count_automake() {
    passed=$((passed + $(sum PASS "$1") + $(sum XFAIL "$1")))
    skipped=$((skipped + $(sum SKIP "$1")))
    bad=$(($(sum FAIL "$1") + $(sum XPASS "$1") + $(sum ERROR "$1")))
    # A run that broke before its summary has failed too.
    [ "$2" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
    failed=$((failed + bad))
}

count_node() {
    ok=$(sum pass "$1")
    passed=$((passed + ok))
    skipped=$((skipped + $(sum skipped "$1") + $(sum todo "$1")))
    bad=$(($(sum fail "$1") + $(sum cancelled "$1")))
    if [ "$bad" -eq 0 ] && { [ "$2" -ne 0 ] || [ "$ok" -eq 0 ]; }; then bad=1; fi
    failed=$((failed + bad))
}

# --- Building ---------------------------------------------------------------

# A copy, so that nothing is written into the source directory.
copy_source() {
    mkdir "$work/source"
    tar -C "$source" --exclude=./.git --exclude=node_modules --exclude=autom4te.cache -cf - . |
        tar -C "$work/source" -xf -
    if [ -e "$work/source/config.status" ]; then
        make -C "$work/source" distclean >/dev/null
    fi
    # Before version 20 node takes a .js file for a module only where it is told so.
    [ -e "$work/source/package.json" ] || echo '{"type":"module"}' >"$work/source/package.json"
    (cd "$work/source" && autoreconf -fi) >"$work/autoreconf.log" 2>&1 || {
        cat "$work/autoreconf.log"
        exit 1
    }
}

# once NAME COMMAND...: not twice at a time, for parts that run beside each other.
once() {
    lock=$work/$1.lock
    shift
    (flock 9; "$@" 9>&-) 9>"$lock"
}

# build DIRECTORY OPTION...: configures and builds once.
build() {
    once "$1" build_now "$@"
}

build_now() {
    directory=$work/$1
    shift
    [ ! -e "$directory/built" ] || return 0
    mkdir -p "$directory"
    cd "$directory"
    "$work/source/configure" --quiet --enable-werror "$@"
    # The page is the same in all of them: the first that is built is copied.
    [ ! -e "$work/page" ] || cp -R "$work/page" www
    make -s -j2
    [ -e "$work/page" ] || once page copy_page
    touch built
}

copy_page() {
    mkdir "$work/page.new"
    cp -R www/dist www/dist.cli www/dist.cksum "$work/page.new/"
    mv "$work/page.new" "$work/page"
}

make_check() {
    status=0
    once "$1.check" make -C "$work/$1" -k "$2" >"$work/$1.$2.log" 2>&1 || status=$?
    cat "$work/$1.$2.log"
    count_automake "$work/$1.$2.log" "$status"
}

# --- The parts --------------------------------------------------------------

run_unit() {
    check "builds without a warning" build plain
    make_check plain check
}

run_sanitize() {
    check "builds with the sanitizers" build sanitize --enable-sanitizers --disable-hardening
    make_check sanitize check
    # The daemon too: a report of a sanitizer ends it, and so fails the test.
    set --
    for name in endpoints errors fastcgi identity limits overflow polling relay relay-life relay-versions; do
        set -- "$@" "$work/source/tests/e2e/$name.test.mjs"
    done
    under_test=sanitize
    node_tests sanitize-e2e 2 "$@"
    under_test=plain
}

# The other compiler has other warnings, and its sanitizers see other faults.
run_clang() {
    check "clang builds without a warning, with the sanitizers" \
        build clang --enable-sanitizers --disable-hardening CC=clang-19
    make_check clang check
}

# Runs nothing, so an analyzer that is slow can have a build of its own.
configure_analyse() {
    mkdir -p "$work/analyse"
    cd "$work/analyse"
    "$work/source/configure" --quiet --enable-werror --disable-hardening --disable-lto CFLAGS="-O1 -fanalyzer"
}

analyse() {
    cd "$work/analyse"
    sh "$work/source/tests/analyse.sh" "$1"
}

run_analyse() {
    check "configures for the analyzers" configure_analyse
    for analyzer in gcc clang-tidy cppcheck; do
        check "$analyzer finds nothing" analyse "$analyzer"
    done
}

# Only what the fuzzers need.
build_fuzzers() {
    mkdir -p "$work/fuzz"
    cd "$work/fuzz"
    "$work/source/configure" --quiet --enable-werror --enable-fuzzers CC=clang-19
    make -s -j2 fuzzers
    sh "$work/source/tests/fuzz/seeds.sh" "$work/seeds"
}

# fuzz NAME SECONDS: from the seeds, always in the same order. What was found is printed, to be had again.
fuzz() {
    mkdir -p "$work/fuzz/$1"
    log=$work/fuzz/$1.log
    status=0
    "$work/fuzz/tests/fuzz/fuzz_$1" -seed=1 -max_len=300 -max_total_time="$2" -timeout=60 -print_final_stats=1 \
        -artifact_prefix="$work/fuzz/$1/" "$work/fuzz/$1" "$work/seeds/$1" >"$log" 2>&1 || status=$?
    grep -a -E ' DONE |stat::(number_of|average)' "$log" || true
    [ "$status" -eq 0 ] || { tail -n 60 "$log"; od -A d -t x1z "$work/fuzz/$1"/*-????????????????????????????????????????; }
    return "$status"
}

run_fuzz() {
    seconds=10
    [ -z "${OTC_LONG:-}" ] || seconds=3600
    check "clang builds the fuzzers" build_fuzzers
    for fuzzer in record pairs session json api; do
        check "$fuzzer is fuzzed for $seconds s" fuzz "$fuzzer" "$seconds"
    done
    check "what the page reads is fuzzed for $seconds s" node "$work/source/tests/fuzz/page.mjs" --seconds "$seconds"
    [ -z "${OTC_LONG:-}" ] ||
        check "the fuzzers notice planted defects" env CC=clang-19 sh "$work/source/tests/fuzz/defects.sh" "$work/defects"
}

run_valgrind() {
    check "builds for valgrind" build plain
    make_check plain check-valgrind
}

# From here on configure takes what is soon built: for tests of how it is built, not of how fast it runs.
build_plainly() {
    printf '%s\n' 'CFLAGS=-O1' 'enable_lto=no' >"$work/config.site"
    export CONFIG_SITE="$work/config.site"
}

run_distcheck() {
    build_plainly
    # Apart, since a test that runs beside it makes a release in the other. The unit
    # tests of the release are built; they were run above.
    check "builds for distcheck" build apart
    check "make distcheck" make -s -j2 -C "$work/apart" distcheck TESTS=
}

run_shell() {
    cd "$source"
    for script in conf/*.sh conf/chat.fcgi conf/debian/*.sh conf/debian/*.prerm www/*.sh tests/*.sh tests/fuzz/*.sh tests/unit/*.sh .ci/run; do
        check "shellcheck $script" shellcheck "$source/$script"
    done
}

# Which other pages there are depends on the machine.
man_pages_are_clean() {
    found=$(mandoc -Tlint "$source"/src/*.[78] "$source"/www/cli/*.1 2>/dev/null | grep -v 'referenced manual not found' || true)
    [ -z "$found" ] || { echo "$found"; return 1; }
}

# tsc looks into the page's packages no further than tests/page-types.d.ts says, so this needs none of them.
run_lint() {
    check "npm installs what the linters need" npm_install
    for linter in eslint tsc; do
        check "$linter finds nothing" sh "$work/source/tests/lint.sh" "$linter"
    done
    check "mandoc finds nothing in the man pages" man_pages_are_clean
}

tracked_files() {
    if [ -e "$source/.git" ]; then
        git -c safe.directory="$source" -C "$source" ls-files
    else
        (cd "$work/source" && find . -type f | sed 's|^\./||')
    fi
}

# node_tests NAME CONCURRENCY FILE...: against the build in $under_test, by node with the option in $node_option.
under_test=plain
node_option=
node_tests() {
    log=$work/$1.tap
    concurrency=$2
    shift 2
    status=0
    # The limits are only against hanging for ever. Node 18 has none for a file.
    limit=
    seconds=3600
    [ -z "${OTC_LONG:-}" ] || seconds=43200
    node --help | grep -q -e --test-timeout && limit=--test-timeout=$((seconds / 3))000
    # shellcheck disable=SC2086 # nothing, or a word each
    (cd "$work/source" && OTC_BUILD=$work/$under_test OTC_SOURCE=$work/source timeout -k 30 "$seconds" node $node_option --test $limit \
        --test-concurrency="$concurrency" \
        --test-reporter=spec --test-reporter-destination=stdout \
        --test-reporter=tap --test-reporter-destination="$log" "$@") || status=$?
    [ -e "$log" ] || : >"$log"
    count_node "$log" "$status"
}

run_page() {
    check "npm installs what the tests need" npm_install
    node_tests page 2 "$work"/source/tests/page/*.test.mjs "$work"/source/tests/private/*.test.mjs
}

run_e2e() {
    check "builds for the end-to-end tests" build plain
    check "builds the floods" make -s -C "$work/plain" tests/bench/flood/flood
    check "npm installs what the tests need" npm_install
    build_plainly
    set --
    for file in "$work"/source/tests/e2e/*.test.mjs; do
        case $file in */scale*.test.mjs) ;; *) set -- "$@" "$file" ;; esac
    done
    node_option="--import $work/source/tests/lib/end-at-once.mjs"
    node_tests e2e 3 "$@" # most of their time they wait
    node_option=
}

run_scale() {
    check "builds for the scale tests" build plain
    node_tests scale 1 "$work"/source/tests/e2e/scale*.test.mjs
}

# What drives the browser, and a peer of the benchmarks.
npm_install() {
    once npm npm_install_now
}

npm_install_now() {
    [ -e "$work/source/tests/node_modules/.package-lock.json" ] ||
        npm --prefix "$work/source/tests" ci --no-audit --no-fund
}

run_browser() {
    check "builds for the browser tests" build plain
    check "npm installs what the tests need" npm_install
    node_tests browser 2 "$work"/source/tests/browser/*.test.mjs
}

# Quick runs of what "make bench" runs: that it works, not how fast it is.
run_bench() {
    check "builds for the benchmarks" build plain
    check "npm installs what the benchmarks need" npm_install
    check "builds the load generator" make -s -C "$work/plain" bench-programs
    node_tests bench 1 "$work"/source/tests/bench/*.test.mjs
}

# shellcheck disable=SC1091 # they are checked by themselves
. "$source/tests/coverage.sh"
# shellcheck disable=SC1091
. "$source/tests/tree.sh"

# --- Side by side -----------------------------------------------------------

# run_part PART: what it counted goes to a file. One that breaks off has failed.
run_part() {
    (
        part=$1
        trap 'status=$?
            [ "$status" -eq 0 ] || failed=$((failed + 1))
            echo "$passed $failed $skipped" >"$work/$part.counts"' EXIT
        "run_$part"
    )
}

# A lane runs parts in turn, each of which no other lane has taken, in a session
# of its own, by which all of it can be ended. Where another runs beside it, each
# part's words go to a file.
run_lane() {
    beside=$1
    shift
    for part in "$@"; do
        mkdir "$work/$part.taken" 2>/dev/null || continue
        begun=$(date +%s)
        set +e
        if [ "$beside" = yes ]; then
            run_part "$part" >"$work/$part.out" 2>&1
        else
            printf '\n== %s\n' "$part"
            run_part "$part"
        fi
        set -e
        echo $(($(date +%s) - begun)) >"$work/$part.seconds"
        [ "$beside" = yes ] || { count "$part"; conclude "$part"; }
        echo "$part" >"$work/ended"
    done
}

# However a lane ends, we hear of it from the process that waits for it.
start_lane() {
    (
        setsid sh "$source/tests/run.sh" --lane "$work" "$@" 3>&- &
        echo $! >"$work/$!.lane"
        wait $! || true
        echo lane >&3
    ) &
}

end_lanes() {
    for file in "$work"/*.lane; do
        [ -e "$file" ] || continue
        lane=$(cat "$file")
        pkill -TERM -s "$lane" || continue
        # Servers may take a moment to go.
        timeout 20 pidwait -s "$lane" || pkill -KILL -s "$lane" || true
    done
}

# count PART: what it counted; one that left nothing has failed.
count() {
    part_passed=0
    part_failed=1
    part_skipped=0
    [ ! -e "$work/$1.counts" ] || read -r part_passed part_failed part_skipped <"$work/$1.counts"
}

conclude() {
    printf -- '-- %s: %s passed, %s failed, %s skipped; %s s\n' "$1" "$part_passed" "$part_failed" "$part_skipped" \
        "$(cat "$work/$1.seconds" 2>/dev/null || echo '?')"
}

# add PART: it has ended, or will not come any more.
add() {
    count "$1"
    passed=$((passed + part_passed))
    failed=$((failed + part_failed))
    skipped=$((skipped + part_skipped))
    [ "$beside" = yes ] || [ ! -e "$work/$1.seconds" ] || return 0
    printf '\n== %s\n' "$1"
    cat "$work/$1.out" 2>/dev/null || true
    conclude "$1"
}

# run_lanes NUMBER PART...: the parts in turn, in one lane, or in two from both ends.
run_lanes() {
    open=$1
    shift
    beside=no
    awaited=" $* "
    if [ "$open" -eq 2 ]; then
        beside=yes
        backwards=
        for part; do backwards="$part $backwards"; done
        # shellcheck disable=SC2086 # a list of words
        start_lane "$beside" $backwards
    fi
    start_lane "$beside" "$@"
    while [ "$open" -gt 0 ]; do
        read -r what _ <&3
        if [ "$what" = lane ]; then
            open=$((open - 1))
        else
            add "$what"
            awaited="${awaited%% "$what" *} ${awaited#* "$what" }"
        fi
    done
    # Those of a lane that was ended in the middle.
    for part in $awaited; do
        add "$part"
    done
}

# chosen PART...: those of them that are wanted.
chosen() {
    for part in "$@"; do
        case " $parts " in *" $part "*) printf '%s ' "$part" ;; esac
    done
}

# --- All together -----------------------------------------------------------

if [ "${1:-}" = --lane ]; then
    work=$2
    shift 2
    run_lane "$@"
    exit 0
fi

if [ "${1:-}" = --long ]; then
    export OTC_LONG=yes
    shift
fi
parts=$all_parts
[ -n "${OTC_LONG:-}" ] || parts=${all_parts% "$long_parts"}
parts=${*:-$parts}
for part in $parts; do
    case " $all_parts " in
        *" $part "*) ;;
        *) echo "unknown part $part; there are: $all_parts" >&2; exit 2 ;;
    esac
done

PATH=$PATH:/usr/sbin:/usr/local/sbin:/sbin
sh "$source/tests/packages.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/onetimechat-tests.XXXXXX")
trap 'end_lanes; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
# The servers' workers run as another user and must get at the page and the daemon.
chmod 755 "$work"
umask 022
# What a test leaves when it is ended goes with the rest.
mkdir -m 1777 "$work/tmp"
export TMPDIR="$work/tmp"
# The daemon would read these as its options.
unset ONETIMECHAT_LISTEN ONETIMECHAT_HOLD ONETIMECHAT_GRACE LISTEN_FDS LISTEN_PID
copy_source
mkfifo "$work/ended"
exec 3<>"$work/ended"

# shellcheck disable=SC2046,SC2086 # lists of words
{
    set -- $(chosen $side_by_side)
    [ $# -eq 0 ] || run_lanes $(($# > 1 ? 2 : 1)) "$@"
    set -- $(chosen $measuring_parts $long_parts)
    [ $# -eq 0 ] || run_lanes 1 "$@"
}

echo
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
