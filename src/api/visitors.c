#include "visitors.h"

#include <stdlib.h>

struct visitor {
    struct table_node node; /* its hash is all that is known of the address */
    struct visitor *older, *newer;
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

static void unlink_visitor(struct visitors *v, struct visitor *who)
{
    *(who->older ? &who->older->newer : &v->oldest) = who->newer;
    *(who->newer ? &who->newer->older : &v->newest) = who->older;
}

static void link_newest(struct visitors *v, struct visitor *who)
{
    who->older = v->newest;
    who->newer = NULL;
    *(v->newest ? &v->newest->newer : &v->oldest) = who;
    v->newest = who;
}

static void forget_oldest(struct visitors *v)
{
    struct visitor *who = v->oldest;
    unlink_visitor(v, who);
    table_remove(&v->table, &who->node);
    free(who);
}

void visitors_fini(struct visitors *v)
{
    while (v->oldest)
        forget_oldest(v);
    table_fini(&v->table);
}

static bool same_hash(const struct table_node *node, const void *key)
{
    (void)node;
    (void)key;
    return true;
}

double visitors_wait(struct visitors *v, const char *address, size_t len, int64_t now_ms)
{
    if (v->rate.per_second <= 0)
        return 0;
    while (v->oldest && v->oldest->joins <= (double)now_ms)
        forget_oldest(v);

    uint64_t hash = table_hash(&v->table, address, len);
    struct table_node *node = table_find(&v->table, hash, same_hash, NULL);
    struct visitor *who = node ? visitor_of(node) : calloc(1, sizeof *who);
    if (!who)
        return 0;
    if (node)
        unlink_visitor(v, who);
    else
        table_insert(&v->table, &who->node, hash);
    link_newest(v, who);
    if (v->table.count > VISITORS_MAX)
        forget_oldest(v);

    double wait = bucket_wait(who->joins, &v->rate, now_ms);
    if (wait <= 0)
        bucket_take(&who->joins, &v->rate, 1, now_ms);
    return wait;
}
