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

/* Callbacks to the owner of the acceptor. `ctx` is the one acceptor_start was given. */
struct acceptor_owner {
    /* Takes ownership of an accepted, non-blocking connection. False: it cannot, and
     * the acceptor closes the connection. */
    bool (*take)(void *ctx, int fd);
    /* Whether there is room for another connection; NULL: always. The acceptor pauses
     * while there is none. */
    bool (*has_room)(void *ctx);
};

struct acceptor {
    struct ev_loop *loop;
    struct acceptor_owner owner;
    void *ctx;
    const struct peers *peers;
    int listening_fd;
    int set; /* Linux: an epoll set of that alone, which is watched in its place; else -1 */
    ev_io watcher;
    ev_timer pause; /* active during a pause */
    bool stopped;
};

/* Starts accepting from a listening socket. The caller keeps owning the socket and
 * `peers`, the addresses that may connect; both must outlive the acceptor. */
void acceptor_start(struct acceptor *a, struct ev_loop *loop, int listening_fd,
                    const struct peers *peers, struct acceptor_owner owner, void *ctx);

/* Stops accepting for good. Call it before the listening socket is closed. */
void acceptor_stop(struct acceptor *a);

/* Whether it is in a pause. */
bool acceptor_is_paused(const struct acceptor *a);

/* Ends a pause early. Call it when descriptors have become free. */
void acceptor_resume(struct acceptor *a);

#endif
