/*
 * The listening socket: opened by its address, or inherited.
 */
#ifndef DAEMON_LISTENER_H
#define DAEMON_LISTENER_H

#include <stdbool.h>
#include <sys/types.h>

#include "peers.h"

struct listener {
    int fd;           /* non-blocking */
    char shown[128];  /* what it listens on, for people */
    const char *path; /* of the socket file that is ours to remove, or NULL */
    dev_t dev;
    ino_t ino;
};

/* Who makes or removes a socket file PATH holds a lock on PATH.lock meanwhile, so
 * that of many who start at once one gets the path, and the others are refused. */

/* Opens `address` as the command line has it, or where that is NULL takes
 * descriptor 0 or systemd's (sd_listen_fds(3)). False: said why on standard
 * error, and nothing is left behind. `address` must stay. */
bool listener_open(struct listener *l, const char *address, unsigned mode);

enum accepted {
    ACCEPTED,
    ACCEPT_SKIPPED, /* one that was not allowed, or has gone: the next may wait */
    ACCEPT_NONE,    /* no more wait */
    ACCEPT_FAILED,  /* there is no descriptor or memory for it: try later */
};

/* Accepts a connection, which is the caller's then, non-blocking. */
enum accepted listener_accept(int listening_fd, const struct peers *peers, int *fd);

/* Closes it, and removes the socket file if it is still the one we made. */
void listener_close(struct listener *l);

#endif
