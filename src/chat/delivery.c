#include "delivery.h"

#include "client.h"
#include "core.h"
#include "fullness.h"
#include "polls.h"
#include "presence.h"

enum {
    RELIEVED_MAX = 64, /* queues at a time */
    SMALL_ROOM = 64,   /* members at most */
};

/* The pass over a queue that overflows. */
struct overflow {
    struct chat *chat;
    struct client *client;
};

/* A fetch is kept once for each member who is still there: what a newcomer
 * asked for is never lost. */
static bool keep_fetch(const struct message *m, void *ctx)
{
    struct overflow *o = ctx;
    struct client *from = m->command == COMMAND_FETCH ? presence_find(o->chat, &m->from) : NULL;
    if (!from || from->room != o->client->room || from->mark == o->chat->mark)
        return false;
    from->mark = o->chat->mark;
    return true;
}

void delivery_overflow(struct chat *chat, struct client *c)
{
    chat->mark++;
    client_overflow(c, chat->init, keep_fetch, &(struct overflow){chat, c});
    queue_shrink(&c->queue); /* one place is left, for a fetch; all else is dropped */
    c->fetch_due = 0; /* first the new init must be read */
    presence_update_deadline(chat, c);
}

/* Whether what was delivered now can soon be taken. */
static bool has_ready(const struct client *c)
{
    return c->poll || (c->stream && c->stream->poll.state != POLL_PARKED);
}

static void note_filling(struct chat *chat, struct client *c)
{
    fullness_note(chat, c);
    if (c->queue.bytes > chat->limits.max_queue / 2 && has_ready(c))
        chat->pressed = true;
}

/* Little waits for most. */
static inline void note_queued(struct chat *chat, struct client *c)
{
    if (c->queue.bytes > chat->little)
        note_filling(chat, c);
}

void delivery_to_one(struct chat *chat, struct client *c, struct message *m)
{
    struct queue *q = &c->queue;
    if (c->overflowed && m->command != COMMAND_FETCH)
        return;
    /* A single command always fits, or a small queue would overflow for ever. */
    bool overflows = q->count > 0 && q->bytes + message_cost(m) > chat->limits.max_queue;
    if (overflows) {
        delivery_overflow(chat, c);
        chat->counts.overflowed++;
    }
    if (!overflows || m->command == COMMAND_FETCH)
        queue_push(q, m);
    polls_wake_client(chat, c);
    note_queued(chat, c);
}

void delivery_to_receiver(struct chat *chat, struct client *c, struct message *m)
{
    if (c->overflowed)
        return;
    queue_push(&c->queue, m);
    polls_wake_client(chat, c);
    note_queued(chat, c);
}

void delivery_relieve_slowly(struct chat *chat)
{
    for (unsigned n = 0; n < RELIEVED_MAX && !account_has_plenty(); n++) {
        struct client *c = fullness_most(chat);
        if (!c)
            return;
        delivery_overflow(chat, c);
        chat->counts.overflowed++;
        polls_wake_client(chat, c);
    }
}

bool delivery_reserve_one(struct client *c, uint32_t n)
{
    return queue_reserve(&c->queue, n + 1); /* and the init of an overflow */
}

bool delivery_reserve(struct room *room, const struct client *except, uint32_t n)
{
    for (uint32_t i = 0; i < room->count; i++)
        if (room->members[i] != except && !delivery_reserve_one(room->members[i], n))
            return false;
    return true;
}

void delivery_to_room(struct chat *chat, struct room *room, const struct client *except,
                      struct message *m)
{
    polls_wake_to(chat, room->count > SMALL_ROOM ? POLL_LATER : POLL_READY);
    for (uint32_t i = 0; i < room->count; i++)
        if (room->members[i] != except)
            delivery_to_one(chat, room->members[i], m);
    polls_wake_to(chat, POLL_READY);
}

bool delivery_tell_others(struct chat *chat, struct client *c, enum command command)
{
    struct message *m = message_new(command, &c->id, NULL, 0);
    bool ok = m && delivery_reserve(c->room, c, 1);
    if (ok)
        delivery_to_room(chat, c->room, c, m);
    message_unref(m);
    return ok;
}

void delivery_fetch_again(struct chat *chat, struct client *c, int64_t now)
{
    if (now < c->fetch_allowed) {
        c->fetch_due = c->fetch_allowed;
    } else if (delivery_tell_others(chat, c, COMMAND_FETCH)) {
        c->fetch_due = 0;
        c->fetch_allowed = c->refetch = now + FETCH_INTERVAL_MS;
    } else {
        c->fetch_due = now + RETRY_MS;
    }
    presence_update_deadline(chat, c);
}

/* Those that have left while an init waited need no history any more: their rm
 * was dropped, so a fetch would bring them back. */
static bool keep_init_and_fetch(const struct message *m, void *ctx)
{
    return m->command == COMMAND_INIT || keep_fetch(m, ctx);
}

void delivery_prepare_answer(struct chat *chat, struct client *c)
{
    if (!c->overflowed)
        return;
    chat->mark++;
    queue_filter_unsent(&c->queue, keep_init_and_fetch, &(struct overflow){chat, c});
}
