#include "table.h"

#include <stdlib.h>

#include <sodium.h>

enum { FIRST_SLOTS = 16 };

_Static_assert(TABLE_KEY_BYTES == crypto_shorthash_KEYBYTES, "SipHash takes this key");
_Static_assert(sizeof(uint64_t) == crypto_shorthash_BYTES, "SipHash gives a 64 bit hash");

static struct table_node **slot_of(const struct table *t, uint64_t hash)
{
    return &t->slots[hash & (t->n_slots - 1)];
}

bool table_init(struct table *t)
{
    *t = (struct table){.slots = calloc(FIRST_SLOTS, sizeof *t->slots), .n_slots = FIRST_SLOTS};
    randombytes_buf(t->key, sizeof t->key);
    return t->slots != NULL;
}

void table_fini(struct table *t)
{
    free(t->slots);
    *t = (struct table){0};
}

uint64_t table_hash(const struct table *t, const void *bytes, size_t len)
{
    uint64_t hash;
    crypto_shorthash((unsigned char *)&hash, bytes, len, t->key);
    return hash;
}

static void grow(struct table *t)
{
    size_t n_slots = t->n_slots * 2;
    struct table_node **slots = calloc(n_slots, sizeof *slots);
    if (!slots)
        return;
    for (size_t i = 0; i < t->n_slots; i++) {
        for (struct table_node *node = t->slots[i], *next; node; node = next) {
            struct table_node **slot = &slots[node->hash & (n_slots - 1)];
            next = node->next;
            node->next = *slot;
            *slot = node;
        }
    }
    free(t->slots);
    t->slots = slots;
    t->n_slots = n_slots;
}

void table_insert(struct table *t, struct table_node *node, uint64_t hash)
{
    if (t->count >= t->n_slots)
        grow(t);
    struct table_node **slot = slot_of(t, hash);
    node->hash = hash;
    node->next = *slot;
    *slot = node;
    t->count++;
}

void table_remove(struct table *t, struct table_node *node)
{
    struct table_node **at = slot_of(t, node->hash);
    while (*at != node)
        at = &(*at)->next;
    *at = node->next;
    t->count--;
}

struct table_node *table_find(const struct table *t, uint64_t hash,
                              bool (*same)(const struct table_node *node, const void *key),
                              const void *key)
{
    struct table_node *node = *slot_of(t, hash);
    while (node && !(node->hash == hash && same(node, key)))
        node = node->next;
    return node;
}
