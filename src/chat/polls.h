/*
 * Parked polls: which wait, which are ready to be answered, and how many may
 * wait. Streams are among them; what only they have is in streams.h.
 */
#ifndef CHAT_POLLS_H
#define CHAT_POLLS_H

#include "parked.h"

struct chat;
struct client;

/* A poll of `n` clients, 1 to 255, that is not parked yet; NULL without memory.
 * The caller frees it, but not while it is parked. */
struct poll *polls_new(unsigned n);
void polls_free(struct poll *poll); /* NULL is fine; not for streams: see streams_free */

/* Parks a poll for its clients until `now + hold_ms`; it is ready at once if commands wait
 * for one of them. None of them may be part of another. Past a limit the oldest parked poll is
 * asked to wait. */
void polls_park(struct chat *chat, struct poll *poll, struct client *const *clients,
                struct poll_party *party, int64_t hold_ms, int64_t now);

/* Whether a poll of these clients may be parked. It may not if all places are
 * taken and one of the clients comes earlier than it was told to
 * (client_note_wait): an impatient client takes no place from a patient one. */
bool polls_may_park(const struct chat *chat, struct client *const *clients, unsigned n,
                    int64_t now);

/* Takes a poll or stream, parked or ready, off its list and from its clients,
 * whose grace starts. What else it holds stays as it is. */
void polls_unpark(struct chat *chat, struct poll *poll, int64_t now);

/* The next poll to be answered now: commands wait for it, its hold is over, or
 * it was asked to wait. What was said in large rooms comes after all else, so that
 * small ones do not wait for them, but for one in nine, so that it comes. NULL: none. Unpark it, or it comes again. */
struct poll *polls_next_ready(struct chat *chat);

/* Makes a parked poll ready, or all of them; the answer tells the client to wait. */
void polls_ask_to_wait(struct chat *chat, struct poll *poll);
void polls_ask_all_to_wait(struct chat *chat);

/* Whether the queue of a client that can be answered now is more than half full.
 * If so answer the ready polls before more is sent, or a client that reads
 * would still overflow. */
bool polls_pressed(const struct chat *chat);

/* How many polls and streams are parked and not ready. */
uint32_t polls_n_parked(const struct chat *chat);

/* Changes limits.max_parked; 0: no limit. More than that may be parked by then. */
void polls_set_max_parked(struct chat *chat, uint32_t max);

/* ---- for the core's own files ---- */

/* Adds a poll to the list of the parked ones; then makes others ready if there
 * are too many. */
void polls_enter(struct chat *chat, struct poll *poll, struct poll_party *party);
void polls_keep_limits(struct chat *chat, const struct poll_party *party);

/* Moves a parked poll to the ready ones. One that is ready stays. */
void polls_make_ready(struct chat *chat, struct poll *poll);

/* From now on polls_make_ready makes POLL_READY or POLL_LATER of them. */
void polls_wake_to(struct chat *chat, enum poll_state state);

/* Takes a poll off the list of the ready ones that it is on. */
void polls_leave_ready(struct chat *chat, struct poll *poll);

/* Something waits for the client: makes its poll ready, and its stream if that
 * waits for nothing else. */
void polls_wake_client(struct chat *chat, struct client *c);

#endif
