/*
 * Accepts connections from a listening socket. Where there is no descriptor or
 * no memory for another, or the event loop cannot watch the socket, it pauses
 * and tries again by a timer: it never stays deaf.
 */
#ifndef DAEMON_ACCEPTOR_H
#define DAEMON_ACCEPTOR_H

#include <stdbool.h>

#include <ev.h>

#include "listener.h"
#include "peers.h"

/* What it asks of its owner; `ctx` is acceptor_init's. */
struct acceptor_owner {
    /* Takes over a connection, which is non-blocking. False: it cannot, and the
     * acceptor closes it. */
    bool (*take)(void *ctx, int fd);
    /* Whether there is room for another; NULL: always. Without room it pauses. */
    bool (*has_room)(void *ctx);
};

struct acceptor {
    struct ev_loop *loop;
    struct acceptor_owner owner;
    void *ctx;
    const struct peers *peers;
    ev_io watcher;
    ev_timer pause; /* active: it pauses */
    bool stopped;
};

/* Begins to accept from a listening socket, which stays the caller's, as do
 * `peers` (who may connect). */
void acceptor_start(struct acceptor *a, struct ev_loop *loop, int listening_fd,
                    const struct peers *peers, struct acceptor_owner owner, void *ctx);

/* Accepts nothing any more. To be called before the listening socket is closed. */
void acceptor_stop(struct acceptor *a);

/* Whether it waits for its timer. */
bool acceptor_is_paused(const struct acceptor *a);

/* Ends a pause at once: descriptors have become free. */
void acceptor_resume(struct acceptor *a);

#endif
