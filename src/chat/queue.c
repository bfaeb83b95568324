#include "queue.h"

#include "../base/heap.h"
#include "../base/pages.h"

enum {
    IDLE_CAP = 4,    /* a larger ring is freed when it has emptied */
    PAGES_CAP = 512, /* from here on a ring is pages of its own */
};

size_t queue_total_bytes;

/* What a message cost is not counted any more. */
static void uncount(struct queue *q, const struct message *m)
{
    q->bytes -= message_cost(m);
    queue_total_bytes -= message_cost(m);
}

static struct message **ring_new(uint32_t cap)
{
    size_t size = cap * sizeof(struct message *);
    if (cap < PAGES_CAP)
        return heap_new(ACCOUNT_QUEUES, size, HEAP_COMMON);
    if (!account_take(ACCOUNT_QUEUES, size))
        return NULL;
    struct message **ring = pages_new(size);
    if (!ring)
        account_remove(ACCOUNT_QUEUES, size);
    return ring;
}

/* Frees the ring, unless it is the queue's own. */
static void free_ring(struct queue *q)
{
    size_t size = q->cap * sizeof(struct message *);
    if (q->ring == q->few)
        return;
    if (q->cap < PAGES_CAP) {
        heap_free(ACCOUNT_QUEUES, q->ring, size);
        return;
    }
    account_remove(ACCOUNT_QUEUES, size);
    pages_free(q->ring, size);
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
    uncount(q, m);
    message_unref(m);
}

void queue_fini(struct queue *q)
{
    while (q->count > 0)
        drop_front(q);
    free_ring(q);
    queue_init(q);
}

/* To a ring of another size. False without memory. */
static bool move_to_ring(struct queue *q, uint32_t cap)
{
    struct message **ring = cap > QUEUE_FEW ? ring_new(cap) : q->few;
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

bool queue_reserve_slowly(struct queue *q, uint32_t n)
{
    uint32_t cap = q->cap;
    while (cap - q->count < n)
        cap *= 2;
    return move_to_ring(q, cap);
}

void queue_shrink(struct queue *q)
{
    uint32_t cap = QUEUE_FEW;
    while (cap <= q->count)
        cap *= 2;
    if (cap < q->cap)
        move_to_ring(q, cap);
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
            uncount(q, m);
            message_unref(m);
        }
    }
    q->last -= n - kept;
    q->count = kept;
}
