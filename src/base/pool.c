#include "pool.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <sodium.h>

#include "account.h"
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

struct chunk {
    struct list_node node;    /* among the partial ones */
    struct free_block *free;  /* those that were given back */
    uint32_t n_used, n_fresh; /* blocks: given out; never given out, at the end */
};

static size_t block_size(const struct pool *pool)
{
    return (pool->size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static size_t header_size(void)
{
    return (sizeof(struct chunk) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static uint32_t n_blocks(const struct pool *pool)
{
    return (uint32_t)((CHUNK_BYTES - header_size()) / block_size(pool));
}

void pool_init(struct pool *pool, size_t size)
{
    *pool = (struct pool){.size = size};
}

static struct chunk *first_partial(const struct pool *pool)
{
    return (struct chunk *)pool->partial.head; /* the node is its first member */
}

static struct chunk *new_chunk(struct pool *pool)
{
    if (!account_take(ACCOUNT_POOLS, CHUNK_BYTES))
        return NULL;
    struct chunk *chunk = pages_new_aligned(CHUNK_BYTES);
    if (!chunk) {
        account_remove(ACCOUNT_POOLS, CHUNK_BYTES);
        return NULL;
    }
    if (pool->secret)
        pages_lock(chunk, CHUNK_BYTES);
    chunk->n_fresh = n_blocks(pool);
    ASAN_POISON_MEMORY_REGION((char *)chunk + header_size(), CHUNK_BYTES - header_size());
    list_append(&pool->partial, &chunk->node);
    return chunk;
}

static void free_chunk(struct chunk *chunk)
{
    ASAN_UNPOISON_MEMORY_REGION(chunk, CHUNK_BYTES); /* others may get these pages */
    pages_free(chunk, CHUNK_BYTES);
    account_remove(ACCOUNT_POOLS, CHUNK_BYTES);
}

void pool_fini(struct pool *pool)
{
    for (struct chunk *chunk; (chunk = first_partial(pool)) != NULL;) {
        list_remove(&pool->partial, &chunk->node);
        free_chunk(chunk);
    }
}

void *pool_get(struct pool *pool)
{
    struct chunk *chunk = pool->partial.head ? first_partial(pool) : new_chunk(pool);
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
        list_remove(&pool->partial, &chunk->node);
    return block;
}

void pool_put(struct pool *pool, void *bytes)
{
    if (!bytes)
        return;
    if (pool->reserved && reserve_owns(bytes)) {
        sodium_memzero(bytes, pool->size);
        reserve_free(bytes);
        return;
    }
    struct free_block *block = bytes;
    struct chunk *chunk = (struct chunk *)((uintptr_t)bytes & ~(uintptr_t)(CHUNK_BYTES - 1));
    bool was_full = !chunk->free && chunk->n_fresh == 0;
    sodium_memzero(bytes, block_size(pool));
    bool is_only = pool->partial.count == !was_full; /* with room */
    if (--chunk->n_used == 0 && !is_only) {
        if (!was_full)
            list_remove(&pool->partial, &chunk->node);
        free_chunk(chunk);
        return;
    }
    block->next = chunk->free;
    chunk->free = block;
    ASAN_POISON_MEMORY_REGION(block, block_size(pool));
    if (was_full)
        list_append(&pool->partial, &chunk->node);
}
