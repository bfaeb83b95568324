/*
 * Polls: a poll speaks for one client or for several, each with its id, token
 * and ack. It is answered at once, or parked until one of them has something.
 * For the api's own files only.
 */
#ifndef API_POLLING_H
#define API_POLLING_H

#include "call.h"

/* The endpoint. */
struct failure polling_poll(struct api *api, struct call *call);

/* Answers the parked polls of these clients, because newer requests of theirs
 * have come. */
void polling_supersede(struct api *api, struct client *const *clients, unsigned n,
                       struct api_time now);

/* Takes away a client that has no stream, and answers the poll that it was part of.
 * `farewell` is what chat_reserve_leave returned, and is taken over; NULL: its whole room goes,
 * and nobody else is told. */
void polling_leave(struct api *api, struct client *c, struct message *farewell,
                   struct api_time now);

/* Answers a poll that is ready. */
void polling_answer(struct api *api, struct poll *poll, struct api_time now);

/* Takes back a parked poll, which is not answered. */
void polling_forget(struct api *api, struct poll *poll, struct api_time now);

#endif
