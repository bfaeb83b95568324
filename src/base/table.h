/*
 * A hash table of nodes embedded in what they index. Hashes are SipHash under
 * a random key, so that nobody outside can choose keys that collide.
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TABLE_KEY_BYTES = 16 };

struct table_node {
    struct table_node *next;
    uint64_t hash;
};

struct table {
    struct table_node **slots;
    size_t n_slots; /* a power of two */
    size_t count;
    unsigned char key[TABLE_KEY_BYTES];
};

/* Makes an empty table with a key of its own from the kernel's random source;
 * false if there is no memory. */
bool table_init(struct table *t);

/* Frees the table's own memory; the nodes are their owners'. */
void table_fini(struct table *t);

/* The hash under which `bytes` are inserted and found. */
uint64_t table_hash(const struct table *t, const void *bytes, size_t len);

/* Inserts a node, which must stay where it is until removed. Never fails: a
 * table that cannot grow becomes slower. */
void table_insert(struct table *t, struct table_node *node, uint64_t hash);

/* Removes a node that is in the table. */
void table_remove(struct table *t, struct table_node *node);

/* The first node of this hash for which `same(node, key)` holds, or NULL. */
struct table_node *table_find(const struct table *t, uint64_t hash,
                              bool (*same)(const struct table_node *node, const void *key),
                              const void *key);

#endif
