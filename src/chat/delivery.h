/*
 * The inside of a hub, for the core's own files only: what waits for whom
 * (delivery.c), which parked polls are ready for it (polls.c, streams.c), and who
 * is there (hub.c).
 */
#ifndef CHAT_DELIVERY_H
#define CHAT_DELIVERY_H

#include "client.h"
#include "places.h"

enum { RETRY_MS = 1000 }; /* after something failed for lack of memory */

struct hub {
    struct hub_limits limits;
    struct client_pools pools;
    struct table clients; /* by id */
    struct table rooms;   /* by name */
    struct deadlines deadlines;
    struct list parked, ready; /* polls, and streams */
    struct places places;      /* for the parked */
    struct message *init;      /* the same for all: it only marks a place */
    struct hub_counts counts;
    uint32_t mark; /* of the last overflow */
    bool pressed;  /* see hub_pressed */
};

/* Makes room for `n` deliveries to each member but `except`; false without
 * memory. */
bool delivery_reserve(struct room *room, const struct client *except, uint32_t n);

/* Queues a command for each member but `except`; room was reserved. */
void delivery_to_room(struct hub *hub, struct room *room, const struct client *except,
                      struct message *m);

/* Tells the others of the client's room about it. False without memory. */
bool delivery_tell_others(struct hub *hub, struct client *c, enum command command);

/* Empties the client's queue but for the fetches of those present, and has it
 * begin anew with an init. Room for one more must have been reserved. */
void delivery_overflow(struct hub *hub, struct client *c);

/* Has the others asked for what they said, now or as soon as it is allowed. */
void delivery_fetch_again(struct hub *hub, struct client *c, int64_t now);

/* Moves the client's deadline to what it waits for next. */
void delivery_update_deadline(struct hub *hub, struct client *c);

/* Has the client's parked poll, if any, answered, and its stream get a line. */
void delivery_ready(struct hub *hub, struct client *c);

/* Whether the client is part of a poll that is not ready yet. */
bool delivery_is_parked(const struct client *c);

/* ---- polls.c, for streams ---- */

/* Puts a poll among the parked; then has others give way where they are too many. */
void delivery_park(struct hub *hub, struct poll *poll, struct poll_party *party);
void delivery_keep_limits(struct hub *hub, const struct poll_party *party, int64_t now);

void delivery_poll_ready(struct hub *hub, struct poll *poll);

/* ---- streams.c ---- */

/* Makes a stream ready that may have a line. */
void delivery_stream_ready(struct hub *hub, struct poll *poll);

/* Takes it off the list of those that wait for their connection. */
void delivery_stream_unblock(struct poll *poll);

/* Its client has acknowledged `bytes` more, up to the number `ack`. */
void delivery_stream_acked(struct hub *hub, struct poll *poll, uint64_t ack, size_t bytes);

/* Its time has come, for a heartbeat or to end. */
void delivery_stream_due(struct hub *hub, struct poll *poll, int64_t now);

#endif
