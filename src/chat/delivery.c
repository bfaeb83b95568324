#include "delivery.h"
#include "streams.h"

enum { FETCH_INTERVAL_MS = 10000 }; /* between two fetches about one client, on overflow */

void delivery_update_deadline(struct hub *hub, struct client *c)
{
    int64_t at = c->until;
    if (c->stream) {
        int64_t due = stream_of(c->stream)->due;
        at = c->poll && at < due ? at : due;
    }
    bool fetch_first = c->fetch_due && c->fetch_due < at;
    deadlines_move(&hub->deadlines, &c->deadline, fetch_first ? c->fetch_due : at);
}

/* The pass over a queue that overflows. */
struct overflow {
    struct hub *hub;
    struct client *client;
};

/* A fetch is kept once for each member who is still there: what a newcomer
 * asked for is never lost. */
static bool keep_fetch(const struct message *m, void *ctx)
{
    struct overflow *o = ctx;
    struct client *from = m->command == COMMAND_FETCH ? hub_find(o->hub, &m->from) : NULL;
    if (!from || from->room != o->client->room || from->mark == o->hub->mark)
        return false;
    from->mark = o->hub->mark;
    return true;
}

void delivery_overflow(struct hub *hub, struct client *c)
{
    hub->mark++;
    client_overflow(c, hub->init, keep_fetch, &(struct overflow){hub, c});
    c->fetch_due = 0; /* first the new init must be read */
    delivery_update_deadline(hub, c);
}

/* Whether what was delivered now can soon be taken. */
static bool has_ready(const struct client *c)
{
    return c->poll || (c->stream && c->stream->state == POLL_READY);
}

/* Queues a command, for which room was reserved. */
static void deliver(struct hub *hub, struct client *c, struct message *m)
{
    struct queue *q = &c->queue;
    if (c->overflowed && m->command != COMMAND_FETCH)
        return;
    /* A single command always fits, or a small queue would overflow for ever. */
    bool overflows = q->count > 0 && q->bytes + message_cost(m) > hub->limits.max_queue;
    if (overflows) {
        delivery_overflow(hub, c);
        hub->counts.overflowed++;
    }
    if (!overflows || m->command == COMMAND_FETCH)
        queue_push(q, m);
    delivery_ready(hub, c);
    if (q->bytes > hub->limits.max_queue / 2 && has_ready(c))
        hub->pressed = true;
}

bool delivery_reserve(struct room *room, const struct client *except, uint32_t n)
{
    for (uint32_t i = 0; i < room->count; i++)
        if (room->members[i] != except && !client_reserve(room->members[i], n))
            return false;
    return true;
}

void delivery_to_room(struct hub *hub, struct room *room, const struct client *except,
                      struct message *m)
{
    for (uint32_t i = 0; i < room->count; i++)
        if (room->members[i] != except)
            deliver(hub, room->members[i], m);
}

bool delivery_tell_others(struct hub *hub, struct client *c, enum command command)
{
    struct message *m = message_new(command, &c->id, NULL, 0);
    bool ok = m && delivery_reserve(c->room, c, 1);
    if (ok)
        delivery_to_room(hub, c->room, c, m);
    message_unref(m);
    return ok;
}

void delivery_fetch_again(struct hub *hub, struct client *c, int64_t now)
{
    if (now < c->fetch_allowed) {
        c->fetch_due = c->fetch_allowed;
    } else if (delivery_tell_others(hub, c, COMMAND_FETCH)) {
        c->fetch_due = 0;
        c->fetch_allowed = now + FETCH_INTERVAL_MS;
    } else {
        c->fetch_due = now + RETRY_MS;
    }
    delivery_update_deadline(hub, c);
}

/* ---- messages ---- */

static double longer(double a, double b)
{
    return a > b ? a : b;
}

double hub_rate_wait(const struct hub *hub, const struct client *c, bool live, bool history,
                     int64_t now)
{
    const struct hub_limits *limits = &hub->limits;
    double wait = 0;
    if (live)
        wait = longer(bucket_wait(c->live, &limits->messages, now),
                      bucket_wait(c->live_bytes, &limits->bytes, now));
    if (history)
        wait = longer(wait, longer(bucket_wait(c->history, &limits->messages, now),
                                   bucket_wait(c->history_bytes, &limits->bytes, now)));
    return wait;
}

