#include "heap.h"

#include <stdlib.h>

#include "reserve.h"

void *heap_new(enum account account, size_t size, enum heap_class class)
{
    const size_t cost = heap_cost(size);
    bool may = class == HEAP_LARGE ? account_take_large(account, cost)
                                   : account_take(account, cost);
    void *bytes = may ? malloc(size) : NULL;
    if (bytes)
        return bytes;
    if (may)
        account_remove(account, cost);
    bytes = class == HEAP_RESERVED ? reserve_take(size) : NULL;
    if (bytes)
        account_add(account, cost);
    return bytes;
}

void heap_free(enum account account, void *bytes, size_t size)
{
    if (!bytes)
        return;
    account_remove(account, heap_cost(size));
    reserve_free(bytes);
}
