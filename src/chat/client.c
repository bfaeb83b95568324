#include "client.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

enum { HALVINGS_MAX = 18 }; /* of 256 KiB: then one command an answer */

struct client *client_new(const struct client_id *id, const char *token, size_t token_len)
{
    struct client *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->id = *id;
    memcpy(c->token, token, token_len);
    c->token_len = (uint8_t)token_len;
    queue_init(&c->queue);
    return c;
}

void client_free(struct client *c)
{
    queue_fini(&c->queue);
    sodium_memzero(c, sizeof *c);
    free(c);
}

bool client_reserve(struct client *c, uint32_t n)
{
    return queue_reserve(&c->queue, n + 1); /* and the init of an overflow */
}

static bool fetch_waits(const struct queue *q, const struct client_id *from)
{
    for (uint32_t i = 0; i < q->count; i++) {
        const struct message *m = queue_at(q, i);
        if (m->command == COMMAND_FETCH && memcmp(&m->from, from, sizeof *from) == 0)
            return true;
    }
    return false;
}

/* A fetch is kept once for each member who is still there: what a newcomer
 * asked for is never lost. */
static bool keep_fetch(const struct message *m, void *ctx)
{
    const struct client *c = ctx;
    return m->command == COMMAND_FETCH && room_has_member(c->room, &m->from) &&
           !fetch_waits(&c->queue, &m->from);
}

static bool keep_nothing(const struct message *m, void *ctx)
{
    (void)m;
    (void)ctx;
    return false;
}

void client_overflow(struct client *c, struct message *init)
{
    c->init_number = c->queue.last + 1;
    queue_restart(&c->queue, init, keep_fetch, c);
    c->overflowed = true;
}

void client_begin(struct client *c, struct message *init)
{
    c->init_number = c->queue.last + 1;
    queue_restart(&c->queue, init, keep_nothing, NULL);
    c->overflowed = false;
    c->halvings = 0;
}

bool client_deliver(struct client *c, struct message *m, struct message *init, size_t max_queue)
{
    struct queue *q = &c->queue;
    if (c->overflowed && (m->command != COMMAND_FETCH || fetch_waits(q, &m->from)))
        return false;
    /* A single command always fits, or a small queue would overflow for ever. */
    bool overflows = q->count > 0 && q->bytes + message_cost(m) > max_queue;
    if (overflows)
        client_overflow(c, init);
    if (!overflows || m->command == COMMAND_FETCH)
        queue_push(q, m);
    return overflows;
}

bool hub_ack(struct client *c, uint64_t ack)
{
    uint64_t before = c->queue.acked;
    if (!queue_ack(&c->queue, ack))
        return false;
    if (c->queue.count > 0 && queue_first(&c->queue) <= c->queue.sent) {
        if (c->halvings < HALVINGS_MAX)
            c->halvings++;
    } else if (c->queue.acked > before && c->halvings > 0) {
        c->halvings--;
    }
    return true;
}

const struct client_id *client_id(const struct client *c)
{
    return &c->id;
}

const char *client_token(const struct client *c, size_t *len)
{
    *len = c->token_len;
    return c->token;
}

const char *client_room(const struct client *c)
{
    return c->room->name;
}

uint32_t client_name(const struct client *c)
{
    return c->name;
}

uint32_t client_n_members(const struct client *c)
{
    return c->room->count;
}

const struct client *client_member(const struct client *c, uint32_t i)
{
    return c->room->members[i];
}

bool client_waiting(const struct client *c)
{
    return c->queue.count > 0;
}

const struct queue *client_queue(const struct client *c)
{
    return &c->queue;
}

unsigned client_halvings(const struct client *c)
{
    return c->halvings;
}

bool client_asked_to_wait(const struct client *c)
{
    return c->asked_to_wait;
}
