#!/bin/sh
# The layers of src/: what each may include, and what each archive may need of
# the others. Prints TAP. Run by make with srcdir set, in the build directory.
LC_ALL=C
export LC_ALL
src=${srcdir:-.}/src
nm=${NM:-nm}
count=0
failed=0

# report NAME FINDINGS: passes when nothing was found.
report() {
    count=$((count + 1))
    if [ -z "$2" ]; then
        echo "ok $count - $1"
    else
        echo "not ok $count - $1"
        echo "$2" | sed 's/^/# /'
        failed=1
    fi
}

sources() { # DIRECTORY...
    for directory; do
        find "$src/$directory" -name '*.[ch]'
    done
}

includes() { # PATTERN FILE...
    pattern=$1
    shift
    grep -nE "^[[:space:]]*#[[:space:]]*include[[:space:]]*$pattern" "$@" /dev/null
}

# may_include LAYER ALLOWED...: every include of ours is of the layer's own
# directory, or of one that is allowed.
may_include() {
    layer=$1
    shift
    allowed=$(echo "$@" | tr ' ' '|')
    # shellcheck disable=SC2046 # our own file names hold no space
    report "$layer includes ${*:-nothing} and itself" "$(
        includes '"' $(sources "$layer") |
            grep -vE "include[[:space:]]*\"([a-z_0-9]+\.h|config\.h|\.\./(${allowed:-none})/[a-z_0-9]+\.h)\""
    )"
}

# only_in HEADER WHAT PATTERN: no file but those whose path matches PATTERN.
only_in() {
    # shellcheck disable=SC2046
    report "<$1> is included in $2${3:+ alone}" "$(
        includes "[<\"]$1[>\"]" $(find "$src" -name '*.[ch]') | grep -vE "^$src/${3:-none}"
    )"
}

no_header_is_missed() {
    found=$(find "$src" -mindepth 1 -type d ! -name '.*' | sed "s|^$src/||" | sort | tr '\n' ' ')
    if [ "$found" = "api base chat daemon fastcgi relay " ]; then
        report "the layers are those known here" ""
    else
        report "the layers are those known here" "found: $found"
    fi
}

# ---- archives ----

defined_in() { # ARCHIVE...
    for archive; do
        "$nm" -g --defined-only "src/lib$archive.a" || echo "nm-failed x src/lib$archive.a"
    done | awk 'NF == 3 { print $3 }' | sort -u
}

undefined_in() {
    "$nm" -u "src/lib$1.a" | awk '$1 == "U" || $1 == "w" { print $2 }' | sort -u
}

# Else all that follows would be found good for want of symbols.
nm_reads_archives() {
    report "nm reads the archives" "$(
        defined_in chat | grep -qx chat_join || echo "libchat.a has no chat_join"
        undefined_in api | grep -qx chat_join || echo "libapi.a does not call chat_join"
        undefined_in daemon | grep -qx ev_run || echo "libdaemon.a does not call ev_run"
    )"
}

# needs ARCHIVE ALLOWED...: what it takes of ours is in it or in what is allowed.
needs() {
    archive=$1
    shift
    report "lib$archive.a needs ${*:-none} of our archives" "$(
        [ -s "src/lib$archive.a" ] || echo "src/lib$archive.a is missing"
        defined_in api base chat daemon fastcgi relay >"$scratch/ours"
        defined_in "$archive" "$@" >"$scratch/allowed"
        undefined_in "$archive" | comm -12 - "$scratch/ours" | comm -23 - "$scratch/allowed"
    )"
}

# uses_no ARCHIVE WHAT PATTERN: no undefined symbol matches it whole.
uses_no() {
    report "lib$1.a uses no $2" "$(undefined_in "$1" | grep -xE "(__)?($3)(_chk)?(@.*)?")"
}

clocks='time|clock|clock_gettime|gettimeofday|timespec_get|usleep|sleep|nanosleep'
sockets='socket|bind|listen|accept|accept4|connect|send|sendto|sendmsg|recv|recvfrom|recvmsg|shutdown|poll|select|read|write|open|close'

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT

echo 1..27
no_header_is_missed
nm_reads_archives
may_include base
may_include fastcgi base
may_include chat base
may_include api base chat
may_include daemon base fastcgi api chat
may_include relay base fastcgi daemon
only_in ev.h 'daemon/ and relay/' '(daemon|relay)/'
only_in 'cjson/cJSON.h' api/json.c 'api/json\.c:'
only_in fastcgi.h fastcgi/ fastcgi/
only_in 'fcgi[a-z_]*.h' 'no file' ''
needs base
needs fastcgi base
needs chat base
needs api base chat
needs daemon base fastcgi chat api
needs relay base fastcgi daemon
uses_no chat 'event loop' 'ev_.*'
uses_no chat FastCGI 'FCGX_.*|FCGI_.*|session_.*'
uses_no chat JSON 'cJSON.*|json_.*'
uses_no chat clock "$clocks"
uses_no chat 'socket or file' "$sockets"
uses_no fastcgi 'event loop, JSON or libfcgi' 'ev_.*|cJSON.*|FCGX_.*|FCGI_.*'
uses_no fastcgi 'socket or clock' "$sockets|$clocks"
uses_no api 'event loop or libfcgi' 'ev_.*|FCGX_.*|FCGI_.*'
uses_no api 'socket or clock' "$sockets|$clocks"
exit $failed
