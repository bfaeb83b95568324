#!/bin/sh
# One Time Chat on shared hosting. The web server starts this file, once for
# each request at the same time: a small relay. The first relay starts the hub,
# which holds the rooms in memory and ends when nobody has been there for a while.
#
# These are the hub's options: change them here, one a line, with a backslash at
# its end. onetimechatd(8) says what each means; "onetimechatd --check" computes numbers.

set -- \
    --max-parked 40 \
    --max-hold 30 \
    --idle-exit 600

case $0 in
    */*) lib=${0%/*}/lib ;;
    *) lib=lib ;;
esac

# Some ways to upload lose the permission to execute.
[ -x "$lib/loader" ] || chmod 755 "$lib/loader"

exec "$lib/loader" --library-path "$lib" "$lib/onetimechatd" --relay "$@"
