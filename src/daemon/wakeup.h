/*
 * Keeps a loop awake where the system has no memory to watch something.
 *
 * libev tells the system what to watch just before it waits. Where that fails, the
 * EV_ERROR would reach its watcher only after the wait, up to a minute later: the wait
 * is ended. Where it fails for the pipe of libev's own, by which this is done and
 * signals come, nobody is told: each second the pipe is watched anew if need be.
 */
#ifndef DAEMON_WAKEUP_H
#define DAEMON_WAKEUP_H

#include <ev.h>

struct wakeup {
    ev_async async;
    ev_timer renew;
};

/* Uses the loop's user data and its release callback. Does not keep the loop running. */
void wakeup_start(struct wakeup *w, struct ev_loop *loop);

#endif