double hub_take_bytes(const struct hub *hub, struct client *c, size_t bytes, int64_t now)
{
    const struct rate *rate = &hub->limits.bytes;
    double wait = bucket_wait(c->history_bytes, rate, now);
    if (wait <= 0)
        bucket_take(&c->history_bytes, rate, (double)bytes, now);
    return wait;
}

static void take_from_buckets(struct hub *hub, struct client *c, unsigned n_live,
                              unsigned n_history, size_t body_bytes, int64_t now)
{
    const struct hub_limits *limits = &hub->limits;
    bucket_take(&c->live, &limits->messages, n_live, now);
    bucket_take(&c->history, &limits->messages, n_history, now);
    bucket_take(n_live > 0 ? &c->live_bytes : &c->history_bytes, &limits->bytes, (double)body_bytes,
                now);
}

/* The member that a message is for; NULL if it has gone, or is elsewhere. */
static struct client *receiver(const struct hub *hub, const struct client *c,
                               const struct outgoing *out)
{
    struct client *to = hub_find(hub, &out->to);
    return to && to->room == c->room ? to : NULL;
}

/* Whether messages `to` a client have to wait, so that history never overflows
 * a queue: half of it is kept for what is said to all. */
static bool has_much_waiting(const struct hub *hub, const struct client *to,
                             const struct outgoing *messages, unsigned n)
{
    size_t more = 0, waiting = to->queue.bytes, most = hub->limits.max_queue;
    for (unsigned i = 0; i < n; i++)
        more += message_cost(messages[i].message);
    return waiting > most / 2 || (waiting > 0 && waiting + more > most);
}

enum hub_result hub_send(struct hub *hub, struct client *c, const struct outgoing *messages,
                         unsigned n, size_t body_bytes, int64_t now)
{
    struct client *to[SEND_MAX];
    unsigned n_live = 0;
    for (unsigned i = 0; i < n; i++) {
        n_live += !messages[i].to_one;
        to[i] = messages[i].to_one ? receiver(hub, c, &messages[i]) : NULL;
        if (to[i] && has_much_waiting(hub, to[i], messages, n))
            return HUB_RECEIVER_BUSY;
        if (to[i] && !client_reserve(to[i], n))
            return HUB_NO_MEMORY;
    }
    if (n_live > 0 && !delivery_reserve(c->room, NULL, n))
        return HUB_NO_MEMORY;
    for (unsigned i = 0; i < n; i++) {
        if (!messages[i].to_one)
            delivery_to_room(hub, c->room, NULL, messages[i].message);
        else if (to[i])
            deliver(hub, to[i], messages[i].message);
    }
    take_from_buckets(hub, c, n_live, n - n_live, body_bytes, now);
    hub->counts.accepted += n;
    return HUB_OK;
}

/* ---- answers ---- */

bool hub_ack(struct hub *hub, struct client *c, uint64_t ack)
{
    size_t before = c->queue.bytes;
    if (!queue_ack(&c->queue, ack))
        return false;
    if (c->stream)
        delivery_stream_acked(hub, c->stream, ack, before - c->queue.bytes);
    return true;
}

bool hub_ack_poll(struct hub *hub, struct client *c, uint64_t ack)
{
    uint64_t before = c->queue.acked;
    if (!hub_ack(hub, c, ack))
        return false;
    client_note_poll(c, c->queue.acked > before);
    return true;
}

void hub_touch(struct hub *hub, struct client *c, int64_t now)
{
    if (delivery_is_parked(c))
        return; /* present as long as it is parked */
    c->until = now + hub->limits.grace_ms;
    delivery_update_deadline(hub, c);
}

/* Those that have left while an init waited need no history any more: their rm
 * was dropped, so a fetch would bring them back. */
static bool keep_init_and_fetch(const struct message *m, void *ctx)
{
    return m->command == COMMAND_INIT || keep_fetch(m, ctx);
}

void hub_prepare_answer(struct hub *hub, struct client *c)
{
    if (!c->overflowed)
        return;
    hub->mark++;
    queue_filter_unsent(&c->queue, keep_init_and_fetch, &(struct overflow){hub, c});
}

void hub_note_sent(struct hub *hub, struct client *c, uint64_t number, int64_t now)
{
    if (number > c->queue.sent)
        hub->counts.delivered += number - c->queue.sent;
    queue_note_sent(&c->queue, number);
    if (c->overflowed && number >= c->init_number) {
        c->overflowed = false;
        delivery_fetch_again(hub, c, now);
    }
}
