#include "reserve.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* In the program's own data, so that it costs nothing until it is used. */
static union block {
    union block *next; /* of those that were given back */
    max_align_t align;
    unsigned char bytes[RESERVE_BLOCK_BYTES];
} blocks[RESERVE_BLOCKS];

static union block *given_back;
static size_t never_used = RESERVE_BLOCKS;

void *reserve_take(size_t size)
{
    union block *taken = given_back;
    if (size > RESERVE_BLOCK_BYTES)
        return NULL;
    if (taken)
        given_back = taken->next;
    else if (never_used > 0)
        taken = &blocks[--never_used];
    if (taken)
        memset(taken, 0, sizeof *taken);
    return taken;
}

bool reserve_owns(const void *pointer)
{
    uintptr_t at = (uintptr_t)pointer;
    return at >= (uintptr_t)blocks && at < (uintptr_t)(blocks + RESERVE_BLOCKS);
}

void reserve_free(void *pointer)
{
    if (!reserve_owns(pointer)) {
        free(pointer);
        return;
    }
    union block *block = pointer;
    block->next = given_back;
    given_back = block;
}
