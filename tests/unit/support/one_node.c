#include "one_node.h"

#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "../../../src/base/container.h"

static const char key_text[] = "0123456789abcdef0123456789abcdef\n";

struct redis_model *one_node_redis;
uint32_t one_node_rooms_max = 1000;

static bool rig_send(void *ctx, const struct directory_command *command, unsigned tag)
{
    struct one_node *r = ctx;
    if (r->refuses)
        return false;
    assert_true(r->n_sent < SENT_MAX);
    struct directory_command *to = &r->sent[r->n_sent];
    *to = *command;
    for (int i = 0; i < to->argc; i++)
        if (command->argv[i] >= command->text && command->argv[i] < command->text + command->used)
            to->argv[i] = to->text + (command->argv[i] - command->text);
    r->tags[r->n_sent++] = tag;
    r->commands++;
    return true;
}

static void rig_settled(void *ctx, struct list *waiters, enum directory_holder holder,
                        const char *node)
{
    (void)ctx;
    assert_non_null(waiters->head);
    for (struct waiter *w; (w = waiter_next(waiters)) != NULL;) {
        struct asker *asker = CONTAINER_OF(w, struct asker, waiter);
        assert_false(asker->told);
        asker->told = true;
        asker->holder = holder;
        snprintf(asker->node, sizeof asker->node, "%s", node ? node : "");
    }
}

static void rig_lost(void *ctx, const char *room)
{
    struct one_node *r = ctx;
    snprintf(r->lost[r->n_lost++ % LOST_KEPT], sizeof r->lost[0], "%s", room);
    r->clients -= r->people;
}

const char *one_node_lost(const struct one_node *r)
{
    return r->n_lost > 0 ? r->lost[(r->n_lost - 1) % LOST_KEPT] : "";
}

static uint32_t rig_people(void *ctx, const char *room)
{
    (void)room;
    return ((struct one_node *)ctx)->people;
}

static struct directory_load rig_load(void *ctx)
{
    const struct one_node *r = ctx;
    return (struct directory_load){.clients = r->clients, .is_full = r->is_full};
}

struct one_node *one_node_new(const char *node, const char *instance)
{
    struct one_node *r = calloc(1, sizeof *r);
    struct room_secret secret;
    const struct directory_owner owner = {r, rig_send, rig_settled, rig_lost, rig_people, rig_load};
    assert_true(room_secret_init(&secret, key_text, strlen(key_text)));
    r->d = directory_new(node, instance, &secret, one_node_rooms_max, owner);
    assert_non_null(r->d);
    r->people = 1;
    r->clients = 5;
    r->now = 1000;
    return r;
}

void one_node_free(struct one_node *r)
{
    directory_free(r->d);
    free(r);
}

/* Runs until there is no more to send and nothing to answer. */
void one_node_answer(struct one_node *r)
{
    directory_run(r->d, r->now);
    while (r->n_sent > 0) {
        unsigned n = r->n_sent;
        for (unsigned i = 0; i < n; i++) {
            struct model_reply reply;
            redis_model_run(one_node_redis, &r->sent[i], WALL + r->now, &reply);
            directory_reply(r->d, r->tags[i], &reply.value, r->now);
        }
        r->n_sent = 0;
        directory_run(r->d, r->now);
    }
}

/* Lets time go by as the loop does. */
void one_node_pass(struct one_node *r, int64_t ms)
{
    for (int64_t end = r->now + ms; r->now < end;) {
        int64_t next = directory_next_deadline(r->d);
        r->now = next > r->now && next < end ? next : next <= r->now ? r->now + 1 : end;
        one_node_answer(r);
    }
}

struct one_node *one_node_connected(const char *node, const char *instance)
{
    struct one_node *r = one_node_new(node, instance);
    directory_connected(r->d, r->now);
    one_node_answer(r);
    return r;
}

enum directory_holder one_node_ask(struct one_node *r, const char *room, struct asker *asker)
{
    *asker = (struct asker){.told = false};
    return directory_ask(r->d, room, &asker->waiter, r->now);
}

/* Asks, and gives what is told in the end. */
enum directory_holder one_node_learn(struct one_node *r, const char *room,
                                     char node[NODE_NAME_MAX + 1])
{
    struct asker asker;
    enum directory_holder holder = one_node_ask(r, room, &asker);
    if (node)
        node[0] = '\0';
    if (holder != DIRECTORY_ASKED)
        return holder;
    one_node_answer(r);
    assert_true(asker.told);
    if (node)
        memcpy(node, asker.node, sizeof asker.node);
    return asker.holder;
}
