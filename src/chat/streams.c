#include "streams.h"

#include <stdlib.h>

#include "delivery.h"

/* It stands behind the one client of its poll. */
struct stream *stream_of(struct poll *poll)
{
    return (struct stream *)(void *)&poll->clients[1];
}

static struct poll *poll_of_blocked(struct list_node *node)
{
    struct stream *s = (struct stream *)((char *)node - offsetof(struct stream, blocked_node));
    return (struct poll *)(void *)((char *)s - offsetof(struct poll, clients[1]));
}

struct poll *stream_new(void *request)
{
    struct poll *poll = malloc(offsetof(struct poll, clients[1]) + sizeof(struct stream));
    if (!poll)
        return NULL;
    *poll = (struct poll){.request = request, .n = 1, .is_stream = true};
    *stream_of(poll) = (struct stream){0};
    return poll;
}

static void set_due(struct hub *hub, struct poll *poll, int64_t at)
{
    struct stream *s = stream_of(poll);
    s->due = at < s->ends ? at : s->ends;
    delivery_update_deadline(hub, poll->clients[0]);
}

void hub_open_stream(struct hub *hub, struct poll *poll, struct client *c, struct poll_party *party,
                     int64_t now)
{
    struct stream *s = stream_of(poll);
    poll->clients[0] = c;
    c->stream = poll;
    s->sent = c->queue.acked;
    s->ends = now + STREAM_MAX_MS;
    set_due(hub, poll, now + STREAM_HEARTBEAT_MS);
    hub->counts.streams++;
    poll->asked_to_wait = !hub_may_park(hub, &c, 1, now);
    delivery_park(hub, poll, party);
    if (!poll->asked_to_wait)
        delivery_keep_limits(hub, party, now);
    delivery_poll_ready(hub, poll);
}

void delivery_stream_unblock(struct poll *poll)
{
    struct stream *s = stream_of(poll);
    if (s->blocked)
        list_remove(s->blocked, &s->blocked_node);
    s->blocked = NULL;
}

void delivery_stream_ready(struct hub *hub, struct poll *poll)
{
    struct stream *s = stream_of(poll);
    if (!s->blocked && !s->paused)
        delivery_poll_ready(hub, poll);
}

void delivery_stream_acked(struct hub *hub, struct poll *poll, uint64_t ack, size_t bytes)
{
    struct stream *s = stream_of(poll);
    /* More than all of it where a poll beside it was ahead. */
    s->in_flight = ack >= s->sent || bytes > s->in_flight ? 0 : s->in_flight - bytes;
    if (!s->paused)
        return;
    s->paused = false;
    delivery_stream_ready(hub, poll);
}

void delivery_stream_due(struct hub *hub, struct poll *poll, int64_t now)
{
    struct stream *s = stream_of(poll);
    s->over = now >= s->ends;
    s->beats = true;
    if (s->over || !s->blocked)
        delivery_poll_ready(hub, poll);
    s->due = now + STREAM_HEARTBEAT_MS; /* if this comes to nothing */
    delivery_update_deadline(hub, poll->clients[0]);
}

/* ---- a stream that is ready ---- */

void hub_rest_stream(struct hub *hub, struct poll *poll)
{
    struct stream *s = stream_of(poll);
    const struct queue *q = &poll->clients[0]->queue;
    s->paused = q->count > 0 && q->last > s->sent;
    list_remove(&hub->ready, &poll->node);
    delivery_park(hub, poll, poll->party);
}

void hub_delay_stream(struct hub *hub, struct poll *poll, int64_t now)
{
    hub_rest_stream(hub, poll);
    set_due(hub, poll, now + RETRY_MS);
}

void hub_block_stream(struct hub *hub, struct poll *poll, struct list *blocked)
{
    struct stream *s = stream_of(poll);
    hub_rest_stream(hub, poll);
    s->blocked = blocked;
    list_append(blocked, &s->blocked_node);
}

void hub_resume_streams(struct hub *hub, struct list *blocked)
{
    while (blocked->head)
        delivery_poll_ready(hub, poll_of_blocked(blocked->head));
}

struct stream_line hub_stream_line(struct poll *poll)
{
    const struct stream *s = stream_of(poll);
    const struct queue *q = &poll->clients[0]->queue;
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

void hub_note_line(struct hub *hub, struct poll *poll, struct stream_line line, int64_t now)
{
    struct stream *s = stream_of(poll);
    struct client *c = poll->clients[0];
    for (uint32_t i = 0; i < line.n; i++)
        s->in_flight += message_cost(queue_at(&c->queue, line.first + i));
    if (line.n > 0)
        s->sent = queue_first(&c->queue) + line.first + line.n - 1;
    s->begun = true;
    s->beats = false;
    set_due(hub, poll, now + STREAM_HEARTBEAT_MS);
    hub_rest_stream(hub, poll);
    if (line.n > 0)
        hub_note_sent(hub, c, s->sent, now);
}
