#!/bin/sh
# The structure of src/: what each layer may include, what each archive may need
# of the others, that the files need each other without a circle, and that each
# header is implemented by the file of its name. Prints TAP. Run by make with srcdir set, in the build directory.
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
    if [ "$found" = "api base chat daemon directory fastcgi relay " ]; then
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
        defined_in api base chat daemon directory fastcgi relay >"$scratch/ours"
        defined_in "$archive" "$@" >"$scratch/allowed"
        undefined_in "$archive" | comm -12 - "$scratch/ours" | comm -23 - "$scratch/allowed"
    )"
}

# uses_no ARCHIVE WHAT PATTERN: no undefined symbol matches it whole.
uses_no() {
    report "lib$1.a uses no $2" "$(undefined_in "$1" | grep -xE "(__)?($3)(_chk)?(@.*)?")"
}

# ---- files: foo.c and foo.h are one file here, "layer/foo" ----

modules() {
    (cd "$src" && find . -name '*.[ch]' ! -name main.c) | sed 's|^\./||; s|\.[ch]$||' | sort -u
}

# Pairs of files: the first includes a header of the second.
include_edges() {
    (cd "$src" && find . -name '*.[ch]' ! -name main.c -exec \
        awk '/^[ \t]*#[ \t]*include[ \t]*"/ { split($0, part, "\""); print FILENAME, part[2] }' {} +) |
        awk '{
            sub(/^\.\//, "", $1); sub(/\.[ch]$/, "", $1); sub(/\.h$/, "", $2)
            layer = $1; sub(/\/.*/, "", layer)
            if (!sub(/^\.\.\//, "", $2)) $2 = layer "/" $2
            if ($1 != $2) print $1, $2
        }' | grep -v '/config$'
}

# Lines of "layer/foo symbol": what the objects define, and what they need; without what sanitizers add.
symbols() { # defined|needed
    for module in $(modules); do
        [ -f "$src/$module.c" ] || continue
        case $1 in
        defined) "$nm" -g --defined-only "src/$module.o" | awk 'NF == 3 && $3 !~ /^__/ { print $3 }' ;;
        needed) "$nm" -u "src/$module.o" | awk '$1 == "U" { print $2 }' ;;
        esac | sed "s|^|$module |"
    done
}

# Pairs of files: the first needs a symbol of the second.
symbol_edges() {
    awk 'NR == FNR { home[$2] = $1; next } ($2 in home) && home[$2] != $1 { print $1, home[$2] }' \
        "$scratch/defined" "$scratch/needed"
}

# no_circle WHAT EDGES...: the files form no circle by these edges. tsort names those that do.
no_circle() {
    what=$1
    shift
    report "no circle of files by $what" "$(
        [ -s "$1" ] || echo "no $what were found"
        cat "$@" | sort -u | tsort 2>&1 >/dev/null
    )"
}

