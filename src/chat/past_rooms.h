/*
 * The rooms that a client has left lately, so that going to and fro does not have
 * their members send all they have said each time. For the core's own files only.
 */
#ifndef CHAT_PAST_ROOMS_H
#define CHAT_PAST_ROOMS_H

#include <stdbool.h>
#include <stdint.h>

struct past_rooms;

/* Makes the memory for one client's rooms, if `*past` is NULL. False without memory. */
bool past_rooms_reserve(struct past_rooms **past);
void past_rooms_free(struct past_rooms *past); /* NULL is fine */

/* The client leaves a room, known by the hash of its name. A fetch for the client
 * is allowed there again at the time `allowed` (ms). */
void past_rooms_note(struct past_rooms *past, uint64_t room, int64_t allowed, int64_t now);

/* When a fetch for the client is allowed in a room that it enters: `now` or
 * later. It is later, too, in a new room after many others. */
int64_t past_rooms_allowed(const struct past_rooms *past, uint64_t room, int64_t now);

#endif
