#include "redis_model.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../src/base/container.h"
#include "../../../src/base/table.h"

enum { NODES_MAX = 1024, HOUR_MS = 3600000 };

struct entry {
    struct table_node node;
    char key[MODEL_TEXT_MAX], value[MODEL_TEXT_MAX];
    int64_t ends;
};

struct saved {
    struct table entries;
    char nodes[NODES_MAX][NODE_NAME_MAX + 1];
    unsigned n_nodes;
};

struct redis_model {
    struct saved now, saved;
};

/* ---- keys ---- */

static bool same_key(const struct table_node *node, const void *key)
{
    return strcmp(CONTAINER_OF(node, struct entry, node)->key, key) == 0;
}

static struct entry *find(struct saved *s, const char *key)
{
    uint64_t hash = table_hash(&s->entries, key, strlen(key));
    struct table_node *node = table_find(&s->entries, hash, same_key, key);
    return node ? CONTAINER_OF(node, struct entry, node) : NULL;
}

static void delete (struct saved *s, struct entry *e)
{
    table_remove(&s->entries, &e->node);
    free(e);
}

static const char *get(struct saved *s, const char *key, int64_t wall)
{
    struct entry *e = find(s, key);
    if (e && e->ends <= wall) {
        delete (s, e);
        e = NULL;
    }
    return e ? e->value : NULL;
}

static void set(struct saved *s, const char *key, const char *value, int64_t ends)
{
    struct entry *e = find(s, key);
    if (!e) {
        e = calloc(1, sizeof *e);
        snprintf(e->key, sizeof e->key, "%s", key);
        table_insert(&s->entries, &e->node, table_hash(&s->entries, key, strlen(key)));
    }
    snprintf(e->value, sizeof e->value, "%s", value);
    e->ends = ends;
}

static void forget_all(struct saved *s)
{
    for (size_t i = 0; i < s->entries.n_slots; i++)
        while (s->entries.slots[i])
            delete (s, CONTAINER_OF(s->entries.slots[i], struct entry, node));
    s->n_nodes = 0;
}

static void copy_all(struct saved *to, const struct saved *from)
{
    forget_all(to);
    for (size_t i = 0; i < from->entries.n_slots; i++)
        for (struct table_node *node = from->entries.slots[i]; node; node = node->next) {
            const struct entry *e = CONTAINER_OF(node, struct entry, node);
            set(to, e->key, e->value, e->ends);
        }
    memcpy(to->nodes, from->nodes, sizeof to->nodes);
    to->n_nodes = from->n_nodes;
}

struct redis_model *redis_model_new(void)
{
    struct redis_model *m = calloc(1, sizeof *m);
    if (m && table_init(&m->now.entries) && table_init(&m->saved.entries))
        return m;
    abort();
}

void redis_model_free(struct redis_model *m)
{
    forget_all(&m->now);
    forget_all(&m->saved);
    table_fini(&m->now.entries);
    table_fini(&m->saved.entries);
    free(m);
}

void redis_model_empty(struct redis_model *m)
{
    forget_all(&m->now);
}

void redis_model_save(struct redis_model *m)
{
    copy_all(&m->saved, &m->now);
}

void redis_model_restore(struct redis_model *m)
{
    copy_all(&m->now, &m->saved);
}

void redis_model_put(struct redis_model *m, const char *key, const char *value, int64_t wall)
{
    set(&m->now, key, value, wall + HOUR_MS);
}

const char *redis_model_get(struct redis_model *m, const char *ending, int64_t wall)
{
    for (size_t i = 0; i < m->now.entries.n_slots; i++)
        for (struct table_node *node = m->now.entries.slots[i]; node; node = node->next) {
            struct entry *e = CONTAINER_OF(node, struct entry, node);
            size_t len = strlen(e->key), end = strlen(ending);
            if (e->ends > wall && len >= end && strcmp(e->key + len - end, ending) == 0)
                return e->value;
        }
    return NULL;
}

