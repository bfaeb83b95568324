/*
 * Ends a loop's wait where there already is something to do.
 *
 * libev tells the system what to watch just before it waits. Where that fails, the
 * EV_ERROR would reach its watcher only after the wait, up to a minute later.
 */
#ifndef DAEMON_WAKEUP_H
#define DAEMON_WAKEUP_H

#include <ev.h>

struct wakeup {
    ev_async async;
};

/* Uses the loop's user data and its release callback. Does not keep the loop running. */
void wakeup_start(struct wakeup *w, struct ev_loop *loop);

#endif
