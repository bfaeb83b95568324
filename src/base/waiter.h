/*
 * One of those who wait for the same thing. Whoever waits embeds it and may leave at any time;
 * whoever has the list knows nothing else of them.
 */
#ifndef BASE_WAITER_H
#define BASE_WAITER_H

#include "list.h"

struct waiter {
    struct list_node node; /* first */
    struct list *among;    /* NULL: it does not wait */
};

static inline void waiter_enter(struct waiter *waiter, struct list *list)
{
    list_append(list, &waiter->node);
    waiter->among = list;
}

/* Does nothing where it does not wait. */
static inline void waiter_leave(struct waiter *waiter)
{
    if (waiter->among)
        list_remove(waiter->among, &waiter->node);
    waiter->among = NULL;
}

/* Takes the first off a list and returns it; NULL: there is none. */
static inline struct waiter *waiter_next(struct list *list)
{
    struct waiter *first = (struct waiter *)(void *)list->head;
    if (first)
        waiter_leave(first);
    return first;
}

#endif
