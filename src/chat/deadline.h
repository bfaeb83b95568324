/*
 * A heap of deadlines, each embedded in its owner. Moving a deadline to a later
 * time costs nothing: the heap looks at it again when its old time comes. So a
 * client that polls all the time is touched here once per hold.
 */
#ifndef CHAT_DEADLINE_H
#define CHAT_DEADLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deadline {
    int64_t at;     /* ms: the deadline */
    int64_t queued; /* ms: its place in the heap; never later than `at` */
    uint32_t index; /* in the heap */
};

struct deadlines {
    struct deadline **heap;
    uint32_t count, cap;
};

void deadlines_init(struct deadlines *h);
void deadlines_fini(struct deadlines *h); /* frees no deadlines */

/* Adds a deadline; false without memory. */
bool deadlines_add(struct deadlines *h, struct deadline *d, int64_t at);
void deadlines_remove(struct deadlines *h, struct deadline *d);

/* Changes the time of a deadline that was added. */
void deadlines_move(struct deadlines *h, struct deadline *d, int64_t at);

/* A deadline that has passed at `now`, or NULL. It stays in the heap: move or
 * remove it, or it comes again. */
struct deadline *deadlines_due(struct deadlines *h, int64_t now);

/* When to call deadlines_due again: never later than the earliest deadline.
 * INT64_MAX: there is none. */
int64_t deadlines_next(const struct deadlines *h);

#endif