unsigned redis_model_rooms(struct redis_model *m, int64_t wall)
{
    unsigned n = 0;
    for (size_t i = 0; i < m->now.entries.n_slots; i++)
        for (struct table_node *node = m->now.entries.slots[i]; node; node = node->next) {
            struct entry *e = CONTAINER_OF(node, struct entry, node);
            n += e->ends > wall && strstr(e->key, ":room:") != NULL;
        }
    return n;
}

/* ---- scripts ---- */

struct run {
    struct redis_model *m;
    int64_t wall;
    const char *const *keys, *const *args;
    unsigned n_keys;
};

struct node_state {
    char instance[INSTANCE_LEN + 1];
    uint64_t clients;
    int wish;
};

static bool read_node(const struct run *r, const char *prefix, const char *name,
                      struct node_state *state)
{
    char key[MODEL_TEXT_MAX];
    snprintf(key, sizeof key, "%snode:%s", prefix, name);
    const char *value = get(&r->m->now, key, r->wall);
    return value && sscanf(value, "1 %8[0-9a-f] %" SCNu64 " %d", state->instance, &state->clients,
                           &state->wish) == 3;
}

static void remove_node(struct saved *s, const char *name)
{
    for (unsigned i = 0; i < s->n_nodes; i++)
        if (strcmp(s->nodes[i], name) == 0) {
            memmove(s->nodes[i], s->nodes[--s->n_nodes], sizeof s->nodes[i]);
            return;
        }
}

/* The least loaded of all, where the script looks at sixteen. */
static const char *other_node(const struct run *r, struct node_state *best)
{
    const char *found = NULL;
    struct saved *s = &r->m->now;
    for (unsigned i = 0; i < s->n_nodes; i++) {
        struct node_state state;
        if (!read_node(r, r->args[0], s->nodes[i], &state) || state.wish == NODE_TAKES_NONE ||
            strcmp(s->nodes[i], r->args[1]) == 0 || (found && state.clients >= best->clients))
            continue;
        found = s->nodes[i];
        *best = state;
    }
    return found;
}

static void put(const struct run *r, const char *key, const char *node, const char *instance,
                const char *since)
{
    char value[MODEL_TEXT_MAX];
    snprintf(value, sizeof value, "1 %s %s %s", node, instance, since);
    set(&r->m->now, key, value, r->wall + ROOM_LEASE_MS);
}

static void hold_room(const struct run *r, unsigned k, char said[MODEL_TEXT_MAX])
{
    char node[33] = "", instance[9] = "", since[21] = "", now[21];
    const char *me = r->args[1], *mine = r->args[2], *own = r->args[4 + k], *key = r->keys[k];
    const char *value = get(&r->m->now, key, r->wall);
    struct node_state state;
    snprintf(now, sizeof now, "%" PRId64, r->wall);
    if (value && sscanf(value, "1 %32[a-z0-9-] %8[0-9a-f] %20[0-9]", node, instance, since) != 3) {
        snprintf(said, MODEL_TEXT_MAX, "?");
        return;
    }
    if (value && strcmp(node, me) == 0 && strcmp(instance, mine) == 0) {
        put(r, key, node, instance, since);
        snprintf(said, MODEL_TEXT_MAX, "+%s", since);
        return;
    }
    bool theirs = value && strcmp(node, me) != 0 && read_node(r, r->args[0], node, &state) &&
                  strcmp(state.instance, instance) == 0;
    long long a = atoll(own), b = atoll(since);
    bool older = a != 0 && (a < b || (a == b && strcmp(me, node) < 0));
    int place = atoi(r->args[3]);
    const char *other = place != ROOM_HERE && a == 0 ? other_node(r, &state) : NULL;
    if (theirs && !older) {
        snprintf(said, MODEL_TEXT_MAX, "@%s", node);
    } else if (other) {
        put(r, key, other, state.instance, now);
        snprintf(said, MODEL_TEXT_MAX, "@%s", other);
    } else if (place == ROOM_ELSEWHERE && a == 0) {
        snprintf(said, MODEL_TEXT_MAX, "-");
    } else {
        put(r, key, me, mine, a == 0 ? now : own);
        snprintf(said, MODEL_TEXT_MAX, "+%s", a == 0 ? now : own);
    }
}

