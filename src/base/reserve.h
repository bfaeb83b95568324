/*
 * A few small blocks kept back for when memory is short: enough to take
 * requests and to tell their senders so.
 */
#ifndef BASE_RESERVE_H
#define BASE_RESERVE_H

#include <stdbool.h>
#include <stddef.h>

enum {
    RESERVE_BLOCK_BYTES = 512,
    RESERVE_BLOCKS = 256,
};

/* `size` bytes, not zeroed, from malloc, or where that has none from the reserve. NULL:
 * malloc has none, and the reserve is empty or its blocks are too small. */
void *reserve_malloc(size_t size);

/* The same from the reserve alone, as zeros. */
void *reserve_take(size_t size);

/* Whether a block is the reserve's. */
bool reserve_owns(const void *block);

/* Frees what one of them gave; NULL is fine. */
void reserve_free(void *block);

#endif
