/*
 * When a server that nobody visits is to end: --idle-exit.
 */
#ifndef DAEMON_IDLE_H
#define DAEMON_IDLE_H

#include <stdbool.h>
#include <stdint.h>

struct idle {
    int64_t limit_ms; /* 0: it never ends */
    int64_t since;    /* ms: from then on nobody has been there */
    bool nobody;
};

/* Notes whether anybody is present at `now` (ms). Returns the time (ms, of the same
 * clock) at which the server is to end unless somebody comes; INT64_MAX: never. */
int64_t idle_note(struct idle *idle, bool anybody, int64_t now);

#endif
