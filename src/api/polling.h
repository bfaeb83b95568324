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

/* Has a client leave, and answers the poll that it was part of. False without
 * memory: it is still there. */
bool polling_leave(struct api *api, struct client *c, struct api_time now);

/* Answers the polls that are ready. */
void polling_run(struct api *api, struct api_time now);

/* Takes all parked polls back, at the end. */
void polling_forget_all(struct api *api);

/* Takes a parked poll back, which will not be answered. */
void polling_forget(struct api *api, struct poll *poll, struct api_time now);

#endif
