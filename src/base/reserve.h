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

/* `size` bytes of zeros. NULL: the reserve is empty, or its blocks are too small. */
void *reserve_take(size_t size);

/* Whether a block is the reserve's. */
bool reserve_owns(const void *block);

/* Gives back a block, or frees what is malloc's; NULL is fine. */
void reserve_free(void *block);

#endif
