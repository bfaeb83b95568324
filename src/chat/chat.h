/*
 * The chat core: who is present in which room, what waits for whom, and for
 * how long. It knows no JSON, sockets or clocks: payloads are bytes, the request
 * of a parked poll is the caller's pointer, and times are milliseconds of a clock
 * that never goes back.
 *
 * Nothing here calls out. To find out what a change means for parked polls, ask
 * polls_next_ready afterwards: one pass answers them all.
 *
 * This file: making a core, joining, leaving, and time. The rest is in client.h
 * (one client), presence.h (who is there), polls.h and streams.h (parked
 * requests), sending.h (messages), and answers.h (what was sent and has arrived).
 */
#ifndef CHAT_CHAT_H
#define CHAT_CHAT_H

#include "answers.h"
#include "client.h"
#include "limits.h"
#include "polls.h"
#include "presence.h"
#include "sending.h"
#include "streams.h"

enum chat_result {
    CHAT_OK,
    CHAT_FULL,      /* no place in the server or in the room, or memory is short */
    CHAT_NO_MEMORY, /* nothing has changed */
};

/* NULL without memory. The limits are copied. */
struct chat *chat_new(const struct chat_limits *limits);
void chat_free(struct chat *chat); /* NULL is fine; frees parked polls, not their requests */
void chat_set_limits(struct chat *chat, const struct chat_limits *limits); /* for what comes */
const struct chat_limits *chat_limits(const struct chat *chat);
struct chat_counts chat_counts(const struct chat *chat);
const struct chat_timings *chat_timings(const struct chat *chat);

/* Brings a client into a room. `*client` is the client; an init waits at the
 * front of its queue.
 * - A new client: the others of the room get a fetch.
 * - A client that is present in this room: its queue begins again, as after an overflow.
 * - A client that is present in another room: it leaves that room, and the others of this
 *   one get a fetch, now or, if they had one a moment ago, later.
 * If the client is present, the caller has checked its token, and afterwards
 * unparks its poll and its stream (polls_unpark).
 * CHAT_FULL or CHAT_NO_MEMORY: nothing has changed. */
enum chat_result chat_join(struct chat *chat, const struct client_id *id, const char *token,
                           size_t token_len, const char *room, int64_t now, struct client **client);

/* Reserves what it takes for a client to leave after `n` more messages of its own.
 * Returns the command that tells the others why, COMMAND_LEFT or COMMAND_GONE, to be
 * given to chat_leave, or unreferenced. NULL: out of memory, nothing has changed. */
struct message *chat_reserve_leave(struct client *c, enum command why, uint32_t n);

/* Takes a client away, tells the others of its room, and takes over the caller's
 * reference to `farewell`. The client must have no parked poll and no stream. */
void chat_leave(struct chat *chat, struct client *c, struct message *farewell);

/* Somebody who is in a room, NULL where nobody is; and how many are. */
struct client *chat_first_member(const struct chat *chat, const char *room);
uint32_t chat_n_members(const struct chat *chat, const char *room);

/* Takes a client away and tells nobody, for its whole room goes. The client must have no
 * parked poll and no stream. */
void chat_forget(struct chat *chat, struct client *c);

/* Does what is due: polls whose hold is over become ready, clients whose grace is over
 * go (without memory for that, a moment later), streams that wait for their time become
 * ready, and fetches that had to wait are sent. */
void chat_sweep(struct chat *chat, int64_t now);

/* When to call chat_sweep and polls_next_ready again, at the latest; INT64_MAX:
 * never. */
int64_t chat_next_deadline(const struct chat *chat);

#endif
