/*
 * One connection of a front server. For connections.c, which keeps all of them,
 * and output.c, which writes what they are answered.
 */
#ifndef DAEMON_CONNECTION_H
#define DAEMON_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include <ev.h>

#include "../base/list.h"
#include "../fastcgi/session.h"

struct connections;

struct connection {
    struct ev_io watcher;
    struct fcgi_session session;
    struct connections *all;
    struct list *list; /* that it is on, or NULL */
    struct list_node node;
    struct list_node dirty_node; /* on all->dirty, if it is dirty */
    int64_t progress;            /* ms: when bytes last moved */
    int64_t listed;              /* ms: the progress by which it stands in its list */
    int64_t since;               /* ms: when it came onto its list */
    struct list blocked;         /* the api's: those who wait until the peer has taken all */
    char *slab;                  /* that the output uses, or NULL */
    bool dirty;                  /* it has output that connections_flush is to write */
    bool stuck;                  /* the peer has not taken what was written */
    bool ended;                  /* the peer will send no more */
    bool lingering;              /* we will send no more */
};

/* Takes over an accepted, non-blocking socket. False without memory: the socket
 * is still the caller's. */
bool connection_open(struct connections *all, int fd);

/* Closes its socket, takes its requests back from the api, and frees it. */
void connection_close(struct connection *c);

/* To be called after bytes have moved: waits for more, begins to linger, or
 * closes it, as the state of its session asks for. */
void connection_settle(struct connection *c);

/* From its place in one of the lists. */
struct connection *connection_listed(struct list_node *node);

#endif
