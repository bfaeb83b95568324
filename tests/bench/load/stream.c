/* The chat's stream: an answer that does not end, with a line for each that a
 * poll would have had. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "chat.h"

enum { LINE_MAX_BYTES = 1 << 20, ACK_BYTES = 48 * 1024 };
static const double ack_seconds = 8;

/* What a client has beside its stream. */
struct stream {
    struct buf line; /* the beginning of one */
    size_t unacknowledged;
    double acknowledged_at;
    bool acking;
};

static void open_stream(struct client *c);

static int write_self(char *body, size_t size, const struct client *c)
{
    return snprintf(body, size, "{\"id\":\"%s\",\"token\":\"%s\",\"ack\":%" PRIu64 "}", c->id,
                    c->token, c->seq);
}

static void on_acknowledged(struct exchange *x, const struct answer *answer)
{
    struct client *c = x->owner;
    if (answer->status != 204)
        fail("ack was answered with %d", answer->status);
    c->stream->acking = false;
}

static void acknowledge_if_due(struct client *c)
{
    struct stream *s = c->stream;
    double now = channel_read_at();
    if (s->acking || (s->unacknowledged < ACK_BYTES && now - s->acknowledged_at < ack_seconds))
        return;
    char body[256];
    struct ask ask = {"POST", "/ack", chat_head, body, (size_t)write_self(body, sizeof body, c)};
    s->acking = true;
    s->unacknowledged = 0;
    s->acknowledged_at = now;
    c->other.answered = on_acknowledged;
    bench_ask(c, &c->other, &ask);
}

static void on_streamed(struct exchange *x, const char *bytes, size_t len)
{
    struct client *c = x->owner;
    struct stream *s = c->stream;
    s->unacknowledged += len;
    for (const char *end; (end = memchr(bytes, '\n', len)) != NULL;) {
        size_t n = (size_t)(end - bytes);
        if (buf_len(&s->line) > 0) {
            buf_append(&s->line, bytes, n);
            chat_take_commands(c, buf_bytes(&s->line), buf_len(&s->line));
            buf_clear(&s->line);
        } else {
            chat_take_commands(c, bytes, n);
        }
        bytes = end + 1;
        len -= n + 1;
    }
    if (!buf_append(&s->line, bytes, len))
        fail("a line is too long");
    acknowledge_if_due(c);
}

static void on_ended(struct exchange *x, const struct answer *answer)
{
    struct client *c = x->owner;
    if (answer->status != 200)
        fail("stream was answered with %d: %.*s", answer->status, (int)answer->body_len,
             answer->body);
    if (buf_len(&c->stream->line) > 0)
        fail("a stream ended in the middle of a line");
    open_stream(c);
}

static void open_stream(struct client *c)
{
    char body[256];
    struct ask ask = {"POST", "/stream", chat_head, body, (size_t)write_self(body, sizeof body, c)};
    c->listen.answered = on_ended;
    c->listen.streamed = on_streamed;
    bench_ask(c, &c->listen, &ask);
}

static void begin_listening(struct client *c)
{
    c->stream = calloc(1, sizeof *c->stream);
    if (!c->stream)
        fail("out of memory");
    buf_init(&c->stream->line, LINE_MAX_BYTES);
    c->stream->acknowledged_at = clock_now();
    open_stream(c);
}

const struct speech speech_stream = {"stream", chat_join, begin_listening, chat_say};
