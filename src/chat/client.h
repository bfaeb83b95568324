/*
 * One client: who it is, and what waits for it.
 */
#ifndef CHAT_CLIENT_H
#define CHAT_CLIENT_H

#include "parked.h"
#include "queue.h"

struct client;

const struct client_id *client_id(const struct client *c);
/* The token it joined with, zero-padded to TOKEN_SHORT bytes, or to TOKEN_MAX if it is longer. */
const char *client_token(const struct client *c, size_t *len);
const char *client_room(const struct client *c);
uint32_t client_name(const struct client *c); /* a number: see name.h */

/* The members of the client's room, including itself; i < client_n_members. */
uint32_t client_n_members(const struct client *c);
const struct client *client_member(const struct client *c, uint32_t i);

/* Whether commands wait for the client, and which. */
bool client_waiting(const struct client *c);
const struct queue *client_queue(const struct client *c);

/* How many times to halve the size of the next answer, because answers with the
 * same commands did not arrive. */
unsigned client_halvings(const struct client *c);

/* The poll that the client is part of, and its stream; NULL if there is none. */
struct poll *client_poll(const struct client *c);
struct stream *client_stream(const struct client *c);

/* A poll for this client alone that needs no memory of its own. Only one may be
 * parked at a time. polls_free does nothing with it. */
struct poll *client_own_poll(struct client *c);

/* The client is told to poll again no earlier than this. */
void client_note_wait(struct client *c, int64_t until);

/* ---- for the core's own files ---- */

struct client_pools;

void client_pools_init(struct client_pools *pools);
void client_pools_fini(struct client_pools *pools); /* all clients were freed */

/* NULL without memory. The queue is empty. */
struct client *client_new(struct client_pools *pools, const struct client_id *id, const char *token,
                          size_t token_len);
void client_free(struct client_pools *pools, struct client *c); /* in no room, not parked */

/* Which commands outlive an overflow. */
typedef bool client_keep(const struct message *m, void *ctx);

/* Replaces the queue by `init` and the commands that `keep` holds on to. Room
 * for one more command must have been reserved. */
void client_overflow(struct client *c, struct message *init, client_keep *keep, void *ctx);

/* Replaces the queue by `init`; room must have been reserved. */
void client_begin(struct client *c, struct message *init);

/* A poll of the client has begun; `acked`: it acknowledged something new.
 * Commands that were sent and are still unacknowledged must be repeated, so the
 * next answer is made smaller; after a new acknowledgement answers grow again.
 * A client with a stream is left alone: the stream carries the same commands. */
void client_note_poll(struct client *c, bool acked);

#endif
