#include "queue.h"

#include <stdlib.h>

#include "../base/pages.h"

enum {
    FIRST_CAP = 4,
    IDLE_CAP = 16,   /* a larger ring is freed when it has emptied */
    PAGES_CAP = 512, /* from here on a ring is pages of its own */
};

static struct message **ring_new(uint32_t cap)
{
    size_t size = cap * sizeof(struct message *);
    return cap < PAGES_CAP ? malloc(size) : pages_new(size);
}

static void ring_free(struct message **ring, uint32_t cap)
{
    if (cap < PAGES_CAP)
        free(ring);
    else
        pages_free(ring, cap * sizeof(struct message *));
}

void queue_init(struct queue *q)
{
    *q = (struct queue){0};
}

static void drop_front(struct queue *q)
{
    struct message *m = queue_at(q, 0);
    q->head = (q->head + 1) & (q->cap - 1);
    q->count--;
    q->bytes -= message_cost(m);
    message_unref(m);
}

void queue_fini(struct queue *q)
{
    while (q->count > 0)
        drop_front(q);
    ring_free(q->ring, q->cap);
    queue_init(q);
}

bool queue_reserve(struct queue *q, uint32_t n)
{
    uint32_t cap = q->cap ? q->cap : FIRST_CAP;
    while (cap - q->count < n)
        cap *= 2;
    if (cap == q->cap)
        return true;
    struct message **ring = ring_new(cap);
    if (!ring)
        return false;
    for (uint32_t i = 0; i < q->count; i++)
        ring[i] = queue_at(q, i);
    ring_free(q->ring, q->cap);
    q->ring = ring;
    q->cap = cap;
    q->head = 0;
    return true;
}

void queue_push(struct queue *q, struct message *m)
{
    q->ring[(q->head + q->count) & (q->cap - 1)] = message_ref(m);
    q->count++;
    q->last++;
    q->bytes += message_cost(m);
}

static void shrink_if_idle(struct queue *q)
{
    if (q->count > 0 || q->cap <= IDLE_CAP)
        return;
    ring_free(q->ring, q->cap);
    q->ring = NULL;
    q->cap = q->head = 0;
}

bool queue_ack(struct queue *q, uint64_t ack)
{
    if (ack > q->sent)
        return false;
    while (q->count > 0 && queue_first(q) <= ack)
        drop_front(q);
    shrink_if_idle(q);
    if (ack > q->acked)
        q->acked = ack;
    return true;
}

void queue_note_sent(struct queue *q, uint64_t number)
{
    if (number > q->sent)
        q->sent = number;
}

void queue_restart(struct queue *q, struct message *first,
                   bool (*keep)(const struct message *m, void *ctx), void *ctx)
{
    uint32_t n = q->count;
    queue_push(q, first);
    for (uint32_t i = 0; i < n; i++) {
        struct message *m = message_ref(queue_at(q, 0));
        drop_front(q);
        if (keep(m, ctx))
            queue_push(q, m);
        message_unref(m);
    }
}

void queue_filter_unsent(struct queue *q, bool (*keep)(const struct message *m, void *ctx),
                         void *ctx)
{
    uint32_t kept = 0, n = q->count;
    for (uint64_t number = queue_first(q); kept < n && number <= q->sent; number++)
        kept++;
    for (uint32_t i = kept; i < n; i++) {
        struct message *m = queue_at(q, i);
        if (keep(m, ctx)) {
            q->ring[(q->head + kept++) & (q->cap - 1)] = m;
        } else {
            q->bytes -= message_cost(m);
            message_unref(m);
        }
    }
    q->last -= n - kept;
    q->count = kept;
}
