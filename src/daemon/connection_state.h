/*
 * The data of one connection and of all: for connection.c, which reads and
 * closes one, output.c, which writes to one, and connections.c, which keeps all.
 */
#ifndef DAEMON_CONNECTION_STATE_H
#define DAEMON_CONNECTION_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include <ev.h>

#include "../api/api.h"
#include "../base/list.h"
#include "../base/pool.h"
#include "../fastcgi/session.h"
#include "clocks.h"
#include "slabs.h"

struct connections {
    struct ev_loop *loop;
    void (*on_event)(struct ev_loop *, struct ev_io *, int); /* of each connection's watcher */
    struct api *api;
    struct clocks clocks;
    struct fcgi_config config;
    uint32_t count;
    /* Each connection is on one of these, by what it waits for: */
    struct list busy;           /* its peer, the longest without progress first */
    struct list held;           /* an answer from us */
    struct list idle;           /* a new request, the longest first */
    struct list dirty;          /* and beside that, if it has output to be written, on this */
    int64_t complain_again;     /* ms: when another broken protocol is logged */
    struct pool pool, requests; /* of connections, and of what they carry */
    struct request_input *spare_input;
    struct slabs slabs;   /* for output */
    uint8_t input[65536]; /* what was read last */
};

struct connection {
    struct ev_io watcher;
    struct fcgi_session session;
    struct connections *set;
    struct list *list; /* that it is on, or NULL */
    struct list_node node;
    struct list_node dirty_node; /* on set->dirty, if it is dirty */
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

#endif