static void hold(const struct run *r, struct model_reply *reply)
{
    for (unsigned k = 0; k < r->n_keys; k++) {
        hold_room(r, k, reply->texts[k]);
        reply->items[k] = (struct directory_value){
            .kind = DIRECTORY_TEXT, .text = reply->texts[k], .len = strlen(reply->texts[k])};
    }
    reply->value = (struct directory_value){
        .kind = DIRECTORY_ARRAY, .items = reply->items, .n = r->n_keys};
}

static void give(const struct run *r)
{
    char mine[MODEL_TEXT_MAX];
    snprintf(mine, sizeof mine, "1 %s %s ", r->args[0], r->args[1]);
    for (unsigned k = 0; k < r->n_keys; k++) {
        const char *value = get(&r->m->now, r->keys[k], r->wall);
        if (value && strncmp(value, mine, strlen(mine)) == 0)
            delete (&r->m->now, find(&r->m->now, r->keys[k]));
    }
}

static bool is_own(const char *value, const char *instance)
{
    return strncmp(value + 2, instance, strlen(instance)) == 0;
}

/* What this node has above the mean of all, where the script takes that of sixteen. */
static long long spare_of(const struct run *r)
{
    struct saved *s = &r->m->now;
    char prefix[MODEL_TEXT_MAX];
    uint64_t sum = 0, n = 0;
    bool asks = false;
    snprintf(prefix, sizeof prefix, "%s", r->keys[0]);
    prefix[strlen(prefix) - strlen(r->args[0]) - strlen("node:")] = '\0';
    for (unsigned i = 0; i < s->n_nodes; i++) {
        struct node_state state;
        if (!read_node(r, prefix, s->nodes[i], &state) || state.wish == NODE_TAKES_NONE)
            continue;
        sum += state.clients;
        n++;
        asks = asks || state.wish == NODE_ASKS_FOR_ROOMS;
    }
    return asks ? atoll(r->args[2]) - (long long)((sum + n - 1) / n) : 0;
}

static const char *lease(const struct run *r, char said[MODEL_TEXT_MAX])
{
    struct saved *s = &r->m->now;
    char value[MODEL_TEXT_MAX];
    const char *before = get(s, r->keys[0], r->wall);
    if (before && r->args[4][0] == '0' && !is_own(before, r->args[1]))
        return "!";
    snprintf(value, sizeof value, "1 %s %s %s", r->args[1], r->args[2], r->args[3]);
    set(s, r->keys[0], value, r->wall + NODE_LEASE_MS);
    remove_node(s, r->args[0]);
    snprintf(s->nodes[s->n_nodes++], NODE_NAME_MAX + 1, "%s", r->args[0]);
    long long spare = atoi(r->args[3]) == NODE_TAKES_ROOMS ? spare_of(r) : 0;
    snprintf(said, MODEL_TEXT_MAX, spare > 0 ? "+%lld" : "+", spare);
    return said;
}

static void end(const struct run *r)
{
    const char *before = get(&r->m->now, r->keys[0], r->wall);
    if (!before || !is_own(before, r->args[1]))
        return;
    delete (&r->m->now, find(&r->m->now, r->keys[0]));
    remove_node(&r->m->now, r->args[0]);
}

void redis_model_run(struct redis_model *m, const struct directory_command *c, int64_t wall,
                     struct model_reply *reply)
{
    const char *script = c->argv[1], *text = "+";
    unsigned n_keys = (unsigned)atoi(c->argv[2]);
    const struct run r = {m, wall, &c->argv[3], &c->argv[3 + n_keys], n_keys};
    if (strstr(script, "PEXPIRE',key")) {
        hold(&r, reply);
        return;
    }
    if (strstr(script, "SADD"))
        text = lease(&r, reply->texts[0]);
    else if (strstr(script, "SREM"))
        end(&r);
    else
        give(&r);
    reply->value = (struct directory_value){
        .kind = DIRECTORY_TEXT, .text = text, .len = strlen(text)};
}
