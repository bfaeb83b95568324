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

void answers_note_sent(struct chat *chat, struct client *c, uint64_t number, int64_t now)
{
    if (number > c->queue.sent)
        chat->counts.delivered += number - c->queue.sent;
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
