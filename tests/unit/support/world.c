#include "world.h"

#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "../../../src/base/container.h"

enum {
    STEP_MS = 10,
    NOTICE_MS = 1000, /* until somebody sees that its node has gone */
    RETRY_MS = 1000,
    SAYS_EVERY_MS = 1500,
    WALL_START = 1700000000,
};

static const char key_text[] = "0123456789abcdef0123456789abcdef";

unsigned world_random(struct world *w, unsigned below)
{
    w->random += 0x9e3779b97f4a7c15U; /* splitmix64 */
    uint64_t z = w->random;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return below ? (unsigned)((z ^ (z >> 31)) % below) : 0;
}

static void room_name(unsigned room, char name[16])
{
    snprintf(name, 16, "room-%u", room);
}

/* ---- people ---- */

static bool is_up(const struct world *w, const struct world_node *node)
{
    return node->d && node->runs_at <= w->now;
}

static void go_out(struct person *p, int64_t again)
{
    waiter_leave(&p->waiter);
    p->state = PERSON_OUT;
    p->tries_at = again;
}

static void is_let_in(struct person *p)
{
    p->state = PERSON_IN;
    p->life = p->at->life;
    lines_come_in(p->world, p);
}

static void settled(void *ctx, struct list *waiters, enum directory_holder holder, const char *name)
{
    struct world_node *node = ctx;
    struct world *w = node->world;
    for (struct waiter *waiter; (waiter = waiter_next(waiters)) != NULL;) {
        struct person *p = CONTAINER_OF(waiter, struct person, waiter);
        if (holder == DIRECTORY_HERE) {
            is_let_in(p);
            continue;
        }
        go_out(p, holder == DIRECTORY_ELSEWHERE ? w->now + 20 : w->now + RETRY_MS);
        p->at = NULL;
        for (unsigned i = 0; holder == DIRECTORY_ELSEWHERE && i < w->n_nodes; i++)
            if (strcmp(w->nodes[i].name, name) == 0)
                p->at = &w->nodes[i];
    }
}

static void lost(void *ctx, const char *name)
{
    struct world_node *node = ctx;
    struct world *w = node->world;
    for (unsigned i = 0; i < w->n_people; i++) {
        struct person *p = &w->people[i];
        char own[16];
        room_name(p->room, own);
        if (p->state != PERSON_IN || p->at != node || strcmp(own, name) != 0)
            continue;
        go_out(p, w->now + world_random(w, 100));
        p->at = NULL;
    }
}

static uint32_t people(void *ctx, const char *name)
{
    struct world_node *node = ctx;
    uint32_t n = 0;
    for (unsigned i = 0; i < node->world->n_people; i++) {
        const struct person *p = &node->world->people[i];
        char own[16];
        room_name(p->room, own);
        if (p->state == PERSON_IN && p->at == node && strcmp(own, name) == 0)
            n++;
    }
    return n;
}

static struct directory_load load(void *ctx)
{
    struct world_node *node = ctx;
    struct directory_load load = {0};
    for (unsigned i = 0; i < node->world->n_people; i++)
        load.clients += node->world->people[i].state == PERSON_IN &&
                        node->world->people[i].at == node;
    load.is_full = load.clients > 0 && node->world->seed % 3 == 0 &&
                   load.clients >= 4 * node->world->n_people / node->world->n_nodes;
    return load;
}

static void try_to_join(struct world *w, struct person *p)
{
    char name[16];
    struct world_node *node = p->at ? p->at : &w->nodes[world_random(w, w->n_nodes)];
    p->at = NULL;
    if (!is_up(w, node)) {
        p->tries_at = w->now + RETRY_MS / 2;
        return;
    }
    room_name(p->room, name);
    p->at = node;
    p->life = node->life;
    switch (directory_ask(node->d, name, &p->waiter, w->now)) {
    case DIRECTORY_HERE: is_let_in(p); break;
    case DIRECTORY_ASKED: p->state = PERSON_ASKS; break;
    default: p->at = NULL; go_out(p, w->now + RETRY_MS);
    }
}

static void run_people(struct world *w)
{
    for (unsigned i = 0; i < w->n_people; i++) {
        struct person *p = &w->people[i];
        if (p->room == NOWHERE)
            continue;
        if ((w->now / STEP_MS + i) % (SAYS_EVERY_MS / STEP_MS) == 0)
            lines_say(w, p);
        if (p->state == PERSON_OUT && p->tries_at <= w->now) {
            try_to_join(w, p);
        } else if (p->state == PERSON_IN && !(p->at->d && p->at->life == p->life)) {
            p->at = NULL;
            go_out(p, w->now + world_random(w, NOTICE_MS));
        } else if (p->state == PERSON_IN && p->at->runs_at > w->now + 3 * NOTICE_MS) {
            p->at = NULL; /* it stands still: a front server would have said so by now */
            go_out(p, w->now + world_random(w, NOTICE_MS));
        }
    }
}

