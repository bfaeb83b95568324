/*
 * A heap of deadlines, embedded in what they belong to. Moving a deadline
 * later costs nothing: it is looked at again when its old time comes. So a
 * client that polls all the time is touched here once in a hold.
 */
#ifndef CHAT_DEADLINE_H
#define CHAT_DEADLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deadline {
    int64_t at;     /* milliseconds; what counts */
    int64_t queued; /* where it stands in the heap: never later than `at` */
    uint32_t index; /* in the heap */
};

struct deadlines {
    struct deadline **heap;
    uint32_t count, cap;
};

void deadlines_init(struct deadlines *h);
void deadlines_fini(struct deadlines *h); /* the deadlines are their owners' */

/* Adds one; false without memory. */
bool deadlines_add(struct deadlines *h, struct deadline *d, int64_t at);
void deadlines_remove(struct deadlines *h, struct deadline *d);

/* Moves one that was added. */
void deadlines_move(struct deadlines *h, struct deadline *d, int64_t at);

/* The next that is over at `now`, or NULL. It stays added: move or remove it. */
struct deadline *deadlines_due(struct deadlines *h, int64_t now);

/* When to look again: never later than the earliest. INT64_MAX: nothing added. */
int64_t deadlines_next(const struct deadlines *h);

#endif
