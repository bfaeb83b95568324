#include "queue.h"

#include <stdlib.h>

#include "../base/account.h"
#include "../base/pages.h"

enum {
    IDLE_CAP = 4,    /* a larger ring is freed when it has emptied */
    PAGES_CAP = 512, /* from here on a ring is pages of its own */
};

static struct message **ring_new(uint32_t cap)
{
    size_t size = cap * sizeof(struct message *);
    struct message **ring = cap < PAGES_CAP ? malloc(size) : pages_new(size);
    if (ring)
        account_add(ACCOUNT_QUEUES, size);
    return ring;
}

/* Frees the ring, unless it is the queue's own. */
static void free_ring(struct queue *q)
{
    size_t size = q->cap * sizeof(struct message *);
    if (q->ring == q->few)
        return;
    account_remove(ACCOUNT_QUEUES, size);
    if (q->cap >= PAGES_CAP)
        pages_free(q->ring, size);
    else
        free(q->ring);
}

static void use_few(struct queue *q)
{
    q->ring = q->few;
    q->cap = QUEUE_FEW;
    q->head = 0;
}

void queue_init(struct queue *q)
{
    *q = (struct queue){0};
    use_few(q);
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
    free_ring(q);
    queue_init(q);
}

bool queue_reserve_slowly(struct queue *q, uint32_t n)
{
    uint32_t cap = q->cap;
    while (cap - q->count < n)
        cap *= 2;
    struct message **ring = ring_new(cap);
    if (!ring)
        return false;
    for (uint32_t i = 0; i < q->count; i++)
        ring[i] = queue_at(q, i);
    free_ring(q);
    q->ring = ring;
    q->cap = cap;
    q->head = 0;
    return true;
}

static void shrink_if_idle(struct queue *q)
{
    if (q->count > 0 || q->cap <= IDLE_CAP)
        return;
    free_ring(q);
    use_few(q);
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
