/*
 * The data of a connection and of the set of all connections. Three files share it:
 * connection.c reads and closes one, output.c writes to one, and connections.c keeps
 * the set.
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
    /* Each connection is on one of these four lists: */
    struct list unasked;        /* waits for its first request; in the same order as busy */
    struct list busy;           /* waits for its peer; the longest without progress first */
    struct list held;           /* waits for an answer from the api */
    struct list idle;           /* waits for a new request; the longest idle first */
    struct list dirty;          /* connections with unwritten output */
    struct list light, heavy;   /* on which something has happened; see connections_serve */
    int64_t heavy_served;       /* ms: when one of the heavy ones was served */
    int64_t complain_again;     /* ms: no broken protocol is logged before */
    struct pool pool, requests; /* of connections, and of their requests */
    struct request_input *spare_input;
    struct slabs slabs;   /* for output */
    uint8_t input[16384]; /* read buffer, shared by all */
};

struct connection {
    struct ev_io watcher;
    struct fcgi_session session;
    struct connections *set;
    struct list *list; /* unasked, busy, held or idle; NULL: none yet */
    struct list_node node;
    struct list_node dirty_node; /* on set->dirty, while `dirty` */
    struct list *due;            /* light or heavy, while it is to be served; else NULL */
    struct list_node due_node;
    int64_t progress;            /* ms: when bytes last moved */
    int64_t listed;              /* ms: value of `progress` when it was put in order */
    int64_t since;               /* ms: when it was put on its list */
    int64_t heavy_until;         /* ms: it was much work, and is heavy until then; or 0 */
    struct list blocked;         /* streams that wait until all is written; lent to the api */
    char *slab;                  /* memory of the output buffer, or NULL */
    uint8_t events;              /* that it is to be served for */
    bool receives;               /* the rest of a request is to come */
    bool heard;                  /* something has come */
    bool asked;                  /* a whole request has come */
    bool dirty;                  /* has output for connections_flush to write */
    bool stuck;                  /* the socket took less than there was to write */
    bool ended;                  /* the peer has shut down its side */
    bool lingering;              /* we have shut down our side */
};

#endif
