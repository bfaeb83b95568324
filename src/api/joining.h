/*
 * Joining a room: at once, or, where many nodes make one chat, when it is known which of them
 * holds it. For the api's own files only.
 */
#ifndef API_JOINING_H
#define API_JOINING_H

#include "call.h"

/* The endpoint; see struct endpoint_route. */
struct failure joining_admit(struct api *api, const struct call *call);
struct failure joining_join(struct api *api, struct call *call);

/* Answers a join that waited, and is on no list any more. `node`: for API_HELD_ELSEWHERE. */
void joining_settle(struct api *api, struct waiter *waiter, enum api_holder holder,
                    const char *node, struct api_time now);

/* Takes back a join that waits, or all of them, which are not answered; or refuses all. */
void joining_forget(struct api *api, struct parked *parked);
void joining_forget_all(struct api *api);
void joining_refuse_all(struct api *api);

#endif
