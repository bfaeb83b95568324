/*
 * Polls: one speaks for a client, or for several, each with its id, token and
 * ack, and is answered at once, or parked until one of them has something.
 * For the api's own files only.
 */
#ifndef API_POLLING_H
#define API_POLLING_H

#include "call.h"

/* The endpoint. */
struct failure polling_poll(struct api *api, struct call *call);

/* Answers the parked polls of which these clients are part, since newer
 * requests of theirs have come. */
void polling_supersede(struct api *api, struct client *const *clients, unsigned n,
                       struct api_time now);

/* Has a client leave, which has no stream any more, and answers the poll that it
 * was part of. False without memory: it is still there. */
bool polling_leave(struct api *api, struct client *c, struct api_time now);

/* Answers a poll that is ready, and no stream. */
void polling_answer(struct api *api, struct poll *poll, struct api_time now);

/* Takes all parked polls and streams back, at the end. */
void polling_forget_all(struct api *api);

/* Takes a parked poll back, which will not be answered. */
void polling_forget(struct api *api, struct poll *poll, struct api_time now);

/* ---- for streams, too ---- */

/* The party of whoever asks, with a poll more; NULL: of none. */
struct poll_party *polling_party(struct api *api, const struct call *call);

/* Takes a poll from among the parked, and from its party. */
void polling_unpark(struct api *api, struct poll *poll, struct api_time now);

/* How many milliseconds a client is told to wait: at most half the grace; not
 * the same for all, so that they do not come back all at once. */
uint32_t polling_random_wait(const struct api *api);

#endif
