/*
 * The inside of a client and of a room, for the core's own files only.
 */
#ifndef CHAT_CLIENT_H
#define CHAT_CLIENT_H

#include "../base/pool.h"
#include "../base/table.h"
#include "deadline.h"
#include "hub.h"

struct room {
    struct table_node node;
    struct client **members;
    uint32_t count, cap;
    char name[];
};

/* What a poll and a delivery touch comes first. Behind it lie the client's own
 * poll (client_own_poll) and its token (client_token). */
struct client {
    struct table_node node;
    struct client_id id;
    struct poll *poll;   /* that it is part of, or NULL */
    struct poll *stream; /* or NULL */
    struct queue queue;
    int64_t until; /* ms: the end of the hold, or of the grace */
    struct deadline deadline;
    uint8_t halvings;
    bool overflowed; /* since then nothing but fetches is queued */
    uint8_t token_len;
    uint32_t room_index;
    struct room *room;
    uint32_t name;
    uint32_t mark;         /* of the overflow that has kept a fetch of it: see hub.c */
    int64_t fetch_due;     /* ms: when the others are to get a fetch; 0: not */
    int64_t fetch_allowed; /* ms: not before */
    int64_t wait_until;    /* ms: when it was told to poll again */
    uint64_t init_number;  /* of the last init that was queued */
    bucket live, history, live_bytes, history_bytes;
};

/* ---- client.c: what waits for one client ---- */

/* Clients, by the length of their tokens. */
struct client_pools {
    struct pool with_short, with_long;
};

void client_pools_init(struct client_pools *pools);
void client_pools_fini(struct client_pools *pools); /* all clients were freed */

/* NULL without memory. The queue is empty. */
struct client *client_new(struct client_pools *pools, const struct client_id *id, const char *token,
                          size_t token_len);
void client_free(struct client_pools *pools, struct client *c); /* in no room, not parked */

/* Makes room for `n` deliveries; false without memory. */
static inline bool client_reserve(struct client *c, uint32_t n)
{
    return queue_reserve(&c->queue, n + 1); /* and the init of an overflow */
}

/* Which commands outlive an overflow. */
typedef bool client_keep(const struct message *m, void *ctx);

/* Empties the queue but for what is kept, and queues `init` before it. Room for
 * one more must have been reserved. */
void client_overflow(struct client *c, struct message *init, client_keep *keep, void *ctx);

/* Empties the queue and queues `init`; room must have been reserved. */
void client_begin(struct client *c, struct message *init);

/* A poll comes after an acknowledgement, which was news or not: what it must
 * repeat did not arrive, unless a stream carries it too. */
void client_note_poll(struct client *c, bool acked);

/* ---- room.c: who is in a room ---- */

struct room *room_new(const char *name); /* NULL without memory */
void room_free(struct room *room);       /* it has no members */
bool room_reserve(struct room *room);    /* a place for one more; false without memory */
void room_add(struct room *room, struct client *c);
void room_remove(struct client *c);

/* A name that no other member of the room has. */
uint32_t room_free_name(const struct room *room, const struct client_id *id);

#endif
