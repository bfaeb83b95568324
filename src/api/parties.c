#include "parties.h"

#include <stdlib.h>

struct entry {
    struct table_node node; /* its hash is all that is known of the address */
    struct poll_party party;
    size_t polls;
};

bool parties_init(struct parties *parties)
{
    return table_init(&parties->table);
}

void parties_fini(struct parties *parties)
{
    table_fini(&parties->table);
}

static bool same_hash(const struct table_node *node, const void *key)
{
    (void)node;
    (void)key;
    return true;
}

struct poll_party *parties_enter(struct parties *parties, const char *address, size_t len)
{
    uint64_t hash = table_hash(&parties->table, address, len);
    struct table_node *node = table_find(&parties->table, hash, same_hash, NULL);
    struct entry *entry = node ? (struct entry *)((char *)node - offsetof(struct entry, node))
                               : calloc(1, sizeof *entry);
    if (!entry)
        return NULL;
    if (!node)
        table_insert(&parties->table, &entry->node, hash);
    entry->polls++;
    return &entry->party;
}

void parties_leave(struct parties *parties, struct poll_party *party)
{
    struct entry *entry = (struct entry *)((char *)party - offsetof(struct entry, party));
    if (--entry->polls > 0)
        return;
    table_remove(&parties->table, &entry->node);
    free(entry);
}
