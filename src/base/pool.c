#include "pool.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <sodium.h>

#include "pages.h"
#include "reserve.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(bytes, size) ((void)(bytes), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(bytes, size) ((void)(bytes), (void)(size))
#endif

enum {
    CHUNK_BYTES = 64 * 1024, /* and it begins at a multiple of that */
    ALIGNMENT = 8,
};

struct free_block {
    struct free_block *next;
};

struct pool_chunk {
    struct pool_chunk *prev, *next; /* among the partial ones */
    struct free_block *free;        /* those that were given back */
    uint32_t n_used, n_fresh;       /* blocks: given out; never given out, at the end */
};

static size_t block_size(const struct pool *pool)
{
    return (pool->size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static size_t header_size(void)
{
    return (sizeof(struct pool_chunk) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static uint32_t n_blocks(const struct pool *pool)
{
    return (uint32_t)((CHUNK_BYTES - header_size()) / block_size(pool));
}

void pool_init(struct pool *pool, size_t size)
{
    *pool = (struct pool){.size = size};
}

static void link_chunk(struct pool *pool, struct pool_chunk *chunk)
{
    chunk->prev = NULL;
    chunk->next = pool->partial;
    if (chunk->next)
        chunk->next->prev = chunk;
    pool->partial = chunk;
}

static void unlink_chunk(struct pool *pool, struct pool_chunk *chunk)
{
    *(chunk->prev ? &chunk->prev->next : &pool->partial) = chunk->next;
    if (chunk->next)
        chunk->next->prev = chunk->prev;
}

static struct pool_chunk *new_chunk(struct pool *pool)
{
    struct pool_chunk *chunk = pages_new_aligned(CHUNK_BYTES);
    if (!chunk)
        return NULL;
    chunk->n_fresh = n_blocks(pool);
    ASAN_POISON_MEMORY_REGION((char *)chunk + header_size(), CHUNK_BYTES - header_size());
    link_chunk(pool, chunk);
    return chunk;
}

static void free_chunk(struct pool_chunk *chunk)
{
    ASAN_UNPOISON_MEMORY_REGION(chunk, CHUNK_BYTES); /* others may get these pages */
    pages_free(chunk, CHUNK_BYTES);
}

void pool_fini(struct pool *pool)
{
    for (struct pool_chunk *chunk; (chunk = pool->partial) != NULL;) {
        unlink_chunk(pool, chunk);
        free_chunk(chunk);
    }
}

void *pool_get(struct pool *pool)
{
    struct pool_chunk *chunk = pool->partial ? pool->partial : new_chunk(pool);
    if (!chunk)
        return pool->reserved ? reserve_take(pool->size) : NULL;
    struct free_block *block = chunk->free;
    if (!block)
        block = (struct free_block *)(void *)((char *)chunk + CHUNK_BYTES -
                                              chunk->n_fresh-- * block_size(pool));
    ASAN_UNPOISON_MEMORY_REGION(block, block_size(pool));
    if (chunk->free)
        chunk->free = block->next;
    block->next = NULL; /* all else is zero since it was wiped, or mapped */
    chunk->n_used++;
    if (!chunk->free && chunk->n_fresh == 0)
        unlink_chunk(pool, chunk);
    return block;
}

void pool_put(struct pool *pool, void *bytes)
{
    if (!bytes)
        return;
    if (pool->reserved && reserve_owns(bytes)) {
        reserve_free(bytes);
        return;
    }
    struct free_block *block = bytes;
    struct pool_chunk *chunk =
        (struct pool_chunk *)((uintptr_t)bytes & ~(uintptr_t)(CHUNK_BYTES - 1));
    bool was_full = !chunk->free && chunk->n_fresh == 0;
    sodium_memzero(bytes, block_size(pool));
    if (--chunk->n_used == 0 && pool->partial && (was_full || pool->partial->next)) {
        if (!was_full)
            unlink_chunk(pool, chunk);
        free_chunk(chunk);
        return;
    }
    block->next = chunk->free;
    chunk->free = block;
    ASAN_POISON_MEMORY_REGION(block, block_size(pool));
    if (was_full)
        link_chunk(pool, chunk);
}
