#include "reserve.h"

#include <stdint.h>
#include <stdlib.h>

/* In the program's own data, so that it costs nothing until it is used. */
static union block {
    union block *next; /* of those that were given back */
    max_align_t align;
    unsigned char bytes[RESERVE_BLOCK_BYTES];
} blocks[RESERVE_BLOCKS];

static union block *given_back;
static size_t never_used = RESERVE_BLOCKS;

void *reserve_malloc(size_t size)
{
    void *block = malloc(size);
    if (block || size > RESERVE_BLOCK_BYTES)
        return block;
    if (given_back) {
        union block *taken = given_back;
        given_back = taken->next;
        return taken;
    }
    return never_used > 0 ? &blocks[--never_used] : NULL;
}

void reserve_free(void *pointer)
{
    uintptr_t at = (uintptr_t)pointer;
    if (at < (uintptr_t)blocks || at >= (uintptr_t)(blocks + RESERVE_BLOCKS)) {
        free(pointer);
        return;
    }
    union block *block = pointer;
    block->next = given_back;
    given_back = block;
}