void world_leave(struct world *w, struct person *p)
{
    waiter_leave(&p->waiter);
    lines_go(w, p);
    p->state = PERSON_OUT;
    p->room = NOWHERE;
    p->at = NULL;
}

void world_move_somebody(struct world *w)
{
    struct person *p = &w->people[world_random(w, w->n_people)];
    waiter_leave(&p->waiter);
    lines_go(w, p);
    p->room = world_random(w, w->n_rooms);
    p->at = NULL;
    go_out(p, w->now);
}

/* ---- the network ---- */

/* Order holds within a connection; what was sent may still arrive when that has broken. */
static void put_under_way(struct world *w, struct world_event *e, int64_t *last)
{
    int64_t at = w->now + 1 + world_random(w, 5) + world_random(w, w->slow_ms);
    if (at < *last)
        at = *last;
    *last = e->at = at;
    assert_true(w->n_events < WORLD_EVENTS_MAX);
    w->events[w->n_events++] = e;
}

static bool send_command(void *ctx, const struct directory_command *command, unsigned tag)
{
    struct world_node *node = ctx;
    if (!node->connected)
        return false;
    struct world_event *e = calloc(1, sizeof *e);
    assert_non_null(e);
    e->node = node;
    e->life = node->life;
    e->connection = node->connection;
    e->tag = tag;
    e->command = *command;
    for (int i = 0; i < command->argc; i++)
        if (command->argv[i] >= command->text && command->argv[i] < command->text + command->used)
            e->command.argv[i] = e->command.text + (command->argv[i] - command->text);
    put_under_way(node->world, e, &node->last_out);
    return true;
}

static bool is_current(const struct world_event *e)
{
    return e->node->d && e->node->life == e->life && e->node->connection == e->connection;
}

static void arrive(struct world *w, struct world_event *e)
{
    if (!e->is_reply) {
        redis_model_run(w->redis, &e->command, w->wall + w->now, &e->reply);
        e->is_reply = true;
        if (e->reply.value.kind == DIRECTORY_ARRAY) {
            e->reply.value.items = e->reply.items;
            for (size_t i = 0; i < e->reply.value.n; i++)
                e->reply.items[i].text = e->reply.texts[i];
        }
        put_under_way(w, e, &e->node->last_in);
        return;
    }
    if (is_current(e))
        directory_reply(e->node->d, e->tag, &e->reply.value, w->now);
    free(e);
}

/* What arrives now, in the order of its connection; replies wait while their node stands still. */
static void run_network(struct world *w)
{
    unsigned n = w->n_events, kept = 0;
    struct world_event **events = w->events;
    struct world_event **due = calloc(n + 1, sizeof(struct world_event *));
    unsigned n_due = 0;
    for (unsigned i = 0; i < n; i++) {
        struct world_event *e = events[i];
        if (e->at <= w->now && !(e->is_reply && e->node->runs_at > w->now))
            due[n_due++] = e;
        else
            events[kept++] = e;
    }
    w->n_events = kept;
    for (unsigned i = 0; i < n_due; i++)
        arrive(w, due[i]);
    free(due);
}

void world_cut(struct world *w, struct world_node *node, int64_t ms)
{
    unsigned kept = 0;
    struct world_event *open[DIRECTORY_IN_FLIGHT];
    unsigned n = 0;
    if (node->connects_at < w->now + ms)
        node->connects_at = w->now + ms;
    if (!node->d || !node->connected)
        return;
    for (unsigned i = 0; i < w->n_events; i++) {
        struct world_event *e = w->events[i];
        bool its = e->node == node && is_current(e);
        if (its && n < DIRECTORY_IN_FLIGHT) {
            open[n++] = e;
            if (e->is_reply || world_random(w, 2))
                continue; /* it is lost; else it is carried out yet */
        }
        w->events[kept++] = e;
    }
    unsigned tags[DIRECTORY_IN_FLIGHT];
    for (unsigned i = 0; i < n; i++)
        tags[i] = open[i]->tag;
    for (unsigned i = 0; i < n; i++) {
        bool stays = false;
        for (unsigned k = 0; k < kept; k++)
            stays = stays || w->events[k] == open[i];
        if (!stays)
            free(open[i]);
    }
    w->n_events = kept;
    node->connected = false;
    node->connection++;
    for (unsigned i = 0; i < n; i++)
        directory_reply(node->d, tags[i], NULL, w->now);
    directory_disconnected(node->d, "cut", w->now);
}

/* ---- nodes ---- */

