/*
 * The commands that wait for one client, numbered without a gap. A command
 * stays until the client has acknowledged it. The queue counts bytes; what
 * may be added is for the core to decide.
 */
#ifndef CHAT_QUEUE_H
#define CHAT_QUEUE_H

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
    uint64_t last;  /* the number of the last command ever added */
    uint64_t sent;  /* the highest number that was put in an answer */
    uint64_t acked; /* the highest number acknowledged */
    struct message *few[QUEUE_FEW];
};

/* Allocates nothing; numbers begin at 1. From then on it must not be moved. */
void queue_init(struct queue *q);
void queue_fini(struct queue *q); /* lets go of everything */

/* Makes room for `n` more, so that as many queue_push cannot fail.
 * False without memory; nothing has changed. */
bool queue_reserve_slowly(struct queue *q, uint32_t n);
static inline bool queue_reserve(struct queue *q, uint32_t n)
{
    return q->cap - q->count >= n || queue_reserve_slowly(q, n);
}

/* Adds a command under the next number, taking a reference of its own.
 * Room must have been reserved. */
static inline void queue_push(struct queue *q, struct message *m)
{
    q->ring[(q->head + q->count) & (q->cap - 1)] = message_ref(m);
    q->count++;
    q->last++;
    q->bytes += message_cost(m);
}

/* The number of the command at the front; last + 1 of an empty queue. */
static inline uint64_t queue_first(const struct queue *q)
{
    return q->last - q->count + 1;
}

/* The i-th command from the front, i < count. It stays the queue's. */
static inline struct message *queue_at(const struct queue *q, uint32_t i)
{
    return q->ring[(q->head + i) & (q->cap - 1)];
}

/* Drops what is numbered up to `ack`. False, and nothing has changed, if no
 * answer ever held that number. An `ack` already passed is fine. */
bool queue_ack(struct queue *q, uint64_t ack);

/* Notes that the commands up to `number` were put in an answer. */
void queue_note_sent(struct queue *q, uint64_t number);

/* Replaces all that waits by `first` and, behind it and in their order, the
 * commands that `keep` holds on to; all under new numbers. Room for one more
 * must have been reserved. */
void queue_restart(struct queue *q, struct message *first,
                   bool (*keep)(const struct message *m, void *ctx), void *ctx);

/* Drops what no answer has held yet and `keep` does not hold on to; what is
 * behind it moves up, numbers and all. */
void queue_filter_unsent(struct queue *q, bool (*keep)(const struct message *m, void *ctx),
                         void *ctx);

#endif
