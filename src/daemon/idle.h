/*
 * --idle-exit: when a server without clients ends.
 */
#ifndef DAEMON_IDLE_H
#define DAEMON_IDLE_H

#include <stdbool.h>
#include <stdint.h>

struct idle {
    int64_t limit_ms; /* 0: it never ends */
    int64_t since;    /* ms: when the last client left */
    bool nobody;
};

/* Records whether any client is present at `now` (ms). Returns the time (ms, same
 * clock) at which the server ends unless a client comes; INT64_MAX: never. */
int64_t idle_note(struct idle *idle, bool anybody, int64_t now);

#endif
