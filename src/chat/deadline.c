#include "deadline.h"

#include <stdlib.h>

enum { FIRST_CAP = 16 };

void deadlines_init(struct deadlines *h)
{
    *h = (struct deadlines){0};
}

void deadlines_fini(struct deadlines *h)
{
    free(h->heap);
    deadlines_init(h);
}

static void put(struct deadlines *h, uint32_t index, struct deadline *d)
{
    h->heap[index] = d;
    d->index = index;
}

static void sift_up(struct deadlines *h, uint32_t i)
{
    struct deadline *d = h->heap[i];
    for (uint32_t up; i > 0 && d->queued < h->heap[up = (i - 1) / 2]->queued; i = up)
        put(h, i, h->heap[up]);
    put(h, i, d);
}

static void sift_down(struct deadlines *h, uint32_t i)
{
    struct deadline *d = h->heap[i];
    for (;;) {
        uint32_t down = 2 * i + 1;
        if (down + 1 < h->count && h->heap[down + 1]->queued < h->heap[down]->queued)
            down++;
        if (down >= h->count || h->heap[down]->queued >= d->queued)
            break;
        put(h, i, h->heap[down]);
        i = down;
    }
    put(h, i, d);
}

bool deadlines_add(struct deadlines *h, struct deadline *d, int64_t at)
{
    if (h->count == h->cap) {
        uint32_t cap = h->cap ? h->cap * 2 : FIRST_CAP;
        struct deadline **heap = realloc(h->heap, cap * sizeof(struct deadline *));
        if (!heap)
            return false;
        h->heap = heap;
        h->cap = cap;
    }
    d->at = d->queued = at;
    put(h, h->count++, d);
    sift_up(h, d->index);
    return true;
}

void deadlines_remove(struct deadlines *h, struct deadline *d)
{
    struct deadline *last = h->heap[--h->count];
    if (last == d)
        return;
    put(h, d->index, last);
    sift_up(h, last->index);
    sift_down(h, last->index);
}

void deadlines_move(struct deadlines *h, struct deadline *d, int64_t at)
{
    d->at = at;
    if (at < d->queued) {
        d->queued = at;
        sift_up(h, d->index);
    }
}

struct deadline *deadlines_due(struct deadlines *h, int64_t now)
{
    while (h->count > 0 && h->heap[0]->queued <= now) {
        struct deadline *d = h->heap[0];
        if (d->at <= now)
            return d;
        d->queued = d->at;
        sift_down(h, 0);
    }
    return NULL;
}

int64_t deadlines_next(const struct deadlines *h)
{
    return h->count > 0 ? h->heap[0]->queued : INT64_MAX;
}
