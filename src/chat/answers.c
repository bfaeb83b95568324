#include "answers.h"

#include "client.h"
#include "core.h"
#include "delivery.h"
#include "streams.h"

bool answers_ack(struct chat *chat, struct client *c, uint64_t ack)
{
    size_t before = c->queue.bytes;
    if (!queue_ack(&c->queue, ack))
        return false;
    if (c->stream)
        streams_acked(chat, c->stream, ack, before - c->queue.bytes);
    return true;
}

bool answers_ack_poll(struct chat *chat, struct client *c, uint64_t ack)
{
    uint64_t before = c->queue.acked;
    if (!answers_ack(chat, c, ack))
        return false;
    client_note_poll(c, c->queue.acked > before);
    return true;
}

/* The first time that these commands, up to `number`, go into an answer. */
static void note_delivered(struct chat *chat, const struct queue *q, uint64_t number, int64_t now)
{
    const uint64_t front = queue_first(q);
    uint64_t first = q->sent + 1 > front ? q->sent + 1 : front;
    if (number >= first) /* an init has taken the place of those before the front */
        chat->counts.delivered += number - first + 1;
    for (; first <= number && first <= q->last; first++) {
        const struct message *m = queue_at(q, (uint32_t)(first - front));
        if (m->command == COMMAND_ADD)
            histogram_add(&chat->timings.delivery, (uint32_t)now - m->sent_at);
    }
}

void answers_note_sent(struct chat *chat, struct client *c, uint64_t number, int64_t now)
{
    if (number > c->queue.sent)
        note_delivered(chat, &c->queue, number, now);
    queue_note_sent(&c->queue, number);
    if (c->overflowed && number >= c->init_number) {
        c->overflowed = false;
        delivery_fetch_again(chat, c, now);
    }
}

void answers_prepare(struct chat *chat, struct client *c)
{
    delivery_prepare_answer(chat, c);
}

void answers_note_line(struct chat *chat, struct stream *s, struct stream_line line, int64_t now)
{
    streams_note_line(chat, s, line, now);
    if (line.n > 0)
        answers_note_sent(chat, s->client, s->sent, now);
}
