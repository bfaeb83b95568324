/*
 * Which addresses may connect: FCGI_WEB_SERVER_ADDRS, FastCGI 1.0, section 3.2.
 */
#ifndef DAEMON_PEERS_H
#define DAEMON_PEERS_H

#include <stdbool.h>

#include <sys/socket.h>

#include "../base/address.h"

struct peers {
    struct networks allowed;
    bool all;
};

/* Parses a comma-separated list of addresses; NULL or "": all may connect. False: the
 * reason has been logged. */
bool peers_init(struct peers *p, const char *list);
void peers_fini(struct peers *p);

/* Whether this peer may connect; one by a Unix socket always may. */
bool peers_allow(const struct peers *p, const struct sockaddr_storage *peer);

#endif
