#include "sending.h"

#include "core.h"
#include "delivery.h"
#include "presence.h"

static int64_t longer(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t sending_wait(const struct chat *chat, const struct client *c, bool live, bool history,
                     int64_t now)
{
    const struct chat_limits *limits = &chat->limits;
    int64_t wait = 0;
    if (live)
        wait = longer(bucket_wait(c->live, &limits->messages, now),
                      bucket_wait(c->live_bytes, &limits->bytes, now));
    if (history)
        wait = longer(wait, longer(bucket_wait(c->history, &limits->messages, now),
                                   bucket_wait(c->history_bytes, &limits->bytes, now)));
    return wait;
}

int64_t sending_take_bytes(const struct chat *chat, struct client *c, size_t bytes, int64_t now)
{
    const struct rate *rate = &chat->limits.bytes;
    int64_t wait = bucket_wait(c->history_bytes, rate, now);
    if (wait <= 0)
        bucket_take(&c->history_bytes, rate, (double)bytes, now);
    return wait;
}

static void take_from_buckets(struct chat *chat, struct client *c, unsigned n_live,
                              unsigned n_history, size_t body_bytes, int64_t now)
{
    const struct chat_limits *limits = &chat->limits;
    bucket_take(&c->live, &limits->messages, n_live, now);
    bucket_take(&c->history, &limits->messages, n_history, now);
    bucket_take(n_live > 0 ? &c->live_bytes : &c->history_bytes, &limits->bytes, (double)body_bytes,
                now);
}

/* The member that a message is for; NULL if it has gone, or is elsewhere. */
static struct client *receiver(const struct chat *chat, const struct client *c,
                               const struct outgoing *out)
{
    struct client *to = presence_find(chat, &out->to);
    return to && to->room == c->room ? to : NULL;
}

/* Whether messages `to` a client have to wait, so that history never overflows a
 * queue: half of it is kept for what is said to all. A whole batch passes into an
 * empty queue, however small that is, or it would never pass. */
static bool has_much_waiting(const struct chat *chat, const struct client *to,
                             const struct outgoing *messages, unsigned n)
{
    size_t more = 0, waiting = to->queue.bytes, most = chat->limits.max_queue;
    for (unsigned i = 0; i < n; i++)
        more += message_cost(messages[i].message);
    return waiting > most / 2 || (waiting > 0 && waiting + more > most);
}

enum sending_result sending_relay(struct chat *chat, struct client *c,
                                  const struct outgoing *messages, unsigned n, size_t body_bytes,
                                  int64_t now)
{
    struct client *to[SEND_MAX];
    unsigned n_live = 0;
    for (unsigned i = 0; i < n; i++) {
        n_live += !messages[i].to_one;
        to[i] = messages[i].to_one ? receiver(chat, c, &messages[i]) : NULL;
        if (to[i] && has_much_waiting(chat, to[i], messages, n))
            return SENDING_RECEIVER_BUSY;
        if (to[i] && !delivery_reserve_one(to[i], n))
            return SENDING_NO_MEMORY;
    }
    if (n_live > 0 && !delivery_reserve(c->room, NULL, n))
        return SENDING_NO_MEMORY;
    for (unsigned i = 0; i < n; i++) {
        messages[i].message->sent_at = (uint32_t)now;
        if (!messages[i].to_one)
            delivery_to_room(chat, c->room, NULL, messages[i].message);
        else if (to[i])
            delivery_to_receiver(chat, to[i], messages[i].message);
    }
    take_from_buckets(chat, c, n_live, n - n_live, body_bytes, now);
    chat->counts.accepted += n;
    delivery_relieve(chat);
    return SENDING_OK;
}
