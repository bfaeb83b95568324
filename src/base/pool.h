/*
 * A pool of blocks of one size, in chunks of pages of their own: long-lived
 * objects lie dense, without a header each, and apart from what comes and goes
 * in the heap. A chunk that has emptied goes back to the kernel, but for one.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "list.h"

struct pool {
    size_t size;         /* bytes of a block */
    struct list partial; /* chunks with a free block */
    bool secret;         /* its chunks are locked; to be set by its owner */
    bool reserved;       /* may draw on the reserve; to be set by its owner */
};

enum { POOL_BLOCK_MAX = 4096 };

/* Makes an empty pool; allocates nothing. `size`: at most POOL_BLOCK_MAX. */
void pool_init(struct pool *pool, size_t size);

/* Frees it, all of whose blocks were put back. */
void pool_fini(struct pool *pool);

/* A block of zeros, aligned to 8 bytes, or NULL without memory. */
void *pool_get(struct pool *pool);

/* Takes a block back, and wipes it; NULL is fine. */
void pool_put(struct pool *pool, void *block);

#endif
