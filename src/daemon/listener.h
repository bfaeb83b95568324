/*
 * The listening socket: bound to an address, or inherited.
 */
#ifndef DAEMON_LISTENER_H
#define DAEMON_LISTENER_H

#include <stdbool.h>
#include <sys/types.h>

#include "peers.h"

struct listener {
    int fd;           /* non-blocking */
    char shown[128];  /* its address, for messages */
    const char *path; /* of the socket file that we remove, or NULL */
    dev_t dev;
    ino_t ino;
};

/* Opens a socket that listens on `address`, in the syntax of --listen. NULL: takes
 * descriptor 0 or systemd's (sd_listen_fds(3)). `address` must outlive the listener.
 * False: the reason has been logged, and nothing is left behind.
 *
 * A lock on PATH.lock is held while the socket file PATH is made or removed: of many
 * processes that start at once one gets the path, and the others fail. */
bool listener_open(struct listener *l, const char *address, unsigned mode);

enum accepted {
    ACCEPTED,
    ACCEPT_SKIPPED, /* that one was refused, or has gone: try the next */
    ACCEPT_NONE,    /* none is waiting */
    ACCEPT_FAILED,  /* out of descriptors or memory: try later */
};

/* Accepts one connection from an address in `peers`. *fd is non-blocking and owned by the
 * caller. */
enum accepted listener_accept(int listening_fd, const struct peers *peers, int *fd);

/* Closes the socket, and removes the socket file if it is still the one we made. */
void listener_close(struct listener *l);

#endif
