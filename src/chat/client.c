#include "client.h"

#include <assert.h>
#include <string.h>

#include "core.h"
#include "past_rooms.h"

enum { HALVINGS_MAX = 18 }; /* of 256 KiB: then one command an answer */

struct poll *client_own_poll(struct client *c)
{
    assert(!c->poll || !c->poll->is_own);
    c->own = (struct own_poll){.poll = {.n = 1, .is_own = true, .clients = &c->own.client}};
    return &c->own.poll;
}

const char *client_token(const struct client *c, size_t *len)
{
    *len = c->token_len;
    return c->token;
}

void client_pools_init(struct client_pools *pools)
{
    pool_init(&pools->with_short, offsetof(struct client, token) + TOKEN_SHORT);
    pool_init(&pools->with_long, offsetof(struct client, token) + TOKEN_MAX);
    pools->with_short.secret = pools->with_long.secret = true;
}

void client_pools_fini(struct client_pools *pools)
{
    pool_fini(&pools->with_short);
    pool_fini(&pools->with_long);
}

static struct pool *pool_for(struct client_pools *pools, size_t token_len)
{
    return token_len <= TOKEN_SHORT ? &pools->with_short : &pools->with_long;
}

struct client *client_new(struct client_pools *pools, const struct client_id *id, const char *token,
                          size_t token_len)
{
    struct client *c = pool_get(pool_for(pools, token_len));
    if (!c)
        return NULL;
    assert(token_len <= TOKEN_MAX);
    c->id = *id;
    c->token_len = (uint8_t)token_len;
    memcpy(c->token, token, token_len);
    queue_init(&c->queue);
    return c;
}

void client_free(struct client_pools *pools, struct client *c)
{
    assert(!c->room && !c->poll && !c->stream);
    queue_fini(&c->queue);
    past_rooms_free(c->past);
    pool_put(pool_for(pools, c->token_len), c);
}

/* ---- what waits for it ---- */

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

void client_note_wait(struct client *c, int64_t until)
{
    c->wait_until = until;
}

struct poll *client_poll(const struct client *c)
{
    return c->poll;
}

struct stream *client_stream(const struct client *c)
{
    return c->stream;
}
