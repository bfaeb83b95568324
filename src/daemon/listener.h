/*
 * The listening socket: bound to an address, or inherited.
 */
#ifndef DAEMON_LISTENER_H
#define DAEMON_LISTENER_H

#include <stdbool.h>
#include <sys/types.h>

#include "peers.h"

enum listener_origin {
    LISTENER_OWN,     /* bound here, or by the process that this one takes over from */
    LISTENER_MANAGED, /* descriptor 0, of a FastCGI process manager */
    LISTENER_SYSTEMD,
};

struct listener {
    int fd; /* non-blocking */
    enum listener_origin origin;
    bool adopted;     /* from an older process */
    int handover;     /* where to tell that it is served (handover_tell), or -1 */
    char shown[128];  /* its address, for messages */
    const char *path; /* of the socket file that we remove, or NULL */
    dev_t dev;
    ino_t ino;
};

/* Opens a socket that listens on `address`, in the syntax of --listen. NULL: takes
 * descriptor 0 or systemd's (sd_listen_fds(3)). One that an older process hands over is taken.
 * `address` must outlive the listener. False: the reason has been logged, and nothing is left
 * behind.
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

/* Gives the socket file, if there is one, to another owner. False: the reason has been
 * logged. */
bool listener_give(const struct listener *l, uid_t uid, gid_t gid);

/* The root directory will be `root`: the socket file that is below it is found there by
 * another path. One that is not will not be removed. */
void listener_note_root(struct listener *l, const char *root);

/* Accepts one connection from an address in `peers`. *fd is non-blocking and owned by the
 * caller. */
enum accepted listener_accept(int listening_fd, const struct peers *peers, int *fd);

/* Closes the socket, and removes the socket file if it is still the one we made. */
void listener_close(struct listener *l);

/* Leaves the socket file to the process that has taken over. */
void listener_leave(struct listener *l);

#endif
