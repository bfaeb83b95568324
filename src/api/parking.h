/*
 * Parking requests: whose place is taken, whether there is one, and how long to
 * wait for the next. For polls and for streams.
 */
#ifndef API_PARKING_H
#define API_PARKING_H

#include "call.h"

/* Whether a poll of these clients may be parked: see polls_may_park. */
bool parking_allowed(struct api *api, struct client *const *clients, unsigned n,
                     struct api_time now);

/* To be called before a poll is parked or a stream opened. Returns the party of
 * the address that asks, which counts the poll from now on; NULL: no limit. */
struct poll_party *parking_enter(struct api *api, const struct call *call);

/* Unparks a poll or stream, and takes it from its party. */
void parking_leave(struct api *api, struct poll *poll, struct api_time now);

/* How many milliseconds to tell a client to wait: at most half the grace, and
 * not the same for all, so that they do not all come back at once. */
uint32_t parking_random_wait(const struct api *api);

#endif
