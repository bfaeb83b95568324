/*
 * Commands into queues, and what happens when a queue is full. For the core's
 * own files only.
 */
#ifndef CHAT_DELIVERY_H
#define CHAT_DELIVERY_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/account.h"
#include "message.h"

enum { FETCH_INTERVAL_MS = 10000 }; /* between two fetches for one client in one room */

struct chat;
struct client;
struct room;

/* Makes room for `n` deliveries to a client, or to each member but `except`;
 * false without memory. */
bool delivery_reserve_one(struct client *c, uint32_t n);
bool delivery_reserve(struct room *room, const struct client *except, uint32_t n);

/* Queues a command for a client, or for each member but `except`. Room must have
 * been reserved. A queue that the command does not fit into overflows. From an overflow
 * until its init is sent only fetches are queued; the rest is dropped, the command that
 * caused it too. */
void delivery_to_one(struct chat *chat, struct client *c, struct message *m);
void delivery_to_room(struct chat *chat, struct room *room, const struct client *except,
                      struct message *m);

/* Queues a message `to` a client for which the caller has found a place; the queue
 * does not overflow. Drops it while an init waits after an overflow. Room must have been
 * reserved. */
void delivery_to_receiver(struct chat *chat, struct client *c, struct message *m);

/* Queues a command for the other members of the client's room. False without
 * memory: nobody got it. */
bool delivery_tell_others(struct chat *chat, struct client *c, enum command command);

/* Empties the client's queue but for the fetches about those present, and starts
 * it again with an init. Room for one more must have been reserved; of what was, room
 * for one fetch is left. */
void delivery_overflow(struct chat *chat, struct client *c);

/* While memory is short, lets the fullest queues overflow, a few of them at a time. */
void delivery_relieve_slowly(struct chat *chat);
static inline void delivery_relieve(struct chat *chat)
{
    if (account_is_short())
        delivery_relieve_slowly(chat);
}

/* Has the others send the client what they said: now, or as soon as that is
 * allowed again. */
void delivery_fetch_again(struct chat *chat, struct client *c, int64_t now);

/* Drops the fetches about clients that have left while an init waited: their rm
 * was dropped, so a fetch would bring them back. */
void delivery_prepare_answer(struct chat *chat, struct client *c);

#endif
