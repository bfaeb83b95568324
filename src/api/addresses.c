#include "addresses.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "../base/address.h"
#include "../base/container.h"

struct address_use {
    struct table_node node; /* its hash is all that is known of the address */
    struct list_node idle;
    bucket joins;
    struct poll_party party;
    uint32_t polls, probes; /* that it holds; with any of them it is not idle */
};

bool addresses_init(struct addresses *a, struct rate joins)
{
    *a = (struct addresses){.joins = joins};
    return table_init(&a->table);
}

static struct address_use *oldest(const struct addresses *a)
{
    return CONTAINER_OF(a->idle.head, struct address_use, idle);
}

/* Forgets one that is idle. */
static void forget(struct addresses *a, struct address_use *use)
{
    list_remove(&a->idle, &use->idle);
    table_remove(&a->table, &use->node);
    free(use);
}

void addresses_fini(struct addresses *a)
{
    while (a->idle.head)
        forget(a, oldest(a));
    assert(a->table.count == 0);
    table_fini(&a->table);
}

/* ---- which address ---- */

enum { NETWORK_BYTES = 8, V4_AT = 12, V4_BYTES = 4 };

struct key {
    unsigned char kind; /* 4, 6, or 0: no address */
    unsigned char bytes[NETWORK_BYTES];
};

static struct key key_of(struct span text)
{
    struct key key = {0};
    struct in6_addr address;
    if (!address_read(text.text, text.len, &address))
        return key;
    bool v4 = IN6_IS_ADDR_V4MAPPED(&address);
    key.kind = v4 ? 4 : 6;
    memcpy(key.bytes, &address.s6_addr[v4 ? V4_AT : 0], v4 ? V4_BYTES : NETWORK_BYTES);
    sodium_memzero(&address, sizeof address);
    return key;
}

static uint64_t hash_of(const struct addresses *a, struct span address)
{
    struct key key = key_of(address);
    return table_hash(&a->table, &key, sizeof key);
}

static bool same_hash(const struct table_node *node, const void *key)
{
    (void)node;
    (void)key;
    return true;
}

/* What an address uses, or NULL. */
static struct address_use *find(const struct addresses *a, uint64_t hash)
{
    struct table_node *node = table_find(&a->table, hash, same_hash, NULL);
    return node ? CONTAINER_OF(node, struct address_use, node) : NULL;
}

static bool is_held(const struct address_use *use)
{
    return use->polls > 0 || use->probes > 0;
}

/* The same, made if it is missing, and off the list of the idle. NULL without
 * memory. Put it back with `settle`. */
static struct address_use *take(struct addresses *a, struct span address)
{
    if (address.len == 0)
        return NULL;
    uint64_t hash = hash_of(a, address);
    struct address_use *use = find(a, hash);
    if (use) {
        if (!is_held(use))
            list_remove(&a->idle, &use->idle);
        return use;
    }
    use = calloc(1, sizeof *use);
    if (use)
        table_insert(&a->table, &use->node, hash);
    return use;
}

static void settle(struct addresses *a, struct address_use *use)
{
    if (is_held(use))
        return;
    list_append(&a->idle, &use->idle);
    if (use->joins <= 0)
        forget(a, use);
    else if (a->idle.count > ADDRESSES_MAX)
        forget(a, oldest(a));
}

/* ---- joins ---- */

int64_t addresses_join_wait(struct addresses *a, struct span address, int64_t now)
{
    if (a->joins.per_second <= 0 || address.len == 0)
        return 0;
    while (a->idle.head && oldest(a)->joins <= (double)now)
        forget(a, oldest(a));
    const struct address_use *use = find(a, hash_of(a, address));
    return use ? bucket_wait(use->joins, &a->joins, now) : 0;
}

void addresses_take_join(struct addresses *a, struct span address, int64_t now)
{
    struct address_use *use = a->joins.per_second > 0 ? take(a, address) : NULL;
    if (!use)
        return;
    bucket_take(&use->joins, &a->joins, 1, now);
    settle(a, use);
}

/* ---- polls and probes ---- */

struct poll_party *addresses_enter_poll(struct addresses *a, struct span address)
{
    struct address_use *use = take(a, address);
    if (!use)
        return NULL;
    use->polls++;
    return &use->party;
}

void addresses_leave_poll(struct addresses *a, struct poll_party *party)
{
    struct address_use *use = CONTAINER_OF(party, struct address_use, party);
    assert(use->polls > 0);
    use->polls--;
    settle(a, use);
}

bool addresses_enter_probe(struct addresses *a, struct span address, struct address_use **use)
{
    *use = take(a, address);
    if (!*use)
        return true;
    if ((*use)->probes >= ADDRESSES_PROBES)
        return false;
    (*use)->probes++;
    return true;
}

void addresses_leave_probe(struct addresses *a, struct address_use *use)
{
    if (!use)
        return;
    assert(use->probes > 0);
    use->probes--;
    settle(a, use);
}
