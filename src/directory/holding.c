#include "holding.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "../base/container.h"

struct holding *holding_new(struct table *table, const struct room_secret *secret, const char *name)
{
    size_t size = strlen(name) + 1;
    struct holding *h = calloc(1, sizeof *h + size);
    if (!h)
        return NULL;
    memcpy(h->name, name, size);
    room_key_of(secret, name, h->key);
    table_insert(table, &h->node, table_hash(table, name, size - 1));
    return h;
}

void holding_free(struct table *table, struct holding *h)
{
    assert(!h->waiters.head && !h->in_flight && !h->awaited);
    table_remove(table, &h->node);
    sodium_memzero(h->name, strlen(h->name));
    free(h);
}

static bool same_name(const struct table_node *node, const void *name)
{
    return strcmp(CONTAINER_OF(node, struct holding, node)->name, name) == 0;
}

struct holding *holding_find(const struct table *table, const char *name)
{
    uint64_t hash = table_hash(table, name, strlen(name));
    struct table_node *node = table_find(table, hash, same_name, name);
    return node ? CONTAINER_OF(node, struct holding, node) : NULL;
}
