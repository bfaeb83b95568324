#!/bin/sh
# Plants defects into a copy of the sources, one at a time, and sees whether the fuzzers notice:
#
#   CC=clang-19 sh tests/fuzz/defects.sh BUILD [NAME...]
#
# BUILD is a new directory to work in. Each fuzzer has the seeds, and then OTC_FUZZ_SECONDS
# (120) to find what they do not show. Prints a line a defect; fails if one was not noticed.

set -eu
source=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
build=$(cd "$1" && pwd)
shift
chosen=" $* "
seconds=${OTC_FUZZ_SECONDS:-120}
missed=0
number=0

prepare() {
    mkdir "$build/source"
    tar -C "$source" --exclude=./.git --exclude=node_modules --exclude=autom4te.cache -cf - . | tar -C "$build/source" -xf -
    [ ! -e "$build/source/config.status" ] || make -C "$build/source" distclean >/dev/null
    [ -e "$build/source/configure" ] || (cd "$build/source" && autoreconf -fi >/dev/null 2>&1)
    mkdir "$build/objects"
    (cd "$build/objects" && ../source/configure --quiet --enable-fuzzers >/dev/null && make -s -j2 fuzzers)
    sh "$source/tests/fuzz/seeds.sh" "$build/corpus"
}

# fuzz NAME FUZZER: true, if it finds something, which it has then written down.
fuzz() {
    found=$build/$1
    mkdir -p "$found/corpus"
    if "$build/objects/tests/fuzz/fuzz_$2" -seed=1 -max_len=300 -max_total_time="$seconds" -artifact_prefix="$found/" \
        "$found/corpus" "$build/corpus/$2" >"$found/log" 2>&1; then
        return 1
    fi
    ls "$found"/crash-* "$found"/leak-* "$found"/timeout-* >"$found/artifacts" 2>/dev/null || true
    [ -s "$found/artifacts" ] || { tail "$found/log"; echo "fuzz_$2 has ended by itself"; exit 1; }
}

# defect NAME FUZZER FILE SED: the sed script must change the file.
defect() {
    case $chosen in "  " | *" $1 "*) ;; *) return 0 ;; esac
    file=$build/source/src/$3
    cp "$file" "$build/original"
    sed "$4" "$build/original" >"$file"
    number=$((number + 1))
    if cmp -s "$file" "$build/original"; then
        echo "not ok $number - $1: src/$3 is not what it was, the defect cannot be planted"
        missed=$((missed + 1))
        return 0
    fi
    begun=$(date +%s)
    make -s -C "$build/objects" "tests/fuzz/fuzz_$2" >"$build/make.log" 2>&1 || { cat "$build/make.log"; exit 1; }
    built=$(date +%s)
    if fuzz "$1" "$2"; then
        by=$(grep -a -m 1 -h -E 'not so|Assertion|ERROR: AddressSanitizer|runtime error' "$build/$1/log" | sed 's/^[^ ]*tests.fuzz.//' | cut -c1-100)
        echo "ok $number - $1: noticed after $(($(date +%s) - built)) s ($by)"
    else
        echo "not ok $number - $1: not noticed in $(($(date +%s) - begun)) s"
        missed=$((missed + 1))
    fi
    cp "$build/original" "$file"
    touch "$file"
}

prepare

# Wake-ups that are lost.
defect stream-not-woken-by-ack api chat/streams.c '/s->paused = false;/{n;s/wake(chat, s);/(void)wake;/}'
defect stream-not-woken-beside-poll api chat/polls.c 's/    if (c->stream && !c->stream->blocked/    else if (c->stream \&\& !c->stream->blocked/'
defect stream-not-resumed api daemon/output.c 's/if (!c->stuck && c->blocked.head)/if (c->stuck \&\& c->blocked.head)/'
# Numbers that drift.
defect number-drifts-before-init api chat/client.c '/c->init_number = c->queue.last + 1;/s/c->queue.last + 1/++c->queue.last + 1/'
defect number-drifts-in-answer api chat/queue.c 's/^    q->last -= n - kept;/    q->last -= n > kept + 1;/'
# What is lost, comes twice, or in another order.
defect acknowledged-comes-again api chat/queue.c 's/queue_first(q) <= ack/queue_first(q) < ack/'
defect last-member-forgotten api chat/delivery.c '/^void delivery_to_room/,/^}/s/i < room->count/i < room->count \&\& i < 3/'
defect order-lost-in-growth api chat/queue.c 's/ring\[i\] = queue_at(q, i);/ring[i] = q->ring[i];/'
defect fetch-lost-in-overflow api chat/delivery.c '/^static bool keep_fetch(/,/^}/s/return true;/return from->room_index > 0;/'
# What changes although it was refused, and who stays, or goes too soon.
defect refused-but-relayed api chat/sending.c '/n_live > 0 && !delivery_reserve/{n;s/return SENDING_NO_MEMORY;/{ if (c->queue.cap > c->queue.count) delivery_to_one(chat, c, messages[0].message); return SENDING_NO_MEMORY; }/}'
defect grace-not-renewed api chat/polls.c '/^void polls_unpark/,/^}/s/presence_touch(chat, c, now);/(void)now;/'
defect streams-miscounted api chat/polls.c 's/chat->counts.streams--;/chat->counts.streams -= !poll->asked_to_wait;/'
defect message-leaks api chat/chat.c '/^enum chat_result chat_join/,/^}/s/    message_unref(fetch);/    if (result == CHAT_OK) message_unref(fetch);/'
# The codecs.
defect empty-record-in-pieces-ignored session fastcgi/session.c 's/return begin_record(s) && (s->length_left > 0 || end_content(s));/return begin_record(s);/'
defect wide-length-misread pairs fastcgi/pairs.c 's/length\[2\] << 8/length[2] << 9/'
defect lone-surrogate-passes json api/json_fault.c 's/low >= 0xdc00 && low <= 0xdfff/low >= 0xdc00/'
defect answer-cut-at-record record fastcgi/records.c 's/CONTENT_MAX = 65528/CONTENT_MAX = 65536/;s/65535/65536/'

echo "1..$number"
[ "$missed" -eq 0 ]
