#include "visitors.h"

#include <stdlib.h>

struct visitor {
    struct table_node node; /* its hash is all that is known of the address */
    struct list_node age;
    bucket joins;
};

static struct visitor *visitor_of(struct table_node *node)
{
    return (struct visitor *)((char *)node - offsetof(struct visitor, node));
}

bool visitors_init(struct visitors *v, struct rate rate)
{
    *v = (struct visitors){.rate = rate};
    return table_init(&v->table);
}

/* Of a list that is not empty. */
static struct visitor *oldest(const struct visitors *v)
{
    return (struct visitor *)((char *)v->by_age.head - offsetof(struct visitor, age));
}

static void forget_oldest(struct visitors *v)
{
    struct visitor *who = oldest(v);
    list_remove(&v->by_age, &who->age);
    table_remove(&v->table, &who->node);
    free(who);
}

void visitors_fini(struct visitors *v)
{
    while (v->by_age.head)
        forget_oldest(v);
    table_fini(&v->table);
}

static bool same_hash(const struct table_node *node, const void *key)
{
    (void)node;
    (void)key;
    return true;
}

int64_t visitors_wait(struct visitors *v, const char *address, size_t len, int64_t now_ms)
{
    if (v->rate.per_second <= 0)
        return 0;
    while (v->by_age.head && oldest(v)->joins <= (double)now_ms)
        forget_oldest(v);

    uint64_t hash = table_hash(&v->table, address, len);
    struct table_node *node = table_find(&v->table, hash, same_hash, NULL);
    struct visitor *who = node ? visitor_of(node) : calloc(1, sizeof *who);
    if (!who)
        return 0;
    if (node)
        list_remove(&v->by_age, &who->age);
    else
        table_insert(&v->table, &who->node, hash);
    list_append(&v->by_age, &who->age);
    if (v->table.count > VISITORS_MAX)
        forget_oldest(v);

    int64_t wait = bucket_wait(who->joins, &v->rate, now_ms);
    if (wait <= 0)
        bucket_take(&who->joins, &v->rate, 1, now_ms);
    return wait;
}