static void start(struct world *w, struct world_node *node)
{
    struct room_secret secret;
    char instance[INSTANCE_LEN + 1];
    const struct directory_owner owner = {node, send_command, settled, lost, people, load};
    node->life++;
    node->connection++;
    node->connected = node->draining = false;
    node->last_out = node->last_in = 0;
    node->connects_at = w->now;
    snprintf(instance, sizeof instance, "%08x", world_random(w, 0xffffffff));
    assert_true(room_secret_init(&secret, key_text, strlen(key_text)));
    node->d = directory_new(node->name, instance, &secret, 100000, owner);
    assert_non_null(node->d);
    if (world_random(w, 2))
        directory_rebalance(node->d);
}

static void end(struct world *w, struct world_node *node, int64_t again)
{
    for (unsigned i = 0; i < w->n_people; i++) {
        struct person *p = &w->people[i];
        if (p->state != PERSON_ASKS || p->at != node)
            continue;
        p->at = NULL;
        go_out(p, w->now + world_random(w, NOTICE_MS));
    }
    directory_free(node->d);
    node->d = NULL;
    node->connected = false;
    node->starts_at = again;
    node->runs_at = 0;
}

void world_crash(struct world *w, struct world_node *node)
{
    if (node->d)
        end(w, node, w->now + world_random(w, 20000));
}

void world_pause(struct world *w, struct world_node *node, int64_t ms)
{
    if (node->d && !w->calm)
        node->runs_at = w->now + ms;
}

void world_drain(struct world *w, struct world_node *node)
{
    if (!node->d || !is_up(w, node))
        return;
    node->draining = true;
    directory_drain(node->d, w->now);
}

static void run_node(struct world *w, struct world_node *node)
{
    if (!node->d && node->starts_at <= w->now)
        start(w, node);
    if (!is_up(w, node))
        return;
    if (directory_is_stuck(node->d, w->now))
        world_cut(w, node, 100);
    if (!node->connected && node->connects_at <= w->now) {
        node->connected = true;
        directory_connected(node->d, w->now);
    }
    directory_run(node->d, w->now);
    if (node->draining && directory_is_drained(node->d))
        end(w, node, w->now + 500);
}

void world_pass(struct world *w, int64_t ms)
{
    for (int64_t stop = w->now + ms; w->now < stop;) {
        w->now += STEP_MS;
        run_network(w);
        run_people(w);
        for (unsigned i = 0; i < w->n_nodes; i++)
            run_node(w, &w->nodes[i]);
    }
}

void world_heal(struct world *w)
{
    w->calm = true;
    w->slow_ms = 0;
    for (unsigned i = 0; i < w->n_nodes; i++) {
        struct world_node *node = &w->nodes[i];
        if (!node->d)
            node->starts_at = w->now;
        if (node->runs_at > w->now)
            node->runs_at = w->now;
        node->connects_at = w->now;
    }
}

bool world_serves(struct world *w, struct world_node *node)
{
    struct person *p = &w->people[0];
    p->room = 0;
    p->at = node;
    go_out(p, w->now);
    world_pass(w, 200);
    bool in = p->state == PERSON_IN;
    world_leave(w, p);
    return in;
}

struct world *world_new(unsigned seed, unsigned nodes, unsigned people)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    assert_true(nodes <= WORLD_NODES_MAX && people <= WORLD_PEOPLE_MAX);
    w->events = calloc(WORLD_EVENTS_MAX, sizeof(struct world_event *));
    assert_non_null(w->events);
    w->seed = seed;
    w->random = seed;
    w->now = 1000;
    w->wall = WALL_START;
    w->n_nodes = nodes;
    w->n_people = people;
    w->n_rooms = nodes > WORLD_SMALL ? WORLD_ROOMS_MAX : WORLD_ROOMS;
    w->lines = lines_new(people);
    w->redis = redis_model_new();
    for (unsigned i = 0; i < nodes; i++) {
        struct world_node *node = &w->nodes[i];
        node->world = w;
        snprintf(node->name, sizeof node->name, "n%u", i);
        start(w, node);
    }
    for (unsigned i = 0; i < people; i++) {
        w->people[i] = (struct person){.world = w, .room = world_random(w, w->n_rooms)};
        w->people[i].tries_at = w->now + world_random(w, 5000);
    }
    return w;
}

void world_free(struct world *w)
{
    for (unsigned i = 0; i < w->n_nodes; i++)
        if (w->nodes[i].d)
            end(w, &w->nodes[i], INT64_MAX);
    for (unsigned i = 0; i < w->n_events; i++)
        free(w->events[i]);
    free(w->events);
    lines_free(w->lines);
    redis_model_free(w->redis);
    free(w);
}

const char *world_holder(struct world *w, unsigned room)
{
    static char holder[NODE_NAME_MAX + 1];
    struct room_secret secret;
    char name[16], key[ROOM_KEY_LEN + 1];
    room_name(room, name);
    room_secret_init(&secret, key_text, strlen(key_text));
    room_key_of(&secret, name, key);
    const char *value = redis_model_get(w->redis, key, w->wall + w->now);
    return value && sscanf(value, "1 %32[a-z0-9-] ", holder) == 1 ? holder : NULL;
}
