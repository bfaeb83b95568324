#include "client.h"

#include <string.h>

enum { HALVINGS_MAX = 18 }; /* of 256 KiB: then one command an answer */

size_t client_size(void)
{
    return sizeof(struct client) + sizeof(struct poll) + sizeof(struct client *);
}

struct poll *client_own_poll(struct client *c)
{
    struct poll *poll = (struct poll *)(void *)(c + 1);
    *poll = (struct poll){.n = 1, .is_own = true};
    return poll;
}

struct client *client_new(struct pool *pool, const struct client_id *id, const char *token,
                          size_t token_len)
{
    struct client *c = pool_get(pool);
    if (!c)
        return NULL;
    c->id = *id;
    memcpy(c->token, token, token_len);
    c->token_len = (uint8_t)token_len;
    queue_init(&c->queue);
    return c;
}

void client_free(struct pool *pool, struct client *c)
{
    queue_fini(&c->queue);
    pool_put(pool, c);
}

static bool keep_nothing(const struct message *m, void *ctx)
{
    (void)m;
    (void)ctx;
    return false;
}

void client_overflow(struct client *c, struct message *init, client_keep *keep, void *ctx)
{
    c->init_number = c->queue.last + 1;
    queue_restart(&c->queue, init, keep, ctx);
    c->overflowed = true;
}

void client_begin(struct client *c, struct message *init)
{
    c->init_number = c->queue.last + 1;
    queue_restart(&c->queue, init, keep_nothing, NULL);
    c->overflowed = false;
    c->halvings = 0;
}

void client_note_poll(struct client *c, bool acked)
{
    if (c->queue.count > 0 && queue_first(&c->queue) <= c->queue.sent) {
        if (c->halvings < HALVINGS_MAX && !c->stream)
            c->halvings++;
    } else if (acked && c->halvings > 0) {
        c->halvings--;
    }
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

void hub_note_wait(struct client *c, int64_t until)
{
    c->wait_until = until;
}

struct poll *client_poll(const struct client *c)
{
    return c->poll;
}

struct poll *client_stream(const struct client *c)
{
    return c->stream;
}