# What a header declares that is defined elsewhere: functions and objects.
declared_in() { # HEADER
    awk '
        /^[ \t]*#/ { while (/\\$/ && (getline > 0)) continue; next }
        { text = text $0 " " }
        END {
            gsub(/\/\*([^*]|\*+[^*\/])*\*+\//, " ", text)
            for (i = 1; i <= length(text); i++) {
                c = substr(text, i, 1)
                if (c == "{") depth++
                else if (c == "}") { if (--depth == 0) statement = statement "{}" }
                else if (depth > 0) continue
                else if (c == ";" ) { look(statement); statement = "" }
                else statement = statement c
            }
        }
        function look(s) {
            while (s ~ /^[^;]*static inline[^{]*\{\}/) sub(/^[^;]*static inline[^{]*\{\}/, "", s)
            sub(/__attribute__.*/, "", s)
            if (s ~ /typedef|_Static_assert|\{\}/) return
            if (s ~ /\(/) sub(/\(.*/, "", s)
            else if (s ~ /extern/) sub(/\[.*/, "", s)
            else return
            sub(/[ \t]+$/, "", s)
            sub(/.*[^a-zA-Z0-9_]/, "", s)
            print s
        }' "$1"
}

headers_are_implemented_by_their_file() {
    for module in $(modules); do
        [ -f "$src/$module.h" ] || continue
        declared_in "$src/$module.h" | sed "s|^|$module |"
    done | sort -u >"$scratch/declared"
    sort -u "$scratch/defined" >"$scratch/defined.sorted"
    report "each header is implemented by the file of its name" "$(
        grep -qx 'chat/chat chat_join' "$scratch/declared" || echo "chat.h does not declare chat_join"
        comm -23 "$scratch/declared" "$scratch/defined.sorted" | sed 's/ /.h declares, and its .c does not define: /'
    )"
    report "each file declares what it defines in the header of its name" "$(
        comm -13 "$scratch/declared" "$scratch/defined.sorted" | sed 's/ /.c defines, and its .h does not declare: /'
    )"
}

# ---- the log ----

# Calls of log_event whose name is not in lower case, or whose sentence names a field
# that the call does not give.
log_events() { # checked|counted
    find "$src" -name '*.c' -exec awk -v want="$1" '
        /log_event\(/ { call = ""; at = FILENAME ":" FNR }
        /log_event\(/, /\);$/ { call = call $0 }
        /\);$/ && call != "" {
            if (want == "counted") print at
            else check(call)
            call = ""
        }
        function check(call,    name, sentence, field) {
            sub(/.*log_event\( *[A-Z_]+, *"/, "", call)
            name = call
            sub(/".*/, "", name)
            if (name !~ /^[a-z]+(_[a-z]+)*$/) print at ": the name of the event is " name
            if (call ~ /LOG_[A-Z]+\("(time|level|event|message)",/) print at ": a field has a name of the log itself"
            sentence = call
            while (match(sentence, /\{[a-z_]+\}/)) {
                field = substr(sentence, RSTART + 1, RLENGTH - 2)
                sentence = substr(sentence, RSTART + RLENGTH)
                if (call !~ "LOG_[A-Z]+\\(\"" field "\",") print at ": no field " field
            }
        }' {} +
}

log_events_give_the_fields_they_name() {
    report "each event of the log gives the fields that its sentence names" "$(
        [ "$(log_events counted | wc -l)" -ge 35 ] || echo "too few events were found"
        log_events checked
    )"
    report "standard error is written to in base/log_output.c and, as a report, in daemon/check.c alone" "$(
        find "$src" -name '*.c' -exec grep -nE '[(, ]stderr[,);]|perror|write\(STDERR' {} + |
            grep -vE "^$src/(base/log_output|daemon/check)\.c:"
    )"
}

clocks='time|clock|clock_gettime|gettimeofday|timespec_get|usleep|sleep|nanosleep'
sockets='socket|bind|listen|accept|accept4|connect|send|sendto|sendmsg|recv|recvfrom|recvmsg|shutdown|poll|select|read|write|open|close'

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT

echo 1..39
no_header_is_missed
nm_reads_archives
may_include base
may_include fastcgi base
may_include chat base
may_include directory base
may_include api base chat
may_include daemon base fastcgi api chat directory
may_include relay base fastcgi daemon
only_in ev.h 'daemon/, relay/ and main.c' '(daemon/|relay/|main\.c:)'
only_in 'hiredis/[a-z]*.h' daemon/redis.c 'daemon/redis\.c:'
only_in 'cjson/cJSON.h' api/json.c 'api/json\.c:'
only_in fastcgi.h fastcgi/ fastcgi/
only_in 'fcgi[a-z_]*.h' 'no file' ''
needs base
needs fastcgi base
needs chat base
needs directory base
needs api base chat
needs daemon base fastcgi chat api directory
needs relay base fastcgi daemon
symbols defined >"$scratch/defined"
symbols needed >"$scratch/needed"
include_edges >"$scratch/includes"
symbol_edges >"$scratch/calls"
no_circle includes "$scratch/includes"
no_circle symbols "$scratch/calls"
no_circle 'includes and symbols' "$scratch/includes" "$scratch/calls"
headers_are_implemented_by_their_file
log_events_give_the_fields_they_name
uses_no chat 'event loop' 'ev_.*'
uses_no chat FastCGI 'FCGX_.*|FCGI_.*|session_.*'
uses_no chat JSON 'cJSON.*|json_.*'
uses_no chat clock "$clocks"
uses_no chat 'socket or file' "$sockets"
uses_no directory 'event loop, Redis, JSON or FastCGI' 'ev_.*|redis.*|cJSON.*|FCGX_.*|FCGI_.*'
uses_no directory 'socket or clock' "$sockets|$clocks"
uses_no fastcgi 'event loop, JSON or libfcgi' 'ev_.*|cJSON.*|FCGX_.*|FCGI_.*'
uses_no fastcgi 'socket or clock' "$sockets|$clocks"
uses_no api 'event loop or libfcgi' 'ev_.*|FCGX_.*|FCGI_.*'
uses_no api 'socket or clock' "$sockets|$clocks"
exit $failed
