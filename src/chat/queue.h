/*
 * The commands that wait for one client, numbered without a gap among them. A command stays
 * until the client has acknowledged it. The queue counts bytes, but does not limit
 * them: that is delivery.h's.
 */
#ifndef CHAT_QUEUE_H
#define CHAT_QUEUE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "message.h"

enum { QUEUE_FEW = 2 }; /* commands that need no memory beside the queue's own */

struct queue {
    struct message **ring; /* `few`, or memory of its own */
    uint32_t cap;          /* a power of two */
    uint32_t head, count;
    size_t bytes;   /* the cost of all that waits */
    uint64_t last;  /* of the command at the back, or dropped last; acked <= sent <= last */
    uint64_t sent;  /* the highest number that was put in an answer */
    uint64_t acked; /* the highest number acknowledged */
    struct message *few[QUEUE_FEW];
};

/* The bytes that wait in all queues. */
extern size_t queue_total_bytes;
static inline size_t queue_total(void)
{
    return queue_total_bytes;
}

/* Allocates nothing. The first command gets the number 1. The queue must not be
 * moved after this. */
void queue_init(struct queue *q);
void queue_fini(struct queue *q); /* gives up all that waits */

/* Makes room for `n` more commands, so that `n` calls of queue_push cannot fail.
 * False without memory; nothing has changed. */
bool queue_reserve_slowly(struct queue *q, uint32_t n);
static inline bool queue_reserve(struct queue *q, uint32_t n)
{
    return q->cap - q->count >= n || queue_reserve_slowly(q, n);
}

/* Adds a command under the next number, and takes a reference of its own. Room
 * must have been reserved. */
static inline void queue_push(struct queue *q, struct message *m)
{
    assert(q->count < q->cap);
    q->ring[(q->head + q->count) & (q->cap - 1)] = message_ref(m);
    q->count++;
    q->last++;
    q->bytes += message_cost(m);
    queue_total_bytes += message_cost(m);
}

/* The number of the command at the front; last + 1 of an empty queue. */
static inline uint64_t queue_first(const struct queue *q)
{
    return q->last - q->count + 1;
}

/* The i-th command from the front, i < count. The queue keeps its reference. */
static inline struct message *queue_at(const struct queue *q, uint32_t i)
{
    return q->ring[(q->head + i) & (q->cap - 1)];
}

/* Drops the commands up to the number `ack`; none, if they were dropped before.
 * False, and nothing has changed, if no answer ever held that number. */
bool queue_ack(struct queue *q, uint64_t ack);

/* Notes that the commands up to `number` were put in an answer. */
void queue_note_sent(struct queue *q, uint64_t number);

/* Replaces all that waits by `first` and, behind it, the commands for which `keep`
 * is true, in their order. All get new numbers. Room for one more must have been
 * reserved. */
void queue_restart(struct queue *q, struct message *first,
                   bool (*keep)(const struct message *m, void *ctx), void *ctx);

/* Gives memory back that what waits does not need any more. Room for one more stays reserved. */
void queue_shrink(struct queue *q);

/* Drops the commands that no answer has held yet and for which `keep` is false.
 * The commands behind them move up and take their numbers. */
void queue_filter_unsent(struct queue *q, bool (*keep)(const struct message *m, void *ctx),
                         void *ctx);

#endif
