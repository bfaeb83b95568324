#include "streams.h"

#include <assert.h>
#include <stdlib.h>

#include "../base/container.h"
#include "core.h"
#include "polls.h"
#include "presence.h"

struct stream *streams_of(struct poll *poll)
{
    assert(poll->parked.kind == PARKED_STREAM);
    return CONTAINER_OF(poll, struct stream, poll);
}

struct stream *streams_new(void *request)
{
    struct stream *s = malloc(sizeof *s);
    if (s)
        *s = (struct stream){.poll = {.parked = {.request = request, .kind = PARKED_STREAM},
                                      .n = 1,
                                      .clients = &s->client}};
    return s;
}

void streams_free(struct stream *s)
{
    free(s);
}

static void set_due(struct chat *chat, struct stream *s, int64_t at)
{
    s->due = at < s->ends ? at : s->ends;
    presence_update_deadline(chat, s->client);
}

void streams_open(struct chat *chat, struct stream *s, struct client *c, struct poll_party *party,
                  int64_t now)
{
    struct poll *poll = &s->poll;
    assert(!c->stream);
    s->client = c;
    c->stream = s;
    s->sent = c->queue.acked;
    s->ends = now + STREAM_MAX_MS;
    set_due(chat, s, now + STREAM_HEARTBEAT_MS);
    chat->counts.streams++;
    poll->asked_to_wait = !polls_may_park(chat, &c, 1, now);
    polls_enter(chat, poll, party);
    if (!poll->asked_to_wait)
        polls_keep_limits(chat, party);
    polls_make_ready(chat, poll);
}

static void wake(struct chat *chat, struct stream *s)
{
    if (!s->blocked && !s->paused)
        polls_make_ready(chat, &s->poll);
}

void streams_acked(struct chat *chat, struct stream *s, uint64_t ack, size_t bytes)
{
    /* More than all of it where a poll beside it was ahead. */
    s->in_flight = ack >= s->sent || bytes > s->in_flight ? 0 : s->in_flight - bytes;
    if (!s->paused)
        return;
    s->paused = false;
    wake(chat, s);
}

void streams_due(struct chat *chat, struct stream *s, int64_t now)
{
    s->over = now >= s->ends;
    s->beats = true;
    if (s->over || !s->blocked)
        polls_make_ready(chat, &s->poll);
    s->due = now + STREAM_HEARTBEAT_MS; /* if this comes to nothing */
    presence_update_deadline(chat, s->client);
}

/* ---- a stream that is ready ---- */

void streams_rest(struct chat *chat, struct stream *s)
{
    const struct queue *q = &s->client->queue;
    s->paused = q->count > 0 && q->last > s->sent;
    polls_leave_ready(chat, &s->poll);
    polls_enter(chat, &s->poll, s->poll.party);
}

void streams_delay(struct chat *chat, struct stream *s, int64_t now)
{
    streams_rest(chat, s);
    set_due(chat, s, now + RETRY_MS);
}

void streams_block(struct chat *chat, struct stream *s, struct list *blocked)
{
    streams_rest(chat, s);
    s->blocked = blocked;
    list_append(blocked, &s->blocked_node);
}

void streams_resume(struct chat *chat, struct list *blocked)
{
    while (blocked->head)
        polls_make_ready(chat, &CONTAINER_OF(blocked->head, struct stream, blocked_node)->poll);
}

struct stream_line streams_line(const struct stream *s)
{
    const struct queue *q = &s->client->queue;
    uint64_t next = s->sent + 1, front = queue_first(q);
    struct stream_line line = {.first = next > front ? (uint32_t)(next - front) : 0};
    size_t bytes = s->in_flight;
    for (uint32_t i = line.first; i < q->count; i++, line.n++) {
        bytes += message_cost(queue_at(q, i));
        if (bytes > STREAM_WINDOW && (line.n > 0 || s->in_flight > 0))
            break;
    }
    return line;
}

void streams_note_line(struct chat *chat, struct stream *s, struct stream_line line, int64_t now)
{
    const struct queue *q = &s->client->queue;
    assert(line.first + line.n <= q->count);
    for (uint32_t i = 0; i < line.n; i++)
        s->in_flight += message_cost(queue_at(q, line.first + i));
    if (line.n > 0)
        s->sent = queue_first(q) + line.first + line.n - 1;
    s->begun = true;
    s->beats = false;
    set_due(chat, s, now + STREAM_HEARTBEAT_MS);
    streams_rest(chat, s);
}
