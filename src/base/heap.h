/*
 * Memory of malloc's that is booked (account.h), within the limit of all accounts.
 */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include <stdbool.h>
#include <stddef.h>

#include "account.h"

enum heap_class {
    HEAP_COMMON,
    HEAP_LARGE,    /* leaves memory to others: see account_take_large */
    HEAP_RESERVED, /* where there is none, from the reserve (reserve.h), beyond the limit */
};

/* `size` bytes, not zeroed, or NULL: there is no memory, or none within the limit. */
void *heap_new(enum account account, size_t size, enum heap_class class);

/* Frees them; the same account and size. NULL is fine. */
void heap_free(enum account account, void *bytes, size_t size);

/* What so many bytes are booked as: malloc's own word too, and rounded up as it does. */
static inline size_t heap_cost(size_t size)
{
    enum { WORD = 8, UNIT = 16, LEAST = 32 };
    size_t rounded = (size + WORD + UNIT - 1) / UNIT * UNIT;
    return rounded < LEAST ? LEAST : rounded;
}

#endif
