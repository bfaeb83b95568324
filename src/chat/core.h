/*
 * The data of the core, for its own files only.
 */
#ifndef CHAT_CORE_H
#define CHAT_CORE_H

#include "../base/list.h"
#include "../base/pool.h"
#include "../base/table.h"
#include "deadline.h"
#include "limits.h"
#include "parked.h"
#include "queue.h"

enum {
    RETRY_MS = 1000,          /* when to retry what failed for lack of memory */
    FULLNESS_LEAST_BITS = 10, /* fewer bytes than 2 to the power of this are on no list */
    FULLNESS_LEVELS = 24,     /* the last is for all that is more; see fullness.h */
};

struct room {
    struct table_node node;
    struct client **members;
    uint32_t count, cap;
    char name[];
};

/* A poll of one client that needs no memory of its own. */
struct own_poll {
    struct poll poll;
    struct client *client;
};

/* What a poll and a delivery touch comes first. */
struct client {
    struct table_node node;
    struct client_id id;
    struct poll *poll;     /* the poll it is part of, or NULL */
    struct stream *stream; /* or NULL */
    struct queue queue;
    int64_t until; /* ms: the end of its hold, or of its grace */
    struct deadline deadline;
    uint8_t halvings;
    bool overflowed; /* nothing but fetches is queued until its init is sent */
    uint8_t fullness; /* its list in chat->full, from 1; 0: none */
    uint8_t token_len;
    uint32_t room_index; /* in room->members */
    struct room *room;
    uint32_t name;
    uint32_t mark;           /* of the last pass over a queue that kept a fetch for this client */
    int64_t fetch_due;       /* ms: when the others get a fetch; 0: never */
    int64_t fetch_allowed;   /* ms: no fetch before this time, except for the one of a join */
    int64_t refetch;         /* ms: if it leaves this room, no fetch here again before this time */
    struct past_rooms *past; /* NULL until it changes rooms */
    int64_t wait_until;      /* ms: it was told to poll again no earlier than this */
    uint64_t init_number;    /* of the last init that was queued */
    struct list_node full_node; /* while it has a `fullness` */
    bucket live, history, live_bytes, history_bytes;
    struct own_poll own;
    char token[]; /* and zeros up to TOKEN_SHORT, or TOKEN_MAX if it is longer */
};

/* Pools of clients, by the length of their tokens. */
struct client_pools {
    struct pool with_short, with_long;
};

struct chat {
    struct chat_limits limits;
    struct client_pools pools;
    struct table clients; /* by id */
    struct table rooms;   /* by name */
    struct deadlines deadlines;
    struct list parked, ready, later; /* polls and streams; see enum poll_state */
    struct list *woken;  /* ready, or later while something is delivered to a large room: */
    uint8_t woken_state; /* where those go that it wakes, and their state then */
    struct list full[FULLNESS_LEVELS]; /* of clients: see fullness.h */
    struct message *init;      /* one for all: it only marks a place in a queue */
    struct chat_counts counts;
    struct chat_timings timings;
    uint32_t mark; /* of the last such pass */
    bool pressed;  /* see polls_pressed */
    uint8_t in_row; /* ready ones answered while others came later */
    size_t little; /* bytes: a queue with no more is neither full nor pressing */
};

#endif
